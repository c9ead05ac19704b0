import type { QuarantinedFile, QuarantineState } from "../../workflows/ports/import-desk.ts";
import { filterRows, initialList, type ListModel } from "../lists/list-model.ts";
import { arrayRows } from "../widgets/row-source.ts";
import { type TableAction, updateTable } from "../widgets/table-state.ts";

export interface QuarantineModel extends ListModel<QuarantinedFile> {
  readonly all: readonly QuarantinedFile[];
  /** Those that were settled stand there too. */
  readonly settled: boolean;
}

export type QuarantineAction =
  | { readonly type: "loaded"; readonly files: readonly QuarantinedFile[] }
  | { readonly type: "table"; readonly action: TableAction }
  | { readonly type: "settled" };

export const stateTitles: Readonly<Record<QuarantineState, string>> = { held: "! waits", released: "✓ imported", discarded: "✕ given up" };

export function initialQuarantine(): QuarantineModel {
  return { ...initialList<QuarantinedFile>(), all: [], settled: false };
}

/** Pure. */
export function updateQuarantine(model: QuarantineModel, action: QuarantineAction): QuarantineModel {
  switch (action.type) {
    case "loaded":
      return shown({ ...model, all: action.files, loaded: true });
    case "settled":
      return shown({ ...model, settled: !model.settled });
    case "table": {
      const next = { ...model, table: updateTable(model.table, action.action) };
      return action.action.type === "filter" ? shown(next) : next;
    }
  }
}

function shown(model: QuarantineModel): QuarantineModel {
  const files = model.all.filter((file) => model.settled || file.state === "held");
  const rows = arrayRows(filterRows(files, model.table.filter, (file) => `${file.name} ${file.reason} ${file.by}`));
  return { ...model, rows, table: { ...model.table, cursor: Math.max(0, Math.min(model.table.cursor, rows.count - 1)) } };
}
