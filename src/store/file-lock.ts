import { closeSync, openSync } from "node:fs";
import Database from "better-sqlite3-multiple-ciphers";
import { patiently } from "./patience.ts";
import { storeError, translateError } from "./store-error.ts";

/**
 * Runs `work` while no other process, and nobody else in this one, holds the same lock. The lock is SQLite's on an empty file:
 * the system lets go of it when the process dies, so none is ever left behind.
 * @param file made when missing
 * @throws AppError store/`busy` after 10 s
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const sqlite = openLock(file);
  try {
    await patiently(() => lock(sqlite));
    return await work();
  } finally {
    sqlite.close();
  }
}

function openLock(file: string): Database {
  try {
    closeSync(openSync(file, "wx", 0o600)); // only when new: see checkStoreFile on opening a locked file
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw storeError("failed", { message: "The data folder cannot be written.", cause: error });
  }
  try {
    return new Database(file, { fileMustExist: true, timeout: 0 });
  } catch (error) {
    throw translateError(error);
  }
}

function lock(sqlite: Database): void {
  try {
    sqlite.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    const { code } = translateError(error);
    throw code === "busy" ? storeError("busy", { message: "Another process keeps the registry of customers locked.", cause: error }) : translateError(error);
  }
}
