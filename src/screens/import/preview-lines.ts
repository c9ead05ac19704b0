import { visibleLine } from "../../domain/text.ts";
import type { Language } from "../../domain/money.ts";
import { mendingText } from "../../workflows/import-desk/import-planned.ts";
import type { ImportPlan } from "../../workflows/import-desk/plan-import.ts";
import { counted, sumsText } from "../wording/amounts.ts";
import { dayText } from "../wording/dates.ts";
import type { Look } from "../widgets/paint.ts";

/** One line of the dry run: what it is about, what was found, how it bears on the money. */
export interface PreviewLine {
  readonly label: string;
  readonly text: string;
  readonly look: Look;
}

const shownPayees = 3;
const shownAccounts = 4;

/** What a dry run says, most telling first. The findings are listed apart. */
export function previewLines(preview: ImportPlan, language: Language): PreviewLine[] {
  const { facts } = preview;
  if (facts === undefined) return [];
  const lines: PreviewLine[] = [
    plain("payments", `${counted(facts.transactionCount, "payment")} in ${counted(facts.batches.length, "batch", "batches")}`),
    plain("sum", sumsText(facts.sums, language)),
    plain("largest", sumsText(facts.largest, language)),
    plain(facts.kinds?.includes("direct-debit") === true ? "collects to" : "debited", accountsText(facts.accounts)),
    plain("date", datesText(facts.batches.map((batch) => batch.batch.requestedExecutionDate), language)),
    plain("format", `${formatText(preview)} · message ${visibleLine(facts.header?.messageId ?? "-", 35)}`),
    ...mendingLines(preview),
  ];
  if (facts.changedPayeePayments > 0) {
    const who = facts.changedPayees.slice(0, shownPayees).map((payee) => `${visibleLine(payee.name, 30)} (was …${(payee.knownAccount ?? "").slice(-8)}, now …${payee.account.slice(-8)})`);
    lines.push({ label: "changed", text: `${counted(facts.changedPayeePayments, "payment")} to known payees with another account: ${who.join(", ")}${more(facts.changedPayees.length)}`, look: { tone: "warning" } });
  }
  if (facts.unconfirmedPayeePayments > 0) {
    const who = facts.unconfirmedPayees.slice(0, shownPayees).map((payee) => visibleLine(payee.name, 30));
    lines.push({ label: "unconfirmed", text: `${counted(facts.unconfirmedPayeePayments, "payment")} to accounts that wait for another operator's word: ${who.join(", ")}${more(facts.unconfirmedPayees.length)}`, look: { tone: "warning" } });
  }
  if (facts.newPayeePayments > 0) {
    const who = facts.newPayees.slice(0, shownPayees).map((payee) => visibleLine(payee.name, 30));
    lines.push({ label: "new", text: `${counted(facts.newPayeePayments, "payment")} to accounts never paid before: ${who.join(", ")}${more(facts.newPayees.length)}`, look: {} });
  }
  return lines;
}

/** One sentence: what importing would do. */
export function previewVerdict(preview: ImportPlan): PreviewLine {
  const errors = preview.findings.filter((finding) => finding.severity === "error").length;
  if (!preview.importable) return { label: "", text: "This file cannot be imported. Nothing was stored.", look: { tone: "bad", bold: true } };
  if (errors > 0) return { label: "", text: `${counted(errors, "error")}: it would be a draft that nobody can sign. Correct the file.`, look: { tone: "bad", bold: true } };
  if (preview.sameContent.length > 0) return { label: "", text: "The same payments are here already. Import only if both shall be paid.", look: { tone: "warning" } };
  const warnings = preview.findings.filter((finding) => finding.severity === "warning").length;
  if (warnings > 0) return { label: "", text: `Can be imported; ${counted(warnings, "warning")} to look at. Nothing was stored yet.`, look: { tone: "warning" } };
  return { label: "", text: "Nothing wrong found. Nothing was stored yet.", look: { tone: "good" } };
}

function formatText({ format, sourceFormat, rewriting }: ImportPlan): string {
  return rewriting === undefined || sourceFormat === undefined || sourceFormat.id === format ? (format ?? "") : `${sourceFormat.title}, written for the bank as ${format ?? ""}`;
}

/** What the rules did, and what they could do. */
function mendingLines({ mendings, chosen }: ImportPlan): PreviewLine[] {
  const done = mendings.filter((group) => chosen.has(group.kind));
  const open = mendings.filter((group) => !chosen.has(group.kind));
  const uncertain = done.reduce((sum, group) => sum + group.uncertain, 0);
  const lines: PreviewLine[] = [];
  if (done.length > 0) lines.push({ label: "mended", text: `${done.map(mendingText).join(", ")}${uncertain === 0 ? "" : `; ${uncertain} to look at`} · m shows them`, look: uncertain === 0 ? {} : { tone: "warning" } });
  if (open.length > 0) lines.push({ label: "m mends", text: open.map(mendingText).join(", "), look: { dim: true } });
  return lines;
}

function plain(label: string, text: string): PreviewLine {
  return { label, text, look: {} };
}

function more(count: number): string {
  return count > shownPayees ? ` and ${count - shownPayees} more` : "";
}

function accountsText(accounts: readonly string[]): string {
  if (accounts.length === 0) return "-";
  const shown = accounts.slice(0, shownAccounts).map((account) => visibleLine(account, 34)).join(", ");
  return accounts.length > shownAccounts ? `${shown} and ${accounts.length - shownAccounts} more` : shown;
}

function datesText(dates: readonly string[], language: Language): string {
  const days = [...new Set(dates)].sort() as Parameters<typeof dayText>[0][]; // the set of IsoDates it was
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return "-";
  return first === last ? dayText(first, language) : `${dayText(first, language)} to ${dayText(last, language)} (${days.length} dates)`;
}
