import { type AccountNumber, parseAccountNumber } from "../../../src/domain/account-number.ts";
import type { IsoDate } from "../../../src/domain/ids.ts";
import { amountText, type Money, parseAmount, parseCurrency } from "../../../src/domain/money.ts";
import type { Batch, OrderHeader, Transaction } from "../../../src/domain/order.ts";
import { pain00100103, pain00100109 } from "../../../src/formats/pain001/format.ts";

export function money(text: string, code = "EUR"): Money {
  const currency = parseCurrency(code);
  if (currency === undefined) throw new Error(`no currency ${code}`);
  const parsed = parseAmount(text, currency);
  if (!parsed.ok) throw new Error(`no amount ${text}`);
  return parsed.money;
}

function account(text: string): AccountNumber {
  const number = parseAccountNumber(text);
  if (number === undefined) throw new Error(`no account ${text}`);
  return number;
}

interface TestPayment {
  readonly amount: Money;
  readonly to: string;
  readonly endToEndId: string;
  readonly name?: string;
  readonly remittance?: string;
  readonly bic?: string;
}
export interface TestBatch {
  readonly from: string;
  readonly date: string;
  readonly payments: readonly TestPayment[];
  readonly batchBooking?: boolean;
}

/** Accounts at other banks, from the IBAN registry's examples. */
export const elsewhere = ["DE89370400440532013000", "AT611904300234573201", "FR1420041010050500013M02606"] as const;

/** A pain.001 file as the customer's program writes it. */
export async function orderFile(messageId: string, batches: readonly TestBatch[], version: "03" | "09" = "09"): Promise<Uint8Array> {
  const all = batches.flatMap((batch) => batch.payments);
  const header: OrderHeader = {
    messageId, createdAt: "2026-11-23T08:00:00Z", initiatingParty: { name: "Test Kft." }, declaredCount: all.length, declaredSum: sumText(all),
  };
  const chunks: Uint8Array[] = [];
  const format = version === "03" ? pain00100103 : pain00100109;
  for await (const chunk of format.write(header, batches.map((batch, index) => ({
    batch: batchOf(batch, `${messageId}-B${index + 1}`), count: batch.payments.length, sum: sumText(batch.payments), transactions: batch.payments.map(transactionOf),
  })))) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

function batchOf(batch: TestBatch, paymentInformationId: string): Batch {
  return {
    paymentInformationId, requestedExecutionDate: batch.date as IsoDate, debtor: { name: "Test Kft." }, debtorAccount: account(batch.from), debtorAgent: { bic: "PRACHUH0" },
    batchBooking: batch.batchBooking,
  };
}

function transactionOf(payment: TestPayment): Transaction {
  return {
    endToEndId: payment.endToEndId, amount: payment.amount, creditor: { name: payment.name ?? "Payee" }, creditorAccount: account(payment.to),
    creditorAgent: payment.bic === undefined ? undefined : { bic: payment.bic }, remittance: { unstructured: [payment.remittance ?? `Invoice ${payment.endToEndId}`] },
  };
}

function sumText(payments: readonly TestPayment[]): string {
  const [first] = payments;
  if (first === undefined) return "0";
  return amountText({ minor: payments.reduce((sum, payment) => sum + payment.amount.minor, 0n), currency: first.amount.currency });
}
