import type { Connection } from "../../workflows/ports/connections.ts";
import { filterRows, initialList, type ListModel, updateList } from "../lists/list-model.ts";
import { arrayRows } from "../widgets/row-source.ts";
import type { TableAction } from "../widgets/table-state.ts";
import type { BankRow } from "./rows.ts";

export type SectionId = "orders" | "available" | "protocol" | "rights" | "bank";

/** The parts of the screen, in the order of their digits. `order` is what `r` asks the bank for. */
export const sections: readonly { readonly id: SectionId; readonly title: string; readonly order: string; readonly empty: string }[] = [
  { id: "orders", title: "menu", order: "HTD", empty: "What the bank grants was not fetched yet: r asks for it (HTD)." },
  { id: "available", title: "to fetch", order: "HAA", empty: "r asks the bank what there is to fetch (HAA)." },
  { id: "protocol", title: "protocol", order: "PTK", empty: "r asks the bank for its protocol (PTK)." },
  { id: "rights", title: "rights", order: "HKD", empty: "r asks the bank for all users and their rights (HKD)." },
  { id: "bank", title: "bank", order: "HPD", empty: "r asks the bank about itself (HPD)." },
];

export interface BankModel extends ListModel<BankRow> {
  readonly connection: Connection | undefined;
  readonly section: SectionId;
  /** Undefined: not asked for yet. */
  readonly told: Readonly<Partial<Record<SectionId, readonly BankRow[]>>>;
  readonly asking: boolean;
}

export type BankAction =
  | { readonly type: "opened"; readonly connection: Connection; readonly orders: readonly BankRow[] }
  | { readonly type: "section"; readonly section: SectionId }
  | { readonly type: "asking"; readonly asking: boolean }
  | { readonly type: "told"; readonly section: SectionId; readonly rows: readonly BankRow[] }
  | { readonly type: "table"; readonly action: TableAction };

export function initialBank(): BankModel {
  return { ...initialList<BankRow>(), connection: undefined, section: "orders", told: {}, asking: false };
}

/** Pure. */
export function updateBank(model: BankModel, action: BankAction): BankModel {
  switch (action.type) {
    case "opened":
      return shown({ ...model, connection: action.connection, loaded: true, told: { ...model.told, ...(action.orders.length === 0 ? {} : { orders: action.orders }) } });
    case "section":
      return action.section === model.section ? model : shown({ ...model, section: action.section, table: { ...model.table, cursor: 0 } });
    case "asking":
      return { ...model, asking: action.asking };
    case "told":
      return shown({ ...model, told: { ...model.told, [action.section]: action.rows } });
    case "table": {
      const changed = updateList<BankRow, BankModel>(model, action);
      return action.action.type === "filter" ? shown(changed) : changed;
    }
  }
}

function shown(model: BankModel): BankModel {
  const rows = filterRows(model.told[model.section] ?? [], model.table.filter, (row) => row.cells.join(" "));
  return { ...model, rows: arrayRows(rows), table: { ...model.table, cursor: Math.max(0, Math.min(model.table.cursor, rows.length - 1)) } };
}

export function sectionOf(model: Pick<BankModel, "section">): (typeof sections)[number] {
  const found = sections.find(({ id }) => id === model.section) ?? sections[0];
  if (found === undefined) throw new Error("there are sections");
  return found;
}
