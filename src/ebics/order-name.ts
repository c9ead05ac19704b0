import type { OrderName } from "./bank-data/customer-data.ts";
import { btfMatches, btfText } from "./btf.ts";
import type { OrderParams } from "./messages.ts";

/** One line for people, logs and rights: `BTU SCT/-/-/pain.001`, `FUL pain.001.001.03.sct`, `CCT`, `HTD`. */
export function orderNameText({ adminOrderType, service, fileFormat }: OrderName): string {
  if (service !== undefined) return `${adminOrderType} ${btfText(service)}`;
  return fileFormat === undefined ? adminOrderType : `${adminOrderType} ${fileFormat.name}`;
}

/** Do the two name the same order? Message versions count only where both have one. */
export function sameName(a: OrderName, b: OrderName): boolean {
  if (a.adminOrderType !== b.adminOrderType || a.fileFormat?.name !== b.fileFormat?.name) return false;
  return a.service === undefined || b.service === undefined ? a.service === b.service : btfMatches(a.service, b.service);
}

/**
 * Reads an order's name as people type it: `SCT/DE/-/pain.001@09/ZIP` (BTU or BTD in front may be left out), `CCT`, `FUL pain.001.001.03.sct FR`.
 * @returns undefined when it is none
 */
export function parseOrderName(text: string, direction: "send" | "fetch"): OrderName | undefined {
  const words = text.trim().split(/\s+/);
  const last = words.at(-1) ?? "";
  if (last.includes("/")) {
    const adminOrderType = direction === "send" ? "BTU" : "BTD";
    const service = words.length === 1 || (words.length === 2 && words[0] === adminOrderType) ? parseService(last) : undefined;
    return service && { adminOrderType, service };
  }
  const [orderType = "", name, countryCode, ...more] = words;
  if (!/^[A-Z0-9]{3}$/.test(orderType) || more.length > 0) return undefined;
  const byFormat = orderType === (direction === "send" ? "FUL" : "FDL");
  if (!byFormat) return name === undefined ? { adminOrderType: orderType } : undefined;
  if (name === undefined || (countryCode !== undefined && !/^[A-Z]{2}$/.test(countryCode))) return undefined;
  return { adminOrderType: orderType, fileFormat: { name, countryCode } };
}

function parseService(text: string): OrderName["service"] {
  const match = /^([A-Z0-9]{3})\/(-|[A-Z0-9]{2,3})\/(-|[A-Z0-9]{3,10})\/([a-z.0-9]{1,10})(?:@(\d{2,3}))?(?:\/(SVC|XML|ZIP))?$/.exec(text);
  if (match === null) return undefined;
  const [, serviceName = "", scope, serviceOption, name = "", version, container] = match;
  return { serviceName, scope: given(scope), serviceOption: given(serviceOption), container: container === undefined ? undefined : containers[container], message: { name, version } };
}
const containers: Readonly<Record<string, "SVC" | "XML" | "ZIP">> = { SVC: "SVC", XML: "XML", ZIP: "ZIP" };

function given(part: string | undefined): string | undefined {
  return part === "-" ? undefined : part;
}

/** How a request names its order. */
export function orderNameOf({ adminOrderType, params }: { readonly adminOrderType: string; readonly params: OrderParams }): OrderName {
  switch (params.kind) {
    case "BTU":
    case "BTD":
      return { adminOrderType, service: params.service };
    case "FUL":
    case "FDL":
      return { adminOrderType, fileFormat: params.fileFormat };
    default:
      return { adminOrderType };
  }
}
