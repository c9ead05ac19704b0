import { accountText } from "../../domain/account-number.ts";
import type { AccountId, CurrencyCode } from "../../domain/ids.ts";
import { formatAmount, type Language } from "../../domain/money.ts";
import type { Batch, Transaction } from "../../domain/order.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import type { Template } from "../../workflows/ports/templates.ts";

/** What has been typed so far. Texts stay as typed until they are read; nothing typed is ever lost by a mistake elsewhere. */
export interface PaymentDraft {
  readonly title: string;
  readonly debtorAccountId: AccountId | undefined;
  readonly currency: CurrencyCode;
  readonly executionDate: string;
  readonly speed: PaymentSpeed;
  /** One line on the statement for all of them. */
  readonly batchBooking: boolean;
  /** At least one. */
  readonly lines: readonly PaymentLine[];
}
export type PaymentSpeed = "normal" | "urgent" | "instant";

export interface PaymentLine {
  readonly payee: string;
  readonly account: string;
  readonly bic: string;
  readonly amount: string;
  readonly remittance: string;
  readonly reference: string;
  readonly endToEndId: string;
  /** The transaction it was filled from: what the form does not show (addresses, ids, purposes) is kept as it was. */
  readonly base?: Transaction | undefined;
}

export const emptyLine: PaymentLine = { payee: "", account: "", bic: "", amount: "", remittance: "", reference: "", endToEndId: "" };

/** @param account the one to pay from, where there is a likely one */
export function newDraft(account: Account | undefined, executionDate: string): PaymentDraft {
  return {
    title: "", debtorAccountId: account?.id, currency: account?.currency ?? ("EUR" as CurrencyCode), executionDate,
    speed: "normal", batchBooking: false, lines: [emptyLine],
  };
}

/** Everything but the unique ids is taken over; the date is the new one. */
export function draftFromTemplate(template: Template, account: Account | undefined, executionDate: string, language: Language): PaymentDraft {
  const currency = template.transactions[0]?.amount.currency ?? account?.currency;
  const lines = template.transactions.map(({ uetr: _made, ...transaction }) => lineOf(transaction, language));
  return {
    ...newDraft(account, executionDate),
    title: template.title,
    ...(currency === undefined ? {} : { currency }),
    lines: lines.length === 0 ? [emptyLine] : lines,
  };
}

/** A draft order opened again for changing. */
export function draftFromOrder(title: string, batch: Batch, account: Account | undefined, transactions: readonly Transaction[], language: Language): PaymentDraft {
  const currency = transactions[0]?.amount.currency;
  return {
    ...newDraft(account, batch.requestedExecutionDate),
    title,
    ...(currency === undefined ? {} : { currency }),
    speed: batch.localInstrument === "INST" ? "instant" : batch.serviceLevel === "URGP" ? "urgent" : "normal",
    batchBooking: batch.batchBooking === true,
    lines: transactions.length === 0 ? [emptyLine] : transactions.map((transaction) => lineOf(transaction, language)),
  };
}

function lineOf(transaction: Transaction, language: Language): PaymentLine {
  const account = transaction.creditorAccount;
  return {
    payee: transaction.creditor.name,
    account: account === undefined ? "" : account.kind === "iban" ? accountText(account) : `/${account.value}`,
    bic: transaction.creditorAgent?.bic ?? "",
    amount: transaction.amount.minor === 0n ? "" : formatAmount(transaction.amount, language),
    remittance: transaction.remittance.unstructured.join(" "),
    reference: transaction.remittance.creditorReference ?? "",
    endToEndId: transaction.endToEndId === "NOTPROVIDED" ? "" : transaction.endToEndId,
    base: transaction,
  };
}

/** True when nothing was typed into the line. */
export function isEmptyLine(line: PaymentLine): boolean {
  return [line.payee, line.account, line.amount, line.remittance, line.reference].every((text) => text.trim() === "");
}

export function changeLine(draft: PaymentDraft, index: number, change: Partial<PaymentLine>): PaymentDraft {
  return { ...draft, lines: draft.lines.map((line, i) => (i === index ? { ...line, ...change } : line)) };
}

/** A fresh line behind the given one, or a copy of it. */
export function addLine(draft: PaymentDraft, after: number, line: PaymentLine = emptyLine): PaymentDraft {
  return { ...draft, lines: draft.lines.toSpliced(after + 1, 0, line) };
}

/** The last line is emptied, not taken away. */
export function removeLine(draft: PaymentDraft, index: number): PaymentDraft {
  return { ...draft, lines: draft.lines.length === 1 ? [emptyLine] : draft.lines.toSpliced(index, 1) };
}
