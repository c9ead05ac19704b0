import { AppError } from "../../domain/errors.ts";
import type { Batch, OrderHeader } from "../../domain/order.ts";
import type { Charset } from "../charset/charset.ts";
import { addDecimals, type Decimal, parseDecimal, sameDecimal } from "../decimal.ts";
import { currencyExponent } from "../../domain/money.ts";
import type { OrderBatchSource, StatementDocument } from "../format.ts";
import { sameSlots } from "./assembly.ts";
import type { Compiled, CompiledRecord } from "./compile.ts";
import { batchSlots, detailSlots, entrySlots, orderSlots, refuse, statementSlots, transactionSlots } from "./model-slots.ts";
import { RecordWriter } from "./record-writer.ts";
import type { FrameName } from "./schema.ts";
import { type Slots, slotsOf, targetNames } from "./targets.ts";

/** What is written in which charset and how long. */
export interface WriteOptions {
  readonly charset: Charset;
  readonly lengths: Readonly<Record<string, number>> | undefined;
}

const chunkBytes = 64 * 1024;
const b = slotsOf("batch"), t = slotsOf("transaction");

/**
 * Writes an order by its definition, streaming.
 * @throws AppError format/… where the format cannot carry a value, or count and sum are not those of the payments
 */
export async function* writeOrders(compiled: Compiled, options: WriteOptions, header: OrderHeader, batches: AsyncIterable<OrderBatchSource> | Iterable<OrderBatchSource>): AsyncGenerator<Uint8Array> {
  const plan = new Plan(compiled);
  const writer = new RecordWriter(compiled, options.charset, options.lengths);
  const order = orderSlots(header);
  const chunks = new Chunks();
  const { syntax } = compiled.definition;
  if (syntax.kind === "delimited") for (let i = 0; i < (syntax.skip ?? 0) + (syntax.names === true ? 1 : 0); i++) chunks.push(writer.headRow(plan.rows[0] ?? plan.none(), syntax.separator));
  let first: Slots | undefined;
  let count = 0;
  for await (const source of batches) {
    const batch = batchSlots(source.batch);
    if (first !== undefined) plan.fitsHead(first, batch);
    plan.carries("batch", batch, source.batch);
    if (first === undefined) for (const record of plan.heads) chunks.push(writer.record(record, { order, batch }));
    first ??= batch;
    let sum: Decimal = { units: 0n, scale: 0 };
    let counted = 0;
    for await (const transaction of source.transactions) {
      const slots = transactionSlots(transaction);
      if (plan.has("transaction.charges") && !plan.has("batch.charges")) slots[t.charges] ??= batch[b.charges];
      plan.carries("transaction", slots);
      for (const record of plan.rows) chunks.push(writer.record(record, { order, batch, transaction: slots }));
      sum = addDecimals(sum, { units: transaction.amount.minor, scale: currencyExponent(transaction.amount.currency) });
      counted++;
      if (chunks.full) yield chunks.take();
    }
    const declared = parseDecimal(source.sum);
    if (counted !== source.count || declared === undefined || !sameDecimal(declared, sum)) throw new AppError("format", "totals-differ", "Number or sum of the payments are not those that were named before. The file was not finished.", { meaning: "No file was made." });
    count += counted;
  }
  if (count === 0) throw new AppError("format", "no-transactions", "An order without payments cannot be written.", { meaning: "No file was made." });
  for (const record of plan.ends) chunks.push(writer.record(record, { order }));
  yield chunks.take();
}

/** Writes statements whose heads stand before all entries and name their sums: the entries are held until then. */
export async function* writeStatements(compiled: Compiled, options: WriteOptions, statements: Iterable<StatementDocument>): AsyncGenerator<Uint8Array> {
  const plan = new Plan(compiled);
  const writer = new RecordWriter(compiled, options.charset, options.lengths);
  const heads: Buffer[] = [], rows: Buffer[] = [];
  for (const document of statements) {
    const statement = statementSlots(document.header, document.balances);
    plan.carries("statement", statement);
    for await (const entry of document.entries) {
      if (entry.status !== "BOOK") refuse("entries that are not booked");
      if (entry.details.length > 1) refuse("several payments within an entry");
      const slots = entrySlots(entry), detail = detailSlots(entry.details[0]);
      plan.carries("entry", slots);
      plan.carries("detail", detail);
      for (const record of plan.rows) rows.push(writer.record(record, { statement, entry: slots, detail }));
    }
    for (const record of plan.heads) heads.push(writer.record(record, { statement }));
  }
  if (heads.length === 0) throw new AppError("format", "no-statements", "A file without a statement cannot be written.", { meaning: "No file was made." });
  const chunks = new Chunks();
  for (const bytes of [...heads, ...rows]) {
    chunks.push(bytes);
    if (chunks.full) yield chunks.take();
  }
  yield chunks.take();
}

/** Which records stand where, and what they have places for. */
class Plan {
  readonly heads: readonly CompiledRecord[];
  readonly rows: readonly CompiledRecord[];
  readonly ends: readonly CompiledRecord[];
  readonly #carried: ReadonlySet<string>;
  readonly #constants: ReadonlyMap<string, string>;
  readonly #headBatch: readonly number[];
  readonly #onceBatch: boolean;

  constructor(compiled: Compiled) {
    const written = (compiled.definition.write?.order ?? []).flatMap((name) => compiled.records.find((record) => record.def.name === name) ?? []);
    const isRow = (record: CompiledRecord) => record.opens.includes("transaction") || record.opens.includes("entry");
    this.rows = written.filter(isRow);
    this.ends = written.filter((record) => !isRow(record) && record.def.closes !== undefined);
    this.heads = written.filter((record) => !isRow(record) && record.def.closes === undefined);
    const fields = written.flatMap((record) => record.fields);
    this.#carried = new Set(fields.flatMap(({ target, when }) => (target === undefined || when.length > 0 ? [] : [`${target.frame}.${target.name}`])));
    this.#constants = new Map(compiled.constants.map(({ target, text }) => [`${target.frame}.${target.name}`, text]));
    this.#headBatch = this.heads.flatMap((record) => record.fields.flatMap(({ target }) => (target?.frame === "batch" ? [target.slot] : [])));
    this.#onceBatch = this.heads.some((record) => record.opens.includes("batch"));
  }

  has(path: string): boolean {
    return this.#carried.has(path);
  }

  none(): never {
    return refuse("payments");
  }

  /** What the head says holds for all batches. */
  fitsHead(first: Slots, batch: Slots): void {
    const slots = this.#onceBatch ? Object.keys(first).map(Number).filter((slot) => slot !== b.id) : this.#headBatch;
    const pick = (from: Slots) => slots.map((slot) => from[slot]);
    if (!sameSlots(pick(first), pick(batch))) refuse("payments of several accounts or days in one file");
  }

  /** @throws AppError format/`cannot-carry` where a value would be lost */
  carries(frame: FrameName, slots: Slots, batch?: Batch): void {
    const names = targetNames(frame);
    for (let slot = 0; slot < names.length; slot++) {
      const value = slots[slot];
      const path = `${frame}.${names[slot]}`;
      const constant = this.#constants.get(path);
      if (constant !== undefined && value !== constant) refuse(value === undefined ? `payments without ${path}` : `${path} other than ${constant}`);
      if (value === undefined || constant !== undefined || this.#carried.has(path) || droppable.has(path)) continue;
      // Known from the account.
      if (path.startsWith("transaction.agent.") && (slots[t.account] as { kind?: string } | undefined)?.kind === "iban") continue;
      if (path === "batch.charges" && this.#carried.has("transaction.charges")) continue;
      refuse(path);
    }
    if (batch?.batchBooking === false) refuse("a booking of each payment by itself");
  }
}

/** Ids of the message, and what the bank knows of its own customer. */
const droppable: ReadonlySet<string> = new Set([
  "order.messageId", "order.createdAt", "order.initiator.name", "order.initiator.id", "batch.id", "batch.debtor.name", "batch.debtor.id", "batch.debtor.address.line", "batch.debtor.address.country",
  "batch.account.currency", "batch.agent.bic", "batch.agent.name", "batch.agent.code", "transaction.instructionId", "transaction.uetr", "statement.id", "statement.createdAt", "statement.from", "entry.currency", "detail.amount",
]);

class Chunks {
  #parts: Buffer[] = [];
  #bytes = 0;

  push(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
  }

  get full(): boolean {
    return this.#bytes >= chunkBytes;
  }

  take(): Buffer {
    const all = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    return all;
  }
}
