import { timingSafeEqual } from "node:crypto";
import { Secret } from "../../domain/secret.ts";
import type { InputEvent } from "../terminal/input-event.ts";

/** Longer secrets are refused by no device we know of. */
const bytesMax = 1024;

/**
 * A secret while it is typed: bytes that are wiped, never a string that stays in memory longer than one key.
 * Mutable on purpose: copies would have to be wiped, too.
 */
export class SecretInput {
  #bytes = new Uint8Array(bytesMax);
  /** Bytes of each character, so that Backspace takes one away. */
  #lengths: number[] = [];
  #used = 0;

  /** How many characters, for the dots. */
  get length(): number {
    return this.#lengths.length;
  }

  equals(other: SecretInput): boolean {
    return this.#used === other.#used && timingSafeEqual(this.#bytes, other.#bytes);
  }

  /** @returns false when the event is none of a field's business */
  accept(event: InputEvent): boolean {
    if (event.kind === "paste") {
      for (const character of event.text.replace(/\n.*$/s, "")) this.#add(character);
      return true;
    }
    if (event.name === "backspace") this.#remove();
    else if (event.name === "ctrl+u") this.wipe();
    else if (event.text !== "") this.#add(event.text);
    else return false;
    return true;
  }

  /** The secret; this input is empty afterwards. */
  take(): Secret {
    const secret = new Secret(this.#bytes.slice(0, this.#used));
    this.wipe();
    return secret;
  }

  wipe(): void {
    this.#bytes.fill(0);
    this.#lengths = [];
    this.#used = 0;
  }

  #add(character: string): void {
    const bytes = new TextEncoder().encode(character);
    if (this.#used + bytes.length > bytesMax || character < " ") return;
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
    this.#lengths.push(bytes.length);
  }

  #remove(): void {
    const length = this.#lengths.pop() ?? 0;
    this.#used -= length;
    this.#bytes.fill(0, this.#used, this.#used + length);
  }
}
