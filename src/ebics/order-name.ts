import type { OrderName } from "./bank-data/customer-data.ts";
import { btfText } from "./btf.ts";

/** One line for people, logs and rights: `BTU SCT/-/-/pain.001`, `FUL pain.001.001.03.sct`, `CCT`, `HTD`. */
export function orderNameText({ adminOrderType, service, fileFormat }: OrderName): string {
  if (service !== undefined) return `${adminOrderType} ${btfText(service)}`;
  return fileFormat === undefined ? adminOrderType : `${adminOrderType} ${fileFormat.name}`;
}
