import { createHash } from "node:crypto";
import { OrderDataDigest, orderNameText } from "../ebics/index.ts";
import { detectFormat } from "../formats/detect.ts";
import { noPayees, type OrderFacts } from "./order-survey.ts";
import type { Order, SendAs } from "./ports/orders.ts";

/** The format of orders whose content this program does not read. */
export const freeFormFormat = "free-form";

/** `CCT; the signatures release it`. */
export function sendAsText(sendAs: SendAs): string {
  return `${orderNameText(sendAs)}; ${sendAs.signatures === "release" ? "the signatures release it" : "for transport only, something else releases it"}`;
}

/** What is shown and signed of a file of which nothing is understood. */
export function freeFormText(order: Pick<Order, "title">, file: NonNullable<OrderFacts["file"]>): string {
  return `"${order.title}": content not known, ${file.sizeBytes} bytes, SHA-256 ${file.sha256}`;
}

/** Enough to know a message by. */
const headBytes = 4096;

/**
 * Reads a file without understanding it. Its fingerprint is that of its bytes: the same file is noticed when it is to be sent twice.
 * @returns the digest that a signature is over, hex
 */
export async function readFreeForm(content: AsyncIterable<Uint8Array>): Promise<{ readonly facts: OrderFacts; readonly digest: string }> {
  const signed = new OrderDataDigest();
  const bytes = createHash("sha256");
  let sizeBytes = 0;
  let head = Buffer.alloc(0);
  for await (const chunk of content) {
    if (head.length < headBytes) head = Buffer.concat([head, chunk.subarray(0, headBytes)]);
    signed.update(chunk);
    bytes.update(chunk);
    sizeBytes += chunk.length;
  }
  const sha256 = bytes.digest("hex");
  return {
    digest: Buffer.from(signed.value()).toString("hex"),
    facts: {
      accounts: [], sums: [], largest: [], kinds: [detectFormat(head)?.kind === "recalls" ? "recall" : "unknown"], contentUnknown: true, header: undefined, batches: [], transactionCount: 0, firstTransactions: [], executionDate: undefined,
      findings: [], findingsOmitted: 0, errorCount: 0, fingerprint: createHash("sha256").update(`${freeFormFormat}\n${sha256}`).digest("hex"),
      ...noPayees, file: { sizeBytes, sha256 },
    },
  };
}
