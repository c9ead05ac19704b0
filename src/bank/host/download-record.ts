import type { ProtocolVersion } from "../../ebics/index.ts";
import type { DeliverableTable, Marks } from "../reports/delivery.ts";
import type { BankDatabase } from "../storage/bank-database.ts";

/** A download under way. Its encrypted segments lie in the database, so that a customer can go on after the bank was restarted. */
export interface Download {
  readonly transactionId: string;
  /** In which version it began; it goes on in no other. */
  readonly protocol: ProtocolVersion;
  readonly partnerId: string;
  readonly userId: string;
  /** For the trace. */
  readonly order: string;
  readonly segments: number;
  readonly marks: Marks | undefined;
  /** The answer to the receipt, once given. 6 digits. */
  readonly receiptCode: string | undefined;
}

interface DownloadRow {
  readonly protocol: ProtocolVersion;
  readonly partner_id: string;
  readonly user_id: string;
  readonly order_text: string;
  readonly segments: bigint;
  readonly mark_table: DeliverableTable | null;
  readonly mark_rows: string;
  readonly receipt_code: string | null;
}

const staleAfterMs = 24 * 3_600_000;

/**
 * Makes room by forgetting those that nobody went on with, then the partner's oldest: nobody can push out another partner's. The segments follow.
 * Nothing of what is forgotten was marked as delivered, so it is given at the next fetch.
 * @param max of one partner
 */
export function keepDownload(database: BankDatabase, download: Omit<Download, "segments" | "receiptCode">, nowMs: number, max: number): void {
  database.transaction(() => {
    database.run("DELETE FROM download WHERE started_ms < ?", nowMs - staleAfterMs);
    database.run("DELETE FROM download WHERE transaction_id IN (SELECT transaction_id FROM download WHERE partner_id = ? ORDER BY started_ms DESC, rowid DESC LIMIT -1 OFFSET ?)", download.partnerId, max - 1);
    database.run(
      "INSERT INTO download (transaction_id, protocol, partner_id, user_id, order_text, mark_table, mark_rows, started_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      download.transactionId, download.protocol, download.partnerId, download.userId, download.order, download.marks?.table ?? null, (download.marks?.rows ?? []).join(","), nowMs,
    );
  });
}

/** @returns how many there are */
export async function keepDownloadSegments(database: BankDatabase, transactionId: string, segments: AsyncIterable<Uint8Array>): Promise<number> {
  let number = 0;
  for await (const content of segments) database.run("INSERT INTO download_segment (transaction_id, number, content) VALUES (?, ?, ?)", transactionId, ++number, content);
  database.run("UPDATE download SET segments = ? WHERE transaction_id = ?", number, transactionId);
  return number;
}

/** @returns undefined also while it is still being prepared */
export function findDownload(database: BankDatabase, transactionId: string): Download | undefined {
  const row = database.get<DownloadRow>("SELECT * FROM download WHERE transaction_id = ? AND segments > 0", transactionId);
  if (row === undefined) return undefined;
  return {
    transactionId,
    protocol: row.protocol,
    partnerId: row.partner_id,
    userId: row.user_id,
    order: row.order_text,
    segments: Number(row.segments),
    marks: row.mark_table === null ? undefined : { table: row.mark_table, rows: row.mark_rows.split(",").map(BigInt) },
    receiptCode: row.receipt_code ?? undefined,
  };
}

export function downloadSegment(database: BankDatabase, transactionId: string, number: number): Uint8Array | undefined {
  return database.get<{ content: Uint8Array }>("SELECT content FROM download_segment WHERE transaction_id = ? AND number = ?", transactionId, number)?.content;
}

/** The customer has said what became of it: no segment is given any more, and this answer stands. */
export function endDownload(database: BankDatabase, transactionId: string, receiptCode: string): void {
  database.run("UPDATE download SET receipt_code = ? WHERE transaction_id = ?", receiptCode, transactionId);
  database.run("DELETE FROM download_segment WHERE transaction_id = ?", transactionId);
}

export function forgetDownload(database: BankDatabase, transactionId: string): void {
  database.run("DELETE FROM download WHERE transaction_id = ?", transactionId);
}
