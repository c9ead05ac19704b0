import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { internet } from "../support/internet.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createSubscriber } from "../../src/workflows/connect-bank.ts";
import { pollActivation } from "../../src/workflows/keys/bank-keys.ts";
import { sendKeys } from "../../src/workflows/keys/send-keys.ts";
import type { Subscriber } from "../../src/workflows/ports/subscribers.ts";
import { faults, faulty } from "../support/faulty-channel.ts";
import { type Office, onlyConnection, openOffice, pinText } from "../support/office.ts";
import { type PremadeKeys, premadeKeys } from "../support/premade-keys.ts";

describe("sending a new user's keys", () => {
  let office: Office;
  let keys: PremadeKeys;
  beforeAll(async () => {
    [office, keys] = await Promise.all([openOffice({ sharedKeys: true }), premadeKeys(pinText)]);
  });
  afterAll(async () => {
    keys.close();
    await office.close();
  });

  let users = 0;
  const newUser = async (): Promise<Subscriber> => {
    const userId = `USER${++users}`;
    office.bank.admin.addSubscriber({ partnerId: "FAULT01", userId, name: userId, signatureClass: "A" });
    const opened = await office.open();
    const context = { ...opened, tools: { ...opened.tools, makeKey: keys.makeKey, device: () => keys.device } };
    using pin = Secret.fromText(pinText);
    return await createSubscriber(context, { connectionId: (await onlyConnection(context)).id, userId, signerName: userId, signatureClass: "A", device: { kind: "key-file", path: `keys/${userId}.p12` }, pin });
  };
  const bankHas = (userId: string) => office.bank.admin.subscribers().find((one) => one.userId === userId);

  it.each(faults.flatMap((fault) => [1, 2].map((exchange) => [fault, exchange] as const)))("line fails %s at request %d: sending again ends with the keys at the bank, never with other ones", async (fault, exchange) => {
    const user = await newUser();
    const context = await office.open({ driver: faulty(internet, { exchange, fault }) });
    await expect(sendKeys(context, user.id)).rejects.toMatchObject({ area: "channel" });
    const again = await office.open();
    const sent = await sendKeys(again, user.id);
    expect(sent.state).toBe("keys-sent");
    // Whether the bank had it before shows in what it answered; only then the order stays noted as not answered.
    const mayHaveArrived = fault === "after-write" || fault === "mid-read";
    expect(sent.unanswered ?? []).toEqual(mayHaveArrived ? [exchange === 1 ? "INI" : "HIA"] : []);
    expect(Buffer.from(bankHas(user.userId)?.signature?.certificateDer ?? []).equals(sent.signatureCertificateDer)).toBe(true);
    expect(Buffer.from(bankHas(user.userId)?.authentication?.certificateDer ?? []).equals(sent.authenticationCertificateDer)).toBe(true);
    expect((await pollActivation(again, sent.connectionId)).find((one) => one.subscriber.id === user.id)?.kind).toBe("waiting");
    office.bank.admin.activateSubscriber("FAULT01", user.userId, "trust");
    const now = (await pollActivation(again, sent.connectionId)).find((one) => one.subscriber.id === user.id);
    expect(now?.kind).toBe("ready");
    expect(now?.subscriber).toMatchObject({ state: "ready", letters: { activated: { by: "Réka" } } });
    expect(now?.subscriber.unanswered).toBeUndefined();
  });

  it("a user the bank does not know, or who is initialised already, is refused at the first try, and nothing is noted", async () => {
    const user = await newUser();
    const other = await newUser();
    const context = await office.open();
    office.bank.admin.suspendSubscriber("FAULT01", user.userId);
    await expect(sendKeys(context, user.id)).rejects.toMatchObject({ area: "ebics", code: "refused", context: { code: "091002" } });
    expect((await context.store.connections.subscribers()).find((one) => one.id === user.id)).toMatchObject({ state: "new", unanswered: [] });
    expect((await sendKeys(context, other.id)).state).toBe("keys-sent");
  });

  it("the program ends after INI left: the order stands noted before it leaves, and sending goes on with HIA", async () => {
    const user = await newUser();
    const dying = await office.open({ driver: { ...internet, open: async () => ({ exchange: async () => { throw new Error("killed"); }, describe: () => "", close: async () => undefined }) } });
    await expect(sendKeys(dying, user.id)).rejects.toThrow("killed");
    const context = await office.open();
    expect((await context.store.connections.subscribers()).find((one) => one.id === user.id)).toMatchObject({ state: "new", unanswered: ["INI"] });
    expect(await sendKeys(context, user.id)).toMatchObject({ state: "keys-sent", unanswered: [] });
  });
});
