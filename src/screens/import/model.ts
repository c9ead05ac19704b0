import type { Finding } from "../../domain/finding.ts";
import type { OrderId, QuarantineId } from "../../domain/ids.ts";
import type { ImportPlan } from "../../workflows/import-desk/plan-import.ts";
import type { StatementPreview } from "../../workflows/preview-statements.ts";
import { filterRows } from "../lists/list-model.ts";
import type { FileListing } from "../session.ts";
import type { EditedText } from "../widgets/edit-text.ts";
import { initialTable, type TableAction, type TableState, updateTable } from "../widgets/table-state.ts";
import { sortFindings } from "./finding-row.ts";

/** Choosing files, then looking at what they hold before anything is stored. */
export interface ImportModel {
  readonly folder: string;
  readonly listings: readonly FileListing[];
  readonly loaded: boolean;
  readonly table: TableState;
  /** The files by their date, the newest first; else by name. */
  readonly newestFirst: boolean;
  readonly path: EditedText;
  /** The path field has the keyboard. */
  readonly typing: boolean;
  /** Names that fit what was typed, after Tab. */
  readonly fitting: readonly string[];
  /** Empty while choosing. */
  readonly files: readonly ImportFile[];
  readonly fileTable: TableState;
  readonly findingTable: TableState;
  readonly focus: "files" | "findings";
}

export interface ImportFile {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly seen: SeenFile;
  /** Sorted as they are listed. */
  readonly findings: readonly Finding[];
  /** Bytes read so far; undefined while nothing is done with the file. */
  readonly busy: { readonly what: "reading" | "importing"; readonly doneBytes: number } | undefined;
  readonly result: ImportResult | undefined;
}
export type SeenFile =
  | { readonly kind: "unseen" }
  | { readonly kind: "order"; readonly preview: ImportPlan }
  | { readonly kind: "statement"; readonly preview: StatementPreview }
  /** Neither, or not to be read. */
  | { readonly kind: "refused"; readonly reason: string };
export type ImportResult =
  | { readonly kind: "order"; readonly orderId: OrderId; readonly number: number; readonly errors: number }
  | { readonly kind: "statements"; readonly taken: number; readonly known: number; readonly booked: number }
  /** Kept until somebody settles it. */
  | { readonly kind: "quarantined"; readonly id: QuarantineId }
  | { readonly kind: "failed"; readonly reason: string };

export type ImportAction =
  | { readonly type: "folder"; readonly folder: string; readonly listings: readonly FileListing[] }
  | { readonly type: "table"; readonly action: TableAction }
  | { readonly type: "newest-first"; readonly on: boolean }
  | { readonly type: "typing"; readonly on: boolean }
  | { readonly type: "path"; readonly text: EditedText; readonly fitting: readonly string[] }
  | { readonly type: "files"; readonly files: readonly Pick<ImportFile, "path" | "name" | "sizeBytes">[] }
  | { readonly type: "leave-files" }
  | { readonly type: "busy"; readonly path: string; readonly busy: ImportFile["busy"] }
  | { readonly type: "seen"; readonly path: string; readonly seen: SeenFile }
  | { readonly type: "result"; readonly path: string; readonly result: ImportResult }
  | { readonly type: "file-table"; readonly action: TableAction }
  | { readonly type: "finding-table"; readonly action: TableAction }
  | { readonly type: "focus" };

export function initialImport(folder: string): ImportModel {
  return {
    folder, listings: [], loaded: false, table: initialTable, newestFirst: false, path: { text: "", cursor: 0 }, typing: false, fitting: [],
    files: [], fileTable: initialTable, findingTable: initialTable, focus: "findings",
  };
}

/** Pure. */
export function updateImport(model: ImportModel, action: ImportAction): ImportModel {
  switch (action.type) {
    case "folder":
      return { ...model, folder: action.folder, listings: action.listings, loaded: true, table: initialTable, fitting: [] };
    case "table":
      return { ...model, table: updateTable(model.table, action.action) };
    case "newest-first":
      return { ...model, newestFirst: action.on, table: { ...model.table, cursor: 0, top: 0 } };
    case "typing":
      return { ...model, typing: action.on, fitting: [] };
    case "path":
      return { ...model, path: action.text, fitting: action.fitting };
    case "files":
      return {
        ...model, typing: false, fileTable: initialTable, findingTable: initialTable, focus: action.files.length > 1 ? "files" : "findings",
        files: action.files.map((file) => ({ ...file, seen: { kind: "unseen" }, findings: [], busy: undefined, result: undefined })),
      };
    case "leave-files":
      return { ...model, files: [], table: { ...model.table, marked: new Set() } };
    case "busy":
      return changeFile(model, action.path, { busy: action.busy });
    case "seen":
      return changeFile(model, action.path, { seen: action.seen, busy: undefined, findings: action.seen.kind === "order" || action.seen.kind === "statement" ? sortFindings(action.seen.preview.findings) : [] });
    case "result":
      return changeFile(model, action.path, { result: action.result, busy: undefined });
    case "file-table": {
      const fileTable = updateTable(model.fileTable, action.action);
      return { ...model, fileTable, findingTable: fileTable.cursor === model.fileTable.cursor ? model.findingTable : initialTable };
    }
    case "finding-table":
      return { ...model, findingTable: updateTable(model.findingTable, action.action) };
    case "focus":
      return { ...model, focus: model.focus === "files" ? "findings" : "files" };
  }
}

/** What the folder list shows: the way up first, then what fits the filter. What begins with a dot is shown when a filter asks for it. */
export function shownListings({ folder, listings, table: { filter }, newestFirst }: Pick<ImportModel, "folder" | "listings" | "table" | "newestFirst">): readonly FileListing[] {
  const visible = filterRows(listings, filter, (one) => one.name).filter(({ name }) => !name.startsWith(".") || filter.startsWith("."));
  const fitting = newestFirst ? visible.toSorted((a, b) => (a.kind === b.kind ? b.modifiedAtMs - a.modifiedAtMs : 0)) : visible;
  if (folder === "/" || filter !== "") return fitting;
  return [{ name: "..", path: parentOf(folder), kind: "folder", sizeBytes: 0, modifiedAtMs: 0 }, ...fitting];
}

export function parentOf(folder: string): string {
  const slash = folder.replace(/\/+$/, "").lastIndexOf("/");
  return slash <= 0 ? "/" : folder.slice(0, slash);
}

/** Files that could be put into quarantine: the marked ones, else the one under the cursor; none that was taken in or can be. */
export function filesToQuarantine(model: ImportModel): readonly ImportFile[] {
  return chosenFiles(model).filter((file) => file.busy === undefined && (file.result === undefined || file.result.kind === "failed") && (file.seen.kind === "order" || file.seen.kind === "refused"));
}

export function currentFile(model: ImportModel): ImportFile | undefined {
  return model.files[model.fileTable.cursor];
}

/** Why a file cannot be imported now; undefined when it can. */
export function whyNotImport(file: ImportFile): string | undefined {
  if (file.busy !== undefined) return "The file is being read.";
  if (file.result?.kind === "quarantined") return "The file is in quarantine.";
  if (file.result !== undefined && file.result.kind !== "failed") return "The file is imported already.";
  switch (file.seen.kind) {
    case "unseen":
      return "The file was not read yet.";
    case "refused":
      return file.seen.reason;
    case "order":
      return file.seen.preview.importable ? undefined : "The file cannot be read as an order; the findings say why.";
    case "statement":
      return file.seen.preview.statements.some((one) => !one.known) ? undefined : "All statements in it were received before.";
  }
}

/** Files that import would take: the marked ones, else the one under the cursor. */
export function chosenFiles(model: ImportModel): readonly ImportFile[] {
  if (model.fileTable.marked.size > 0) return model.files.filter((file) => model.fileTable.marked.has(file.path));
  const current = currentFile(model);
  return current === undefined ? [] : [current];
}

function changeFile(model: ImportModel, path: string, change: Partial<ImportFile>): ImportModel {
  return { ...model, files: model.files.map((file) => (file.path === path ? { ...file, ...change } : file)) };
}
