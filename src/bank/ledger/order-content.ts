import { decrypted, inflated } from "../../ebics/index.ts";
import type { BankDatabase } from "../storage/bank-database.ts";

interface ContentRow {
  /** Orders of the first version: zlib in one piece. Empty since. */
  readonly content: Uint8Array;
  readonly transaction_id: string | null;
  readonly order_data_key: Uint8Array | null;
}

/** An order's file as the customer sent it, piece by piece. Its limits were checked when it was taken. */
export async function* orderContent(database: BankDatabase, orderRow: bigint): AsyncGenerator<Uint8Array> {
  yield* inflated(compressedContent(database, orderRow), { bytesMax: Number.POSITIVE_INFINITY });
}

/** The same, still as a zlib stream: whoever sends it on need not compress it again. */
export async function* compressedContent(database: BankDatabase, orderRow: bigint): AsyncGenerator<Uint8Array> {
  const row = database.get<ContentRow>("SELECT o.content, o.transaction_id, u.order_data_key FROM customer_order o LEFT JOIN upload u ON u.transaction_id = o.transaction_id WHERE o.id = ?", orderRow);
  if (row?.transaction_id == null || row.order_data_key === null) yield row?.content ?? new Uint8Array(0);
  else yield* decrypted(row.order_data_key, segments(database, row.transaction_id));
}

function* segments(database: BankDatabase, transactionId: string): Generator<Uint8Array> {
  for (let number = 1; ; number++) {
    const row = database.get<{ content: Uint8Array }>("SELECT content FROM upload_segment WHERE transaction_id = ? AND number = ?", transactionId, number);
    if (row === undefined) return;
    yield row.content;
  }
}
