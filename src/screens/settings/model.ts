import type { Language } from "../../domain/money.ts";
import { filterRows, initialList, type ListModel } from "../lists/list-model.ts";
import { arrayRows } from "../widgets/row-source.ts";
import { initialTable, type TableAction, updateTable } from "../widgets/table-state.ts";
import type { SectionId, SettingsData, SettingsRow } from "./rows.ts";
import { rowText, sectionRows } from "./section-rows.ts";

export interface Section {
  readonly id: SectionId;
  readonly title: string;
  /** Of a part that is not open, where there is little room. */
  readonly shortTitle: string;
  /** Of an empty list: what would fill it, and which key does it. */
  readonly empty: string;
  /** What `n` adds; undefined: nothing. */
  readonly adds: string | undefined;
}

export const sections: readonly Section[] = [
  { id: "profile", title: "profile", shortTitle: "profile", empty: "", adds: undefined },
  { id: "accounts", title: "accounts", shortTitle: "accounts", empty: "No accounts yet. The bank's grants bring them (5); n enters one.", adds: "account" },
  { id: "signers", title: "signers", shortTitle: "signers", empty: "No signers yet. Making keys for a connection (5) adds them; n enters one without keys.", adds: "signer" },
  { id: "rules", title: "rules", shortTitle: "rules", empty: "No signature rules: nothing can be signed. n makes one.", adds: "rule" },
  { id: "connections", title: "connections", shortTitle: "banks", empty: "No connection to a bank yet. n sets one up, step by step.", adds: "connection" },
  { id: "operators", title: "operators", shortTitle: "access", empty: "Nobody may open this customer.", adds: "operator" },
  { id: "approvals", title: "to approve", shortTitle: "approve", empty: "Nothing waits for a second administrator. y: whether changes need one.", adds: undefined },
];

export interface SettingsModel extends ListModel<SettingsRow> {
  readonly section: SectionId;
  readonly data: SettingsData | undefined;
  readonly grants: ReadonlyMap<string, readonly { readonly json: string }[]>;
  readonly language: Language;
}

export type SettingsAction =
  | { readonly type: "loaded"; readonly data: SettingsData; readonly grants: SettingsModel["grants"] }
  | { readonly type: "section"; readonly section: SectionId }
  | { readonly type: "table"; readonly action: TableAction };

export function initialSettings(language: Language, section: SectionId = "profile"): SettingsModel {
  return { ...initialList<SettingsRow>(), section, data: undefined, grants: new Map(), language };
}

/** Pure. */
export function updateSettings(model: SettingsModel, action: SettingsAction): SettingsModel {
  switch (action.type) {
    case "loaded":
      return shown({ ...model, data: action.data, grants: action.grants, loaded: true });
    case "section":
      return model.section === action.section ? model : shown({ ...model, section: action.section, table: initialTable });
    case "table": {
      const next = { ...model, table: updateTable(model.table, action.action) };
      return action.action.type === "filter" ? shown(next) : next;
    }
  }
}

export function sectionOf(model: Pick<SettingsModel, "section">): Section {
  return sections.find((one) => one.id === model.section) ?? { id: model.section, title: model.section, shortTitle: model.section, empty: "", adds: undefined };
}

function shown(model: SettingsModel): SettingsModel {
  const all = model.data === undefined ? [] : sectionRows(model.section, model.data, model.grants, model.language);
  const rows = arrayRows(filterRows(all, model.table.filter, rowText));
  return { ...model, rows, table: { ...model.table, cursor: Math.max(0, Math.min(model.table.cursor, rows.count - 1)) } };
}
