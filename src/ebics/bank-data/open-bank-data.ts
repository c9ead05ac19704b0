import { ebicsError } from "../errors.ts";
import { XmlError, orderDataLimits, parseXml } from "../xml/parse.ts";
import { type ChildReader, ShapeError, childrenOf } from "../xml/shape.ts";
import type { BankDataDialect } from "./dialect.ts";

/** Simple types of ebics_types_H00x.xsd, the same in all versions. */
export const tokenPatterns = {
  hostId: /^.{1,35}$/,
  userId: /^[a-zA-Z0-9,=]{1,35}$/,
  orderType: /^[A-Z0-9]{3}$/,
  version: /^[AEHX]\d{3}$/,
} as const;

const titles = { HTD: "list of rights", HKD: "customer data", HPD: "parameters", HAA: "list of what can be fetched" } as const;

/** Opens what the bank answers to one of the four orders. @throws AppError ebics/`unexpected-answer` */
export function openBankData<T>(dialect: BankDataDialect, order: keyof typeof titles, xml: Uint8Array, read: (children: ChildReader) => T): T {
  try {
    const root = parseXml(xml, orderDataLimits);
    const local = `${order}ResponseOrderData`;
    if (root.local !== local || root.namespace !== dialect.namespace) throw new ShapeError(`the order data are no ${local}`);
    const children = childrenOf(root, dialect.namespace);
    const value = read(children);
    children.end();
    return value;
  } catch (cause) {
    if (cause instanceof XmlError || cause instanceof ShapeError) {
      throw ebicsError("unexpected-answer", `The bank's ${titles[order]} (${order}) cannot be read.`, "No money is concerned; what was known so far stays.", "Fetch it again; if it stays so, tell the bank.", { cause });
    }
    throw cause;
  }
}
