import { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { AtDialogue } from "../../serial/at-dialogue.ts";
import type { SerialLine } from "../../serial/serial-line.ts";
import type { OpenOptions } from "../../workflows/ports/channel.ts";
import type { Call } from "../calls/call.ts";
import { LastWords } from "../calls/last-words.ts";

/** How a modem without signal lines tells that the call is over. */
const carrierLost = Buffer.from("\r\nNO CARRIER\r\n");
/** Fewer bytes of these words may well be payload: they are handed on at once. */
const heldBytesMin = 3;
/** A modem passes over a drop that is shorter than its S25. */
const dtrLowMsMin = 500;
const dtrLowMsMax = 1_500;
const hangUpAnswerMs = 2_000;

interface ModemCallOptions {
  readonly guardMs: number;
  /** The modem's answer: "CONNECT 33600". */
  readonly connect: string;
  /** It hangs up when DTR goes down; else by the escape and ATH. */
  readonly dropsDtr: boolean;
  /** DCD tells of a lost carrier; else the modem's words NO CARRIER at the end of the data do. */
  readonly followsCarrier: boolean;
  readonly onEvent: OpenOptions["onEvent"];
}

/**
 * A telephone call as a stream. Nothing that is written can be taken for the escape "+++".
 */
export class ModemCall extends Duplex implements Call {
  readonly #line: SerialLine;
  readonly #options: ModemCallOptions;
  readonly #title: string;
  readonly #lastWords: LastWords;
  #lastSentAt = 0;
  #isLost = false;
  #hangingUp: Promise<void> | undefined;

  constructor(line: SerialLine, options: ModemCallOptions) {
    super({ highWaterMark: 1024 });
    this.#line = line;
    this.#options = options;
    const rate = /\d{3,}/.exec(options.connect)?.[0];
    this.#title = rate === undefined ? "modem call" : `modem call, ${rate} bit/s`;
    this.#lastWords = new LastWords({
      bytesAtEnd: options.followsCarrier ? () => 0 : lostWordsAtEnd,
      isWhole: (held) => held.length === carrierLost.length,
      handOn: (bytes) => void (this.push(bytes) || line.pause()),
      said: () => this.#lose(),
    });
    line.on("data", this.#hear);
    if (options.followsCarrier) line.on("carrier", this.#onCarrier);
    line.on("close", this.#onClose);
    line.pause();
  }

  get stream(): Duplex {
    return this;
  }

  describe(): string {
    return this.#title;
  }

  hangUp(): Promise<void> {
    this.#hangingUp ??= this.#hangUp();
    return this.#hangingUp;
  }

  override _read(): void {
    if (!this.#line.destroyed) this.#line.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.#hangingUp !== undefined) {
      callback(lostError("the call was hung up", "ECANCELED"));
      return;
    }
    const sent = (error?: Error | null): void => {
      this.#lastSentAt = performance.now();
      callback(error);
    };
    this.#lastWords.settled(() => {
      if (this.#isLost) sent(lostError("the modem has lost the carrier", "NO CARRIER"));
      else if (chunk.length > 3 || chunk.some((byte) => byte !== plus)) this.#line.write(chunk, sent);
      else this.#sendSlowly(chunk).then(() => sent(), sent);
    });
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#lastWords.stop();
    // Whoever ends the stream may do no more; the modem must not stay on the line for it.
    this.hangUp().then(() => callback(error), () => callback(error));
  }

  /** Up to three "+" alone: each by itself, with more than the guard time between, so that no three of them stand together between two silences. */
  async #sendSlowly(chunk: Buffer): Promise<void> {
    for (const byte of chunk) {
      await wait(Math.max(0, this.#lastSentAt + this.#options.guardMs * 1.5 - performance.now()));
      await new Promise<void>((resolve, reject) => this.#line.write(Buffer.of(byte), (error) => (error ? reject(error) : resolve())));
      this.#lastSentAt = performance.now();
    }
  }

  readonly #hear = (piece: Buffer): void => this.#lastWords.hear(piece);

  readonly #onCarrier = (up: boolean): void => {
    if (!up) this.#lose();
  };

  readonly #onClose = (): void => {
    this.#isLost = true;
    if (this.#hangingUp === undefined) this.destroy(lostError("the modem's port is gone", "PORT GONE"));
  };

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#options.onEvent?.({ stage: "modem", kind: "received", text: "NO CARRIER" });
    setImmediate(() => this.destroy(lostError("the modem has lost the carrier", "NO CARRIER"))); // what came before is read first
  }

  async #hangUp(): Promise<void> {
    const line = this.#line;
    line.off("data", this.#hear);
    line.off("carrier", this.#onCarrier);
    try {
      if (!this.#isLost && !line.destroyed) {
        await line.discard();
        if (this.#options.dropsDtr) await this.#dropDtr();
        else await this.#escapeAndHangUp();
        this.#options.onEvent?.({ stage: "modem", kind: "done", text: "Hung up" });
      }
    } catch {
      // The port went away under it: then there is nothing to hang up any more.
    } finally {
      await line.close();
      if (!this.destroyed) this.destroy();
    }
  }

  async #dropDtr(): Promise<void> {
    await this.#line.setDtr(false);
    await wait(dtrLowMsMin);
    for (const until = performance.now() + dtrLowMsMax; this.#options.followsCarrier && this.#line.carrier !== false && performance.now() < until && !this.#line.destroyed; ) await wait(50);
  }

  async #escapeAndHangUp(): Promise<void> {
    const dialogue = new AtDialogue(this.#line, (kind, text) => this.#options.onEvent?.({ stage: "modem", kind, text }));
    await wait(this.#options.guardMs * 1.2);
    await dialogue.ask("+++", { end: "", timeoutMs: this.#options.guardMs * 1.2 + hangUpAnswerMs });
    await dialogue.ask("ATH", { timeoutMs: hangUpAnswerMs });
    dialogue.release();
  }
}

const plus = 0x2b;

/** How many bytes at the end are the beginning, or all, of the words. */
export function lostWordsAtEnd(bytes: Buffer): number {
  for (let length = Math.min(carrierLost.length, bytes.length); length >= heldBytesMin; length--) {
    if (bytes.subarray(bytes.length - length).equals(carrierLost.subarray(0, length))) return length;
  }
  return 0;
}

function lostError(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}
