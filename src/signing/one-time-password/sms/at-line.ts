import type { Duplex } from "node:stream";

/** A modem's last word on a command. `error`: `+CMS ERROR: 38`, `+CME ERROR: 10`, `ERROR`. */
export interface AtAnswer {
  readonly lines: readonly string[];
  readonly error?: string | undefined;
}

const bufferedMax = 65_536;

/** Talks to a modem over a line of bytes: commands, their answers, and the prompt before a message. Unasked reports in between are passed over. Source: ITU-T V.250, 3GPP TS 27.007 */
export class AtLine {
  readonly #line: Duplex;
  #text = "";
  #wake: (() => void) | undefined;
  #ended: Error | undefined;
  readonly #onData = (bytes: Buffer): void => {
    this.#text = (this.#text + bytes.toString("latin1")).slice(-bufferedMax);
    this.#wake?.();
  };
  readonly #onEnd = (error?: Error): void => {
    this.#ended = error instanceof Error ? error : new Error("the modem hung up");
    this.#wake?.();
  };

  constructor(line: Duplex) {
    this.#line = line;
    line.on("data", this.#onData);
    line.on("error", this.#onEnd);
    line.on("close", this.#onEnd);
  }

  /** Stops listening; the line belongs to whoever opened it. */
  release(): void {
    this.#line.off("data", this.#onData);
    this.#line.off("close", this.#onEnd);
  }

  /** @throws Error when no final answer comes in time, or the line ends */
  async command(text: string, timeoutMs: number): Promise<AtAnswer> {
    this.#text = "";
    this.#line.write(`${text}\r`, "latin1");
    return this.answer(timeoutMs);
  }

  /** Everything up to OK or an error. Echoes of the command are passed over. */
  async answer(timeoutMs: number): Promise<AtAnswer> {
    const lines: string[] = [];
    const deadline = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const line = this.#takeLine();
      if (line === undefined) {
        await this.#more(deadline, timeoutMs);
        continue;
      }
      if (line === "OK") return { lines };
      if (line === "ERROR" || /^\+CM[ES] ERROR: /.test(line)) return { lines, error: line };
      if (line !== "" && !/^AT/i.test(line)) lines.push(line);
    }
  }

  /** Asks for the prompt `>` that comes before a message's content. */
  async prompt(command: string, timeoutMs: number): Promise<AtAnswer | "prompt"> {
    this.#text = "";
    this.#line.write(`${command}\r`, "latin1");
    const deadline = AbortSignal.timeout(timeoutMs);
    for (;;) {
      if (/(^|[\r\n])> ?$/.test(this.#text)) return "prompt";
      const refused = /(?:^|[\r\n])(ERROR|\+CM[ES] ERROR: [^\r\n]*)\r\n/.exec(this.#text);
      if (refused !== null) return { lines: [], error: refused[1] };
      await this.#more(deadline, timeoutMs);
    }
  }

  /** Writes as it is: the content of a message, or a sign that ends one. */
  send(bytes: string): void {
    this.#text = "";
    this.#line.write(bytes, "latin1");
  }

  #takeLine(): string | undefined {
    const end = this.#text.indexOf("\n");
    if (end < 0) return undefined;
    const line = this.#text.slice(0, end).trim();
    this.#text = this.#text.slice(end + 1);
    return line;
  }

  /** Waits for further bytes. */
  async #more(deadline: AbortSignal, timeoutMs: number): Promise<void> {
    if (this.#ended !== undefined) throw this.#ended;
    if (deadline.aborted) throw new Error(`no answer within ${timeoutMs / 1000} s`);
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#wake = undefined;
        deadline.removeEventListener("abort", done);
        resolve();
      };
      this.#wake = done;
      deadline.addEventListener("abort", done);
    });
  }
}
