import type { Account } from "../../workflows/ports/accounts.ts";
import type { Template } from "../../workflows/ports/templates.ts";
import { filterRows, initialList, type ListModel } from "../lists/list-model.ts";
import { arrayRows } from "../widgets/row-source.ts";
import { type TableAction, updateTable } from "../widgets/table-state.ts";

/** A template beside the account it pays from. */
export interface TemplateRow {
  readonly template: Template;
  readonly account: string;
}

export interface TemplatesModel extends ListModel<TemplateRow> {
  readonly all: readonly TemplateRow[];
}

export type TemplatesAction = { readonly type: "loaded"; readonly rows: readonly TemplateRow[] } | { readonly type: "table"; readonly action: TableAction };

export function initialTemplates(): TemplatesModel {
  return { ...initialList<TemplateRow>(), all: [] };
}

export function templateRows(templates: readonly Template[], accounts: readonly Account[]): TemplateRow[] {
  return templates.map((template) => ({ template, account: accounts.find((one) => one.id === template.debtorAccountId)?.title ?? "-" }));
}

/** Pure. */
export function updateTemplates(model: TemplatesModel, action: TemplatesAction): TemplatesModel {
  if (action.type === "loaded") return shown({ ...model, all: action.rows, loaded: true });
  const next = { ...model, table: updateTable(model.table, action.action) };
  return action.action.type === "filter" ? shown(next) : next;
}

function shown(model: TemplatesModel): TemplatesModel {
  const rows = arrayRows(filterRows(model.all, model.table.filter, searchText));
  return { ...model, rows, table: { ...model.table, cursor: Math.max(0, Math.min(model.table.cursor, rows.count - 1)) } };
}

function searchText({ template, account }: TemplateRow): string {
  return [template.title, account, ...template.transactions.map((one) => one.creditor.name)].join(" ");
}
