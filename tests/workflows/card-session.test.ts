import { constants, createPublicKey, publicEncrypt, randomBytes, X509Certificate } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { internet } from "../../src/channels/internet/index.ts";
import { todayIn } from "../../src/domain/iso-date.ts";
import { Secret } from "../../src/domain/secret.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { createSubscriber } from "../../src/workflows/connect-bank.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { askAboutKeys } from "../../src/workflows/keys/ask-about-keys.ts";
import { renewKeys, type WhichKeys } from "../../src/workflows/keys/own-keys.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { ChannelDriver, InternetChannelConfig } from "../../src/workflows/ports/channel.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import type { Subscriber } from "../../src/workflows/ports/subscribers.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { cardPin, haveCards, type StrictCard, strictCard } from "../support/card/card.ts";
import { type CardOffice, openCardOffice } from "../support/card/card-office.ts";
import { faulty } from "../support/faulty-channel.ts";
import { mustGetOrder, onlyConnection, payment, timesAtBank } from "../support/office.ts";

/** In small segments, so that there is a middle of an order to take the card out in. */
const segmentBytesMax = 256;

describe.skipIf(!haveCards)("a card speaks with the bank (needs softhsm2-util and g++)", () => {
  let own: CardOffice;
  let card: StrictCard;
  let context: WorkflowContext;
  beforeAll(async () => {
    own = await openCardOffice("A006", { segmentBytesMax });
    ({ context } = own);
    card = strictCard("SPEAKS");
    await own.setUp(card, true);
  });
  afterAll(async () => {
    await own.close();
    card.remove();
  });
  beforeEach(() => void own.asked.splice(0));
  afterEach(() => {
    own.typed = cardPin;
    card.say("removed", undefined);
    for (const file of ["tries", "mechanisms", "crash", "pad"] as const) card.say(file, undefined);
  });

  const withPin = async <T>(use: (pin: Secret) => Promise<T>): Promise<T> => {
    using pin = Secret.fromText(cardPin);
    return await use(pin);
  };
  const user = async (): Promise<Subscriber> => (await context.store.connections.subscribers()).find((one) => one.userId === "CARD")!;
  const queued = async (title: string, payments = 1): Promise<Order> => {
    const [account] = await context.store.accounts.all();
    const transactions = Array.from({ length: payments }, (_, n) => payment(`${title}-${n}`, 1_00n, n + 1));
    const { id } = await enterPayment(context, { title, transactions, debtorAccountId: account!.id, executionDate: todayIn("Europe/Budapest", context.tools.clock.now()) });
    const sheet = await prepareSigningSheet(context, [id]);
    const own = await user();
    await withPin((pin) => signOrders(context, sheet, { subscriberId: own.id, pin }));
    return queueOrder(context, id);
  };
  const run = async (by = context, send = true) => communicate(by, { connectionId: (await onlyConnection(context)).id, send, fetch: false });
  const over = (driver: ChannelDriver): WorkflowContext => ({ ...context, tools: { ...context.tools, channel: () => driver } });
  /** Does something after so many exchanges. */
  const after = (exchanges: number, act: () => void): ChannelDriver<InternetChannelConfig> => {
    let seen = 0;
    return { ...internet, async open(config, options) {
      const channel = await internet.open(config, options);
      return { ...channel, describe: () => channel.describe(), close: () => channel.close(), async exchange(...call) {
        const answer = await channel.exchange(...call);
        if (++seen === exchanges) act();
        return answer;
      } };
    } };
  };

  it("a wrong PIN is asked for again, with why; then the session begins", async () => {
    const order = await queued("wrong PIN");
    own.typed = "not it";
    const asking: WorkflowContext = { ...context, async askCardPin(keys, problem) {
      const answer = await context.askCardPin?.(keys, problem);
      own.typed = cardPin;
      return answer;
    } };
    expect((await run(asking)).problem).toBeUndefined();
    expect(own.asked).toEqual([undefined, "The card does not take this PIN. Few tries are left."]);
    expect((await mustGetOrder(context, order.id)).state).toBe("delivered");
  });

  it("whoever turns back holds no session, and nothing has left; where nobody can be asked it is the same", async () => {
    const order = await queued("turned back");
    own.typed = undefined;
    await expect(run()).rejects.toMatchObject({ area: "signer", code: "pin-not-given", meaning: "Nothing was sent or fetched." });
    const { askCardPin: _, ...unattended } = context;
    await expect(run(unattended)).rejects.toMatchObject({ code: "pin-not-given" });
    expect((await mustGetOrder(context, order.id)).state).toBe("queued");
    own.typed = cardPin;
    await run();
  });

  it("taken out between two segments: the session says so, the order stays in the outbox, and the next one goes on where it was", async () => {
    const order = await queued("taken out", 60);
    const result = await run(over(after(3, () => card.takeOut())));
    expect(result.problem).toContain("The card was taken out before this signature.");
    expect((await mustGetOrder(context, order.id)).state).toBe("queued");
    const [first] = await context.store.transmissions.ofOrder(order.id);
    expect(first).toMatchObject({ outcome: "removed" });
    expect(first!.segments).toBeGreaterThan(3);
    card.putIn();
    expect((await run()).problem).toBeUndefined();
    const [, second] = await context.store.transmissions.ofOrder(order.id);
    expect(second).toMatchObject({ transactionId: first!.transactionId, outcome: "000000" });
    const { state, messageId } = await mustGetOrder(context, order.id);
    expect([state, timesAtBank(own.office.bank, messageId)]).toEqual(["delivered", 1]);
  });

  it("its module crashes in the middle: the same", async () => {
    const order = await queued("crashed", 60);
    const result = await run(over(after(3, () => card.say("crash", "0"))));
    expect(result.problem).toContain("The card's program crashed");
    expect((await mustGetOrder(context, order.id)).state).toBe("queued");
    expect((await run()).problem).toBeUndefined();
    expect(timesAtBank(own.office.bank, (await mustGetOrder(context, order.id)).messageId)).toBe(1);
  });

  describe.each(["transport", "all"] as const satisfies readonly WhichKeys[])("new %s keys", (which) => {
    it("are made on the card; one PIN signs the change and speaks for it", async () => {
      const before = await user();
      const renewed = await withPin((pin) => renewKeys(context, before.id, { which, pin }));
      expect(own.asked).toEqual([]);
      expect(renewed.transportCard).toMatchObject({ tokenLabel: "SPEAKS" });
      expect(renewed.transportCard?.authenticationKeyId).not.toBe(before.transportCard?.authenticationKeyId);
      expect(renewed.authenticationKeyPkcs8).toBeUndefined();
      expect((await run(context, false)).problem).toBeUndefined();
    });

    it.each([["lost-write", "old"], ["after-write", "new"]] as const)("are asked about after a lost answer (%s) with the %s ones, with one PIN", async (fault, found) => {
      const before = await user();
      await expect(withPin((pin) => renewKeys(over(faulty(internet, { exchange: 2, fault })), before.id, { which, pin }))).rejects.toMatchObject({ code: "key-change-unanswered" });
      own.office.clock.advance(3_600_000);
      expect((await askAboutKeys(context, before.id)).kind).toBe(found);
      expect(own.asked).toEqual([undefined]);
      expect((await run(context, false)).problem).toBeUndefined();
      if (found === "old") await withPin((pin) => renewKeys(context, before.id, { which, pin }));
    });
  });

  it("on a reader with a pad nothing is typed here; who has typed the PIN there is not asked again within the change, and somebody else is", async () => {
    card.say("pad", cardPin);
    const now = await user();
    if (now.device.kind !== "pkcs11") throw new Error("it is on a card");
    await context.store.connections.putSubscriber({ ...now, device: { ...now.device, pinPad: true }, transportCard: { ...now.transportCard!, pinPad: true } });
    own.typed = "";
    using nothing = new Secret(new Uint8Array());
    const renewed = await renewKeys(context, now.id, { which: "all", pin: nothing });
    expect((await run(context, false)).problem).toBeUndefined();
    const held = await own.devices.cards.openTransportKeys(renewed.transportCard!, nothing, renewed, "Réka");
    await expect(run({ ...context, operator: { ...context.operator, name: "Anna" } }, false)).rejects.toMatchObject({ area: "signer", code: "busy" });
    await held.close();
    await context.store.connections.putSubscriber({ ...renewed, device: { ...renewed.device, pinPad: undefined } as Subscriber["device"], transportCard: { ...renewed.transportCard!, pinPad: undefined } });
  });

  const another = async (userId: string): Promise<Subscriber> => {
    const connection = await onlyConnection(context);
    const config = await card.config(own.devices.cards, Buffer.from(userId).toString("hex"));
    return withPin((pin) => createSubscriber(context, { connectionId: connection.id, userId, signerName: userId, signatureClass: "A", device: config, pin, allOnCard: true }));
  };

  it("works on a card that only does bare RSA: padded and unpadded here", async () => {
    card.say("mechanisms", "0\n3");
    const order = await queued("bare RSA");
    expect((await run()).problem).toBeUndefined();
    expect((await mustGetOrder(context, order.id)).state).toBe("delivered");
    const made = await another("BARE");
    const opened = await withPin((pin) => own.devices.cards.openTransportKeys(made.transportCard!, pin, made, "Réka"));
    const key = createPublicKey(new X509Certificate(made.encryptionCertificateDer).publicKey.export({ type: "spki", format: "pem" }));
    for (let n = 0; n < 20; n++) {
      const secret = randomBytes(16);
      expect(Buffer.from((await opened.decrypt(publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, secret))) ?? []).equals(secret)).toBe(true);
    }
    expect(await opened.decrypt(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.alloc(256, 1)))).toBeUndefined();
    await opened.close();
  });

  it("on a card that cannot decrypt, or not sign by PKCS#1, no key is made, and it says what it lacks", async () => {
    const keyIds = async (): Promise<string[]> => (await own.devices.cards.keys((await user()).transportCard!)).map((one) => one.keyId).toSorted();
    const before = await keyIds();
    card.say("mechanisms", "0\n67");
    await expect(another("LACKS")).rejects.toMatchObject({
      area: "signer", code: "mechanism-unsupported", meaning: "No key was made.",
      message: "This card cannot hold the authentication and encryption keys: it does not sign by PKCS#1 v1.5, nor decrypt by PKCS#1 v1.5.", next: "Keep these two in the store; the signature key may be on the card all the same.",
    });
    expect(await keyIds()).toEqual(before);
  });

  it("other keys than the certificates' are refused before the line is dialled", async () => {
    const now = await user();
    const { authenticationKeyId, encryptionKeyId } = now.transportCard!;
    await context.store.connections.putSubscriber({ ...now, transportCard: { ...now.transportCard!, authenticationKeyId: encryptionKeyId, encryptionKeyId: authenticationKeyId } });
    await expect(run(over({ ...internet, open: () => Promise.reject(new Error("dialled")) }), false)).rejects.toMatchObject({ area: "signer", code: "no-key" });
    await context.store.connections.putSubscriber(now);
    expect((await run(context, false)).problem).toBeUndefined();
  });
});
