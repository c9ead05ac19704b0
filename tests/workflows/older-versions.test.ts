import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { internet } from "../support/internet.ts";
import { Secret } from "../../src/domain/secret.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { createSubscriber } from "../../src/workflows/connect-bank.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { askAboutKeys } from "../../src/workflows/keys/ask-about-keys.ts";
import { bankKeyQuestions, confirmForAll } from "../../src/workflows/keys/bank-key-change.ts";
import { pollActivation } from "../../src/workflows/keys/bank-keys.ts";
import { moveTo3 } from "../../src/workflows/keys/move-to-3.ts";
import { renewKeys, suspendUser } from "../../src/workflows/keys/own-keys.ts";
import { sendKeys } from "../../src/workflows/keys/send-keys.ts";
import { startAnew } from "../../src/workflows/keys/start-anew.ts";
import type { ChannelDriver } from "../../src/workflows/ports/channel.ts";
import { type Bureau, bureauPin, openBureau } from "../support/bureau.ts";
import { faulty } from "../support/faulty-channel.ts";

let bureau: Bureau;
let customers = 0;
beforeAll(async () => {
  bureau = await openBureau({ banks: ["ALPHA"], keysPerUse: 7 });
});
afterAll(() => bureau.close());

const newCustomer = (protocol: "H003" | "H004"): Promise<WorkflowContext> => bureau.readyCustomer(`${protocol}X${++customers}`, "ALPHA", protocol);
const user = async (context: WorkflowContext) => (await context.store.connections.subscribers())[0]!;
const connection = async (context: WorkflowContext) => (await context.store.connections.all())[0]!;
const over = (context: WorkflowContext, driver: ChannelDriver): WorkflowContext => ({ ...context, tools: { ...context.tools, channel: () => driver } });
const withPin = async <T>(work: (pin: Secret) => Promise<T>): Promise<T> => {
  using pin = Secret.fromText(bureauPin);
  return await work(pin);
};
const problemOf = async (context: WorkflowContext) => (await communicate(context, { connectionId: (await connection(context)).id, send: false, fetch: true })).problem;
const atBank = (context: WorkflowContext) => bureau.bank("ALPHA").admin.subscribers().find((one) => one.partnerId === context.customer.profile.shortName)!;

describe.each(["H003", "H004"] as const)("a user's keys over a lifetime in %s", (protocol) => {
  it("renewed one after the other, each signed with the key before; then suspended, and begun anew", async () => {
    const context = await newCustomer(protocol);
    expect((await connection(context)).protocol).toBe(protocol);
    for (const which of ["signature", "transport", "all"] as const) {
      const before = atBank(context);
      await withPin(async (pin) => renewKeys(context, (await user(context)).id, { which, pin }));
      expect(await problemOf(context)).toBeUndefined();
      const same = (use: "signature" | "authentication"): boolean => JSON.stringify(before[use]) === JSON.stringify(atBank(context)[use]);
      expect([same("signature"), same("authentication")]).toEqual([which === "transport", which === "signature"]);
    }
    expect((await withPin(async (pin) => suspendUser(context, (await user(context)).id, pin))).state).toBe("suspended");
    expect(atBank(context).state).toBe("suspended-by-user");
    const anew = await withPin(async (pin) => startAnew(context, (await user(context)).id, pin));
    await sendKeys(context, anew.id);
    bureau.bank("ALPHA").admin.activateSubscriber(context.customer.profile.shortName, "ANNA", "trust");
    expect((await pollActivation(context, anew.connectionId)).map((one) => one.kind)).toEqual(["ready"]);
    expect(await problemOf(context)).toBeUndefined();
  });

  it.each(["signature", "all"] as const)("the answer to new %s keys is lost: asking finds them at the bank", async (which) => {
    const context = await newCustomer(protocol);
    await expect(withPin(async (pin) => renewKeys(over(context, faulty(internet, { exchange: 2, fault: "after-write" })), (await user(context)).id, { which, pin }))).rejects.toMatchObject({ code: "key-change-unanswered" });
    expect((await askAboutKeys(context, (await user(context)).id)).kind).toBe("new");
    expect(await problemOf(context)).toBeUndefined();
  });

  it("goes to 3.0 with the same keys in certificates, without letters", async () => {
    const context = await newCustomer(protocol);
    const before = await user(context);
    const moved = await withPin((pin) => moveTo3(context, before.id, pin));
    expect(moved.left).toEqual([]);
    expect(await connection(context)).toMatchObject({ protocol: "H005", keyForm: "certificate", bankKeys: { confirmedBy: "Admin", authentication: { certificateDer: expect.anything() } } });
    expect(Buffer.from(atBank(context).signature?.certificateDer ?? []).equals(before.signatureCertificateDer)).toBe(true);
    expect(await problemOf(context)).toBeUndefined();
    await withPin((pin) => renewKeys(context, before.id, { which: "all", pin }));
    expect(await problemOf(context)).toBeUndefined();
    await expect(withPin((pin) => moveTo3(context, before.id, pin))).rejects.toMatchObject({ code: "already-3" });
    const actions = (await context.store.journal.list({ limit: 50 })).map((entry) => entry.action);
    expect(actions).toEqual(expect.arrayContaining(["subscriber.moved", "connection.moved"]));
  });

  it("with two users at the connection: it speaks 3.0 once both are moved, and the first works on meanwhile; a lost answer does no harm", async () => {
    const context = await newCustomer(protocol);
    const { id: connectionId, partnerId } = await connection(context);
    bureau.bank("ALPHA").admin.addSubscriber({ partnerId, userId: "BELA", name: "Béla" });
    const second = await withPin((pin) => createSubscriber(context, { connectionId, userId: "BELA", signerName: "Béla", signatureClass: "A", device: { kind: "key-file", path: "keys/BELA.p12" }, pin }));
    await sendKeys(context, second.id);
    bureau.bank("ALPHA").admin.activateSubscriber(partnerId, "BELA", "trust");
    await pollActivation(context, connectionId);
    const [first] = (await context.store.connections.subscribers()).filter((one) => one.userId === "ANNA");
    await expect(withPin((pin) => moveTo3(over(context, faulty(internet, { exchange: 3, fault: "after-write" })), first!.id, pin))).rejects.toMatchObject({ area: "channel" });
    expect(await problemOf(context)).toBeUndefined();
    expect((await withPin((pin) => moveTo3(context, first!.id, pin))).left).toEqual(["BELA"]);
    expect((await connection(context)).protocol).toBe(protocol);
    expect(await problemOf(context)).toBeUndefined();
    expect((await withPin((pin) => moveTo3(context, second.id, pin))).left).toEqual([]);
    expect((await connection(context)).protocol).toBe("H005");
    expect(await problemOf(context)).toBeUndefined();
  });
});

describe("a bank that has other keys than those confirmed", () => {
  it("in EBICS 2.5 is asked about with the hash of the plain key; a move to 3.0 is refused before anything is sent", async () => {
    const context = await newCustomer("H004");
    const old = bureau.bank("ALPHA").keyHashes;
    const renewed = await bureau.bank("ALPHA").admin.renewKeys();
    await expect(withPin(async (pin) => moveTo3(context, (await user(context)).id, pin))).rejects.toMatchObject({ code: "bank-keys-differ" });
    expect((await connection(context)).protocol).toBe("H004");
    expect(await problemOf(context)).toContain("new keys");
    const [question] = await bankKeyQuestions([context]);
    expect(question).toMatchObject({ old: { authentication: { certificateHash: undefined, publicKeyHash: old.authentication.publicKeyHash } }, new: { authentication: { publicKeyHash: renewed.authentication.publicKeyHash } } });
    await confirmForAll(question!, { authenticationHash: renewed.authentication.publicKeyHash, encryptionHash: renewed.encryption.publicKeyHash });
    expect(await problemOf(context)).toBeUndefined();
  });
});
