import type { ChannelConfig, ChannelProtection } from "../../workflows/ports/channel.ts";
import type { Call } from "../../workflows/ports/calls.ts";
import type { Connection } from "../../workflows/ports/connections.ts";
import type { LineTest, LineTestStep } from "../../workflows/roads/test-line.ts";
import { initialList, type ListModel } from "../lists/list-model.ts";
import { arrayRows } from "../widgets/row-source.ts";
import { type TableAction, updateTable } from "../widgets/table-state.ts";

export interface RoadRow {
  /** From 0; tried in this order. */
  readonly position: number;
  readonly config: ChannelConfig;
  readonly protection: ChannelProtection;
  /** In what it is weaker than the first. */
  readonly weaker: readonly string[];
  /** The settings without secrets. */
  readonly facts: Readonly<Record<string, string>>;
  /** Why it cannot be taken on this machine, and what to do. */
  readonly problem?: string | undefined;
}

export interface RoadsModel extends ListModel<RoadRow> {
  readonly connection: Connection | undefined;
  /** Newest first. */
  readonly calls: readonly Call[];
  /** Of the road that was tested last, by its position. */
  readonly test: { readonly position: number; readonly steps: readonly LineTestStep[]; readonly result: LineTest | undefined } | undefined;
}

export type RoadsAction =
  | { readonly type: "loaded"; readonly connection: Connection; readonly rows: readonly RoadRow[]; readonly calls: readonly Call[] }
  | { readonly type: "table"; readonly action: TableAction }
  | { readonly type: "testing"; readonly position: number; readonly steps: readonly LineTestStep[] }
  | { readonly type: "tested"; readonly result: LineTest }
  | { readonly type: "changed" };

export function initialRoads(): RoadsModel {
  return { ...initialList<RoadRow>(), connection: undefined, calls: [], test: undefined };
}

/** Pure. */
export function updateRoads(model: RoadsModel, action: RoadsAction): RoadsModel {
  switch (action.type) {
    case "loaded":
      return { ...model, loaded: true, connection: action.connection, calls: action.calls, rows: arrayRows(action.rows), table: { ...model.table, cursor: Math.max(0, Math.min(model.table.cursor, action.rows.length - 1)) } };
    case "table":
      return { ...model, table: updateTable(model.table, action.action) };
    case "testing":
      return { ...model, test: { position: action.position, steps: action.steps, result: undefined } };
    case "tested":
      return model.test === undefined ? model : { ...model, test: { ...model.test, steps: action.result.steps, result: action.result } };
    case "changed":
      return { ...model, test: undefined }; // its position means another road now
  }
}
