import type { Finding } from "../../domain/finding.ts";
import { cellsOf, type DraftField, type FormatDraft, meaningsOf } from "../../formats/sample/format-draft.ts";
import type { DraftTrial } from "../../workflows/import-desk/own-formats.ts";
import { initialTable, type TableAction, type TableState, updateTable } from "../widgets/table-state.ts";

/** Making a format from a sample file: what each column means, and what comes of it at once. */
export interface DefineModel {
  /** The beginning of the file. */
  readonly sample: Uint8Array;
  readonly lines: readonly string[];
  readonly draft: FormatDraft | undefined;
  readonly trial: DraftTrial | undefined;
  readonly table: TableState;
  /** Where a line of fixed width is cut: the keyboard is on its characters. */
  readonly cutting: boolean;
  /** 0-based character under the cursor. */
  readonly column: number;
}

export type DefineAction =
  | { readonly type: "sample"; readonly sample: Uint8Array; readonly lines: readonly string[]; readonly draft: FormatDraft }
  | { readonly type: "draft"; readonly draft: FormatDraft }
  | { readonly type: "tried"; readonly draft: FormatDraft; readonly trial: DraftTrial }
  | { readonly type: "table"; readonly action: TableAction }
  | { readonly type: "cutting"; readonly on: boolean }
  | { readonly type: "move"; readonly by: number };

export function initialDefine(): DefineModel {
  return { sample: new Uint8Array(0), lines: [], draft: undefined, trial: undefined, table: initialTable, cutting: false, column: 0 };
}

/** Pure. */
export function updateDefine(model: DefineModel, action: DefineAction): DefineModel {
  switch (action.type) {
    case "sample":
      return { ...model, sample: action.sample, lines: action.lines, draft: action.draft, trial: undefined, table: initialTable, column: 0 };
    case "draft":
      return { ...model, draft: action.draft, table: { ...model.table, cursor: Math.min(model.table.cursor, Math.max(0, action.draft.fields.length - 1)) } };
    case "tried":
      // A later change has a trial of its own on the way.
      return action.draft === model.draft ? { ...model, trial: action.trial } : model;
    case "table":
      return { ...model, table: updateTable(model.table, action.action) };
    case "cutting":
      return { ...model, cutting: action.on, column: action.on ? (fieldUnderCursor(model)?.at ?? 0) : model.column };
    case "move": {
      const column = Math.max(0, Math.min(exampleLine(model).length - 1, model.column + action.by));
      const cursor = model.draft?.fields.findIndex((field) => column >= field.at && column < field.at + field.length) ?? -1;
      return { ...model, column, table: cursor < 0 ? model.table : { ...model.table, cursor } };
    }
  }
}

/** The line that the columns are shown by. */
export function exampleLine({ draft, lines }: Pick<DefineModel, "draft" | "lines">): string {
  return lines[draft?.exampleLine ?? 0] ?? "";
}

export function fieldUnderCursor(model: DefineModel): DraftField | undefined {
  return model.draft?.fields[model.table.cursor];
}

/** What hinders the sample from being read; that no column has a date does not: the import desk sets it. */
export function hindrances({ trial }: Pick<DefineModel, "trial">): readonly Finding[] {
  return (trial?.findings ?? []).filter((finding) => finding.severity === "error" && finding.code !== "date-missing");
}

/** A column as the list shows it. */
export interface FieldRow {
  readonly index: number;
  readonly place: string;
  readonly sample: string;
  readonly means: string;
  readonly isSet: boolean;
}

export function fieldRows({ draft, lines }: Pick<DefineModel, "draft" | "lines">): FieldRow[] {
  if (draft === undefined) return [];
  const cells = cellsOf(draft, exampleLine({ draft, lines }));
  const titles = new Map(meaningsOf(draft.kind).map((meaning) => [meaning.id, meaning.title]));
  return draft.fields.map((field, index) => ({
    index,
    place: draft.separator === undefined ? `${field.at + 1}-${field.at + field.length}` : (field.name ?? `column ${field.at + 1}`),
    sample: cells[index] ?? "",
    means: field.meaning === undefined ? "left out" : (titles.get(field.meaning) ?? field.meaning),
    isSet: field.meaning !== undefined,
  }));
}

/** Gives a column a meaning; whatever had it before loses it. Texts may stand in several columns. */
export function withMeaning(draft: FormatDraft, index: number, meaning: string | undefined): FormatDraft {
  const repeats = meaning === "remittance" || meaning === "creditor-line";
  return { ...draft, fields: draft.fields.map((field, at) => (at === index ? { ...field, meaning } : meaning !== undefined && !repeats && field.meaning === meaning ? { ...field, meaning: undefined } : field)) };
}

/** Cuts a line of fixed width at a character, or joins the two parts where it is cut there already. */
export function withCut(draft: FormatDraft, column: number, lineLength: number): FormatDraft {
  if (column <= 0 || column >= lineLength) return draft;
  const cuts = new Set(draft.fields.map((field) => field.at));
  if (!cuts.delete(column)) cuts.add(column);
  const sorted = [...cuts].sort((a, b) => a - b);
  return {
    ...draft,
    fields: sorted.map((at, index) => {
      const before = draft.fields.find((field) => at >= field.at && at < field.at + field.length);
      return { at, length: (sorted[index + 1] ?? lineLength) - at, name: undefined, meaning: before?.at === at ? before.meaning : undefined };
    }),
  };
}
