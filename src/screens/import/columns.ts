import type { Language } from "../../domain/money.ts";
import type { Finding } from "../../domain/finding.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { FileListing } from "../session.ts";
import type { Column } from "../widgets/table.tsx";
import { counted, sumsText } from "../wording/amounts.ts";
import { momentText } from "../wording/dates.ts";
import { placeText, severityMark } from "./finding-row.ts";
import type { ImportFile } from "./model.ts";
import { previewVerdict } from "./preview-lines.ts";
import { sizeText } from "../wording/sizes.ts";

export function listingColumns(language: Language, nowMs: number): readonly Column<FileListing>[] {
  return [
    { title: "name", width: { min: 30, grow: 1 }, cell: (one) => (one.kind === "folder" ? `${one.name}/` : one.name), look: (one) => (one.kind === "folder" ? { bold: true } : undefined) },
    { title: "size", width: 10, align: "right", cell: (one) => (one.kind === "folder" ? "" : sizeText(one.sizeBytes)) },
    { title: "changed", width: 18, cell: (one) => (one.modifiedAtMs === 0 ? "" : momentText(one.modifiedAtMs, nowMs, language)) },
  ];
}

export function fileColumns(language: Language): readonly Column<ImportFile>[] {
  return [
    { title: "file", width: { min: 18, grow: 2 }, cell: (file) => file.name },
    { title: "holds", width: { min: 12, grow: 1 }, cell: holdsText },
    { title: "sum", width: 20, align: "right", cell: (file) => (file.seen.kind === "order" && file.seen.preview.facts !== undefined ? sumsText(file.seen.preview.facts.sums, language) : "") },
    { title: "", width: 24, cell: stateText, look: stateLook },
  ];
}

export const findingColumns: readonly Column<Finding>[] = [
  { title: "", width: 1, cell: (finding) => severityMark(finding.severity).sign, look: (finding) => severityMark(finding.severity).look },
  { title: "line", width: 8, align: "right", cell: placeText },
  { title: "field", width: 18, cell: (finding) => finding.field?.split("/").slice(-2).join("/") ?? "", from: 90 },
  { title: "what", width: { min: 40, grow: 1 }, cell: (finding) => finding.message },
];

function holdsText({ seen }: ImportFile): string {
  if (seen.kind === "order") return seen.preview.facts === undefined ? "-" : counted(seen.preview.facts.transactionCount, "payment");
  if (seen.kind === "statement") return counted(seen.preview.statements.length, "statement");
  return "-";
}

/** Where a file stands: what is being done, what came of it, or what importing would do. */
export function stateText(file: ImportFile): string {
  if (file.busy !== undefined) return `${file.busy.what} ${file.sizeBytes === 0 ? "" : `${Math.floor((100 * file.busy.doneBytes) / file.sizeBytes)} %`}`;
  const { result, seen } = file;
  if (result?.kind === "order") return `✓ order ${orderNumberText(result.number)}${result.errors > 0 ? `, ${counted(result.errors, "error")}` : ""}`;
  if (result?.kind === "statements") return `✓ ${result.taken} taken in, ${result.known} known`;
  if (result?.kind === "quarantined") return "! in quarantine";
  if (result?.kind === "failed") return `✕ ${result.reason}`;
  if (seen.kind === "unseen") return "waiting";
  if (seen.kind === "refused") return `✕ ${seen.reason}`;
  const errors = file.findings.filter((finding) => finding.severity === "error").length;
  if (seen.kind === "order" && !seen.preview.importable) return "✕ cannot be imported";
  if (errors > 0) return `✕ ${counted(errors, "error")}`;
  if (seen.kind === "order" && seen.preview.sameContent.length > 0) return "! here already";
  if (seen.kind === "statement" && seen.preview.statements.every((one) => one.known)) return "received before";
  return file.findings.length > 0 ? `! ${counted(file.findings.length, "remark")}` : "✓ nothing wrong";
}

function stateLook(file: ImportFile): ReturnType<NonNullable<Column<ImportFile>["look"]>> {
  const sign = stateText(file)[0];
  if (sign === "✕") return { tone: "bad" };
  if (sign === "!") return { tone: "warning" };
  if (sign === "✓") return { tone: "good" };
  return file.seen.kind === "order" ? previewVerdict(file.seen.preview).look : undefined;
}
