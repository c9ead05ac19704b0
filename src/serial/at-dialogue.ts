import type { Duplex } from "node:stream";
import { SerialFault } from "./serial-fault.ts";

export interface AtAnswer {
  /** The line that ended it: "OK", "BUSY", "CONNECT 57600"; or the prompt. */
  readonly final: string;
  /** Lines before it, without the echo. */
  readonly lines: readonly string[];
}

export interface AskOptions {
  /** From the last byte of the command to the end of the answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Which line ends the answer. Default: OK and whatever says that something went wrong (3GPP TS 27.007 and ITU-T V.250). */
  readonly isFinal?: ((line: string) => boolean) | undefined;
  /** The modem waits for text when it shows this, without a line's end: "> " after AT+CMGS. */
  readonly prompt?: string | undefined;
  /** What the line monitor shows instead: a PIN in a command. */
  readonly shown?: string | undefined;
  /** Ends the command. Default CR. */
  readonly end?: string | undefined;
}

/** Far more than any answer; what comes beyond is not kept. */
const heardCharsMax = 16_384;
const finalByDefault = /^(OK|ERROR|NO CARRIER|NO DIAL ?TONE|BUSY|NO ANSWER|COMMAND NOT SUPPORT|TOO MANY PARAMETERS|\+CM[ES] ERROR(:.*)?)$/i;

/** Commands to a modem and its answers, one at a time (ITU-T V.250). Owns what is read of the line until it is released. */
export class AtDialogue {
  readonly #line: Duplex;
  readonly #tell: (kind: "sent" | "received", text: string) => void;
  /** One character per byte. */
  #heard = "";
  #wake: () => void = () => undefined;

  /** @param tell every line said and heard */
  constructor(line: Duplex, tell: (kind: "sent" | "received", text: string) => void = () => undefined) {
    this.#line = line;
    this.#tell = tell;
    line.on("data", this.#take);
    line.on("close", this.#ended);
    line.resume(); // whoever had it before may have stopped reading
  }

  /**
   * @returns undefined when the modem has not answered in time
   * @throws SerialFault `gone`, `cancelled`
   */
  async ask(command: string, options: AskOptions): Promise<AtAnswer | undefined> {
    this.#heard = "";
    this.#tell("sent", options.shown ?? command);
    this.#line.write(`${command}${options.end ?? "\r"}`, "latin1");
    return this.listen(command, options);
  }

  /** Says nothing, waits for an answer. @param command whose echo is left out @throws as `ask` */
  async listen(command: string, options: AskOptions): Promise<AtAnswer | undefined> {
    const isFinal = options.isFinal ?? ((line) => finalByDefault.test(line));
    const lines: string[] = [];
    for (const waiting = new Waiting(options.timeoutMs, options.signal); ; ) {
      for (let end = this.#heard.indexOf("\n"); end >= 0; end = this.#heard.indexOf("\n")) {
        // The echo has a CR only, so it stands before the answer on one line.
        const texts = this.#heard.slice(0, end).split("\r").map((text) => text.trim()).filter((text) => text !== "" && text !== command);
        this.#heard = this.#heard.slice(end + 1);
        for (const text of texts) {
          this.#tell("received", text);
          if (isFinal(text)) return waiting.over({ final: text, lines });
          lines.push(text);
        }
      }
      if (options.prompt !== undefined && this.#heard.endsWith(options.prompt)) {
        this.#heard = "";
        this.#tell("received", options.prompt);
        return waiting.over({ final: options.prompt, lines });
      }
      if (this.#line.destroyed) throw waiting.over(this.#line.errored instanceof SerialFault ? this.#line.errored : new SerialFault("gone", "the port was closed"));
      if (waiting.isCancelled) throw waiting.over(new SerialFault("cancelled", "cancelled"));
      if (waiting.isTooLong) return waiting.over(undefined);
      await waiting.orUntil((wake) => {
        this.#wake = wake;
      });
    }
  }

  /** Stops reading; what came after the last answer is put back: a host that speaks first has begun. */
  release(): void {
    this.#line.off("data", this.#take);
    this.#line.off("close", this.#ended);
    this.#line.pause();
    if (this.#heard !== "") this.#line.unshift(Buffer.from(this.#heard, "latin1"));
    this.#heard = "";
  }

  readonly #take = (piece: Buffer): void => {
    this.#heard = (this.#heard + piece.toString("latin1")).slice(-heardCharsMax);
    this.#wake();
  };

  readonly #ended = (): void => this.#wake();
}

/** A limit of time and a signal, both to be taken off again. */
class Waiting {
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  #wake: () => void = () => undefined;
  isTooLong = false;

  constructor(timeoutMs: number, signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#timer = setTimeout(() => {
      this.isTooLong = true;
      this.#wake();
    }, timeoutMs);
    signal?.addEventListener("abort", this.#aborted);
  }

  get isCancelled(): boolean {
    return this.#signal?.aborted === true;
  }

  async orUntil(subscribe: (wake: () => void) => void): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      subscribe(resolve);
      if (this.isCancelled || this.isTooLong) resolve();
    });
  }

  over<T>(result: T): T {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#aborted);
    return result;
  }

  readonly #aborted = (): void => this.#wake();
}
