import type { Administered } from "../workflows/four-eyes/administer.ts";
import { AppError } from "../domain/errors.ts";
import { amountText, type Money, parseAmount, parseCurrency } from "../domain/money.ts";
import type { Transaction } from "../domain/order.ts";
import type { OrderFacts } from "../workflows/order-survey.ts";
import type { Order } from "../workflows/ports/orders.ts";

/** `1234.50 EUR`: for plain text and JSON of the command line. */
export function moneyText(money: Money): string {
  return `${amountText(money)} ${money.currency}`;
}

/** Reads `5000EUR` or `5000.00 EUR`. @throws AppError input/`bad-amount` */
export function parseMoney(text: string): Money {
  const match = /^([\d.]+)\s*([A-Z]{3})$/.exec(text);
  const currency = parseCurrency(match?.[2] ?? "");
  const amount = currency === undefined ? undefined : parseAmount(match?.[1] ?? "", currency);
  if (amount === undefined || !amount.ok) throw new AppError("input", "bad-amount", `"${text}" is no amount.`, { meaning: "Nothing was changed.", next: "Write it as 100000EUR." });
  return amount.money;
}

/** @throws AppError input/`wrong-argument` */
export function onOrOff(wanted: string): boolean {
  if (wanted !== "on" && wanted !== "off") throw new AppError("input", "wrong-argument", `"${wanted}" is neither on nor off.`, { meaning: "Nothing was changed." });
  return wanted === "on";
}

/** An order as JSON shows it: amounts as exact decimals. */
export function orderJson(order: Order): Readonly<Record<string, unknown>> {
  return { ...order, sums: order.sums.map(moneyText), largest: order.largest.map(moneyText) };
}

/** A payment as JSON shows it. @param collecting it is a direct debit: the other side is its debtor */
export function paymentJson({ creditor, creditorAccount, creditorAgent, amount, ...rest }: Transaction, collecting: boolean): Readonly<Record<string, unknown>> {
  const other = collecting ? { debtor: creditor, debtorAccount: creditorAccount, debtorAgent: creditorAgent } : { creditor, creditorAccount, creditorAgent };
  return { ...rest, amount: moneyText(amount), ...other };
}

/** What became of a change of administration, as a line. @param done what to say when it took effect */
export function outcomeText(outcome: Administered, done: string): string {
  return outcome.kind === "done" ? `${done}\n` : `Proposed, not done yet: another administrator has to approve it by ${outcome.proposal.expiresAt.slice(0, 10)} (kontor approval list).\n`;
}

/** What is to be looked at in an order's payees, as a line; empty where nothing is. */
export function payeesText(facts: Pick<OrderFacts, "newPayeePayments" | "changedPayeePayments" | "unconfirmedPayeePayments">): string {
  const told = [
    ...(facts.newPayeePayments + facts.changedPayeePayments > 0 ? [`${facts.newPayeePayments} payments to new payees, ${facts.changedPayeePayments} to known payees with another account`] : []),
    ...(facts.unconfirmedPayeePayments > 0 ? [`${facts.unconfirmedPayeePayments} payments to accounts of partners that are not confirmed yet`] : []),
  ];
  return told.map((line) => `${line}\n`).join("");
}
