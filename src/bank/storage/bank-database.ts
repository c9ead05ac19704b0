import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3-multiple-ciphers";
import type { Randomness } from "../../domain/clock.ts";
import { AppError } from "../../domain/errors.ts";
import { openKeyFile } from "./key-file.ts";
import { migrate } from "./schema.ts";

/** What SQLite stores. Integers come back as bigint, so that no amount is ever rounded. */
export type SqlValue = string | bigint | number | Uint8Array | null;

/**
 * The practice bank's one encrypted SQLite file. Several processes may open it at once (WAL): a running host and the admin verbs.
 * Statements are prepared once and kept.
 */
export class BankDatabase {
  readonly #sqlite: Sqlite;
  readonly #prepared = new Map<string, Sqlite.Statement<SqlValue[], unknown>>();

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
    sqlite.defaultSafeIntegers(true);
  }

  /** @returns the rowid of the last inserted row and how many rows changed */
  run(sql: string, ...values: SqlValue[]): { readonly id: bigint; readonly changes: number } {
    const result = this.#prepare(sql).run(values);
    return { id: BigInt(result.lastInsertRowid), changes: result.changes };
  }

  /** The caller names the row's shape: it stands in the SQL beside it. */
  get<Shape>(sql: string, ...values: SqlValue[]): Shape | undefined {
    return this.#prepare(sql).get(values) as Shape | undefined;
  }

  all<Shape>(sql: string, ...values: SqlValue[]): Shape[] {
    return this.#prepare(sql).all(values) as Shape[];
  }

  /** All in one atomic step; nested calls join the outer one. Takes the write lock at once, so that two processes cannot deadlock. */
  transaction<Result>(work: () => Result): Result {
    if (this.#sqlite.inTransaction) return work();
    this.#sqlite.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#sqlite.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#sqlite.inTransaction) this.#sqlite.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#prepared.clear();
    this.#sqlite.close();
  }

  #prepare(sql: string): Sqlite.Statement<SqlValue[], unknown> {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const made = this.#sqlite.prepare<SqlValue[], unknown>(sql);
    this.#prepared.set(sql, made);
    return made;
  }
}

/**
 * Opens or creates `bank.db` in the folder.
 * @throws AppError bank/`database-unreadable` when the key does not fit or the file is damaged
 */
export function openBankDatabase(folder: string, randomness: Randomness): BankDatabase {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "bank.db");
  const key = openKeyFile(folder, randomness);
  const sqlite = new Sqlite(path, { timeout: 10_000 });
  try {
    sqlite.pragma("cipher='aegis'");
    sqlite.pragma(`key='raw:${key}'`);
    sqlite.pragma("temp_store=MEMORY"); // temporary files would hold payments in clear
    chmodSync(path, 0o600); // before the write-ahead log is made, which takes the mode over
    sqlite.pragma("journal_mode=WAL");
    sqlite.pragma("synchronous=FULL");
    sqlite.pragma("foreign_keys=ON");
    sqlite.pragma("cache_size=-32000");
    const database = new BankDatabase(sqlite);
    migrate(sqlite);
    return database;
  } catch (error) {
    sqlite.close();
    throw new AppError("bank", "database-unreadable", `The practice bank's database ${path} cannot be read.`, {
      meaning: "The key file does not belong to it, or the file is damaged. No real money is concerned.",
      next: "Restore bank.db and bank.key together from a backup, or start a new practice bank in another folder.",
      cause: error,
    });
  }
}

/** A bank that lives as long as the process: for the demo and tests. */
export function openBankDatabaseInMemory(): BankDatabase {
  const sqlite = new Sqlite(":memory:");
  sqlite.pragma("foreign_keys=ON");
  migrate(sqlite);
  return new BankDatabase(sqlite);
}
