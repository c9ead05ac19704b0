import { type BankKeyQuestion, bankKeyQuestions, spreadBankKeyChange } from "../../workflows/keys/bank-key-change.ts";
import { allCustomers } from "../all-customers.ts";
import { filterRows, type ListAction, type ListModel } from "../lists/list-model.ts";
import type { ContextOf } from "../routes.ts";
import { arrayRows } from "../widgets/row-source.ts";

export type BankKeysModel = ListModel<BankKeyQuestion>;
export type BankKeysAction = ListAction<BankKeyQuestion>;
export type BankKeysContext = ContextOf<"bank-keys", BankKeysModel, BankKeysAction>;

/** What is to be compared, over all customers; whoever has not heard of a change yet hears of it now. */
export async function loadBankKeys({ session, dispatch, current }: BankKeysContext): Promise<void> {
  const questions = await bankKeyQuestions(await allCustomers(session));
  for (const question of questions) await spreadBankKeyChange(question);
  const { filter } = current().table;
  dispatch({ type: "rows", filter, rows: arrayRows(filterRows(questions, filter, textOf)) });
}

function textOf({ title, hostId, url, customers }: BankKeyQuestion): string {
  return `${title} ${hostId} ${url} ${customers.map((one) => one.shortName).join(" ")}`;
}
