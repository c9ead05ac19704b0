import { type Clock, toIsoInstant } from "../../domain/clock.ts";
import { AppError } from "../../domain/errors.ts";
import type { IsoInstant } from "../../domain/ids.ts";
import type { SessionExchange } from "../ports/sessions.ts";

/** Of a session that transfers much, the first and the last of these are kept. */
const keptAtEachEnd = 100;
/** Of one message; an answer may be megabytes of anything. */
const charactersMax = 12_000;

/** What is said on one line, for a support case. Owned by one session. */
export class LineTrace {
  readonly #clock: Clock;
  readonly #first: SessionExchange[] = [];
  readonly #last: SessionExchange[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns what to call once it is known how it went */
  begin(step: string, request: Uint8Array): { answered(answer: Uint8Array): void; failed(error: unknown): void } {
    const began = this.#clock.now();
    const end = (answer: Uint8Array | undefined, problem: string | undefined): void => this.#add({
      at: toIsoInstant(began) as IsoInstant, step, requestBytes: request.length, answerBytes: answer?.length, tookMs: this.#clock.now() - began,
      request: maskedMessage(request), answer: answer && maskedMessage(answer), problem,
    });
    return { answered: (answer) => end(answer, undefined), failed: (error) => end(undefined, error instanceof AppError ? `${error.area}/${error.code}` : "failed") };
  }

  /** In the order in which they were said. */
  all(): readonly SessionExchange[] {
    return [...this.#first, ...this.#last];
  }

  #add(exchange: SessionExchange): void {
    if (this.#first.length < keptAtEachEnd) this.#first.push(exchange);
    else {
      this.#last.push(exchange);
      if (this.#last.length > keptAtEachEnd) this.#last.shift();
    }
  }
}

/** A message without what is nobody's business: keys, signatures, order data and everything else that is long base64 become their length. */
export function maskedMessage(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString("utf8")
    .replace(/(<(?:[\w.-]+:)?(?:OrderData|SignatureData|TransactionKey|SignatureValue|X509Certificate|Modulus)(?:\s[^>]*)?>)([^<]*)(?=<)/g, (_, tag: string, content: string) => `${tag}(${content.length} characters)`)
    .replace(/>([A-Za-z0-9+/=\s]{64,})(?=<|$)/g, (_, content: string) => `>(${content.length} characters)`)
    .slice(0, charactersMax);
}
