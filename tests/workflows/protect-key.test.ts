import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OperatorId } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";
import { ocra } from "../../src/signing/one-time-password/codes/ocra.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import type { AskCode } from "../../src/workflows/devices.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { confirmCodeToken, enrolCodeToken, loseCodeToken, unlockCodeToken } from "../../src/workflows/keys/code-tokens.ts";
import { changeKeySecret } from "../../src/workflows/keys/key-secret.ts";
import { renewKeys } from "../../src/workflows/keys/own-keys.ts";
import { protectKey, unprotectKey } from "../../src/workflows/keys/protect-key.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import type { Subscriber } from "../../src/workflows/ports/subscribers.ts";
import type { ReleaseToken } from "../../src/workflows/ports/one-time-password.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { todayIn } from "../../src/domain/iso-date.ts";
import { codeIn } from "../support/code-token.ts";
import { type Office, onlyConnection, openOffice, payment, pinText, timesAtBank } from "../support/office.ts";

let office: Office;
let context: WorkflowContext;
let texts: string;
let administrator: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  texts = path.join(office.folder, "texts");
  administrator = { ...context, operator: { ...context.operator, id: "02administrator" as OperatorId, name: "Ádám" }, rights: ["see", "administer"] };
  await context.store.profile.setRights(administrator.operator.id, administrator.operator.name, administrator.rights);
});
afterAll(() => office.close());

const fromTexts: AskCode = async () => Secret.fromText(codeIn(texts));
const withCodes = (askCode: AskCode = fromTexts): WorkflowContext => ({ ...context, askCode });
const user = async (): Promise<Subscriber> => (await context.store.connections.subscribers())[0]!;
const pin = (text = pinText) => Secret.fromText(text);
const codeOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => "ok", (error: { code: string }) => error.code);
/** A new payment; the clock goes on, so that the hour's limit of texts is not met. */
async function entered(title: string): Promise<Order> {
  office.clock.advance(600_000);
  const [account] = await context.store.accounts.all();
  return enterPayment(context, { title, debtorAccountId: account!.id, executionDate: todayIn("Europe/Budapest", office.clock.now()), transactions: [payment(title, 4200n)] });
}
async function sign(order: Order, askCode: AskCode | undefined = fromTexts, secret = pinText) {
  const sheet = await prepareSigningSheet(context, [order.id]);
  return signOrders({ ...context, askCode }, sheet, { subscriberId: sheet.own[0]!.subscriber.id, pin: pin(secret) });
}
async function telephone(title: string): Promise<ReleaseToken> {
  const { signerId } = await user();
  const { token } = await enrolCodeToken(context, { signerId, title, method: { kind: "text-message", number: "+36301234567", gateway: { kind: "practice", file: texts } } });
  return confirmCodeToken(withCodes(), token.id);
}

describe("a key behind one-time passwords", () => {
  let first: ReleaseToken;

  it("is protected by a confirmed token of its signer, and the right PIN", async () => {
    const { id, signerId } = await user();
    const { token } = await enrolCodeToken(context, { signerId, title: "not confirmed", method: { kind: "time" } });
    expect(await codeOf(protectKey(context, id, token.id, pin()))).toBe("code-not-set-up");
    first = await telephone("telephone of Réka");
    const file = path.join(office.folder, "keys/REKA.p12");
    const before = readFileSync(file);
    expect(await codeOf(protectKey(context, id, first.id, pin("another river 71 stones")))).toBe("wrong-passphrase");
    expect(readFileSync(file).equals(before)).toBe(true);
    const connection = await onlyConnection(context);
    await context.store.connections.put({ ...connection, practice: false });
    expect(await codeOf(protectKey(context, id, first.id, pin()))).toBe("practice-token"); // its codes are shown on the screen
    await context.store.connections.put(connection);
    expect((await user()).device).toEqual({ kind: "key-file", path: "keys/REKA.p12" });
    await context.store.releases.putToken({ ...first, signerId: "somebody" as typeof first.signerId });
    expect(await codeOf(protectKey(context, id, first.id, pin()))).toBe("token-of-another");
    await context.store.releases.putToken(first);
    await protectKey(context, id, first.id, pin());
    expect((await user()).device).toEqual({ kind: "one-time-password", key: { kind: "key-file", path: "keys/REKA.p12" }, tokenId: first.id });
  });

  it("signs with the code from the text, which says what is signed, and the bank takes the order", async () => {
    const order = await entered("Invoice");
    const [result] = await sign(order);
    expect(result).toMatchObject({ kind: "signed", verdict: { complete: true } });
    expect(readFileSync(texts, "utf8")).toMatch(/Kontor: 1 order, 1 payment, 42\.00 EUR, account \w{20,}, to Payee 1, DE\d{20}\. Digest /);
    expect((await context.store.orders.signatures(order.id))[0]!.device).toBe("Key file REKA.p12, released by telephone of Réka");
    await queueOrder(context, order.id);
    const connectionId = (await onlyConnection(context)).id;
    expect((await communicate(context, { connectionId, send: true, fetch: true })).problem).toBeUndefined();
    expect(timesAtBank(office.bank, order.messageId)).toBe(1);
  });

  it("signs nothing without a code, with a wrong one, or when the person turns back", async () => {
    const order = await entered("Not signed");
    expect(await codeOf(signOrders(context, await prepareSigningSheet(context, [order.id]), { subscriberId: (await user()).id, pin: pin() }))).toBe("code-not-given");
    expect(await codeOf(sign(order, async () => undefined))).toBe("code-not-given");
    const asked: (string | undefined)[] = [];
    expect(await codeOf(sign(order, async (_challenge, _matter, problem) => {
      asked.push(problem);
      return Secret.fromText("00000000");
    }))).toBe("code-void");
    expect(asked).toEqual([undefined, "That is not the code for this. 2 tries are left.", "That is not the code for this. One try is left."]);
    expect(await codeOf(sign(order, fromTexts, "another river 71 stones"))).toBe("wrong-passphrase");
    expect(await context.store.orders.signatures(order.id)).toEqual([]);
    expect((await context.store.orders.get(order.id))?.state).toBe("checked");
  });

  it("changes its passphrase, and stays protected", async () => {
    const { id } = await user();
    expect(await codeOf(changeKeySecret(context, id, pin("wrong river 71 stones"), pin("green hill 12 lamps")))).toBe("wrong-passphrase");
    expect(await codeOf(changeKeySecret(context, id, pin(), pin("short")))).toBe("weak-passphrase");
    await changeKeySecret(context, id, pin(), pin("green hill 12 lamps"));
    const order = await entered("After the change");
    expect(await codeOf(sign(order))).toBe("wrong-passphrase");
    expect(await sign(order, fromTexts, "green hill 12 lamps")).toMatchObject([{ kind: "signed" }]);
    await changeKeySecret(context, id, pin("green hill 12 lamps"), pin());
  });

  it("changes its token by a code of the old one", async () => {
    const { id, signerId } = await user();
    const { token } = await enrolCodeToken(context, { signerId, title: "token of Réka", method: { kind: "challenge" } });
    const fromToken: AskCode = async ({ instruction }) => {
      const kept = await context.store.releases.token(token.id);
      if (kept?.method.kind !== "challenge") throw new Error("a challenge token");
      return Secret.fromText(ocra(kept.method.suite, kept.method.secret, { question: /Type (\d{4} \d{4})/.exec(instruction)![1]!.replace(" ", "") }));
    };
    await confirmCodeToken(withCodes(fromToken), token.id);
    expect(await codeOf(protectKey(context, id, token.id, pin()))).toBe("code-not-given");
    await protectKey(withCodes(), id, token.id, pin());
    expect(await sign(await entered("By token"), fromToken)).toMatchObject([{ kind: "signed" }]);
    await protectKey(withCodes(fromToken), id, first.id, pin());
  });

  it("a locked token is unlocked by an administrator, and nobody else", async () => {
    await context.store.releases.putToken({ ...(await context.store.releases.token(first.id))!, state: "locked" });
    const order = await entered("Locked");
    expect(await codeOf(sign(order))).toBe("code-locked");
    expect(await codeOf(unlockCodeToken(context, first.id))).toBe("not-allowed");
    await unlockCodeToken(administrator, first.id);
    expect(await codeOf(unlockCodeToken(administrator, first.id))).toBe("token-not-locked");
    expect(await sign(order)).toMatchObject([{ kind: "signed" }]);
  });

  it("a lost one is replaced with the PIN alone, once an administrator has said that it is lost", async () => {
    const { id } = await user();
    const second = await telephone("new telephone of Réka");
    expect(await codeOf(loseCodeToken(context, first.id))).toBe("not-allowed");
    await loseCodeToken(administrator, first.id);
    const order = await entered("Lost");
    expect(await codeOf(sign(order))).toBe("code-locked");
    expect(await codeOf(protectKey(context, id, second.id, pin("wrong river 71 stones")))).toBe("wrong-passphrase");
    await protectKey(context, id, second.id, pin());
    expect(await sign(order)).toMatchObject([{ kind: "signed" }]);
    expect(await context.store.journal.verify()).toBeUndefined();
  });

  it("a change of seal that was broken off is completed by the next signature", async () => {
    const before = await user();
    if (before.device.kind !== "one-time-password") throw new Error("the key is protected");
    await context.store.connections.putSubscriber({ ...before, device: { ...before.device, changingFrom: "pin" } });
    await context.tools.oneTimePassword.reseal(before.device.key, before.device.tokenId, "pin", pin(), office.folder, { store: context.store, clock: office.clock, randomness: context.tools.randomness, actor: "test" });
    expect(await sign(await entered("Broken off"))).toMatchObject([{ kind: "signed" }]);
    expect(await codeOf(context.tools.oneTimePassword.tryPin(before.device.key, "pin", pin(), office.folder, { store: context.store, clock: office.clock, randomness: context.tools.randomness, actor: "test" }))).toBe("wrong-passphrase");
  });

  it("new keys of the user are behind the same token, and the bank takes them by a code", async () => {
    for (const order of await context.store.orders.list({ states: ["signed"] })) await queueOrder(context, order.id);
    const connectionId = (await onlyConnection(context)).id;
    await communicate(context, { connectionId, send: true, fetch: true });
    office.clock.advance(3_600_000);
    const renewed = await renewKeys(withCodes(), (await user()).id, { which: "signature", pin: pin() });
    expect(renewed.device).toMatchObject({ kind: "one-time-password", key: { path: "keys/REKA-2.p12" } });
    expect(readFileSync(texts, "utf8")).toContain("Kontor: new keys (PUB) of REKA. Digest ");
    expect(await sign(await entered("With the new key"))).toMatchObject([{ kind: "signed" }]);
  });

  it("is unprotected by a code, and the file is an ordinary key file again", async () => {
    const { id } = await user();
    expect(await codeOf(unprotectKey(withCodes(async () => undefined), id, pin()))).toBe("code-not-given");
    const { device } = await unprotectKey(withCodes(), id, pin());
    expect(device).toEqual({ kind: "key-file", path: "keys/REKA-2.p12" });
    expect(await sign(await entered("Plain"), undefined)).toMatchObject([{ kind: "signed" }]);
    expect(await codeOf(unprotectKey(withCodes(), id, pin()))).toBe("not-protected");
    writeFileSync(texts, "");
  });
});
