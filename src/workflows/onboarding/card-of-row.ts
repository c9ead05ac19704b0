import { createHash } from "node:crypto";
import { AppError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import { visibleLine } from "../../domain/text.ts";
import { cardNamed, keyOn } from "../cards.ts";
import type { WorkflowContext } from "../context.ts";
import type { Card } from "../ports/chip-cards.ts";
import { isWrongSecret, type Pkcs11Config } from "../ports/signing-device.ts";
import type { OnboardingRow } from "./columns.ts";
import type { PinSource } from "./desk.ts";

/** Rows of one card take turns, and a PIN that it has refused is not tried for the next row: a few more would lock it. */
export class CardTurns {
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #refused = new Set<string>();

  take<T>({ modulePath, tokenLabel, tokenSerial }: Card, work: () => Promise<T>): Promise<T> {
    const card = JSON.stringify([modulePath, tokenLabel, tokenSerial]);
    const turn = this.#afterwards(this.#turns.get(card), card, work);
    this.#turns.set(card, turn);
    return turn;
  }

  async #afterwards<T>(before: Promise<unknown> | undefined, card: string, work: () => Promise<T>): Promise<T> {
    await before?.catch(() => undefined); // its own row tells it
    if (this.#refused.has(card)) throw new AppError("signer", "wrong-pin", "The card has refused its PIN in an earlier row; it was not asked again.", { meaning: "No key was made.", next: "Put the right PIN into the file of PINs, then run the file again." });
    try {
      return await work();
    } catch (error) {
      if (isWrongSecret(error)) this.#refused.add(card);
      throw error;
    }
  }
}

/**
 * The card of a row, and the key that is made on it. Its id follows from the user, so that a run that was killed finds it again.
 * @throws AppError signer/`token-not-present`; input/`several-cards`
 */
export async function cardOfRow(context: WorkflowContext, row: OnboardingRow & { readonly card: string }): Promise<Pkcs11Config> {
  const id = createHash("sha256").update(`${row.hostId};${row.partnerId};${row.userId}`).digest("hex").slice(0, 16);
  return keyOn(await cardNamed(context.tools.cards, row.card, row.module), id);
}

/** Its PIN; empty where it is typed on the reader. The caller wipes it. @throws AppError input/`no-card-pin` */
export async function pinOfCard({ pinPad }: Pkcs11Config, row: OnboardingRow, pins: PinSource): Promise<Secret> {
  if (pinPad === true) return new Secret(new Uint8Array());
  const known = await pins.knownFor(row);
  if (known !== undefined) return known;
  throw new AppError("input", "no-card-pin", `The PIN of the card ${visibleLine(row.card ?? "", 40)} for ${row.userId} is not in the file of PINs.`, { meaning: "No key was made.", next: "Write its line there: host id;partner id;user id;pin. Then run the file again." });
}
