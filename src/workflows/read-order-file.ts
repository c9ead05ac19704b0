import { OrderDataDigest } from "../ebics/index.ts";
import type { OrderFormat } from "../formats/format.ts";
import type { OrderSurvey } from "./order-survey.ts";

/**
 * Reads an order's bytes once: for what they say, and for what a signature is over.
 * @returns the digest of the order data, hex; of the whole file, also where the reader gave up on it before its end
 */
export async function readOrderFile(format: OrderFormat, content: AsyncIterable<Uint8Array>, survey: OrderSurvey): Promise<string> {
  const digest = new OrderDataDigest();
  await format.read(passing(content, (chunk) => digest.update(chunk)), survey);
  await survey.finish();
  return Buffer.from(digest.value()).toString("hex");
}

/** The same chunks, each shown to `look` on its way; those that nobody asks for any more are shown too. */
async function* passing(content: AsyncIterable<Uint8Array>, look: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = content[Symbol.asyncIterator]();
  const next = async (): Promise<Uint8Array | undefined> => {
    const { value, done } = await chunks.next();
    if (done === true) return undefined;
    look(value);
    return value;
  };
  try {
    for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk;
  } finally {
    while ((await next()) !== undefined);
  }
}
