import { accountText } from "../domain/account-number.ts";
import { counted } from "../domain/counted.ts";
import { assert } from "../domain/errors.ts";
import { sumByCurrency } from "../domain/money.ts";
import type { EdsSheet } from "./eds/sheet.ts";
import { isCollecting, type OrderFacts } from "./order-survey.ts";
import type { SignedMatter } from "./ports/signing-device.ts";

interface OnSheet {
  /** Hex. */
  readonly digest: string;
  readonly facts: OrderFacts;
}

/** Orders that are signed together, for the one code that releases the key: from the facts on the sheet, so from the very bytes. */
export function matterOfOrders(orders: readonly OnSheet[]): SignedMatter {
  const payments = orders.reduce((count, { facts }) => count + facts.transactionCount, 0);
  const [only] = orders.filter(({ facts }) => facts.transactionCount > 0);
  return {
    title: `${counted(orders.length, "order")}, ${counted(payments, "payment")}`,
    digests: orders.map(({ digest }) => digest),
    sums: sumByCurrency(orders.flatMap(({ facts }) => facts.sums)),
    accounts: [...new Set(orders.flatMap(({ facts }) => facts.accounts))],
    ...(payments !== 1 || only === undefined ? {} : otherSide(only.facts)),
  };
}

function otherSide(facts: OrderFacts): Pick<SignedMatter, "payee" | "debtor"> {
  const [only] = facts.firstTransactions;
  if (only === undefined) return {};
  const text = `${only.creditor.name}${only.creditorAccount === undefined ? "" : `, ${accountText(only.creditorAccount)}`}`;
  return isCollecting(facts) ? { debtor: text } : { payee: text };
}

/** Orders that are signed, or cancelled, at the bank. Where a content is not known here, its digest is signed, and the sum is the bank's word. */
export function matterAtBank(sheets: readonly AtBank[], action: "sign" | "cancel"): SignedMatter {
  const [first, ...more] = sheets;
  assert(first !== undefined, "something is signed");
  const name = more.length === 0 ? `order ${first.order.bankOrderId}` : counted(sheets.length, "order");
  const at = `${action === "sign" ? name : `CANCELLING ${name}`} at the bank`;
  const known = sheets.flatMap(({ digest, facts }) => (facts === undefined ? [] : [{ digest, facts }]));
  if (known.length < sheets.length) return { ...matterWithoutMoney(`${at}, content not known`, sheets.map(({ digest }) => digest)), sums: sumByCurrency(sheets.flatMap(({ order, facts }) => facts?.sums ?? (order.sum === undefined ? [] : [order.sum]))) };
  return { ...matterOfOrders(known), title: `${at}, ${counted(known.reduce((sum, { facts }) => sum + facts.transactionCount, 0), "payment")}` };
}

type AtBank = Pick<EdsSheet, "order" | "digest" | "facts">;

/** All that one key signs on one sheet, for the one code that releases it: our orders and those at the bank. An order at the bank whose content is not known is not on a sheet. */
export function matterOfSheet(own: readonly OnSheet[], atBank: readonly AtBank[]): SignedMatter {
  if (atBank.length === 0) return matterOfOrders(own);
  if (own.length === 0) return matterAtBank(atBank, "sign");
  const there = atBank.map(({ digest, facts }) => {
    assert(facts !== undefined, "what is signed from a sheet was shown on it");
    return { digest, facts };
  });
  const all = matterOfOrders([...own, ...there]);
  return { ...all, title: `${all.title}, ${atBank.length} of the orders at the bank` };
}

/** What moves no money by itself: new keys, or orders of which only the digests are known. @param digests hex */
export function matterWithoutMoney(title: string, digests: readonly string[]): SignedMatter {
  return { title, digests, sums: [], accounts: [] };
}
