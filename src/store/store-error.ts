import Database from "better-sqlite3-multiple-ciphers";
import { AppError } from "../domain/errors.ts";

/** Codes of `AppError` area "store". */
export type StoreErrorCode =
  | "wrong-key"
  | "damaged"
  | "truncated"
  | "missing"
  | "exists"
  | "newer-version"
  | "busy"
  | "in-use"
  | "older-copy"
  | "changed-meanwhile"
  | "not-found"
  | "conflict"
  | "disk-full"
  | "read-only"
  | "failed";

const nothingChanged = "Nothing was half-written: the store is as it was before.";
const fromBackup = "Restore the customer's folder from the last backup and compare the journal's count before sending anything.";

/** What an operator reads, per code. */
export const storeErrorWords: Readonly<Record<StoreErrorCode, { message: string; meaning?: string; next?: string; retryable?: true }>> = {
  "wrong-key": {
    message: "The customer's store does not open with this key.",
    meaning: "Nothing was read and nothing was changed.",
    next: "The key slot may belong to another store or to an older copy of it. Ask an administrator of this customer to grant access again.",
  },
  damaged: { message: "The customer's store is damaged: part of it cannot be read back as it was written.", meaning: "Orders in it may look older than they are at the bank.", next: fromBackup },
  truncated: { message: "The customer's store is shorter than it should be: its end is missing.", meaning: "Orders in it may look older than they are at the bank.", next: fromBackup },
  missing: { message: "The customer's store is not where it should be.", meaning: "Nothing was created in its place.", next: "Check that the disk is mounted, or restore the customer's folder from the last backup." },
  exists: { message: "There already is a store in this place.", meaning: "It was not touched." },
  "newer-version": { message: "The customer's store was written by a newer Kontor.", meaning: "It was not touched.", next: "Open it with the newer version." },
  busy: { message: "The customer's store stayed locked by another process.", meaning: nothingChanged, next: "Try again in a moment.", retryable: true },
  "in-use": { message: "Somebody else has this customer open.", meaning: nothingChanged, next: "Let all others close the customer, then try again.", retryable: true },
  "older-copy": {
    message: "This is an older copy of the customer's store: since it was made, orders have left that it does not know.",
    meaning: "Nothing was sent: what this copy takes for unsent may have been paid already.",
    next: "Put the newest copy back; if there is none, compare with the bank (kontor customer compare-copy), then accept this copy with a reason.",
  },
  "changed-meanwhile": { message: "Somebody else changed this in the meantime.", meaning: "Your change was not made.", next: "Look at it again as it stands now." },
  "not-found": { message: "What was asked for is not in the customer's store.", meaning: nothingChanged },
  conflict: { message: "The store already holds something that contradicts this.", meaning: nothingChanged },
  "disk-full": { message: "The disk is full.", meaning: nothingChanged, next: "Make room on the disk, then try again.", retryable: true },
  "read-only": { message: "The customer's store cannot be written: the disk or the file is read-only.", meaning: nothingChanged, next: "Check the rights of the data folder." },
  failed: { message: "The disk did not do what was asked.", meaning: nothingChanged, next: "Check the disk, then try again.", retryable: true },
};

/** The error for a code, in the operator's words. @param message replaces the usual sentence where a nearer one is known */
export function storeError(
  code: StoreErrorCode,
  more: { readonly message?: string; readonly cause?: unknown; readonly context?: Readonly<Record<string, string | number | boolean | undefined>> } = {},
): AppError {
  const { message, ...rest } = storeErrorWords[code];
  return new AppError("store", code, more.message ?? message, { ...rest, cause: more.cause, context: more.context });
}

/** Translates what SQLite says, once, at the boundary. An AppError passes through. */
export function translateError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Database.SqliteError)) return storeError("failed", { cause: error });
  const context = { sqlite: error.code };
  const code = codeOf(error.code);
  return storeError(code, { cause: error, context });
}

/** @param sqlite primary or extended result code, as text: `SQLITE_IOERR_WRITE` */
function codeOf(sqlite: string): StoreErrorCode {
  if (sqlite.startsWith("SQLITE_CORRUPT") || sqlite === "SQLITE_NOTADB" || sqlite === "SQLITE_IOERR_SHORT_READ") return "damaged";
  if (sqlite.startsWith("SQLITE_BUSY") || sqlite.startsWith("SQLITE_LOCKED")) return "busy";
  if (sqlite === "SQLITE_FULL") return "disk-full";
  if (sqlite.startsWith("SQLITE_READONLY") || sqlite === "SQLITE_PERM" || sqlite === "SQLITE_AUTH") return "read-only";
  if (sqlite.startsWith("SQLITE_CONSTRAINT")) return "conflict";
  return "failed";
}
