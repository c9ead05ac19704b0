import { type Answer, type DownloadWhat, type Exchange, download, fetchBankKeys, hev, sendHia, sendIni } from "../../../src/ebics/index.ts";
import type { BankFixture } from "../../bank/support/bank-fixture.ts";
import { type Customer, statements, statusReports } from "../../bank/support/customer.ts";
import { elsewhere, money, orderFile } from "../../bank/support/orders.ts";

/** A whole conversation with the practice bank, from the customer's side. */
export interface Conversation {
  readonly title: string;
  /** Who speaks. */
  readonly customer: Customer;
  /** The requests carry an AuthSignature. */
  readonly isSigned: boolean;
  start(): Promise<Exchange<Answer<unknown>>>;
}

/** One of every kind that a customer has. @param fresh a user who has sent no keys yet @param orderId of the file to send */
export function conversations(fixture: BankFixture, customer: Customer, fresh: Customer, orderId: () => string): readonly Conversation[] {
  const order = (): Promise<Uint8Array> => {
    const id = orderId();
    return orderFile(id, [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money("0.01"), to: elsewhere[0], endToEndId: id }] }]);
  };
  const fetch = (title: string, what: DownloadWhat): Conversation => ({ title, customer, isSigned: true, start: async () => downloadAndReceipt(customer, what) });
  return [
    { title: "HEV", customer, isSigned: false, start: async () => hev(customer.ids.hostId) },
    { title: "INI", customer: fresh, isSigned: false, start: async () => sendIni(fresh.subscriberContext, { version: "A006", certificateDer: fresh.keys.signature.certificateDer }) },
    { title: "HIA", customer: fresh, isSigned: false, start: async () => sendHia(fresh.subscriberContext, { authenticationCertificateDer: fresh.keys.authentication.certificateDer, encryptionCertificateDer: fresh.keys.encryption.certificateDer }) },
    { title: "HPB", customer, isSigned: true, start: async () => fetchBankKeys(customer.subscriberContext) },
    { title: "BTU", customer, isSigned: true, start: async () => customer.uploadExchange(await order(), { segmentBytesMax: 400 }) },
    fetch("HTD", { order: "HTD" }),
    fetch("HAC", { order: "HAC", dateRange: { start: "2026-11-23", end: "2026-11-23" } }),
    fetch("BTD statements", statements),
    fetch("BTD status reports", statusReports),
  ];
}

async function* downloadAndReceipt(customer: Customer, what: DownloadWhat): Exchange<Answer<unknown>> {
  const answer = yield* download(customer.context, what);
  if (answer.kind !== "ok") return answer;
  const said = yield* answer.value.receipt(true);
  return said.kind === "ok" ? { ...answer, value: { transactionId: answer.value.transactionId, data: answer.value.data } } : said;
}
