import type { SubscriberContext } from "../subscriber.ts";

/** What makes a first message unique: 16 random bytes as upper-case hex, and the time. EBICS 3.0 §11.4 */
export function freshness(context: Pick<SubscriberContext, "clock" | "randomness">): { readonly nonce: string; readonly timestamp: number } {
  return { nonce: Buffer.from(context.randomness.bytes(16)).toString("hex").toUpperCase(), timestamp: context.clock.now() };
}
