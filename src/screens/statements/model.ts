import { accountText } from "../../domain/account-number.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import { filterRows, initialList, type ListModel } from "../lists/list-model.ts";
import { arrayRows } from "../widgets/row-source.ts";
import { type TableAction, updateTable } from "../widgets/table-state.ts";
import { type StatementRow, statementSearchText } from "./statement-row.ts";

export interface StatementsModel extends ListModel<StatementRow> {
  /** All that were read, newest first. */
  readonly all: readonly StatementRow[];
  readonly accounts: readonly Account[];
  /** Only this account's; undefined = all accounts. */
  readonly account: Account | undefined;
}

export type StatementsAction =
  | { readonly type: "loaded"; readonly rows: readonly StatementRow[]; readonly accounts: readonly Account[]; /** Shows this one, where none was shown before. */ readonly accountId?: AccountId | undefined }
  | { readonly type: "next-account" }
  | { readonly type: "table"; readonly action: TableAction };

export function initialStatements(): StatementsModel {
  return { ...initialList<StatementRow>(), all: [], accounts: [], account: undefined };
}

/** Pure. */
export function updateStatements(model: StatementsModel, action: StatementsAction): StatementsModel {
  switch (action.type) {
    case "loaded":
      return shown({ ...model, all: action.rows, accounts: action.accounts, loaded: true, account: model.loaded ? model.account : action.accounts.find(({ id }) => id === action.accountId) });
    case "next-account": {
      const at = model.account === undefined ? -1 : model.accounts.findIndex((one) => one.id === model.account?.id);
      return shown({ ...model, account: model.accounts[at + 1], table: { ...model.table, cursor: 0, top: 0 } });
    }
    case "table": {
      const next = { ...model, table: updateTable(model.table, action.action) };
      return action.action.type === "filter" ? shown(next) : next;
    }
  }
}

/** How many of all do not add up: said above the list, whatever is filtered. */
export function unbalancedCount(model: StatementsModel): number {
  return model.all.filter((row) => row.statement.balanced === false).length;
}

function shown(model: StatementsModel): StatementsModel {
  const number = model.account === undefined ? undefined : accountText(model.account.number);
  const ofAccount = number === undefined ? model.all : model.all.filter((row) => accountText(row.statement.header.account) === number);
  const rows = arrayRows(filterRows(ofAccount, model.table.filter, statementSearchText));
  return { ...model, rows, table: { ...model.table, cursor: Math.max(0, Math.min(model.table.cursor, rows.count - 1)) } };
}
