import { inspect } from "node:util";

/**
 * Bytes that must not be shown, logged or kept: a passphrase, a PIN, a data key.
 * Prints as `•••` everywhere; the owner calls `wipe()` when done (or uses `using`).
 */
export class Secret implements Disposable {
  #bytes: Uint8Array | undefined;

  /** Takes ownership of the bytes: the caller must not keep them. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** UTF-8 bytes of a text. The text itself cannot be wiped, so make Secrets as near to the keyboard as possible. */
  static fromText(text: string): Secret {
    return new Secret(new TextEncoder().encode(text));
  }

  /** The bytes themselves, not a copy; they become zero on `wipe()`. @throws Error after `wipe()` */
  get bytes(): Uint8Array {
    if (this.#bytes === undefined) throw new Error("The secret was already wiped");
    return this.#bytes;
  }

  /** The secret as UTF-8 text, for libraries that take only strings. */
  revealText(): string {
    return new TextDecoder().decode(this.bytes);
  }

  copy(): Secret {
    return new Secret(Uint8Array.from(this.bytes));
  }

  wipe(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  [Symbol.dispose](): void {
    this.wipe();
  }
  toString(): string {
    return "•••";
  }
  toJSON(): string {
    return "•••";
  }
  [inspect.custom](): string {
    return "•••";
  }
}
