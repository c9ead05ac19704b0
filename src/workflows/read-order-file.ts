import { OrderDataDigest } from "../ebics/index.ts";
import type { OrderFormat } from "../formats/format.ts";
import { messageGrammar } from "../formats/grammar/bundled.ts";
import { MessageCheck } from "../formats/grammar/message-check.ts";
import type { OrderSurvey } from "./order-survey.ts";

/**
 * Reads an order's bytes once: for what they say, and for what a signature is over.
 * @param bySchema false for an order that is at the bank already
 * @returns the digest of the order data, hex; of the whole file, also where the reader gave up on it before its end
 */
export async function readOrderFile(format: OrderFormat, content: AsyncIterable<Uint8Array>, survey: OrderSurvey, bySchema = true): Promise<string> {
  const digest = new OrderDataDigest();
  const look = (chunk: Uint8Array): void => digest.update(chunk);
  if (bySchema) await readChecked(format, content, survey, look);
  else {
    await format.read(passing(content, look), survey);
    await survey.finish();
  }
  return Buffer.from(digest.value()).toString("hex");
}

/**
 * Reads an order and holds it against the schema of its message at once: what a bank would refuse is an error, and an order with errors is
 * neither signed nor sent. Formats without a schema have only their reader's findings.
 * @param look is shown each chunk
 */
export async function readChecked(format: OrderFormat, content: AsyncIterable<Uint8Array>, survey: OrderSurvey, look: (chunk: Uint8Array) => void = () => undefined): Promise<void> {
  const grammar = await messageGrammar(format.id);
  const check = grammar === undefined ? undefined : new MessageCheck(grammar);
  try {
    const passed = passing(content, async (chunk) => {
      look(chunk);
      await check?.push(chunk);
    });
    await format.read(passed, survey);
    survey.secondReader((await check?.end()) ?? []);
  } finally {
    await check?.close();
  }
  await survey.finish();
}

/** The same chunks, each shown to `look` on its way; those that nobody asks for any more are shown too. */
async function* passing(content: AsyncIterable<Uint8Array>, look: (chunk: Uint8Array) => void | Promise<void>): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = content[Symbol.asyncIterator]();
  const next = async (): Promise<Uint8Array | undefined> => {
    const { value, done } = await chunks.next();
    if (done === true) return undefined;
    await look(value);
    return value;
  };
  try {
    for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk;
  } finally {
    while ((await next()) !== undefined);
  }
}
