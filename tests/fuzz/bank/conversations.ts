import { createPrivateKey } from "node:crypto";
import {
  type Answer, type DownloadWhat, type EdsOrderRef, type Exchange, type KeyChange, download, edsDetails, edsList, edsState, fetchBankKeys, hev, keyChangeOrderData, orderDataDigest,
  sendHia, sendIni, sendKeyChange, sendSuspension, signAtBank, signOrderDataDigest, suspensionOrderData, wholeOrderAtBank,
} from "../../../src/ebics/index.ts";
import { type BankFixture, monday } from "../../bank/support/bank-fixture.ts";
import { Customer, makeUserKeys, statements, statusReports, type UserKeys } from "../../bank/support/customer.ts";
import { elsewhere, money, orderFile } from "../../bank/support/orders.ts";
import { classicConversations } from "./classic-conversations.ts";
import { withReceipt } from "./with-receipt.ts";

/** A whole conversation with the practice bank, from the customer's side. */
export interface Conversation {
  readonly title: string;
  /** Who speaks. */
  readonly customer: Customer;
  /** The requests carry an AuthSignature. */
  readonly isSigned: boolean;
  /** What must be so at the bank before: a user without keys, an order that waits. */
  readonly prepare?: (() => Promise<void>) | undefined;
  start(): Promise<Exchange<Answer<unknown>>>;
}

/** One of every kind that a customer has, in every version. @param orderId of the next file to send: a letter and its number */
export async function conversations(fixture: BankFixture, orderId: () => string): Promise<readonly Conversation[]> {
  const { bank } = fixture;
  const [main, second, changing, newKeys] = await Promise.all([fixture.user("MAIN"), fixture.user("SECOND", { signatureClass: "A" }), fixture.user("CHANGING"), makeUserKeys("New", monday)]);
  const transport = await fixture.user("TRANSPORT", { signatureClass: "T" });
  bank.admin.addSubscriber({ partnerId: "KUND1", userId: "FRESH", name: "Fresh" });
  const fresh = new Customer(bank, "KUND1", "FRESH", fixture.keys[1], fixture.clock);
  const order = async (): Promise<Uint8Array> => (await numbered())[0];
  const numbered = async (): Promise<readonly [Uint8Array, number]> => {
    const id = orderId();
    return [await orderFile(id, [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money("0.01"), to: elsewhere[0], endToEndId: id }] }]), Number(id.slice(1))];
  };
  /** A conversation about an order that waits for a second signature; another one each time. */
  const eds = (customer: Customer, title: string, start: (ref: EdsOrderRef, digest: Uint8Array) => Exchange<Answer<unknown>>): Conversation => {
    let waiting: readonly [ref: EdsOrderRef, digest: Uint8Array] | undefined;
    return {
      title: customer === main ? title : `H004 ${title}`, customer, isSigned: true,
      async prepare() {
        const file = await order();
        const answer = await transport.upload(file, { signatures: [await second.sign(file)], requestEds: true });
        if (answer.kind !== "ok") throw new Error(`no order waits: ${JSON.stringify(answer)}`);
        waiting = [customer.orderRef(answer.value.bankOrderId ?? ""), await orderDataDigest(file)];
      },
      async start() {
        if (waiting === undefined) throw new Error("nothing waits");
        return start(...waiting);
      },
    };
  };
  const allEds = (customer: Customer): readonly Conversation[] => [
    eds(customer, "HVU", () => edsList(customer.context, "HVU")),
    eds(customer, "HVZ", () => edsList(customer.context, "HVZ")),
    eds(customer, "HVD", (ref) => edsState(customer.context, ref)),
    eds(customer, "HVT", (ref) => edsDetails(customer.context, ref, { limit: 10, offset: 0 })),
    eds(customer, "HVT, whole file", (ref) => withReceipt(download(customer.context, wholeOrderAtBank(ref)))),
    ...(["HVE", "HVS"] as const).map((kind) => eds(customer, kind, (ref, digest) => signAtBank(customer.context, kind, ref, digest, { ...customer.ids, version: "A006", value: signOrderDataDigest("A006", digest, privateKey(customer.keys)) }))),
  ];
  const again = async (customer: Customer): Promise<void> => {
    bank.admin.suspendSubscriber("KUND1", customer.ids.userId);
    bank.admin.resetSubscriber("KUND1", customer.ids.userId);
    await customer.ini();
    await customer.hia();
    bank.admin.activateSubscriber("KUND1", customer.ids.userId, "trust");
  };
  const change = (wanted: KeyChange): Conversation => ({
    title: wanted.order, customer: changing, isSigned: true, prepare: () => again(changing),
    start: async () => {
      const orderData = keyChangeOrderData(changing.context, wanted);
      return sendKeyChange(changing.context, wanted.order, orderData, await changing.sign(orderData));
    },
  });
  const fetch = (title: string, what: DownloadWhat): Conversation => ({ title, customer: main, isSigned: true, start: async () => withReceipt(download(main.context, what)) });
  const withoutKeys = async (): Promise<void> => void bank.admin.resetSubscriber("KUND1", "FRESH");
  const [signature, authentication, encryption] = [
    { version: "A006", certificateDer: newKeys.signature.certificateDer }, { version: "X002", certificateDer: newKeys.authentication.certificateDer }, { version: "E002", certificateDer: newKeys.encryption.certificateDer },
  ] as const;
  const h004 = await classicConversations(fixture, "H004", "certificate", numbered);
  return [
    { title: "HEV", customer: main, isSigned: false, start: async () => hev(bank.hostId) },
    { title: "INI", customer: fresh, isSigned: false, prepare: withoutKeys, start: async () => sendIni(fresh.subscriberContext, { version: "A006", certificateDer: fresh.keys.signature.certificateDer }) },
    { title: "HIA", customer: fresh, isSigned: false, prepare: withoutKeys, start: async () => sendHia(fresh.subscriberContext, { authentication: { certificateDer: fresh.keys.authentication.certificateDer }, encryption: { certificateDer: fresh.keys.encryption.certificateDer } }) },
    { title: "HPB", customer: main, isSigned: true, start: async () => fetchBankKeys(main.subscriberContext) },
    { title: "BTU", customer: main, isSigned: true, start: async () => main.uploadExchange(await order(), { segmentBytesMax: 400 }) },
    fetch("BTD statements", statements),
    fetch("BTD status reports", statusReports),
    fetch("HAC", { order: "HAC", dateRange: { start: "2026-11-23", end: "2026-11-23" } }),
    ...(["HTD", "HKD", "HPD", "HAA", "PTK"] as const).map((name) => fetch(name, { order: name })),
    ...allEds(main),
    change({ order: "PUB", signature }),
    change({ order: "HCA", authentication, encryption }),
    change({ order: "HCS", signature, authentication, encryption }),
    ...(await classicConversations(fixture, "H003", "plain", numbered)),
    ...h004,
    ...h004.filter(({ title }) => title === "H004 HPB").flatMap(({ customer }) => allEds(customer)),
    { title: "SPR", customer: changing, isSigned: true, prepare: () => again(changing), start: async () => sendSuspension(changing.context, await changing.sign(suspensionOrderData)) },
  ];
}

function privateKey(keys: UserKeys) {
  return createPrivateKey({ key: Buffer.from(keys.signature.privateKeyPkcs8), format: "der", type: "pkcs8" });
}
