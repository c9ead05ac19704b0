import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock, Randomness } from "../../domain/clock.ts";

/** Whom a token lets listen. */
export interface Listener {
  readonly partnerId: string;
  readonly userId: string;
}

interface Token extends Listener {
  readonly validToMs: number;
}

/** A token is good for so long; whoever is connected by then stays connected. */
const validMs = 15 * 60_000;
const tokensMax = 1_000;

/**
 * What lets a user's program listen: 32 random bytes, kept as their digest only and not on the disk. After a restart of the bank a program
 * asks for another one.
 */
export class AccessTokens {
  readonly #clock: Clock;
  readonly #randomness: Randomness;
  readonly #oneTime: boolean;
  /** By digest, oldest first. */
  readonly #tokens = new Map<string, Token>();

  /** @param oneTime a token is spent by the first connection */
  constructor(clock: Clock, randomness: Randomness, oneTime: boolean) {
    this.#clock = clock;
    this.#randomness = randomness;
    this.#oneTime = oneTime;
  }

  issue(listener: Listener): { readonly token: string; readonly oneTime: boolean; readonly validToMs: number } {
    const now = this.#clock.now();
    for (const [digest, other] of this.#tokens) if (other.validToMs <= now || this.#tokens.size >= tokensMax) this.#tokens.delete(digest);
    const token = Buffer.from(this.#randomness.bytes(32)).toString("base64url");
    const validToMs = now + validMs;
    this.#tokens.set(digestOf(token), { partnerId: listener.partnerId, userId: listener.userId, validToMs });
    return { token, oneTime: this.#oneTime, validToMs };
  }

  /** @param authorization the header: Basic, `PARTNERID_USERID:TOKEN` @returns who may listen, or undefined; a one-time token is spent */
  admit(authorization: string | undefined): Listener | undefined {
    const match = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? "");
    const [name = "", token = ""] = Buffer.from(match?.[1] ?? "", "base64").toString("utf8").split(":");
    const digest = digestOf(token);
    const known = this.#tokens.get(digest);
    if (known === undefined || known.validToMs <= this.#clock.now()) return undefined;
    if (!sameText(name, `${known.partnerId}_${known.userId}`)) return undefined;
    if (this.#oneTime) this.#tokens.delete(digest);
    return known;
  }
}

function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
