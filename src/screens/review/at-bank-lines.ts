import { missingText } from "../../workflows/eds/wording.ts";
import { isCollecting } from "../../workflows/order-survey.ts";
import { type AtBankOnSheet, refusalOf } from "../../workflows/review-sheet.ts";
import type { SignChoice } from "../../workflows/signing-groups.ts";
import { signedText } from "../eds/columns.ts";
import { contentLines, field, type SheetLine, type SheetSetting, told } from "../sign/sheet-lines.ts";
import { counted, sumsText } from "../wording/amounts.ts";
import { dayText, instantText } from "../wording/dates.ts";

/** All of an order that is signed at the bank, from its file as it was fetched. */
export function atBankLines(review: AtBankOnSheet, key: SignChoice | undefined, setting: SheetSetting): SheetLine[] {
  const { facts, digest, warnings, sheet } = review;
  const { order } = sheet;
  const { language, nowMs, width } = setting;
  const refusal = key === undefined ? undefined : refusalOf(key, review);
  return [
    [{ text: ` ${order.bankOrderId} at the bank`, bold: true }, "  ", { text: sumsText(facts.sums, language), bold: true }, `  ${counted(facts.transactionCount, "payment")}`],
    ...field("brought by", `${order.originator.name ?? order.originator.userId}, ${instantText(order.originator.at, nowMs, language)}`, width),
    ...contentLines(facts, warnings, facts.executionDate === undefined ? "" : `${isCollecting(facts) ? "due" : "value"} ${dayText(facts.executionDate, language)}`, true, setting),
    ...field("signed", signedText(order), width),
    ...(refusal === undefined ? field("needs", missingText(order), width) : told(`✕ not by you: ${refusal}`, { tone: "bad", bold: true }, width, 3)),
    ...field("SHA-256", digest, width),
    ...told("It is signed at the bank: the line is dialled, and the bank is asked once more what it wants signed.", { dim: true }, width, 3),
  ];
}
