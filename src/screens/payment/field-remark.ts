import type { Look } from "../widgets/paint.ts";
import { readTypedAccount } from "../typed/account.ts";
import { readTypedAmount } from "../typed/amount.ts";
import { readTypedDate } from "../typed/date.ts";
import { moneyText } from "../wording/amounts.ts";
import { dayText } from "../wording/dates.ts";
import { cutOffNote, dayWarning } from "./execution-day.ts";
import { type FieldName, isLineField, leftKey, type PaymentModel, textOf } from "./model.ts";
import { type DraftProblem, type DraftSurroundings, remittanceMax } from "./payment-check.ts";

/** What is said beside a field: how it was understood, what is missing, what is wrong. */
export interface FieldRemark {
  readonly text: string;
  readonly look: Look;
}

const quiet: Look = { dim: true };
const good: Look = { tone: "good" };
const warning: Look = { tone: "warning" };
const bad: Look = { tone: "bad" };

/** @param problems of `checkDraft` @param nowMs for the cut-off */
export function remarkOf(field: FieldName, model: PaymentModel, around: DraftSurroundings, problems: readonly DraftProblem[], nowMs: number): FieldRemark | undefined {
  const text = textOf(model, field);
  const told = model.left === "all" || model.left.has(leftKey(model, field));
  const problem = problems.find((one) => one.field === field && (one.line === undefined || one.line === model.line));
  switch (field) {
    case "executionDate":
      return dateRemark(text, around, nowMs);
    case "account": {
      const read = readTypedAccount(text);
      if (read.kind === "ok") return model.remark === undefined ? { text: read.sentence, look: read.account.kind === "iban" ? good : warning } : { text: model.remark, look: warning };
      if (read.kind === "wrong") return { text: read.sentence, look: bad };
      if (read.kind === "incomplete") return { text: read.sentence, look: told && model.active !== "account" ? bad : quiet };
      break;
    }
    case "amount": {
      const read = readTypedAmount(text, model.draft.currency, around.language);
      if (read.ok) return { text: `= ${moneyText(read.money, around.language)}`, look: good };
      if (text !== "" && told) return { text: read.sentence, look: bad };
      break;
    }
    case "remittance":
      if (problem === undefined) return { text: `${text.trim().length}/${remittanceMax}`, look: quiet };
      return { text: problem.sentence, look: bad };
  }
  if (problem !== undefined && (told || (isLineField(field) && text !== "" && model.active !== field))) return { text: problem.sentence, look: problem.warning ? warning : bad };
  return undefined;
}

function dateRemark(text: string, around: DraftSurroundings, nowMs: number): FieldRemark {
  const read = readTypedDate(text, around.today, around.language, around.bank.calendar);
  if (!read.ok) return { text: read.sentence, look: bad };
  const warned = dayWarning(read.date, around.bank, nowMs, around.language);
  if (warned !== undefined) return { text: `! ${warned}`, look: warning };
  const note = cutOffNote(read.date, around.bank, nowMs);
  return { text: note === undefined ? dayText(read.date, around.language) : `${dayText(read.date, around.language)} · ${note}`, look: quiet };
}
