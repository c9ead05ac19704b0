import type { FormatDraft } from "../../formats/sample/format-draft.ts";
import type { Span } from "../widgets/line.tsx";
import { counted } from "../wording/amounts.ts";
import { type DefineModel, hindrances } from "./model.ts";

/** One line: what to do next until the sample reads well. */
export function adviceOf(model: Pick<DefineModel, "draft" | "trial">): Span {
  const { draft, trial } = model;
  if (draft === undefined || trial === undefined) return "";
  const missing = missingOf(draft);
  if (missing !== undefined) return { text: ` ${missing}`, tone: "warning" };
  const errors = hindrances(model);
  const first = errors[0] ?? trial.findings.find((finding) => finding.severity === "warning");
  if (first !== undefined) {
    const count = errors.length === 0 ? "1 remark" : counted(errors.length, "error");
    return { text: ` ${count}: ${first.line === undefined ? "" : `line ${first.line}: `}${first.message}`, tone: errors.length > 0 ? "bad" : "warning" };
  }
  if (trial.count === 0) return { text: " No line is read: n looks at the next line, e at how the file is written.", tone: "warning" };
  const dateless = trial.findings.some((finding) => finding.code === "date-missing");
  return { text: dateless ? " Reads well. No column has the date: at the import, m sets the next bank day. F2 keeps the format." : " Reads well. F2 keeps the format.", tone: "good" };
}

const needed: Readonly<Record<FormatDraft["kind"], readonly (readonly [meaning: string, title: string])[]>> = {
  orders: [["creditor-name", "the payee"], ["creditor-account", "the payee's account"], ["amount", "the amount"]],
  statements: [["booking-date", "the booking date"], ["amount", "the amount"]],
};

/** What the operator has not said yet, and with which key. */
function missingOf(draft: FormatDraft): string | undefined {
  const has = (meaning: string): boolean => draft.fields.some((field) => field.meaning === meaning);
  const columns = needed[draft.kind].flatMap(([meaning, title]) => (has(meaning) ? [] : [title]));
  if (columns.length > 0) return `Enter on a column says what it means. Still missing: ${columns.join(", ")}.`;
  const isOrder = draft.kind === "orders";
  if (draft.currency === undefined && !has("currency")) return "No column has the currency: e gives it for all lines.";
  return draft.account === undefined && !has(isOrder ? "debtor-account" : "account") ? `No column has your own account${isOrder ? ", which pays" : ""}: e chooses one.` : undefined;
}
