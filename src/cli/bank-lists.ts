import type { Account, BookingLine, ClockState, DueWork, OrderSummary, Partner, SentHashes, Subscriber } from "../bank/index.ts";
import { counted } from "../domain/counted.ts";
import { amountText } from "../domain/money.ts";
import { table, toJson } from "./io.ts";

/** What the bank's verbs print: tables for people, JSON for programs. Every table says that it is practice. */
function titled(title: string, headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? `PRACTICE bank: no ${title}.\n` : `PRACTICE bank: ${title}\n${table(headings, rows)}`;
}

export function accountList(accounts: readonly Account[], json: boolean): string {
  const shown = accounts.map((account) => ({
    number: account.number, currency: account.currency, balance: amountText({ minor: account.balanceMinor, currency: account.currency }),
    overdraft: amountText({ minor: account.overdraftMinor, currency: account.currency }), state: account.state, partnerId: account.partnerId ?? null, owner: account.owner,
  }));
  if (json) return toJson(shown);
  return titled("accounts", ["Number", "Cur", "Balance", "State", "Partner", "Owner"], shown.map((one) => [one.number, one.currency, one.balance, one.state, one.partnerId ?? "", one.owner]));
}

export function bookingList(lines: readonly BookingLine[], json: boolean): string {
  const shown = lines.map((line) => ({ ...line, amount: amountText(line.amount), currency: line.amount.currency }));
  if (json) return toJson(shown);
  return titled("bookings", ["Day", "Account", "Amount", "Cur", "Reference", "Text"], shown.map((one) => [one.day, one.account, one.amount, one.currency, one.reference, one.text]));
}

export function partnerList(partners: readonly Partner[], json: boolean): string {
  return json ? toJson(partners) : titled("partners", ["Partner", "Name"], partners.map((partner) => [partner.partnerId, partner.name]));
}

export function subscriberList(subscribers: readonly Subscriber[], json: boolean): string {
  const shown = subscribers.map(({ partnerId, userId, name, state, signatureClass, orderTypes, accounts }) => ({ partnerId, userId, name, state, signatureClass, orderTypes, accounts }));
  if (json) return toJson(shown);
  return titled("users", ["Partner", "User", "State", "Class", "Name"], shown.map((one) => [one.partnerId, one.userId, one.state, one.signatureClass, one.name]));
}

export function hashList(hashes: readonly SentHashes[], json: boolean): string {
  if (json) return toJson(hashes);
  return titled("keys sent", ["Key", "Hash of the certificate", "Hash of the public key"], hashes.map((one) => [one.use, one.certificateHash ?? "none", one.publicKeyHash]));
}

export function orderList(orders: readonly OrderSummary[], json: boolean): string {
  const shown = orders.map((order) => ({ ...order, accepted: order.accepted.map((money) => ({ amount: amountText(money), currency: money.currency })) }));
  if (json) return toJson(shown);
  return titled("orders", ["Received", "Partner", "Order", "Service", "Payments", "Accepted", "Status", "Refused"], shown.map((one) => [
    one.receivedAt, one.partnerId, one.orderId, one.service, String(one.transactions), one.accepted.map((sum) => `${sum.amount} ${sum.currency}`).join(", "), one.status,
    one.refused.map(({ code, payments }) => `${payments} × ${code}`).join(", ") || (one.reasonCode ?? ""),
  ]));
}

export function clockText(state: ClockState, json: boolean, work?: DueWork): string {
  if (json) return toJson({ ...state, ...work });
  const lead = state.leadMs === 0 ? "as the real clock" : `${Math.round(state.leadMs / 60_000)} minutes ahead of the real clock`;
  const did = work === undefined ? "" : `Executed ${counted(work.executedBatches, "batch", "batches")}, closed ${counted(work.closedDays, "day")}, made ${counted(work.statements, "statement")}.\n`;
  return `PRACTICE bank: ${state.now}, ${lead}; it is ${state.date} in ${state.zone}; the books are open for ${state.openDay}.\n${did}`;
}
