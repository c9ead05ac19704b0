import { Duplex } from "node:stream";
import type { OpenOptions } from "../../workflows/ports/channel.ts";
import type { Call } from "../calls/call.ts";
import { LastWords } from "../calls/last-words.ts";
import { padCauseWords } from "./words.ts";

/**
 * "CLR OCC C:001 D:000 text" on a line of its own, and perhaps the prompt; then whatever the PAD says to data that was under way and that it has
 * taken for commands.
 */
const cleared = /^\r\n *CLR ([A-Z]{2,4})[\x20-\x7e]{0,80}\r\n\*?(\r\nERR[\x20-\x7e]{0,40}\r\n\*?)*$/;
/** The same, as far as it has come. */
const clearedSoFar = /^\r\nCLR [A-Z]{0,4}[\x20-\x7e]{0,80}(\r(\n\*?(\r\nERR[\x20-\x7e]{0,40}\r\n\*?)*(\r(\n(E(RR?[\x20-\x7e]{0,40}\r?)?)?)?)?)?)?$/;
const clearedBeginning = "\r\nCLR ";
/** What a whole piece of data may bring about, where every few bytes of it are a command. */
const clearedBytesMax = 64 * 1024;
const heldBytesMin = 4;

/**
 * A call through a PAD as a stream. The PAD tells by its words that the call was cleared; there is no recall character in the data, so it is hung up
 * by dropping the line to the PAD, which clears the call (X.28, section 1.3).
 */
export class PadCall extends Duplex implements Call {
  readonly #line: { readonly stream: Duplex; hangUp(): Promise<void> };
  readonly #lastWords: LastWords;
  readonly #onEvent: OpenOptions["onEvent"];
  #hangingUp: Promise<void> | undefined;
  #isLost = false;

  constructor(line: { readonly stream: Duplex; hangUp(): Promise<void> }, onEvent: OpenOptions["onEvent"]) {
    super({ highWaterMark: 1024 });
    this.#line = line;
    this.#onEvent = onEvent;
    this.#lastWords = new LastWords({
      bytesAtEnd: clearedWordsAtEnd,
      isWhole: (held) => cleared.test(held.toString("latin1")),
      handOn: (bytes) => void (this.push(bytes) || line.stream.pause()),
      said: (held) => {
        const abbreviation = cleared.exec(held.toString("latin1"))?.[1] ?? "";
        onEvent?.({ stage: "pad", kind: "received", text: held.toString("latin1").replace(/[\r\n*]+/g, " ").trim() });
        this.#lose(`the X.25 call was cleared: ${padCauseWords(abbreviation) ?? abbreviation}`);
      },
    });
    line.stream.on("data", (piece: Buffer) => this.#lastWords.hear(piece));
    line.stream.on("close", () => {
      const { errored } = line.stream;
      this.#lose(errored !== null && "code" in errored && typeof errored.code === "string" && errored.code !== "gone" ? errored.code : "the line to the PAD is gone");
    });
    line.stream.pause();
  }

  get stream(): Duplex {
    return this;
  }

  describe(): string {
    return "X.25 call through a PAD";
  }

  hangUp(): Promise<void> {
    this.#hangingUp ??= this.#hangUp();
    return this.#hangingUp;
  }

  override _read(): void {
    if (!this.#line.stream.destroyed) this.#line.stream.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#lastWords.settled(() => {
      if (this.#isLost || this.#line.stream.destroyed) callback(lost("the line to the PAD is gone"));
      else this.#line.stream.write(chunk, callback);
    });
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#lastWords.stop();
    this.hangUp().then(() => callback(error), () => callback(error));
  }

  /** What came before is read first. */
  #lose(how: string): void {
    this.#isLost = true;
    if (this.#hangingUp === undefined) setImmediate(() => this.destroy(lost(how)));
  }

  async #hangUp(): Promise<void> {
    await this.#line.hangUp();
    this.#onEvent?.({ stage: "pad", kind: "done", text: "Hung up" });
    if (!this.destroyed) this.destroy();
  }
}

/** How many bytes at the end are words of clearing, or may become some. */
function clearedWordsAtEnd(bytes: Buffer): number {
  const tail = bytes.subarray(-clearedBytesMax).toString("latin1");
  const start = tail.lastIndexOf(clearedBeginning);
  if (start >= 0 && clearedSoFar.test(tail.slice(start))) return tail.length - start;
  for (let length = clearedBeginning.length; length >= heldBytesMin; length--) if (tail.endsWith(clearedBeginning.slice(0, length))) return length;
  return 0;
}

function lost(how: string): Error {
  return Object.assign(new Error(how), { code: how });
}
