import { accountText } from "../../domain/account-number.ts";
import { AppError } from "../../domain/errors.ts";
import type { OrderId } from "../../domain/ids.ts";
import { addMoney, amountText, currencyExponent, type Money } from "../../domain/money.ts";
import { type Agent, type Batch, type Party, sidesOf } from "../../domain/order.ts";
import { type OrderState, orderStateTitle } from "../../domain/order-life.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { visibleLine } from "../../domain/text.ts";
import type { Recall, RecalledPayment, RecallReason } from "../../domain/recall.ts";
import { readRecall } from "../../formats/collect.ts";
import { addDecimals, type Decimal, decimalText } from "../../formats/decimal.ts";
import { formatById } from "../../formats/detect.ts";
import type { RecallFormat } from "../../formats/format.ts";
import { schemaFindings } from "../../formats/grammar/bundled.ts";
import { collect } from "../bytes.ts";
import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import { covers } from "../convert/same-content.ts";
import { mustGet } from "../must-get.ts";
import { isRecall } from "./is-recall.ts";
import type { Order, OrderTransaction } from "../ports/orders.ts";

/** What is to be asked back, and why. Positions count from 1; without batch and payments, the whole order. */
export interface RecallWish {
  readonly batch?: number | undefined;
  readonly payments?: readonly number[] | undefined;
  /** `CUST`, `DUPL`, `TECH`, `FRAD`, or another that the bank takes. */
  readonly reason: string;
  readonly text?: string | undefined;
  /** A version of camt.055; left out: that of the time of the order's format. */
  readonly formatId?: string | undefined;
}

export interface WrittenRecall {
  readonly format: string;
  readonly recall: Recall;
  readonly bytes: Uint8Array;
}

/** In these the bank has the order. */
const atBank: ReadonlySet<OrderState> = new Set(["delivered", "waiting-at-bank", "accepted", "partly-accepted", "booked"]);

/**
 * Writes the request that asks the bank to stop payments of an order, or to get them back (camt.055), as a file alone: nothing is kept here
 * but a line in the journal, and no order changes.
 * @throws AppError as `writeRecall`
 */
export async function writeOrderRecall(context: WorkflowContext, id: OrderId, wish: RecallWish): Promise<WrittenRecall> {
  requireRight(context, "prepare", "recall payments");
  const order = await mustGet(context.store, id);
  const written = await writeRecall(context, order, wish);
  await context.store.journal.append({
    at: instantNow(context), actor: context.operator.name, action: "order.recall-written", subject: id, summary: `Recall of order ${orderNumberText(order.number)} written, reason ${wish.reason}`,
    detail: { format: written.format, messageId: written.recall.header.messageId, batch: wish.batch, payments: wish.payments },
  });
  return written;
}

/**
 * The request as bytes, held against its schema and read back.
 * @throws AppError workflow/* where there is nothing to ask back; format/* where something does not fit
 */
export async function writeRecall(context: WorkflowContext, order: Order, wish: RecallWish): Promise<WrittenRecall> {
  requireAtBank(order);
  if (!/^[A-Z0-9]{3,35}$/.test(wish.reason)) throw new AppError("input", "bad-reason", `"${visibleLine(wish.reason, 40)}" is no reason code.`, { meaning: "No recall was made.", next: "CUST, DUPL, TECH, FRAD …: ISO 20022's codes, or the bank's own." });
  const format = recallFormat(order, wish.formatId);
  const recall = await recallOf(context, order, wish, format.id !== "camt.055.001.05");
  const bytes = await collect(format.write(recall));
  const { findings, ...back } = await readRecall(format, bytes);
  const [wrong] = await schemaFindings(format.id, bytes);
  if (wrong !== undefined) throw new AppError("format", wrong.code, wrong.message, { meaning: "No recall was made, and nothing was asked back.", next: "Give another version of camt.055, or ask the bank by telephone." });
  if (findings.some((one) => one.severity === "error") || !covers(back, recall)) {
    throw new AppError("format", "round-trip-differs", "The recall is not read back as it was written.", { meaning: "No recall was made, and nothing was asked back.", next: "Ask the bank by telephone, and report this." });
  }
  return { format: format.id, recall, bytes };
}

/** Why nothing can be asked back of an order, as a sentence; undefined when something can. */
export function whyNoRecall(order: Order): string | undefined {
  try {
    requireAtBank(order);
    recallFormat(order, undefined);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return `${error.message} ${error.next ?? ""}`.trim();
    throw error;
  }
}

function requireAtBank(order: Order): void {
  if (isRecall(order)) throw new AppError("workflow", "recall-of-recall", `Order ${orderNumberText(order.number)} is a recall itself.`, { meaning: "No recall was made." });
  if (atBank.has(order.state)) return;
  const next = order.state === "unanswered" || order.state === "sending" ? "Ask the bank first whether it has it: kontor order ask."
    : order.state === "refused" || order.state === "cancelled" ? "There is nothing to get back."
    : "It has not left: cancel it, and the bank never gets it.";
  throw new AppError("workflow", "not-at-bank", `Order ${orderNumberText(order.number)} is ${orderStateTitle[order.state]}.`, { meaning: "No recall was made.", next });
}

function recallFormat(order: Order, wanted: string | undefined): RecallFormat {
  if (!/^pain\.00[18]\./.test(order.format) || order.messageId === "") {
    throw new AppError("workflow", "no-recall-by-file", `Order ${orderNumberText(order.number)} went as ${order.format}. A recall by file (camt.055) names payments of pain.001 and pain.008 only.`, { meaning: "No recall was made.", next: "Call the bank." });
  }
  // Banks moved to .08 together with pain.001.001.09 and pain.008.001.08.
  const id = wanted ?? (/^pain\.001\.001\.(09|1\d)$|^pain\.008\.001\.(0[89]|1\d)$/.test(order.format) ? "camt.055.001.08" : "camt.055.001.05");
  const format = id.startsWith("camt.055.") ? formatById(id) : undefined;
  if (format?.kind === "recalls" && format.writes) return format;
  throw new AppError("input", "unknown-format", `${id} is no format that a recall is written in.`, { meaning: "No recall was made.", next: "camt.055.001.05, .08 or .09." });
}

async function recallOf(context: WorkflowContext, order: Order, wish: RecallWish, takesUetr: boolean): Promise<Recall> {
  const batches = await context.store.orders.batches(order.id);
  const reason: RecallReason = { code: wish.reason, text: wish.text === undefined || wish.text === "" ? [] : [wish.text] };
  const message = { originalMessageId: order.messageId, originalMessageName: order.format };
  const positions = [...new Set(wish.payments ?? [])].sort((a, b) => a - b);
  let messages: Recall["messages"];
  let count: number;
  let sum: string | undefined;
  if (positions.length > 0) {
    if (wish.batch !== undefined) throw new AppError("input", "batch-and-payments", "Ask back either a batch or payments.", { meaning: "No recall was made." });
    const rows = await Promise.all(positions.map((position) => paymentAt(context, order, position)));
    count = rows.length;
    sum = sumOf(rows.map((row) => row.amount));
    messages = [{
      message: { ...message, whole: false, reasons: [] },
      batches: batches.flatMap((batch, index) => {
        const own = rows.filter((row) => row.batch === index);
        return own.length === 0 ? [] : [{ batch: { originalPaymentInformationId: batch.paymentInformationId, whole: false, reasons: [] }, payments: own.map((row) => recalled(batch, row, reason, takesUetr)) }];
      }),
    }];
  } else if (wish.batch !== undefined) {
    const batch = batches[wish.batch - 1];
    if (batch === undefined) throw new AppError("input", "no-such-batch", `Order ${orderNumberText(order.number)} has no batch ${wish.batch}.`, { meaning: "No recall was made.", next: `Its batches are 1 to ${batches.length}.` });
    ({ count, sum } = await totalsOf(context, order, wish.batch - 1));
    messages = [{ message: { ...message, whole: false, reasons: [] }, batches: [{ batch: { originalPaymentInformationId: batch.paymentInformationId, whole: true, declaredCount: count, declaredSum: sum, reasons: [reason] }, payments: [] }] }];
  } else {
    count = order.transactionCount;
    sum = sumOf(order.sums);
    messages = [{ message: { ...message, whole: true, declaredCount: count, declaredSum: sum, reasons: [reason] }, batches: [] }];
  }
  const now = instantNow(context);
  const messageId = `R${now.replace(/\D/g, "")}${Buffer.from(context.tools.randomness.bytes(4)).toString("hex").toUpperCase()}`;
  return { header: { messageId, createdAt: now, from: { party: { name: context.customer.profile.name } }, to: await bankOf(context, batches[0]), declaredCount: count, declaredSum: sum }, messages };
}

/** The bank as the order names it; else as the account does. */
async function bankOf(context: WorkflowContext, batch: Batch | undefined): Promise<{ readonly agent?: Agent }> {
  if (batch === undefined) return {};
  if (Object.values(batch.debtorAgent).some((each) => each !== undefined)) return { agent: batch.debtorAgent };
  const account = await context.store.accounts.findByNumber(accountText(batch.debtorAccount));
  return account?.bic === undefined ? {} : { agent: { bic: account.bic } };
}

async function paymentAt(context: WorkflowContext, order: Order, position: number): Promise<OrderTransaction> {
  const [row] = position < 1 ? [] : await context.store.orders.transactions(order.id, { offset: position - 1, limit: 1 });
  if (row === undefined) throw new AppError("input", "no-such-payment", `Order ${orderNumberText(order.number)} has no payment ${position}.`, { meaning: "No recall was made.", next: `Its payments are 1 to ${order.transactionCount}; kontor order show lists them.` });
  if (row.state === "refused") throw new AppError("workflow", "payment-refused", `The bank has refused payment ${position} of order ${orderNumberText(order.number)}: there is nothing to get back.`, { meaning: "No recall was made." });
  return row;
}

function recalled(batch: Batch, row: OrderTransaction, reason: RecallReason, takesUetr: boolean): RecalledPayment {
  const { debtor, creditor } = sidesOf(batch, row);
  return {
    originalInstructionId: row.instructionId, originalEndToEndId: row.endToEndId, originalUetr: takesUetr ? row.uetr : undefined, amount: row.amount,
    ...(batch.collection === undefined ? { executionDate: batch.requestedExecutionDate } : { collectionDate: batch.requestedExecutionDate }),
    debtor: named(debtor.party), debtorAccount: debtor.account, creditor: named(creditor.party), creditorAccount: creditor.account,
    remittance: row.remittance.unstructured, reasons: [reason],
  };
}

function named({ name }: Party): Party | undefined {
  return name === "" ? undefined : { name };
}

const pageRows = 500;

async function totalsOf(context: WorkflowContext, order: Order, batch: number): Promise<{ count: number; sum: string }> {
  let count = 0;
  const sums = new Map<string, Money>();
  for (let offset = 0; offset < order.transactionCount; offset += pageRows) {
    for (const { amount, batch: own } of await context.store.orders.transactions(order.id, { offset, limit: pageRows })) {
      if (own !== batch) continue;
      count++;
      const sum = sums.get(amount.currency);
      sums.set(amount.currency, sum === undefined ? amount : addMoney(sum, amount));
    }
  }
  return { count, sum: sumOf([...sums.values()]) };
}

/** Over all currencies, as CtrlSum wants it. */
export function sumOf(amounts: readonly Money[]): string {
  const [first, ...others] = amounts;
  if (first !== undefined && others.every((one) => one.currency === first.currency)) return amountText(others.reduce(addMoney, first));
  return decimalText(amounts.reduce<Decimal>((sum, one) => addDecimals(sum, { units: one.minor, scale: currencyExponent(one.currency) }), { units: 0n, scale: 0 }));
}
