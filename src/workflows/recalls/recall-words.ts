import { counted } from "../../domain/counted.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { codeWithWords, recallOutcomeWords, recallReasons, recallRefusals } from "../../domain/recall-answer.ts";
import type { Order } from "../ports/orders.ts";
import type { OrderRecall, StoredRecallAnswer } from "../ports/order-recall.ts";
import type { RecallFacts } from "./read-recall-file.ts";

/** `all 120 payments of order 0047 Payroll November`: what the bytes ask back, in words. */
export function askedBackText({ recall, of, payments }: RecallFacts): string {
  const [message] = recall.messages;
  const count = recall.header.declaredCount ?? message?.batches.reduce((sum, batch) => sum + batch.payments.length, 0) ?? 0;
  const from = of === undefined ? `of the message ${message?.message.originalMessageId ?? "?"}, which no order here has` : `of order ${orderNumberText(of.number)} ${of.title}`;
  if (payments?.kind === "batch") return `all ${counted(count, "payment")} of batch ${payments.batch + 1} ${from}`;
  return `${message?.message.whole === true ? "all " : ""}${counted(count, "payment")} ${from}`;
}

/** `DUPL paid twice: sent again by mistake`. */
export function recallReasonText({ recall }: RecallFacts): string {
  const reasons = recall.messages.flatMap(({ message, batches }) => [...message.reasons, ...batches.flatMap(({ batch, payments }) => [...(batch?.reasons ?? []), ...payments.flatMap((payment) => payment.reasons)])]);
  const texts = reasons.map(({ code, text }) => [codeWithWords(code, recallReasons), text.join(" ")].filter((part) => part !== "").join(": "));
  return [...new Set(texts)].join(" · ");
}

/** `refused: AGNT the bank does not take the payment back (executed already)`. */
export function answerText(answer: Pick<StoredRecallAnswer, "outcome" | "code" | "text">): string {
  const reason = [codeWithWords(answer.code, recallRefusals), answer.text === undefined || answer.text === "" ? "" : `(${answer.text})`].filter((part) => part !== "").join(" ");
  return reason === "" ? recallOutcomeWords[answer.outcome] : `${recallOutcomeWords[answer.outcome]}: ${reason}`;
}

/** Where a recall stands, for the page of the order that it is about. */
export function recallStandingText(recall: Order): string {
  const { answer } = recall.recall ?? {};
  const what = recall.recall === undefined ? "" : ` asks back ${scopeText(recall.recall, recall.transactionCount)}`;
  return `Recall ${orderNumberText(recall.number)}${what}: ${answer === undefined ? recallStateWords(recall) : `the bank says, ${answerText(answer)}`}`;
}

function scopeText({ payments }: OrderRecall, count: number): string {
  if (payments.kind === "all") return "all of it";
  if (payments.kind === "batch") return `batch ${payments.batch + 1}`;
  return count === 1 ? `payment ${(payments.positions[0] ?? 0) + 1}` : counted(count, "payment");
}

function recallStateWords({ state }: Order): string {
  switch (state) {
    case "draft":
    case "checked":
    case "partly-signed":
    case "signed":
      return "not sent yet";
    case "queued":
    case "sending":
      return "on its way to the bank";
    case "cancelled":
      return "not sent: it was cancelled";
    case "unanswered":
      return "never heard back";
    case "refused":
      return "the bank did not take it";
    default:
      return "the bank has it and has not answered yet";
  }
}
