import { type AccountNumber, accountText, formatAccount } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import { formatAmount } from "../../domain/money.ts";
import { foldName, type KnownPayees } from "../../workflows/order-survey.ts";
import type { OrderTransaction } from "../../workflows/ports/orders.ts";
import type { Column } from "../widgets/table.tsx";
import { moneyText } from "../wording/amounts.ts";
import { reasonText } from "../wording/reason-codes.ts";
import { transactionMark } from "./state-mark.ts";

export type OtherSide = "creditor" | "debtor";

/** What is known of a payee, judged before the order leaves. */
export type PayeeMark = "NEW" | "CHANGED" | "UNCONFIRMED" | "";

export function payeeMark(known: KnownPayees | undefined, transaction: OrderTransaction): PayeeMark {
  if (known === undefined || transaction.creditorAccount === undefined) return "";
  if (known.unconfirmed.has(accountText(transaction.creditorAccount))) return "UNCONFIRMED";
  if (known.accounts.has(accountText(transaction.creditorAccount))) return "";
  return known.accountsByName.has(foldName(transaction.creditor.name)) ? "CHANGED" : "NEW";
}

/** @param other what the other side of the payments is */
export function transactionColumns(known: KnownPayees | undefined, other: OtherSide, currency: string | undefined, language: Language, tableWidth: number): readonly Column<OrderTransaction>[] {
  const amount = (row: OrderTransaction): string => (row.amount.currency === currency ? formatAmount(row.amount, language) : moneyText(row.amount, language));
  return [
    { title: "#", width: 5, align: "right", cell: (row) => String(row.position + 1) },
    { title: other, width: { min: 16, grow: 3 }, cell: (row) => row.creditor.name },
    ...(known === undefined ? [] : [{ title: "", width: known.unconfirmed.size > 0 ? 11 : 7, cell: (row: OrderTransaction) => payeeMark(known, row), look: () => ({ tone: "warning", bold: true }) as const }]),
    { title: currency === undefined ? "amount" : `amount ${currency}`, width: 16, align: "right", cell: amount },
    { title: "account", width: tableWidth >= 120 ? 35 : { min: 12, grow: 1 }, cell: (row) => accountCell(row.creditorAccount) },
    { title: "state", width: { min: 10, grow: 2 }, cell: (row) => stateCell(row), look: (row) => transactionMark(row.state).look },
    { title: "remittance", width: { min: 20, grow: 3 }, cell: (row) => remittanceText(row), from: 100 },
  ];
}

function remittanceText(row: Pick<OrderTransaction, "remittance">): string {
  return [row.remittance.creditorReference, ...row.remittance.unstructured].filter((part) => part !== undefined).join(" ");
}

function accountCell(account: AccountNumber | undefined): string {
  return account === undefined ? "-" : formatAccount(account);
}

/** `✕ AC04 closed account`: the reason says more than the word "refused". */
function stateCell(row: OrderTransaction): string {
  const mark = transactionMark(row.state);
  const reason = reasonText(row.reasonCode, row.reasonText);
  return `${mark.sign} ${reason === "" ? mark.title : reason}`;
}
