import { protocols } from "../protocol.ts";
import type { ProtocolVersion } from "../subscriber.ts";
import { readHaa, writeHaa } from "./available-orders.ts";
import { type HpdData, readHpd, writeHpd } from "./bank-parameters.ts";
import type { HkdData, HtdData, OrderName } from "./customer-data.ts";
import { readHkd, readHtd } from "./customer-data-reader.ts";
import { writeHkd, writeHtd } from "./customer-data-writer.ts";
import type { BankDataDialect } from "./dialect.ts";

/** What the bank says of itself and of its customer, by the order that asks for it. */
export interface BankDataValues {
  readonly HTD: HtdData;
  readonly HKD: HkdData;
  readonly HPD: HpdData;
  readonly HAA: readonly OrderName[];
}
export type BankDataOrder = keyof BankDataValues;

const codecs: { readonly [Order in BankDataOrder]: { readonly read: (dialect: BankDataDialect, xml: Uint8Array) => BankDataValues[Order]; readonly write: (dialect: BankDataDialect, value: BankDataValues[Order]) => Uint8Array } } = {
  HTD: { read: readHtd, write: writeHtd },
  HKD: { read: readHkd, write: writeHkd },
  HPD: { read: readHpd, write: writeHpd },
  HAA: { read: readHaa, write: writeHaa },
};

/** @throws AppError ebics/`unexpected-answer` */
export function readBankData<Order extends BankDataOrder>(protocol: ProtocolVersion, order: Order, xml: Uint8Array): BankDataValues[Order] {
  return codecs[order].read(protocols[protocol].bankData, xml);
}

/** The order data of the answer: UTF-8 XML in the version's own namespace. */
export function writeBankData<Order extends BankDataOrder>(protocol: ProtocolVersion, order: Order, value: BankDataValues[Order]): Uint8Array {
  return codecs[order].write(protocols[protocol].bankData, value);
}
