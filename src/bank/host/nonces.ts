import type { BankDatabase } from "../storage/bank-database.ts";

/** A request's timestamp may be so far from the bank's real time; nonces are kept for twice as long, so that none can come again. */
const timestampToleranceMs = 3_600_000;

/** The nonces of the last two hours. They outlive a restart. */
export class Nonces {
  readonly #database: BankDatabase;
  readonly #max: number;
  #count: number;

  constructor(database: BankDatabase, max: number) {
    this.#database = database;
    this.#max = max;
    this.#count = Number(database.get<{ nonces: bigint }>("SELECT count(*) AS nonces FROM nonce")?.nonces ?? 0n);
  }

  /**
   * Notes a nonce whose message is signed: a stranger leaves none here.
   * @returns why to refuse: 091103 for one that was here before or a timestamp out of tolerance, 091119 when there are too many
   */
  refusal(nonce: string, timestamp: number, nowMs: number): { readonly code: string; readonly reason: string } | undefined {
    const seconds = Math.round((timestamp - nowMs) / 1000);
    if (Math.abs(timestamp - nowMs) > timestampToleranceMs) return { code: "091103", reason: `The timestamp is ${Math.abs(seconds)} seconds ${seconds < 0 ? "behind" : "ahead of"} the bank's clock; ${timestampToleranceMs / 1000} are allowed.` };
    return this.#database.transaction(() => {
      this.#count -= this.#database.run("DELETE FROM nonce WHERE protocol_ms < ?", nowMs - 2 * timestampToleranceMs).changes;
      if (this.#count >= this.#max) return { code: "091119", reason: `More than ${this.#max} first messages came in two hours.` };
      if (this.#database.run("INSERT INTO nonce (nonce, protocol_ms) VALUES (?, ?) ON CONFLICT DO NOTHING", nonce, nowMs).changes !== 1) return { code: "091103", reason: "The nonce was here before." };
      this.#count++;
      return undefined;
    });
  }
}
