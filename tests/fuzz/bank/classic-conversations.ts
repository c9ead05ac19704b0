import { type DownloadWhat, type KeyForm, type ProtocolVersion, download, fetchBankKeys, inForm, sendHia, sendIni } from "../../../src/ebics/index.ts";
import type { BankFixture } from "../../bank/support/bank-fixture.ts";
import { Customer, type UserKeys } from "../../bank/support/customer.ts";
import type { Conversation } from "./conversations.ts";
import { withReceipt } from "./with-receipt.ts";

type UploadName = NonNullable<NonNullable<Parameters<Customer["upload"]>[1]>["name"]>;

/** What EBICS 2.4 and 2.5 have besides: order types of three letters, FUL and FDL, plain keys. @param file a new one at each call, with its number */
export async function classicConversations(fixture: BankFixture, protocol: ProtocolVersion, form: KeyForm, file: () => Promise<readonly [bytes: Uint8Array, number: number]>): Promise<readonly Conversation[]> {
  const { bank, keys, clock } = fixture;
  const version = { protocol, form };
  const add = (userId: string, own: UserKeys): Customer => {
    bank.admin.addSubscriber({ partnerId: "KUND1", userId, name: userId });
    return new Customer(bank, "KUND1", userId, own, clock, version);
  };
  const [main, fresh] = [add(`MAIN${protocol}`, keys[0]), add(`FRESH${protocol}`, keys[1])];
  await main.ini();
  await main.hia();
  bank.admin.activateSubscriber("KUND1", main.ids.userId, "trust");
  await main.fetchKeys();
  const withoutKeys = async (): Promise<void> => void bank.admin.resetSubscriber("KUND1", fresh.ids.userId);
  const fetch = (title: string, what: DownloadWhat): Conversation => ({ title: `${protocol} ${title}`, customer: main, isSigned: true, start: async () => withReceipt(download(main.context, what)) });
  const send = (title: string, letter: string, name: UploadName): Conversation => ({
    title: `${protocol} ${title}`, customer: main, isSigned: true,
    async start() {
      const [bytes, number] = await file();
      // In 2.4 the customer's program counts.
      return main.uploadExchange(bytes, { name, segmentBytesMax: 400, orderId: `${letter}${number.toString(36).padStart(3, "0").slice(-3).toUpperCase()}` });
    },
  });
  const { signature, authentication, encryption } = fresh.keys;
  return [
    { title: `${protocol} INI`, customer: fresh, isSigned: false, prepare: withoutKeys, start: async () => sendIni(fresh.subscriberContext, { version: "A006", ...inForm(form, signature.certificateDer) }) },
    { title: `${protocol} HIA`, customer: fresh, isSigned: false, prepare: withoutKeys, start: async () => sendHia(fresh.subscriberContext, { authentication: inForm(form, authentication.certificateDer), encryption: inForm(form, encryption.certificateDer) }) },
    { title: `${protocol} HPB`, customer: main, isSigned: true, start: async () => fetchBankKeys(main.subscriberContext) },
    send("CCT", protocol === "H003" ? "B" : "C", { orderType: "CCT" }),
    send("FUL", protocol === "H003" ? "D" : "E", { fileFormat: { name: "pain.001.001.09.sct", countryCode: "FR" } }),
    fetch("C53", { order: "classic", orderType: "C53" }),
    fetch("CRZ", { order: "classic", orderType: "CRZ" }),
    fetch("FDL", { order: "FDL", fileFormat: { name: "pain.002.ack", countryCode: "FR" } }),
    fetch("HTD", { order: "HTD" }),
    fetch("HAC", { order: "HAC", dateRange: { start: "2026-11-23", end: "2026-11-23" } }),
  ];
}
