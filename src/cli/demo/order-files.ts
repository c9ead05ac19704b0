import { toIsoInstant } from "../../domain/clock.ts";
import type { CurrencyCode, IsoDate } from "../../domain/ids.ts";
import { amountText } from "../../domain/money.ts";
import type { Transaction } from "../../domain/order.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { orderFormat } from "../../workflows/format-by-id.ts";
import type { Account } from "../../workflows/ports/accounts.ts";

export interface DemoOrderFile {
  readonly format: string;
  readonly messageId: string;
  readonly context: WorkflowContext;
  readonly account: Account;
  readonly executionDate: IsoDate;
  readonly transactions: readonly Transaction[];
  /** True: one line on the statement for all. */
  readonly batchBooking: boolean;
}

/** A file as a company's bookkeeping would hand it over. */
export function writeOrderFile(file: DemoOrderFile): AsyncIterable<Uint8Array> {
  const { context, account, transactions } = file;
  const currency: CurrencyCode = account.currency;
  const sum = amountText({ minor: transactions.reduce((total, one) => total + one.amount.minor, 0n), currency });
  const header = {
    messageId: file.messageId, createdAt: toIsoInstant(context.tools.clock.now()), initiatingParty: { name: context.customer.profile.name },
    declaredCount: transactions.length, declaredSum: sum,
  };
  const batch = {
    paymentInformationId: `${file.messageId}-1`, requestedExecutionDate: file.executionDate, debtor: { name: context.customer.profile.name },
    debtorAccount: account.number, debtorAccountCurrency: currency, debtorAgent: { bic: account.bic }, batchBooking: file.batchBooking,
    serviceLevel: currency === "EUR" ? "SEPA" : undefined, categoryPurpose: file.batchBooking ? "SALA" : undefined,
    declaredCount: transactions.length, declaredSum: sum,
  };
  return orderFormat(file.format).write(header, [{ batch, count: transactions.length, sum, transactions }]);
}
