import { AppError } from "../domain/errors.ts";
import type { Randomness } from "../domain/clock.ts";
import { visibleLine } from "../domain/text.ts";
import type { Card, CardPinState, CardToken, ChipCards } from "./ports/chip-cards.ts";
import type { Pkcs11Config } from "./ports/signing-device.ts";

/** A card that is in a reader now. */
export interface CardSeen {
  readonly card: Card;
  readonly token: CardToken;
  readonly slotTitle: string;
}

/** What one module shows, or why it shows nothing. */
export interface ModuleSeen {
  readonly modulePath: string;
  readonly cards: readonly CardSeen[];
  /** Readers without a card. */
  readonly emptySlots: readonly string[];
  readonly problem: AppError | undefined;
}

/** Looks through one module, or through all that are installed. One that cannot be used does not hide the others. */
export async function lookAtCards(cards: ChipCards, modulePath?: string): Promise<readonly ModuleSeen[]> {
  const seen: ModuleSeen[] = [];
  for (const path of modulePath === undefined ? await cards.modules() : [modulePath]) seen.push(await lookThrough(cards, path));
  return seen;
}

/**
 * The card of that label or serial number, in whatever reader it is.
 * @throws AppError signer/`token-not-present`; input/`several-cards`
 */
export async function cardNamed(cards: ChipCards, name: string, modulePath?: string): Promise<CardSeen> {
  const modules = await lookAtCards(cards, modulePath);
  const found = modules.flatMap((module) => module.cards).filter(({ token }) => token.label === name || token.serial === name);
  const [card, ...more] = found;
  const problem = modules.find((module) => module.problem !== undefined)?.problem;
  if (card === undefined && modulePath !== undefined && problem !== undefined) throw problem;
  if (card === undefined) throw new AppError("signer", "token-not-present", `There is no card "${visibleLine(name, 40)}" in any reader.`, { meaning: "Nothing was done.", next: "Put it in; `kontor card list` shows what is there." });
  if (more.some((one) => one.token.serial !== card.token.serial)) throw new AppError("input", "several-cards", `Several cards are called "${visibleLine(name, 40)}".`, { meaning: "Nothing was done.", next: `Give the serial number: ${found.map((one) => one.token.serial).join(" or ")}.` });
  return card;
}

/** Settings for a new key on this card, under an id that nothing on it has. */
export function newKeyOn({ card, token }: CardSeen, randomness: Randomness): Pkcs11Config {
  return keyOn({ card, token }, Buffer.from(randomness.bytes(8)).toString("hex"));
}

/** Settings for a key that is on this card already. @param keyId CKA_ID in hex */
export function keyOn({ card, token }: Pick<CardSeen, "card" | "token">, keyId: string): Pkcs11Config {
  return { kind: "pkcs11", ...card, keyId: keyId.toLowerCase(), ...(token.pinPad ? { pinPad: true } : {}) };
}

/** In words, for lists: `ok`, `one try left`. */
export const pinStateText: Readonly<Record<CardPinState, string>> = {
  ok: "ok", "few-tries-left": "few tries left", "one-try-left": "one try left", locked: "locked", "not-set": "no PIN yet", "to-be-changed": "to be changed",
};

async function lookThrough(cards: ChipCards, modulePath: string): Promise<ModuleSeen> {
  try {
    const slots = await cards.slots(modulePath, { anew: true });
    // A slot for a token that was never set up shows one without a name: nothing can be signed with it.
    const seen = slots.flatMap(({ slotTitle, token }): CardSeen[] => (token === undefined || token.serial === "" ? [] : [{ card: { modulePath, tokenLabel: token.label, tokenSerial: token.serial }, token, slotTitle }]));
    return { modulePath, cards: seen, emptySlots: slots.filter(({ token }) => token === undefined).map(({ slotTitle }) => slotTitle), problem: undefined };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { modulePath, cards: [], emptySlots: [], problem: error };
  }
}
