import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readSync, statSync } from "node:fs";
import path from "node:path";
import { keyCheckFits } from "./key-check.ts";
import { storeError } from "./store-error.ts";

/** Fixed for every store; a page holds 64 bytes of nonce and tag. */
export const pageBytes = 4096;

/** Bytes 16 to 23 of every store, in clear: page size, WAL for reading and writing, reserve, SQLite's constants. */
const headLayout = Buffer.from("1000020240402020", "hex");

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
 * Looks at a store's length and clear head before SQLite does.
 * @returns whether the head names this key; SQLite then says whether the pages really are encrypted with it
 * @throws AppError store/`missing`, `truncated`
 */
export function inspectStoreFile(file: string, dataKey: Uint8Array): { readonly keyFits: boolean; readonly layoutFits: boolean } {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch (error) {
    if (isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR")) throw storeError("missing", { cause: error });
    throw storeError("failed", { message: "The customer's store could not be opened.", cause: error });
  }
  try {
    const head = Buffer.alloc(24);
    const length = readSync(fd, head, 0, 24, 0);
    if (length < 24 || statSync(file).size < pageBytes) throw storeError("truncated", { context: { sizeBytes: statSync(file).size } });
    return { keyFits: keyCheckFits(head, dataKey), layoutFits: head.subarray(16, 24).equals(headLayout) };
  } finally {
    closeSync(fd);
  }
}

/** @param pages as SQLite counts them. Pages that still are in the write-ahead log need not be in the file. @throws AppError store/`truncated` */
export function checkStoreLength(file: string, pages: number): void {
  const { size } = statSync(file);
  const wal = `${file}-wal`;
  if (existsSync(wal) && statSync(wal).size > 0) return;
  if (size < pages * pageBytes) throw storeError("truncated", { context: { sizeBytes: size, pages } });
}

/** Makes a new or renamed file in this folder survive a power cut. */
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
