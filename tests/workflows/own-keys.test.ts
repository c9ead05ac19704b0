import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { internet } from "../support/internet.ts";
import type { OperatorId } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";
import { attentionOf } from "../../src/workflows/attention.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { askAboutKeys, settleKeysByWord } from "../../src/workflows/keys/ask-about-keys.ts";
import { pollActivation } from "../../src/workflows/keys/bank-keys.ts";
import { renewKeys, suspendUser, type WhichKeys, whyNotThisKey } from "../../src/workflows/keys/own-keys.ts";
import { sendKeys } from "../../src/workflows/keys/send-keys.ts";
import { startAnew } from "../../src/workflows/keys/start-anew.ts";
import type { ChannelDriver } from "../../src/workflows/ports/channel.ts";
import type { Subscriber } from "../../src/workflows/ports/subscribers.ts";
import { type Bureau, bureauPin, openBureau } from "../support/bureau.ts";
import { faults, faulty } from "../support/faulty-channel.ts";
import { openOffice, payment, pinText, queuedOrder, timesAtBank } from "../support/office.ts";
import { validating } from "../support/valid-line.ts";

describe("a user's own keys over a lifetime", () => {
  let bureau: Bureau;
  let customers = 0;
  beforeAll(async () => {
    bureau = await openBureau({ banks: ["ALPHA"], keysPerUse: 6, driver: validating(internet) });
  });
  afterAll(() => bureau.close());

  const newCustomer = (): Promise<WorkflowContext> => bureau.readyCustomer(`K${++customers}`, "ALPHA");
  const user = async (context: WorkflowContext): Promise<Subscriber> => (await context.store.connections.subscribers())[0]!;
  const withPin = async <T>(work: (pin: Secret) => Promise<T>): Promise<T> => {
    using pin = Secret.fromText(bureauPin);
    return await work(pin);
  };
  const renew = async (context: WorkflowContext, which: WhichKeys) => withPin(async (pin) => renewKeys(context, (await user(context)).id, { which, pin }));
  const suspend = async (context: WorkflowContext) => withPin(async (pin) => suspendUser(context, (await user(context)).id, pin));
  const over = (context: WorkflowContext, driver: ChannelDriver): WorkflowContext => ({ ...context, tools: { ...context.tools, channel: () => driver } });
  const fetch = async (context: WorkflowContext) => communicate(context, { connectionId: (await user(context)).connectionId, send: false, fetch: true });
  const atBank = (context: WorkflowContext) => bureau.bank("ALPHA").admin.subscribers().find((one) => one.partnerId === context.customer.profile.shortName)!;
  /** The keys that are used here are those that the bank has. */
  const expectSameKeys = async (context: WorkflowContext): Promise<void> => {
    const [own, bank] = [await user(context), atBank(context)];
    expect(own.keyChange).toBeUndefined();
    for (const [ours, theirs] of [[own.signatureCertificateDer, bank.signature], [own.authenticationCertificateDer, bank.authentication], [own.encryptionCertificateDer, bank.encryption]] as const) {
      expect(Buffer.from(theirs?.certificateDer ?? []).equals(ours)).toBe(true);
    }
    expect((await fetch(context)).problem).toBeUndefined();
  };

  it.each(["signature", "transport", "all"] as const)("new %s keys count once the bank has answered; the old key file stays beside the new one", async (which) => {
    const context = await newCustomer();
    const before = await user(context);
    const after = await renew(context, which);
    await expectSameKeys(context);
    expect(Buffer.compare(before.signatureCertificateDer, after.signatureCertificateDer) === 0).toBe(which === "transport");
    expect(Buffer.compare(before.encryptionCertificateDer, after.encryptionCertificateDer) === 0).toBe(which === "signature");
    expect(readdirSync(path.join(context.customer.folder, "keys")).sort()).toEqual(which === "transport" ? ["ANNA.p12"] : ["ANNA-2.p12", "ANNA.p12"]);
    await renew(context, which);
    await expectSameKeys(context);
    const actions = (await context.store.journal.list({ limit: 20 })).map((entry) => entry.action);
    expect(actions).toEqual(expect.arrayContaining(["keys.made", "keys.leaving", "keys.renewed"]));
  });

  describe.each(["signature", "transport", "all"] as const)("the line fails while new %s keys are on the way", (which) => {
    it.each(faults.flatMap((fault) => [1, 2].map((exchange) => [fault, exchange] as const)))("%s at request %d: nobody is locked out, whichever keys the bank has", async (fault, exchange) => {
      const context = await newCustomer();
      const before = await user(context);
      await expect(renew(over(context, faulty(internet, { exchange, fault })), which)).rejects.toBeInstanceOf(Error);
      const mayBeThere = exchange === 2 && fault !== "before-write" && fault !== "mid-write";
      expect((await user(context)).keyChange?.phase).toBe(mayBeThere ? "leaving" : "made");
      expect(Buffer.from((await user(context)).authenticationCertificateDer).equals(before.authenticationCertificateDer)).toBe(true);
      if (mayBeThere) {
        await expect(renew(context, which)).rejects.toMatchObject({ code: "key-change-open" });
        bureau.clock.advance(3_600_000);
        const arrived = fault === "after-write" || fault === "mid-read";
        expect((await askAboutKeys(context, before.id)).kind).toBe(arrived ? "new" : "old");
        if (arrived) return expectSameKeys(context);
      }
      // The old keys count as before, and the next try sends the very keys that were made.
      expect((await fetch(context)).problem).toBeUndefined();
      const made = (await user(context)).keyChange?.next;
      const after = await renew(context, which);
      for (const name of ["signatureCertificateDer", "authenticationCertificateDer"] as const) if (made?.[name] !== undefined) expect(Buffer.from(after[name]).equals(made[name])).toBe(true);
      await expectSameKeys(context);
    });
  });

  it("killed after the new keys left: the next session asks the bank by itself, and goes on with the keys it has", async () => {
    for (const which of ["all", "transport"] as const) {
      const context = await newCustomer();
      let requests = 0;
      const dying: ChannelDriver = { ...internet, open: async (config) => {
        const channel = await internet.open(config);
        return { ...channel, exchange: async (bytes) => { const answer = await channel.exchange(bytes); if (++requests === 2) throw new Error("killed"); return answer; }, describe: () => "", close: () => channel.close() };
      } };
      await expect(renew(over(context, dying), which)).rejects.toMatchObject({ code: "key-change-unanswered" });
      expect((await user(context)).keyChange?.phase).toBe("leaving");
      await expectSameKeysAfterSession(context);
    }
  });
  const expectSameKeysAfterSession = async (context: WorkflowContext): Promise<void> => {
    expect((await fetch(context)).problem).toBeUndefined();
    await expectSameKeys(context);
  };

  it("a session of somebody who may only send asks as well; a forgotten passphrase of the new key file is told before anything leaves", async () => {
    const context = await newCustomer();
    await expect(renew(over(context, faulty(internet, { exchange: 2, fault: "after-write" })), "all")).rejects.toMatchObject({ code: "key-change-unanswered" });
    expect((await fetch({ ...context, rights: ["see", "send", "fetch"] })).problem).toBeUndefined();
    await expectSameKeys(context);
    await expect(renew(over(context, faulty(internet, { exchange: 1, fault: "before-write" })), "signature")).rejects.toMatchObject({ code: "cut" });
    using pin = Secret.fromText(bureauPin);
    using newPin = Secret.fromText("not the one it was made with");
    const before = bureau.bank("ALPHA").admin.trace(1_000_000).length;
    await expect(renewKeys(context, (await user(context)).id, { which: "signature", pin, newPin })).rejects.toMatchObject({ code: "wrong-passphrase" });
    expect(bureau.bank("ALPHA").admin.trace(1_000_000).length).toBe(before);
    await renew(context, "signature");
    await expectSameKeys(context);
  });

  it("while it is not known which keys the bank has, nothing is sent with either", async () => {
    const context = await newCustomer();
    await expect(renew(over(context, faulty(internet, { exchange: 2, fault: "after-write" })), "all")).rejects.toMatchObject({ code: "key-change-unanswered" });
    const before = bureau.bank("ALPHA").admin.trace(1_000_000).length;
    await expect(fetch(over(context, faulty(internet, { exchange: 1, fault: "before-write", staysDown: true })))).rejects.toMatchObject({ code: "key-change-open" });
    expect(bureau.bank("ALPHA").admin.trace(1_000_000).length).toBe(before);
    await expectSameKeysAfterSession(context);
  });

  it("where the bank tells the program nothing, its word by telephone settles it, with a reason in the journal; a wrong word executes nothing", async () => {
    for (const [fault, word] of [["after-write", "new"], ["after-write", "old"]] as const) {
      const context = await newCustomer();
      await expect(renew(over(context, faulty(internet, { exchange: 2, fault })), "all")).rejects.toMatchObject({ code: "key-change-unanswered" });
      const { id } = await user(context);
      await expect(settleKeysByWord(context, id, word, " ")).rejects.toMatchObject({ code: "reason-missing" });
      await expect(settleKeysByWord({ ...context, operator: { ...context.operator, id: "01other" as OperatorId }, rights: ["see"] }, id, word, "Ms Kovács")).rejects.toMatchObject({ code: "not-allowed" });
      const settled = await settleKeysByWord(context, id, word, "Ms Kovács, 26 November");
      expect(settled.kind).toBe(word);
      expect((await user(context)).keyChange?.phase).toBe(word === "new" ? undefined : "made");
      expect((await context.store.journal.list({ limit: 5 })).map((entry) => entry.action)).toContain("keys.settled-by-word");
      await expect(settleKeysByWord(context, id, word, "again")).rejects.toMatchObject({ code: "no-key-change" });
      if (word === "new") await expectSameKeys(context); // the request had arrived
      else expect((await fetch(context)).problem).toMatch(/061001|091002|091010/); // it had arrived all the same: nothing opens with the old ones
    }
  });

  it("keys that the bank refuses are told with its code, and the old ones count", async () => {
    const context = await newCustomer();
    bureau.bank("ALPHA").admin.resetSubscriber(context.customer.profile.shortName, "ANNA");
    await expect(renew(context, "all")).rejects.toMatchObject({ code: "refused", context: { code: "091002" }, meaning: "The old keys count as before." });
    expect((await user(context)).keyChange?.phase).toBe("made");
  });

  it("SPR: the user is out at once; with new keys and new letters they come in again", async () => {
    const context = await newCustomer();
    expect((await suspend(context)).state).toBe("suspended");
    expect(atBank(context).state).toBe("suspended-by-user");
    await expect(fetch(context)).rejects.toMatchObject({ code: "no-ready-subscriber" });
    await expect(renew(context, "all")).rejects.toMatchObject({ code: "not-ready" });
    expect(whyNotThisKey(await user(context), await user(context))).toBe("ANNA is suspended at the bank, which takes no signature by this key any more.");
    await withPin(async (pin) => startAnew(context, (await user(context)).id, pin));
    const anew = await user(context);
    expect(anew).toMatchObject({ state: "new", device: { path: "keys/ANNA-2.p12" } });
    expect(anew.letters).toBeUndefined();
    expect((await sendKeys(context, anew.id)).state).toBe("keys-sent");
    bureau.bank("ALPHA").admin.activateSubscriber(context.customer.profile.shortName, "ANNA", "trust");
    await pollActivation(context, anew.connectionId);
    await expectSameKeys(context);
  });

  it.each(faults)("SPR, line fails %s: asking tells whether the user is out", async (fault) => {
    const context = await newCustomer();
    await expect(suspend(over(context, faulty(internet, { exchange: 1, fault })))).rejects.toBeInstanceOf(Error);
    if (fault === "before-write" || fault === "mid-write") {
      expect((await user(context)).keyChange?.phase).toBe("made");
      expect((await suspend(context)).state).toBe("suspended");
      return;
    }
    const arrived = fault === "after-write" || fault === "mid-read";
    expect(await askAboutKeys(context, (await user(context)).id)).toMatchObject({ kind: arrived ? "new" : "old" });
    expect((await user(context)).state).toBe(arrived ? "suspended" : "ready");
    expect((await user(context)).keyChange).toBeUndefined();
  });

  it("lost keys: new ones are made; INI waits until the bank has reset the user, and says so", async () => {
    const context = await newCustomer();
    await withPin(async (pin) => startAnew(context, (await user(context)).id, pin));
    const { id, connectionId } = await user(context);
    await expect(sendKeys(context, id)).rejects.toMatchObject({ context: { code: "091002" } });
    bureau.bank("ALPHA").admin.resetSubscriber(context.customer.profile.shortName, "ANNA");
    await sendKeys(context, id);
    bureau.bank("ALPHA").admin.activateSubscriber(context.customer.profile.shortName, "ANNA", "trust");
    expect((await pollActivation(context, connectionId)).map((one) => one.kind)).toEqual(["ready"]);
    await expectSameKeys(context);
  });

  it("the cockpit warns 45 days before the first of the keys expires, says when one has, and names a change that was never answered", async () => {
    const context = await newCustomer();
    const needsAt = async (day: string) =>
      (await attentionOf({ ...context, tools: { ...context.tools, clock: { now: () => Date.parse(`${day}T08:00:00Z`) } } })).items.filter((item) => item.kind === "own-keys").map((item) => `${item.title}: ${item.note}`);
    // Kept for five years from the day on which the customer was set up.
    const expires = new Date(bureau.clock.now());
    expires.setUTCFullYear(expires.getUTCFullYear() + 5);
    const day = (before: number): string => new Date(expires.getTime() - before * 86_400_000).toISOString().slice(0, 10);
    expect(await needsAt(day(50))).toEqual([]);
    expect(await needsAt(day(40))).toEqual([expect.stringMatching(/^keys to renew: ANNA: valid until \d{4}-\d\d-\d\d, 40 days$/)]);
    expect(await needsAt(day(-2))).toEqual(["keys have expired: ANNA: the bank may refuse them"]);
    await expect(renew(over(context, faulty(internet, { exchange: 2, fault: "after-write" })), "all")).rejects.toBeInstanceOf(Error);
    expect(await needsAt(day(50))).toEqual(["key change unanswered: ANNA: HCS · ask the bank which keys it has"]);
  });

  it("needs the administrator, or the operator whose keys they are", async () => {
    const context = await newCustomer();
    const stranger: WorkflowContext = { ...context, rights: ["see", "sign", "send", "fetch"] };
    await expect(renew(stranger, "all")).rejects.toMatchObject({ area: "rights" });
    await expect(suspend(stranger)).rejects.toMatchObject({ area: "rights" });
    const signer = (await context.store.signers.all())[0]!;
    await context.store.signers.put({ ...signer, operatorId: context.operator.id });
    expect((await renew(stranger, "transport")).state).toBe("ready");
    await expect(withPin(async (pin) => startAnew(stranger, (await user(context)).id, pin))).rejects.toMatchObject({ area: "rights" });
  });
});

describe("orders and the keys they were signed with", () => {
  it("a signature that the bank has not seen yet holds the key: it leaves first; then the new key signs", async () => {
    const office = await openOffice();
    try {
      const context = await office.open();
      const { id, connectionId } = (await context.store.connections.subscribers())[0]!;
      const order = await queuedOrder(context, "first", [payment("E1", 100n)]);
      using pin = Secret.fromText(pinText);
      await expect(renewKeys(context, id, { which: "all", pin })).rejects.toMatchObject({ code: "signed-orders-open", message: expect.stringContaining("Order 0001") });
      expect((await communicate(context, { connectionId, send: true, fetch: true })).problem).toBeUndefined();
      expect(timesAtBank(office.bank, order.messageId)).toBe(1);
      const renewed = await renewKeys(context, id, { which: "all", pin });
      expect(renewed.device).toEqual({ kind: "key-file", path: "keys/REKA-2.p12" });
      const second = await queuedOrder(context, "second", [payment("E2", 200n, 2)]);
      const result = await communicate(context, { connectionId, send: true, fetch: true });
      expect(result.problem).toBeUndefined();
      expect(result.orders.map((one) => one.kind)).toEqual(["delivered"]);
      expect(timesAtBank(office.bank, second.messageId)).toBe(1);
    } finally {
      await office.close();
    }
  });
});
