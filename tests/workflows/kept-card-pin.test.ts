import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SealedPins } from "../../src/cli/sealed-pins.ts";
import { Secret } from "../../src/domain/secret.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { changeKeySecret } from "../../src/workflows/keys/key-secret.ts";
import type { Subscriber } from "../../src/workflows/ports/subscribers.ts";
import { cardPin, haveCards, type StrictCard, strictCard } from "../support/card/card.ts";
import { type CardOffice, openCardOffice } from "../support/card/card-office.ts";
import { onlyConnection } from "../support/office.ts";

/** The PIN of a card that speaks with the bank, where the operator wants to be asked for it once. */
describe.skipIf(!haveCards)("sessions by a card whose PIN is kept (needs softhsm2-util and g++)", () => {
  let own: CardOffice;
  let card: StrictCard;
  let pins: SealedPins;
  let context: WorkflowContext;
  let user: Subscriber;
  let wanted: boolean;
  beforeAll(async () => {
    own = await openCardOffice("A006");
    card = strictCard("KEPT");
    user = await own.setUp(card, true);
    pins = new SealedPins(() => wanted);
    context = { ...own.context, keptCardPins: pins };
  });
  afterAll(async () => {
    await own.close();
    card.remove();
  });
  beforeEach(() => {
    wanted = true;
    own.typed = cardPin;
    pins.forgetAll();
    own.asked.splice(0);
  });

  const onlyASession = async () => ({ connectionId: (await onlyConnection(context)).id, send: false, fetch: false });
  const session = async () => communicate(context, await onlyASession());
  const times = async (sessions: number): Promise<number> => {
    own.asked.splice(0);
    for (let at = 0; at < sessions; at++) await session();
    return own.asked.length;
  };

  it("ask once, and again after it was forgotten, as it is when the screen is locked", async () => {
    expect(await times(3)).toBe(1);
    pins.forgetAll();
    expect(await times(2)).toBe(1);
  });

  it("keep none that was typed before the screen was locked, and taken by the card after it", async () => {
    const { cards } = own.context.tools;
    const lockedMeanwhile: typeof cards = { ...cards, openTransportKeys: async (...keys) => {
      const opened = await cards.openTransportKeys(...keys);
      pins.forgetAll();
      return opened;
    } };
    await communicate({ ...context, tools: { ...context.tools, cards: lockedMeanwhile } }, await onlyASession());
    expect(await times(2)).toBe(1);
  });

  it("ask each time where the operator does not want it kept", async () => {
    wanted = false;
    expect(await times(2)).toBe(2);
  });

  it("ask again with why when the card does not take the kept one any more, and keep no wrong one", async () => {
    using wrong = Secret.fromText("not the PIN");
    pins.offer(user.transportCard!, wrong)();
    await session();
    expect(own.asked).toEqual([expect.stringContaining("does not take this PIN")]);
    expect(await times(1)).toBe(0); // the right one is kept now
    using kept = pins.copyOf(user.transportCard!);
    expect(kept?.revealText()).toBe(cardPin);
  });

  it("forget it when the PIN is changed, or may have been", async () => {
    const change = async (from: string, to: string) => {
      using old = Secret.fromText(from);
      using fresh = Secret.fromText(to);
      await changeKeySecret(context, user.id, old, fresh);
    };
    await times(1);
    await change(cardPin, "another 7");
    expect(pins.copyOf(user.transportCard!)).toBeUndefined();
    own.typed = "another 7";
    await times(1);
    await expect(change("wrong", "8 more 8")).rejects.toMatchObject({ code: "wrong-pin" });
    expect(pins.copyOf(user.transportCard!)).toBeUndefined();
    await change("another 7", cardPin);
  });

  it("forget it when the card is out", async () => {
    expect(await times(1)).toBe(1);
    card.takeOut();
    await session().catch(() => undefined);
    card.putIn();
    expect(pins.copyOf(user.transportCard!)).toBeUndefined();
    expect(await times(1)).toBe(1);
  });
});
