/** The words are only the device's when nothing follows them for so long. */
const quietMs = 400;

export interface LastWordsOptions {
  /** How many bytes at the end may be the words or their beginning. */
  readonly bytesAtEnd: (bytes: Buffer) => number;
  /** Whether what is held back is all of them. */
  readonly isWhole: (held: Buffer) => boolean;
  readonly handOn: (bytes: Buffer) => void;
  /** The device has said them. @param held as they came */
  readonly said: (held: Buffer) => void;
}

/**
 * Finds out when a device says, in the middle of the data, that a call is over. Payload may hold the same words: so they count only at the end
 * of all data, followed by silence; until then they are held back, and handed on when more comes.
 */
export class LastWords {
  readonly #options: LastWordsOptions;
  #held: Buffer = Buffer.alloc(0);
  #quiet: NodeJS.Timeout | undefined;

  constructor(options: LastWordsOptions) {
    this.#options = options;
  }

  hear(piece: Buffer): void {
    clearTimeout(this.#quiet);
    const bytes = Buffer.concat([this.#held, piece]);
    const held = bytes.length - this.#options.bytesAtEnd(bytes);
    this.#held = bytes.subarray(held);
    if (held > 0) this.#options.handOn(bytes.subarray(0, held));
    if (this.#held.length > 0) this.#quiet = setTimeout(() => this.#decide(), quietMs);
  }

  stop(): void {
    clearTimeout(this.#quiet);
  }

  #decide(): void {
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    if (this.#options.isWhole(held)) this.#options.said(held);
    else this.#options.handOn(held);
  }
}
