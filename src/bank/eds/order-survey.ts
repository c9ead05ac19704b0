import { accountText } from "../../domain/account-number.ts";
import type { CurrencyCode } from "../../domain/ids.ts";
import type { Batch, Transaction } from "../../domain/order.ts";
import { addMoney, type Money } from "../../domain/money.ts";
import type { OrderFormat } from "../../formats/format.ts";

/** What an order says, as far as signers need to know it before it is judged. */
export interface OrderSurvey {
  readonly messageId: string;
  readonly transactions: number;
  /** One per currency. */
  readonly sums: readonly Money[];
  /** Of the debtors. */
  readonly accounts: readonly string[];
  readonly firstDebtor: string | undefined;
  readonly executionDate: string | undefined;
}

/** One payment with its batch. */
export interface SurveyedPayment {
  readonly batch: Batch;
  readonly transaction: Transaction;
}

/** Reads an order without judging it. @param each called for every payment, with its 0-based position */
export async function surveyOrder(format: OrderFormat, content: AsyncIterable<Uint8Array>, each?: (payment: SurveyedPayment, position: number) => void): Promise<OrderSurvey> {
  const sums = new Map<string, Money>();
  const accounts = new Set<string>();
  let messageId = "";
  let transactions = 0;
  let batch: Batch | undefined;
  let first: Batch | undefined;
  await format.read(content, {
    header: (header) => { messageId = header.messageId; },
    batch: (one) => {
      batch = one;
      first ??= one;
      accounts.add(accountText(one.debtorAccount));
    },
    transaction: (transaction) => {
      const { amount } = transaction;
      const sum = sums.get(amount.currency);
      sums.set(amount.currency, sum === undefined ? amount : addMoney(sum, amount));
      if (batch !== undefined) each?.({ batch, transaction }, transactions);
      transactions++;
    },
    finding: () => undefined, // it is judged when it is executed
  });
  return { messageId, transactions, sums: [...sums.values()], accounts: [...accounts], firstDebtor: first?.debtor.name, executionDate: first?.requestedExecutionDate };
}

/** As it stands in the database. */
export function surveyText(survey: OrderSurvey): string {
  return JSON.stringify({ ...survey, sums: survey.sums.map(({ minor, currency }) => [minor.toString(), currency]) });
}

export function surveyOf(text: string): OrderSurvey {
  const kept = JSON.parse(text) as Omit<OrderSurvey, "sums"> & { readonly sums: readonly (readonly [string, CurrencyCode])[] }; // written by surveyText
  return { ...kept, sums: kept.sums.map(([minor, currency]) => ({ minor: BigInt(minor), currency })) };
}
