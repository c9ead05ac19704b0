import type { Language } from "../../domain/money.ts";
import { collects } from "../../domain/order.ts";
import { returnCodes } from "../../ebics/index.ts";
import { sendAsText } from "../../workflows/free-form.ts";
import { isRecall } from "../../workflows/recalls/is-recall.ts";
import { recallStandingText } from "../../workflows/recalls/recall-words.ts";
import type { Order, OrderSignature } from "../../workflows/ports/orders.ts";
import type { Span } from "../widgets/line.tsx";
import { counted, sumsText } from "../wording/amounts.ts";
import { cutOffText, dayText, instantText } from "../wording/dates.ts";
import { reasonText } from "../wording/reason-codes.ts";
import type { LoadedOrder } from "./load-order.ts";
import { orderMark } from "./state-mark.ts";

/** What it is: first line. */
export function moneyFacts({ order, batches }: Pick<LoadedOrder, "order" | "batches">, language: Language): Span[] {
  if (isRecall(order)) return [{ text: "← recall", bold: true }, order.sums.length === 0 ? " · what it asks back is not among the orders here" : ` · asks back ${sumsText(order.sums, language)} · ${counted(order.transactionCount, "payment")}`];
  if (order.contentUnknown === true) return [{ text: "free-form file", bold: true }, " · content not known: it may move any sum from any account"];
  return [
    { text: sumsText(order.sums, language), bold: true },
    ` · ${counted(order.transactionCount, "payment")} · ${collects(batches) ? "due" : "value"} ${dayText(order.executionDate, language)}`,
  ];
}

/** Where the money comes from, or goes where it is collected, and which way the order goes: second line. */
export function wayFacts({ order, batches, connection }: LoadedOrder): Span[] {
  const booking = batches.some((batch) => batch.batchBooking === true) ? "one booking" : "single bookings";
  const from = order.sendAs === undefined ? `${collects(batches) ? " direct debits into" : " from"} ${order.accounts.join(", ")}` : ` as ${sendAsText(order.sendAs)}`;
  const spans: Span[] = [from, { text: ` · ${connection === undefined ? "no bank yet" : connection.title}`, bold: connection === undefined }];
  if (connection?.practice === true) spans.push({ text: " PRACTICE", tone: "warning", bold: true });
  spans.push({ text: ` · ${booking} · ${order.format}`, dim: true });
  return spans;
}

/** Where it stands, and what it takes to go on: the lines under it, wrapped by the view. The first carries the state's look. */
export function standingTexts(loaded: LoadedOrder, nowMs: number, language: Language): string[] {
  const { order } = loaded;
  const mark = orderMark(order.state);
  const texts = [`${mark.sign} ${stateTitle(order)}${signedBy(loaded.signatures, nowMs, language)}${nextStep(loaded, nowMs, language)}`];
  if (loaded.asked !== undefined) texts.push(`It asks back ${loaded.asked.what}${loaded.asked.reason === "" ? "" : ` · ${loaded.asked.reason}`}`);
  for (const recall of loaded.recalls) texts.push(recallStandingText(recall));
  if (order.bankAnswer !== undefined) texts.push(`The bank, ${instantText(order.bankAnswer.at, nowMs, language)}: ${reasonText(order.bankAnswer.code, order.bankAnswer.text)}${whatNext(order.bankAnswer.code)}`);
  if (order.duplicateOverride !== undefined) texts.push(`Sent although the same payments left before (${order.duplicateOverride.by}): ${order.duplicateOverride.reason}`);
  return texts;
}

/** A recall is granted, not executed. */
function stateTitle(order: Order): string {
  return isRecall(order) && order.state === "accepted" ? "accepted by the bank" : orderMark(order.state).title;
}

/** For the codes of EBICS; what a payment was refused for has its own words. */
function whatNext(code: string): string {
  const known = returnCodes.get(code);
  return known?.class === "error" ? ` ${known.next}` : "";
}

function signedBy(signatures: readonly OrderSignature[], nowMs: number, language: Language): string {
  if (signatures.length === 0) return "";
  return `: ${signatures.map((one) => `${one.signerName} (${one.signatureClass}) ${instantText(one.at, nowMs, language)}`).join(", ")}`;
}

function nextStep({ order, verdict, cutOff }: LoadedOrder, nowMs: number, language: Language): string {
  const deadline = cutOff === undefined ? "" : ` · ${cutOffText(cutOff.deadlineMs, nowMs, language)}`;
  switch (order.state) {
    case "draft": {
      const errors = order.findings.filter((finding) => finding.severity === "error").length;
      return errors > 0 ? ` · ${counted(errors, "thing")} to correct` : " · c checks it";
    }
    case "checked":
    case "partly-signed":
      return ` · ${verdict.explanation}${deadline}`;
    case "signed":
      return ` · x sends it${deadline}`;
    case "queued":
      return ` · leaves with the next session; x begins one${deadline}`;
    case "unanswered":
      return " · the bank may have it or not: a asks the bank. It is never sent again blindly.";
    case "delivered":
      if (isRecall(order)) return ` · the bank has it${order.bankOrderId === undefined ? "" : ` as ${order.bankOrderId}`}; its answer is fetched with the next sessions`;
      return order.bankOrderId === undefined ? " · the bank has it" : ` · the bank has it as ${order.bankOrderId}`;
    case "waiting-at-bank":
      return " · it waits there to be signed, released or cancelled: v";
    default:
      return "";
  }
}
