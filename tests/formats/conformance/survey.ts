import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { addMoney, amountText, type Money } from "../../../src/domain/money.ts";
import { readOrder, readRecall, readStatements, readStatus } from "../../../src/formats/collect.ts";
import { detectFormat, nameForeignMessage } from "../../../src/formats/detect.ts";
import { samplesFolder } from "../../support/iso20022-schema.ts";

/** What became of one sample file. */
export interface FileResult {
  readonly file: string;
  readonly format: string | undefined;
  /** Entries, payments or statuses. */
  readonly parts: number;
  /** And balances and headers: what there is to show of the file. */
  readonly held: number;
  /** Of them all, by currency. */
  readonly sum: string;
  /** Of each statement: = adds up, ! does not, ? cannot be said. */
  readonly balances: string;
  /** Codes of errors, each once. */
  readonly errors: readonly string[];
  /** All of them, also those that are no errors. */
  readonly findings: number;
  /** Why nothing of it was read. */
  readonly refused: string | undefined;
}

/** Answers, licences and lists: no payment files. */
const besides = /\.(json|yml|pydata|md)$|(^|\/)LICENSE$/;

export function foldersOfSamples(): readonly string[] {
  return readdirSync(samplesFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
}

/** Names from the folder on, sorted. */
export function filesOf(folder: string): readonly string[] {
  const all = readdirSync(path.join(samplesFolder, folder), { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile()).map((entry) => path.relative(path.join(samplesFolder, folder), path.join(entry.parentPath, entry.name))).filter((file) => !besides.test(file)).sort();
}

export async function surveyFile(folder: string, file: string): Promise<FileResult> {
  const bytes = readFileSync(path.join(samplesFolder, folder, file));
  const head = bytes.subarray(0, 4096);
  const format = detectFormat(head);
  const nothing = { file, format: format?.id, parts: 0, held: 0, sum: "", balances: "", errors: [], findings: 0 };
  if (format === undefined) {
    const foreign = nameForeignMessage(head);
    return { ...nothing, refused: foreign === undefined ? "in no format that is read" : `${foreign} is not read` };
  }
  const errorsOf = (findings: readonly { severity: string; code: string }[]) => [...new Set(findings.filter((finding) => finding.severity === "error").map((finding) => finding.code))].sort();
  let parts = 0, balances = "", held = 0;
  let amounts: readonly Money[] = [];
  let errors: readonly string[];
  let findingCount: number;
  if (format.kind === "orders") {
    const order = await readOrder(format, bytes);
    amounts = order.batches.flatMap((batch) => batch.transactions.map((each) => each.amount));
    parts = held = amounts.length;
    errors = errorsOf(order.findings);
    findingCount = order.findings.length;
  } else if (format.kind === "statements") {
    const { statements, findings } = await readStatements(format, bytes);
    amounts = statements.flatMap((each) => each.entries.map((entry) => entry.amount));
    parts = amounts.length;
    held = parts + statements.reduce((sum, each) => sum + each.balances.length, 0);
    balances = statements.map((each) => (each.balanced === null ? "?" : each.balanced ? "=" : "!")).join("");
    errors = errorsOf(findings);
    findingCount = findings.length;
  } else if (format.kind === "recalls") {
    const { header, messages, findings } = await readRecall(format, bytes);
    const payments = messages.flatMap((each) => each.batches.flatMap((batch) => batch.payments));
    amounts = payments.flatMap((each) => each.amount ?? []);
    parts = payments.length;
    held = parts + messages.length + (header === undefined ? 0 : 1);
    errors = errorsOf(findings);
    findingCount = findings.length;
  } else {
    const report = await readStatus(format, bytes);
    parts = report.transactions.length + report.batches.length;
    held = parts + (report.header === undefined ? 0 : 1);
    errors = errorsOf(report.findings);
    findingCount = report.findings.length;
  }
  return { file, format: format.id, parts, held, sum: sumText(amounts), balances, errors, findings: findingCount, refused: held === 0 && errors.length > 0 ? errors.join(", ") : undefined };
}

function sumText(amounts: readonly Money[]): string {
  const sums = new Map<string, Money>();
  for (const amount of amounts) {
    const known = sums.get(amount.currency);
    sums.set(amount.currency, known === undefined ? amount : addMoney(known, amount));
  }
  return [...sums.values()].map((sum) => `${amountText(sum)} ${sum.currency}`).sort().join(", ");
}
