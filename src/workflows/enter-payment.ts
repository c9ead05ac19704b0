import { AppError } from "../domain/errors.ts";
import type { AccountId, IsoDate, OrderId } from "../domain/ids.ts";
import { addMoney, amountText } from "../domain/money.ts";
import { orderStateTitle } from "../domain/order-life.ts";
import { orderNumberText } from "../domain/order-number.ts";
import type { Batch, Transaction } from "../domain/order.ts";
import { collect, once } from "./bytes.ts";
import { instantNow, requireRight, type WorkflowContext } from "./context.ts";
import { orderFormat } from "./format-by-id.ts";
import { importOrderFile } from "./import-orders.ts";
import { mustGet } from "./must-get.ts";
import { newReference } from "./new-reference.ts";
import type { Account } from "./ports/accounts.ts";
import type { Order } from "./ports/orders.ts";

/** A payment, or several from one account, as entered on the screen. */
export interface PaymentEntry {
  readonly title: string;
  readonly debtorAccountId: AccountId;
  readonly executionDate: IsoDate;
  readonly transactions: readonly Transaction[];
  readonly batchBooking?: boolean | undefined;
  readonly instant?: boolean | undefined;
  readonly urgent?: boolean | undefined;
  readonly categoryPurpose?: string | undefined;
  /** From a template, for the history. */
  readonly fromTemplate?: boolean | undefined;
}

const entryFormat = "pain.001.001.09";

/**
 * Writes the payments as a pain.001.001.09 file and takes that file in, by the same road as an imported one:
 * what is signed later is what was read back from the bytes.
 * @throws AppError input/* when a field is missing; format/`field-too-long` when one does not fit
 */
export async function enterPayment(context: WorkflowContext, entry: PaymentEntry): Promise<Order> {
  requireRight(context, "prepare", "enter payments");
  const account = (await context.store.accounts.all()).find((one) => one.id === entry.debtorAccountId);
  if (account === undefined) throw new AppError("input", "no-account", "Choose the account to pay from.", { meaning: "Nothing was stored." });
  if (entry.transactions.length === 0) throw new AppError("input", "no-payments", "Enter at least one payment.", { meaning: "Nothing was stored." });
  const bytes = await collect(writeEntry(context, account, entry));
  return importOrderFile(
    context,
    { name: `${entry.title}.xml`, open: () => once(bytes) },
    { title: entry.title, origin: entry.fromTemplate === true ? "template" : "entry" },
  );
}

/**
 * Replaces a draft or checked order that was entered by hand: the new one takes its place, the old one is cancelled, both stay in the journal.
 */
export async function replaceEntry(context: WorkflowContext, id: OrderId, entry: PaymentEntry): Promise<Order> {
  requireRight(context, "prepare", "change payments");
  // All or nothing: two orders that differ by a correction could both be signed, and both be paid.
  return context.store.transaction(async (store) => {
    const old = await mustGet(store, id);
    if (old.state !== "draft" && old.state !== "checked") {
      throw new AppError("workflow", "not-editable", `Order ${orderNumberText(old.number)} is ${orderStateTitle[old.state]} and cannot be changed any more.`, { meaning: "It was left as it is, and no new order was made.", next: "Withdraw its signatures first, or enter a new payment." });
    }
    const at = instantNow(context);
    const replaced = await enterPayment({ ...context, store }, entry);
    await store.orders.advance(id, old.revision, "cancel", { at, actor: context.operator.name, note: `replaced by order ${orderNumberText(replaced.number)}` });
    await store.journal.append({ at, actor: context.operator.name, action: "order.replaced", subject: id, summary: `Order ${orderNumberText(old.number)} replaced by order ${orderNumberText(replaced.number)}` });
    return replaced;
  });
}

function writeEntry(context: WorkflowContext, account: Account, entry: PaymentEntry): AsyncIterable<Uint8Array> {
  const format = orderFormat(entryFormat);
  const now = instantNow(context);
  const reference = newReference(context);
  const currency = entry.transactions[0]?.amount.currency ?? account.currency;
  const sum = entry.transactions.map((one) => one.amount).reduce((total, amount) => {
    if (amount.currency !== total.currency) throw new AppError("input", "mixed-currencies", "One order holds one currency only.", { meaning: "Nothing was stored.", next: "Enter the other currency as an order of its own." });
    return addMoney(total, amount);
  }, { minor: 0n, currency });
  const batch: Batch = {
    paymentInformationId: `${reference}-1`,
    requestedExecutionDate: entry.executionDate,
    debtor: { name: account.ownerName },
    debtorAccount: account.number,
    debtorAccountCurrency: account.currency,
    debtorAgent: { bic: account.bic },
    batchBooking: entry.batchBooking,
    serviceLevel: entry.urgent === true ? "URGP" : currency === "EUR" ? "SEPA" : undefined,
    localInstrument: entry.instant === true ? "INST" : undefined,
    categoryPurpose: entry.categoryPurpose,
    chargeBearer: currency === "EUR" ? "SLEV" : "SHAR",
    declaredCount: entry.transactions.length,
    declaredSum: amountText(sum),
  };
  const header = {
    messageId: reference,
    createdAt: now,
    initiatingParty: { name: context.customer.profile.name },
    declaredCount: entry.transactions.length,
    declaredSum: amountText(sum),
  };
  return format.write(header, [{ batch, count: entry.transactions.length, sum: amountText(sum), transactions: entry.transactions }]);
}
