/** The words are only the device's when nothing follows them for so long. */
const quietMs = 400;
const beforeBytesMax = 128;

export interface LastWordsOptions {
  /** How many bytes at the end may be the words or their beginning; so few that they may as well be data: 0. */
  readonly bytesAtEnd: (bytes: Buffer) => number;
  /** Whether these are all of them. */
  readonly isWhole: (words: Buffer) => boolean;
  readonly handOn: (bytes: Buffer) => void;
  /** The device has said them. @param words as they came */
  readonly said: (words: Buffer) => void;
}

/**
 * Finds out when a device says, in the middle of the data, that a call is over. Payload may hold the same words: so they count only at the end
 * of all data, followed by silence; until then they are held back, and handed on when more comes.
 */
export class LastWords {
  readonly #options: LastWordsOptions;
  /** What was handed on last: the beginning of the words may be in it, when they came in pieces. */
  #before: Buffer = Buffer.alloc(0);
  #held: Buffer = Buffer.alloc(0);
  #words: Buffer = Buffer.alloc(0);
  #quiet: NodeJS.Timeout | undefined;
  #whenSettled: (() => void)[] = [];

  constructor(options: LastWordsOptions) {
    this.#options = options;
  }

  hear(piece: Buffer): void {
    clearTimeout(this.#quiet);
    const all = Buffer.concat([this.#before, this.#held, piece]);
    const words = this.#options.bytesAtEnd(all);
    const held = Math.min(words, this.#held.length + piece.length);
    const fresh = all.subarray(this.#before.length, all.length - held);
    this.#words = all.subarray(all.length - words);
    this.#held = all.subarray(all.length - held);
    this.#before = all.subarray(0, all.length - held).subarray(-beforeBytesMax);
    if (fresh.length > 0) this.#options.handOn(fresh);
    if (this.#held.length > 0) this.#quiet = setTimeout(() => this.#decide(), quietMs);
    if (!this.#isOpen) this.#settle();
  }

  /** Calls back as soon as it is known whether the call is over: until then what is written might be taken for commands, and answered. */
  settled(then: () => void): void {
    if (this.#isOpen) this.#whenSettled.push(then);
    else then();
  }

  stop(): void {
    clearTimeout(this.#quiet);
    this.#held = Buffer.alloc(0);
    this.#settle();
  }

  get #isOpen(): boolean {
    return this.#held.length > 0 && this.#options.isWhole(this.#words);
  }

  #settle(): void {
    for (const then of this.#whenSettled.splice(0)) then();
  }

  #decide(): void {
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    if (this.#options.isWhole(this.#words)) {
      this.#options.said(this.#words);
    } else {
      this.#before = Buffer.concat([this.#before, held]).subarray(-beforeBytesMax);
      this.#options.handOn(held);
    }
    this.#settle();
  }
}
