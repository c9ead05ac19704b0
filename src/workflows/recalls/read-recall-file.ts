import { createHash } from "node:crypto";
import type { Finding } from "../../domain/finding.ts";
import { addMoney, type Money } from "../../domain/money.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { Recall } from "../../domain/recall.ts";
import { OrderDataDigest } from "../../ebics/index.ts";
import { type CollectedRecall, readRecall } from "../../formats/collect.ts";
import { parseDecimal, sameDecimal } from "../../formats/decimal.ts";
import { formatById } from "../../formats/detect.ts";
import type { RecallFormat } from "../../formats/format.ts";
import { schemaFindings } from "../../formats/grammar/bundled.ts";
import { collect } from "../bytes.ts";
import { noPayees, type OrderFacts } from "../order-survey.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order, OrderTransaction } from "../ports/orders.ts";
import type { PaymentsAskedBack } from "../ports/order-recall.ts";
import { sumOf } from "./write-recall.ts";

/** What a recall asks for, out of its bytes, and the order of ours that it is about, where there is one. */
export interface RecallFacts {
  readonly recall: Recall;
  readonly of: Order | undefined;
  /** Known where the order is. */
  readonly payments: PaymentsAskedBack | undefined;
}

/** The format of a recall that a company sends. */
export function customerRecallFormat(id: string): RecallFormat | undefined {
  const format = id.startsWith("camt.055.") ? formatById(id) : undefined;
  return format?.kind === "recalls" ? format : undefined;
}

const payeesShown = 10;

/**
 * Reads a recall as it will be signed. What it asks back of an order of ours is looked up there, and must be there: ids, amounts, count and
 * sum. Of an order that is not known here nothing can be said of sums and accounts.
 * @returns the digest that a signature is over, hex
 */
export async function readRecallFile(store: CustomerStore, format: RecallFormat, content: AsyncIterable<Uint8Array>, of: Order | undefined): Promise<{ readonly facts: OrderFacts; readonly digest: string }> {
  const bytes = await collect(content); // a recall is of few payments
  const signed = new OrderDataDigest();
  signed.update(bytes);
  const digest = Buffer.from(signed.value()).toString("hex");
  const read = await readRecall(format, bytes);
  const findings = [...read.findings, ...(await schemaFindings(format.id, bytes))];
  const asked = of === undefined ? undefined : await askedBackOf(store, of, read, findings);
  if (read.header === undefined && findings.every(({ severity }) => severity !== "error")) findings.push({ severity: "error", code: "nothing-recalled", message: "This file asks nothing back." });
  const recall: Recall = { header: read.header ?? { messageId: "", createdAt: "", from: {}, to: {} }, messages: read.messages };
  return {
    digest,
    facts: {
      accounts: of?.accounts ?? [], sums: asked?.sums ?? [], largest: asked?.largest ?? [], kinds: ["recall"], contentUnknown: of === undefined ? true : undefined,
      header: undefined, batches: [], transactionCount: asked?.count ?? recall.header.declaredCount ?? 0, firstTransactions: asked?.first ?? [], executionDate: undefined,
      findings, findingsOmitted: 0, errorCount: findings.filter(({ severity }) => severity === "error").length,
      // Asking twice pays nothing twice: only the same request is the same content.
      fingerprint: createHash("sha256").update(`recall\n${recall.header.messageId}\n${digest}`).digest("hex"),
      ...noPayees,
      recall: { recall, of, payments: asked?.payments },
    },
  };
}

interface AskedBack {
  readonly payments: PaymentsAskedBack;
  readonly count: number;
  readonly sums: readonly Money[];
  readonly largest: readonly Money[];
  readonly first: readonly OrderTransaction[];
}

/** Finds in the order what the recall names. @param findings take what does not fit */
async function askedBackOf(store: CustomerStore, of: Order, { header, messages }: CollectedRecall, findings: Finding[]): Promise<AskedBack | undefined> {
  const wrong = (code: string, message: string): undefined => void findings.push({ severity: "error", code, message });
  const [message, ...others] = messages;
  if (message === undefined) return undefined;
  if (others.length > 0) return wrong("several-orders", "This recall is about several orders: make one for each.");
  if (message.message.originalMessageId !== of.messageId) return wrong("other-order", `This recall is about the message ${message.message.originalMessageId}, not about order ${orderNumberText(of.number)}.`);
  const asked = message.message.whole ? await wholeOrder(store, of) : await someOf(store, of, message.batches, wrong);
  if (asked === undefined) return undefined;
  const declared = header?.declaredSum === undefined ? undefined : parseDecimal(header.declaredSum), sum = parseDecimal(sumOf(asked.sums));
  if ((header?.declaredCount ?? asked.count) !== asked.count || (declared !== undefined && sum !== undefined && !sameDecimal(declared, sum))) {
    return wrong("totals-differ", `This recall says that it asks back ${header?.declaredCount ?? "?"} payments of ${header?.declaredSum ?? "?"} together; in order ${orderNumberText(of.number)} they are ${asked.count} of ${sumOf(asked.sums)}.`);
  }
  return asked;
}

async function wholeOrder(store: CustomerStore, of: Order): Promise<AskedBack> {
  return { payments: { kind: "all" }, count: of.transactionCount, sums: of.sums, largest: of.largest, first: await store.orders.transactions(of.id, { limit: payeesShown }) };
}

async function someOf(store: CustomerStore, of: Order, asked: Recall["messages"][number]["batches"], wrong: (code: string, message: string) => undefined): Promise<AskedBack | undefined> {
  const batches = await store.orders.batches(of.id);
  const open = asked.map(({ batch, payments }) => ({ index: batches.findIndex((one) => one.paymentInformationId === batch?.originalPaymentInformationId), batch, payments: [...payments] }));
  const unknown = open.find(({ index }) => index < 0);
  if (unknown !== undefined) return wrong("batch-not-in-order", `Order ${orderNumberText(of.number)} has no batch ${unknown.batch?.originalPaymentInformationId ?? ""}.`);
  const found = new Found();
  for await (const row of rowsOf(store, of)) {
    const request = open.find(({ index }) => index === row.batch);
    if (request === undefined) continue;
    const at = request.payments.findIndex((one) => (one.originalEndToEndId === undefined || one.originalEndToEndId === row.endToEndId) && (one.originalInstructionId === undefined || one.originalInstructionId === row.instructionId));
    const [named] = at < 0 ? [] : request.payments.splice(at, 1);
    if (named === undefined && request.batch?.whole !== true) continue;
    if (named?.amount !== undefined && (named.amount.minor !== row.amount.minor || named.amount.currency !== row.amount.currency)) return wrong("amount-differs", `Payment ${row.position + 1} of order ${orderNumberText(of.number)} is of another amount than this recall says.`);
    found.add(row);
  }
  const [missing] = open.flatMap(({ payments }) => payments);
  if (missing !== undefined) return wrong("payment-not-in-order", `Order ${orderNumberText(of.number)} has no payment ${missing.originalEndToEndId ?? missing.originalInstructionId ?? ""}.`);
  const [only] = open;
  const isBatch = open.length === 1 && only?.batch?.whole === true;
  return found.asked(isBatch ? only.index : undefined);
}

/** Payments that are asked back, in the order of the file. */
class Found {
  readonly #positions: number[] = [];
  readonly #sums = new Map<string, Money>();
  readonly #largest = new Map<string, Money>();
  readonly #first: OrderTransaction[] = [];

  add(row: OrderTransaction): void {
    const { amount } = row;
    this.#positions.push(row.position);
    const sum = this.#sums.get(amount.currency), largest = this.#largest.get(amount.currency);
    this.#sums.set(amount.currency, sum === undefined ? amount : addMoney(sum, amount));
    if (largest === undefined || largest.minor < amount.minor) this.#largest.set(amount.currency, amount);
    if (this.#first.length < payeesShown) this.#first.push(row);
  }

  /** @param batch its payments are all there and stand together */
  asked(batch: number | undefined): AskedBack {
    const payments: PaymentsAskedBack = batch === undefined ? { kind: "some", positions: this.#positions } : { kind: "batch", batch, from: this.#positions[0] ?? 0, count: this.#positions.length };
    return { payments, count: this.#positions.length, sums: [...this.#sums.values()], largest: [...this.#largest.values()], first: this.#first };
  }
}

const pageRows = 500;

async function* rowsOf(store: CustomerStore, of: Order): AsyncGenerator<OrderTransaction> {
  for (let offset = 0; offset < of.transactionCount; offset += pageRows) yield* await store.orders.transactions(of.id, { offset, limit: pageRows });
}
