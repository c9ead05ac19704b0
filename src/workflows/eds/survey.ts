import { orderDataDigest } from "../../ebics/index.ts";
import type { Format, OrderFormat } from "../../formats/format.ts";
import { once } from "../bytes.ts";
import type { WorkflowContext } from "../context.ts";
import { loadKnownPayees } from "../known-payees.ts";
import { type OrderFacts, OrderSurvey } from "../order-survey.ts";
import { readOrderFile } from "../read-order-file.ts";

/**
 * What stands in bytes that the bank gave: the digest that a signature would be over, and the facts where the format is one that is read.
 * A file with errors may have been read in part only: its facts are not told, as if its format were unknown.
 */
export async function surveyContent(
  context: WorkflowContext, content: Uint8Array | AsyncIterable<Uint8Array>, format: Format | undefined,
): Promise<{ readonly computed: string; readonly facts: OrderFacts | undefined; readonly format: OrderFormat | undefined }> {
  const bytes = content instanceof Uint8Array ? once(content) : content;
  if (format?.kind !== "orders") return { computed: Buffer.from(await orderDataDigest(bytes)).toString("hex"), facts: undefined, format: undefined };
  const survey = new OrderSurvey({ known: await loadKnownPayees(context.store) });
  const computed = await readOrderFile(format, bytes, survey, false);
  const facts = survey.facts();
  return facts.errorCount > 0 ? { computed, facts: undefined, format: undefined } : { computed, facts, format };
}
