import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Secret } from "../domain/secret.ts";
import type { Card } from "../workflows/ports/chip-cards.ts";
import type { KeptCardPins } from "../workflows/transport-keys.ts";

interface Sealed {
  readonly card: Card;
  readonly key: Buffer;
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly text: Buffer;
}

/**
 * PINs of one operator's cards in memory, each under a random key of its own: what is copied out of memory in pieces, by a core file that is
 * searched or by swap, does not show them. Whoever can read all of the process has them, as they have the open customers.
 */
export class SealedPins implements KeptCardPins {
  readonly #wanted: () => boolean;
  #sealed: readonly Sealed[] = [];
  /** How often something was forgotten: a PIN that was typed before is not kept after it. */
  #forgotten = 0;
  #ended = false;

  /** @param wanted whether the operator wants PINs kept */
  constructor(wanted: () => boolean) {
    this.#wanted = wanted;
  }

  copyOf(card: Card): Secret | undefined {
    const sealed = this.#sealed.find((one) => sameToken(one.card, card) && one.card.modulePath === card.modulePath);
    if (sealed === undefined) return undefined;
    const decipher = createDecipheriv("aes-256-gcm", sealed.key, sealed.nonce).setAuthTag(sealed.tag);
    const opened = decipher.update(sealed.text);
    decipher.final();
    return new Secret(opened);
  }

  offer(card: Card, pin: Secret): () => void {
    const before = this.#forgotten;
    return () => {
      if (this.#ended || this.#forgotten !== before || !this.#wanted()) return;
      if (pin.bytes.length === 0) return; // nothing was typed here: the reader asks
      this.#wipe((kept) => sameToken(kept, card));
      this.#sealed = [...this.#sealed, seal(card, pin)];
    };
  }

  forget(card: Card): void {
    this.#forgotten++;
    this.#wipe((kept) => sameToken(kept, card));
  }

  /** @param label of a card that was taken out: of all that are called so */
  forgetLabel(label: string): void {
    this.#forgotten++;
    this.#wipe((kept) => kept.tokenLabel === label);
  }

  /** The screen was locked, or the operator wants none kept any more. */
  forgetAll(): void {
    this.#forgotten++;
    this.#wipe(() => true);
  }

  /** The operator has gone: what of theirs still runs keeps nothing any more. */
  end(): void {
    this.#ended = true;
    this.forgetAll();
  }

  #wipe(which: (card: Card) => boolean): void {
    for (const { card, key, text } of this.#sealed) {
      if (!which(card)) continue;
      key.fill(0);
      text.fill(0);
    }
    this.#sealed = this.#sealed.filter(({ card }) => !which(card));
  }
}

function seal(card: Card, pin: Secret): Sealed {
  const [key, nonce] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const text = cipher.update(pin.bytes);
  cipher.final();
  return { card: { modulePath: card.modulePath, tokenLabel: card.tokenLabel, tokenSerial: card.tokenSerial }, key, nonce, tag: cipher.getAuthTag(), text };
}

/** Whichever module it is reached by: what makes one PIN stale makes it so for all. */
function sameToken(one: Card, other: Card): boolean {
  return one.tokenLabel === other.tokenLabel && one.tokenSerial === other.tokenSerial;
}
