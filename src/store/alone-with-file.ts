import { isAppError } from "../domain/errors.ts";
import type { Handle } from "./handle.ts";
import { storeError } from "./store-error.ts";

/**
 * Keeps every other handle, here and in other processes, out of the file while `work` runs. SQLite leaves WAL only when nobody
 * else has the file open, and then keeps it locked. A crash in between leaves a store without WAL; opening it puts that right.
 * @throws AppError store/`in-use`
 */
export async function aloneWithFile(handle: Handle, work: () => Promise<void>): Promise<void> {
  handle.pragma("locking_mode = exclusive");
  try {
    leaveWal(handle);
    await work();
  } finally {
    // In this order: a write-ahead log that is begun in exclusive mode could not be shared any more.
    handle.pragma("locking_mode = normal");
    handle.pragma("journal_mode = wal");
  }
}

function leaveWal(handle: Handle): void {
  try {
    if (handle.pragma("journal_mode = delete") === "delete") return;
  } catch (error) {
    if (!isAppError(error, "store", "busy")) throw error;
  }
  throw storeError("in-use");
}
