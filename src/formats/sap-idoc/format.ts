import { nameOnly } from "../carries.ts";
import type { OrderFormat, StatementFormat } from "../format.ts";
import { type MessageInHead, messageInHead } from "../iso20022/namespace.ts";
import { onlyRead } from "../only-read.ts";
import { readXml } from "../xml/read-xml.ts";
import { paymentFields, statementFields } from "./fields.ts";
import { PayextReading } from "./payment-reading.ts";
import { FinstaReading } from "./statement-reading.ts";
import { writeFinsta } from "./statement-write.ts";

/** By the IDoc's type, or by the outermost element where a program wrote none. */
function isIdoc(head: Uint8Array, { message, elements }: MessageInHead, types: RegExp): boolean {
  if (message !== undefined || !elements.includes("IDOC")) return false;
  const type = /<IDOCTYP>\s*([A-Z0-9_]+)/.exec(Buffer.from(head).toString("latin1"))?.[1];
  return types.test(type ?? elements.find((each) => each !== "IDOC") ?? "");
}

export const sapFinsta01: StatementFormat = {
  kind: "statements",
  id: "sap.finsta01",
  title: "Bank statement of SAP (IDoc FINSTA01, XML)",
  writes: true,
  carries: {
    header: { kind: true, statementId: true, sequenceNumber: true, account: true, currency: true },
    entry: { amount: true, bookingDate: true, valueDate: true, status: /^BOOK$/, reversal: (value) => value === false, bankReference: 35, details: true },
    detailsMax: 1,
    detail: { counterparty: nameOnly, counterpartyAccount: true, counterpartyBic: true, remittance: (value) => Array.isArray(value) && value.length <= 1 },
  },
  detect: (head, named = messageInHead(head)) => isIdoc(head, named, /^FINSTA01$/),
  async read(content, sink) {
    const reading = new FinstaReading(sink);
    if (await readXml(content, statementFields.shape, reading)) reading.finish();
    await sink.flush?.();
  },
  write: (statements) => writeFinsta(statements),
};

export const sapPayext: OrderFormat = {
  kind: "orders",
  id: "sap.payext",
  title: "Payments of SAP (IDoc PEXR2002, message PAYEXT, XML)",
  writes: false,
  detect: (head, named = messageInHead(head)) => isIdoc(head, named, /^PEXR200[12]$/),
  async read(content, sink) {
    const reading = new PayextReading(sink);
    if (await readXml(content, paymentFields.shape, reading)) reading.finish();
    await sink.flush?.();
  },
  write: () => onlyRead("sap.payext", "pain.001.001.09"),
};
