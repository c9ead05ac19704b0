import { chmodSync, closeSync, existsSync, fsyncSync, openSync, statSync } from "node:fs";
import path from "node:path";
import { storeError } from "./store-error.ts";

/** Fixed for every store; 64 bytes of a page are nonce and tag. */
export const pageBytes = 4096;

/** Makes the empty file that SQLite will fill, readable by its owner only; -wal and -shm inherit its mode. @throws AppError store/`exists` */
export function makeStoreFile(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if (isErrno(error, "EEXIST")) throw storeError("exists", { cause: error });
    throw storeError("failed", { message: "The customer's store could not be created.", cause: error });
  }
  chmodSync(file, 0o600);
  flushFolder(path.dirname(file));
}

/**
 * Looks at a store's length before SQLite does. The file itself is never opened here: closing it again would drop the locks that
 * other handles of this process hold on it (POSIX locks belong to the process; sqlite.org/howtocorrupt.html, 2.2).
 * @throws AppError store/`missing`, `truncated`
 */
export function checkStoreFile(file: string): void {
  let sizeBytes: number;
  try {
    sizeBytes = statSync(file).size;
  } catch (error) {
    if (isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR")) throw storeError("missing", { cause: error });
    throw storeError("failed", { message: "The customer's store could not be opened.", cause: error });
  }
  if (sizeBytes < pageBytes) throw storeError("truncated", { context: { sizeBytes } });
}

/** @param pages as SQLite counts them. Pages that still are in the write-ahead log need not be in the file. @throws AppError store/`truncated` */
export function checkStoreLength(file: string, pages: number): void {
  const { size } = statSync(file);
  const wal = `${file}-wal`;
  if (existsSync(wal) && statSync(wal).size > 0) return;
  if (size < pages * pageBytes) throw storeError("truncated", { context: { sizeBytes: size, pages } });
}

/** Makes new, renamed and removed files of this folder survive a power cut. */
export function flushFolder(folder: string): void {
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
