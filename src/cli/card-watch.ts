import { AppError } from "../domain/errors.ts";
import type { Tools } from "../workflows/context.ts";
import type { Card } from "../workflows/ports/chip-cards.ts";

/** How often the readers are looked at while a card is in use. */
const lookEveryMs = 2_000;

/** Watches the cards with which somebody has worked since the login: when one is taken out, whoever listens is told. */
export class CardWatch {
  /** The same tools; a card is watched from its first opening on. */
  readonly tools: Tools;
  readonly #plain: Tools;
  readonly #lookEveryMs: number;
  readonly #listeners = new Set<(card: string) => void>();
  readonly #inUse = new Map<string, Card>();
  #timer: NodeJS.Timeout | undefined;

  constructor(tools: Tools, everyMs = lookEveryMs) {
    this.#plain = tools;
    this.#lookEveryMs = everyMs;
    this.tools = {
      ...tools,
      cards: {
        ...tools.cards,
        openTransportKeys: async (keys, ...more) => {
          const opened = await tools.cards.openTransportKeys(keys, ...more);
          this.#watch(keys);
          return opened;
        },
      },
      device: (kind) => {
        const driver = tools.device(kind);
        if (kind !== "pkcs11") return driver;
        return {
          ...driver,
          open: async (config, ...more) => {
            const opened = await driver.open(config, ...more);
            if (config.kind === "pkcs11") this.#watch(config);
            return opened;
          },
        };
      },
    };
  }

  /** @returns ends it */
  onRemoved(listener: (card: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The operator has gone: their cards are nobody's business any more. */
  forget(): void {
    this.#inUse.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #watch({ modulePath, tokenLabel, tokenSerial }: Card): void {
    this.#inUse.set(nameOf(modulePath, tokenLabel, tokenSerial), { modulePath, tokenLabel, tokenSerial });
    if (this.#timer === undefined) this.#lookLater();
  }

  #lookLater(): void {
    this.#timer = setTimeout(() => void this.#look(), this.#lookEveryMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    for (const modulePath of new Set([...this.#inUse.values()].map((card) => card.modulePath))) {
      const there = await this.#cardsAt(modulePath);
      if (there === undefined) continue; // it does not answer now: that tells nothing of the card
      for (const [name, card] of this.#inUse) {
        if (card.modulePath !== modulePath || there.has(name)) continue;
        this.#inUse.delete(name);
        for (const listener of this.#listeners) listener(card.tokenLabel);
      }
    }
    if (this.#timer === undefined) return; // forgotten meanwhile
    this.#timer = undefined;
    if (this.#inUse.size > 0) this.#lookLater();
  }

  async #cardsAt(modulePath: string): Promise<ReadonlySet<string> | undefined> {
    try {
      const slots = await this.#plain.cards.slots(modulePath, { quietly: true });
      return new Set(slots.flatMap(({ token }) => (token === undefined ? [] : [nameOf(modulePath, token.label, token.serial)])));
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }
}

function nameOf(modulePath: string, label: string, serial: string): string {
  return JSON.stringify([modulePath, label, serial]);
}
