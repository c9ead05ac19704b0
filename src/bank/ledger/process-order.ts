import type { Format, OrderFormat, RecallFormat } from "../../formats/format.ts";
import { executeDue } from "./execute.ts";
import type { Ledger } from "./ledger.ts";
import { orderContent } from "./order-content.ts";
import { OrderIntake } from "./order-intake.ts";
import { type Refusal, refusals } from "./refusal.ts";
import { makeStatusReport } from "./note-status-report.ts";
import { judgeRecall } from "./judge-recall.ts";
import { runDue } from "./run-due.ts";

interface ReceivedOrder {
  readonly id: bigint;
  readonly partner_id: string;
  readonly user_id: string;
  readonly received_ms: bigint;
  readonly accounts: string;
}

/** The same content again within so many days is a duplicate. */
const duplicateDays = 90;

/**
 * Judges one received order: reads it, checks every payment, executes what is due and writes the first status report.
 * It may be cut off anywhere: the order stays `received`, and the next call begins again from nothing.
 * @returns false when there is no such order waiting
 */
export async function processOrder(ledger: Ledger, formats: readonly Format[], orderRow: bigint): Promise<boolean> {
  const order = ledger.database.get<ReceivedOrder>(
    `SELECT o.id, o.partner_id, o.user_id, o.received_ms, s.accounts FROM customer_order o
     JOIN subscriber s ON s.partner_id = o.partner_id AND s.user_id = o.user_id WHERE o.id = ? AND o.state = 'received'`, orderRow,
  );
  if (order === undefined) return false;
  runDue(ledger); // the day may have changed since anybody looked at the books
  const accounts = JSON.parse(order.accounts) as string[]; // written by addSubscriber
  const head = await headOf(ledger, orderRow);
  const recalls = formats.find((one): one is RecallFormat => one.kind === "recalls" && one.detect(head));
  if (recalls !== undefined) {
    await judgeRecall(ledger, { row: orderRow, partnerId: order.partner_id, accounts }, recalls);
    return true;
  }
  forgetHalfRead(ledger, orderRow);
  const format = orderFormat(formats, head);
  const intake = new OrderIntake(ledger, orderRow, { partnerId: order.partner_id, accounts });
  if (format !== undefined) {
    await format.read(orderContent(ledger.database, orderRow), intake);
    await intake.flush();
    intake.finish();
  }
  ledger.database.transaction(() => judge(ledger, order, intake, format));
  return true;
}

/** Orders taken over from a crash, in the order they arrived. */
export function unprocessedOrders(ledger: Ledger): bigint[] {
  return ledger.database.all<{ id: bigint }>("SELECT id FROM customer_order WHERE state = 'received' ORDER BY id").map((row) => row.id);
}

/** So much of a file's beginning tells its format. */
const headBytes = 4096;

/** @returns the format of the order's file, by its beginning */
export async function formatOf(ledger: Ledger, formats: readonly Format[], orderRow: bigint): Promise<OrderFormat | undefined> {
  return orderFormat(formats, await headOf(ledger, orderRow));
}

async function headOf(ledger: Ledger, orderRow: bigint): Promise<Uint8Array> {
  const head: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of orderContent(ledger.database, orderRow)) {
    head.push(piece);
    sizeBytes += piece.length;
    if (sizeBytes >= headBytes) break;
  }
  return Buffer.concat(head).subarray(0, headBytes);
}

/** @param head the file's beginning, 4 KiB of it @returns the order format that it is in */
export function orderFormat(formats: readonly Format[], head: Uint8Array): OrderFormat | undefined {
  return formats.find((format): format is OrderFormat => format.kind === "orders" && format.detect(head));
}

function judge(ledger: Ledger, order: ReceivedOrder, intake: OrderIntake, format: OrderFormat | undefined): void {
  const { database } = ledger;
  const contentKey = intake.contentKey();
  const refusal = (format === undefined ? refusals.fileUnreadable : undefined) ?? intake.orderRefusal ?? duplicateRefusal(ledger, order, intake.messageId, contentKey);
  database.run(
    "UPDATE customer_order SET state = 'judged', format = ?, message_id = ?, fingerprint = ?, transactions = ?, reason_code = ?, reason_text = ? WHERE id = ?",
    format?.id ?? null, intake.messageId, contentKey, intake.count, refusal?.code ?? null, refusal?.text ?? null, order.id,
  );
  if (refusal !== undefined) {
    database.run("UPDATE batch SET state = 'refused', reason_stage = 'acceptance', reason_code = coalesce(reason_code, ?), reason_text = coalesce(reason_text, ?) WHERE order_row = ?", refusal.code, refusal.text, order.id);
  } else {
    database.run("UPDATE batch SET state = CASE WHEN reason_code IS NULL AND accepted_count > 0 THEN 'pending' ELSE 'refused' END WHERE order_row = ?", order.id);
  }
  const concerned = new Set(executeDue(ledger).keys()).add(order.id);
  for (const one of concerned) makeStatusReport(ledger, one);
}

/**
 * The same message id counts whatever became of the earlier order, unless the bank refused it as a whole; the same content under another
 * id only where something of it is or will be executed, so that an order refused for lack of cover can be sent again.
 */
function duplicateRefusal(ledger: Ledger, order: ReceivedOrder, messageId: string, contentKey: string): Refusal | undefined {
  const since = order.received_ms - BigInt(duplicateDays * 86_400_000);
  const earlier = ledger.database.get(
    `SELECT 1 FROM customer_order o WHERE partner_id = ? AND id <> ? AND state = 'judged' AND received_ms >= ? AND reason_code IS NULL AND (message_id = ? OR fingerprint = ? AND
       EXISTS (SELECT 1 FROM batch WHERE order_row = o.id AND state IN ('pending', 'executed') AND accepted_count > 0))`,
    order.partner_id, order.id, since, messageId, contentKey,
  );
  return earlier === undefined ? undefined : refusals.duplicate;
}

/** Rows of an earlier, cut-off attempt. */
function forgetHalfRead(ledger: Ledger, orderRow: bigint): void {
  ledger.database.transaction(() => {
    ledger.database.run("DELETE FROM payment WHERE batch IN (SELECT id FROM batch WHERE order_row = ?)", orderRow);
    ledger.database.run("DELETE FROM batch WHERE order_row = ?", orderRow);
  });
}
