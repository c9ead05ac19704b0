import type { Answer, Download, Exchange } from "../../../src/ebics/index.ts";

/** A download to its end: the data and the receipt for them. */
export async function* withReceipt(exchange: Exchange<Answer<Download>>): Exchange<Answer<unknown>> {
  const answer = yield* exchange;
  if (answer.kind !== "ok") return answer;
  const said = yield* answer.value.receipt(true);
  return said.kind === "ok" ? { ...answer, value: { transactionId: answer.value.transactionId, data: answer.value.data } } : said;
}
