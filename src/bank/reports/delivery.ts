import type { DateRange } from "../../ebics/index.ts";
import { writeResolution } from "../../formats/camt029/write.ts";
import { formatById } from "../../formats/detect.ts";
import type { StatementFormat, StatusFormat } from "../../formats/format.ts";
import { assert } from "../../domain/errors.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { practiceBic } from "../practice-bank-facts.ts";
import { recallAnswer } from "../ledger/recall-answer.ts";
import { compressedContent } from "../ledger/order-content.ts";
import { dayStatement } from "./day-statement.ts";
import { statusReport } from "./status-report.ts";
import { type ZipMember, zipArchive } from "./zip.ts";

/** What one fetch gives, and what to do when the customer says it arrived. */
export interface Delivery {
  /** Streams; read once. */
  readonly content: AsyncIterable<Uint8Array>;
  /** True: `content` is a zlib stream already, and is only encrypted. */
  readonly compressed?: boolean | undefined;
  /** Marked as delivered when the customer says that they arrived; undefined: given again at every fetch. */
  readonly marks?: Marks | undefined;
}

/** Rows that have a `delivered_ms`. */
export interface Marks {
  readonly table: DeliverableTable;
  readonly rows: readonly bigint[];
}
const deliverableTables = ["day_statement", "status_report", "recall_answer", "document"] as const;
export type DeliverableTable = (typeof deliverableTables)[number];

/** What was given has arrived. */
export function markDelivered(ledger: Ledger, { table, rows }: Marks): void {
  assert(deliverableTables.includes(table), "only these tables have deliveries");
  ledger.database.transaction(() => {
    for (const id of rows) ledger.database.run(`UPDATE ${table} SET delivered_ms = ? WHERE id = ? AND delivered_ms IS NULL`, ledger.clock.now(), id);
  });
}

interface Deliverable {
  readonly id: bigint;
  readonly made_ms: bigint;
}

/**
 * The partner's statements in one ZIP, a file per account and day: those not delivered yet, or all of the range's days.
 * @returns undefined when there is none
 */
export function statementDelivery(ledger: Ledger, partnerId: string, range: DateRange | undefined): Delivery | undefined {
  const rows = deliverables(ledger, "day_statement", partnerId, range);
  return delivery("day_statement", rows, range === undefined, async function* () {
    const format = statementFormat();
    for (const { id, made_ms } of rows) {
      const { document, name, createdAt } = dayStatement(ledger, id);
      yield { name: `${name}.xml`, modifiedMs: Number(made_ms), content: format.write([document], { messageId: document.header.statementId, createdAt }) };
    }
  });
}

/** The partner's status reports, a file per report; pain.002 of the version that answers the order's own. */
export function statusReportDelivery(ledger: Ledger, partnerId: string, range: DateRange | undefined): Delivery | undefined {
  const rows = deliverables(ledger, "status_report", partnerId, range);
  return delivery("status_report", rows, range === undefined, async function* () {
    for (const { id, made_ms } of rows) {
      const { header, batches, transactions } = statusReport(ledger, id);
      const format = statusFormat(header.originalMessageName === "pain.001.001.03" ? "pain.002.001.03" : "pain.002.001.10");
      yield { name: `${header.messageId}.xml`, modifiedMs: Number(made_ms), content: format.write(header, batches, transactions) };
    }
  });
}

/** The bank's answers to the partner's recalls, a file each: camt.029. */
export function recallAnswerDelivery(ledger: Ledger, partnerId: string, range: DateRange | undefined): Delivery | undefined {
  const rows = deliverables(ledger, "recall_answer", partnerId, range);
  return delivery("recall_answer", rows, range === undefined, async function* () {
    const customer = ledger.database.get<{ name: string }>("SELECT name FROM partner WHERE partner_id = ?", partnerId)?.name ?? partnerId;
    for (const { id, made_ms } of rows) {
      const { header, batches, transactions } = recallAnswer(ledger, id);
      yield { name: `${header.messageId}.xml`, modifiedMs: Number(made_ms), content: writeResolution({ bank: { bic: practiceBic }, customer: { name: customer } }, header, batches, transactions) };
    }
  });
}

/** Is there something that the partner has not fetched yet? */
export function hasUndelivered(ledger: Ledger, table: DeliverableTable, partnerId: string): boolean {
  return ledger.database.get(`SELECT 1 FROM ${table} WHERE partner_id = ? AND delivered_ms IS NULL LIMIT 1`, partnerId) !== undefined;
}

export function statusFormat(id: string): StatusFormat {
  const format = formatById(id);
  assert(format?.kind === "status", `the format ${id} exists`);
  return format;
}

function statementFormat(): StatementFormat {
  const format = formatById("camt.053.001.08");
  assert(format?.kind === "statements", "the format camt.053.001.08 exists");
  return format;
}

/**
 * The partner's free-form files, one a fetch: the oldest not delivered yet, or the first of the range's days.
 * @returns undefined when there is none
 */
export function documentDelivery(ledger: Ledger, partnerId: string, range: DateRange | undefined): Delivery | undefined {
  const [first] = deliverables(ledger, "document", partnerId, range);
  const order = first && ledger.database.get<{ order_row: bigint }>("SELECT order_row FROM document WHERE id = ?", first.id)?.order_row;
  if (first === undefined || order === undefined) return undefined;
  return { content: compressedContent(ledger.database, order), compressed: true, marks: range === undefined ? { table: "document", rows: [first.id] } : undefined };
}

function deliverables(ledger: Ledger, table: DeliverableTable, partnerId: string, range: DateRange | undefined): Deliverable[] {
  return range === undefined
    ? ledger.database.all<Deliverable>(`SELECT id, made_ms FROM ${table} WHERE partner_id = ? AND delivered_ms IS NULL ORDER BY day, id`, partnerId)
    : ledger.database.all<Deliverable>(`SELECT id, made_ms FROM ${table} WHERE partner_id = ? AND day BETWEEN ? AND ? ORDER BY day, id`, partnerId, range.start, range.end);
}

/** A historic fetch leaves the marks as they are: what is new is still new. */
function delivery(
  table: DeliverableTable, rows: readonly Deliverable[], marks: boolean, members: () => AsyncGenerator<ZipMember>,
): Delivery | undefined {
  if (rows.length === 0) return undefined;
  return { content: zipArchive(members()), marks: marks ? { table, rows: rows.map(({ id }) => id) } : undefined };
}
