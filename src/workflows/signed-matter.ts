import { accountText } from "../domain/account-number.ts";
import { counted } from "../domain/counted.ts";
import { sumByCurrency } from "../domain/money.ts";
import type { OrderFacts } from "./order-survey.ts";
import type { SignedMatter } from "./ports/signing-device.ts";

/** Orders that are signed together, for the one code that releases the key: from the facts on the sheet, so from the very bytes. */
export function matterOfOrders(orders: readonly { readonly digest: string; readonly facts: OrderFacts }[]): SignedMatter {
  const payments = orders.reduce((count, { facts }) => count + facts.transactionCount, 0);
  const [only] = orders.flatMap(({ facts }) => facts.firstTransactions);
  return {
    title: `${counted(orders.length, "order")}, ${counted(payments, "payment")}`,
    digests: orders.map(({ digest }) => digest),
    sums: sumByCurrency(orders.flatMap(({ facts }) => facts.sums)),
    accounts: [...new Set(orders.flatMap(({ facts }) => facts.accounts))],
    payee: payments !== 1 || only === undefined ? undefined : `${only.creditor.name}${only.creditorAccount === undefined ? "" : `, ${accountText(only.creditorAccount)}`}`,
  };
}

/** What moves no money by itself: new keys, or orders of which only the digests are known. @param digests hex */
export function matterWithoutMoney(title: string, digests: readonly string[]): SignedMatter {
  return { title, digests, sums: [], accounts: [] };
}
