import { asRoot, elementsOf, writeDocument } from "../xml/write.ts";
import type { OrderName } from "./customer-data.ts";
import type { BankDataDialect } from "./dialect.ts";
import { openBankData } from "./open-bank-data.ts";

/** HAAResponseOrderData: what there is to fetch at this moment. UTF-8 XML. */
export function writeHaa(dialect: BankDataDialect, orders: readonly OrderName[]): Uint8Array {
  const h = elementsOf(dialect.namespace);
  return writeDocument(asRoot(h("HAAResponseOrderData", dialect.writeAvailable(orders)), { "": dialect.namespace }));
}

/** @throws AppError ebics/`unexpected-answer` */
export function readHaa(dialect: BankDataDialect, xml: Uint8Array): readonly OrderName[] {
  return openBankData(dialect, "HAA", xml, (children) => dialect.readAvailable(children));
}
