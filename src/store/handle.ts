import Database from "better-sqlite3-multiple-ciphers";
import { Kysely } from "kysely";
import { storeDialect } from "./dialect.ts";
import { rawKey } from "./key-check.ts";
import type { Schema } from "./schema.ts";
import { translateError } from "./store-error.ts";

/** A value that SQLite takes. */
export type Value = string | number | bigint | Uint8Array | null;
type Row = Record<string, unknown>;

/** Called before each writing statement, and with `COMMIT` before a commit; what it throws makes the write fail. For fault tests. */
export type OnWrite = (statement: string) => void;

/**
 * One SQLite connection with its key: runs statements, keeps them prepared, and translates every error to AppError area "store".
 * It never waits for a lock: a wait inside SQLite would stop the whole process (see patience.ts).
 * Integers come back as numbers, except columns named `…_minor`: amounts stay bigint.
 */
export class Handle {
  readonly db: Kysely<Schema>;
  readonly #sqlite: Database;
  readonly #onWrite: OnWrite | undefined;
  readonly #prepared = new Map<string, Database.Statement<unknown[], Row>>();

  /** Opens and sets the key; the first read shows whether it fits. @throws AppError area "store" */
  constructor(file: string, dataKey: Uint8Array, onWrite?: OnWrite) {
    this.#onWrite = onWrite;
    const key = rawKey(dataKey);
    try {
      this.#sqlite = new Database(file, { fileMustExist: true, timeout: 0 });
      this.#sqlite.pragma("cipher='aegis'");
      this.#sqlite.key(key);
    } catch (error) {
      throw translateError(error);
    } finally {
      key.fill(0);
    }
    this.#sqlite.defaultSafeIntegers(true);
    this.db = new Kysely<Schema>({ dialect: storeDialect(this) });
  }

  /** Runs any statement. @returns its rows, or how many rows it changed */
  run(sql: string, parameters: readonly unknown[] = []): { rows: Row[]; changes: number } {
    try {
      const statement = this.#prepare(sql);
      if (!statement.readonly) this.#onWrite?.(sql);
      if (statement.reader) return { rows: statement.all(parameters).map(withNumbers), changes: 0 };
      return { rows: [], changes: statement.run(parameters).changes };
    } catch (error) {
      throw translateError(error);
    }
  }

  /** `run` for statements whose columns are known. The type is the caller's word for them. */
  all<R>(sql: string, ...parameters: readonly Value[]): R[] {
    return this.run(sql, parameters).rows as R[];
  }

  /** Several statements at once, without parameters: pragmas and savepoints. */
  exec(sql: string): void {
    try {
      this.#sqlite.exec(sql);
    } catch (error) {
      throw translateError(error);
    }
  }

  pragma(text: string): unknown {
    try {
      const value = this.#sqlite.pragma(text, { simple: true });
      return typeof value === "bigint" ? Number(value) : value;
    } catch (error) {
      throw translateError(error);
    }
  }

  commit(): void {
    try {
      this.#onWrite?.("COMMIT");
    } catch (error) {
      throw translateError(error);
    }
    this.exec("COMMIT");
  }

  /** Encrypts the whole file anew. The caller holds it alone. */
  rekey(dataKey: Uint8Array): void {
    const key = rawKey(dataKey);
    try {
      this.#onWrite?.("REKEY");
      this.#sqlite.rekey(key);
    } catch (error) {
      throw translateError(error);
    } finally {
      key.fill(0);
    }
  }

  get inTransaction(): boolean {
    return this.#sqlite.inTransaction;
  }

  close(): void {
    this.#prepared.clear();
    this.#sqlite.close();
  }

  #prepare(sql: string): Database.Statement<unknown[], Row> {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    if (this.#prepared.size >= preparedMax) this.#prepared.clear();
    const statement = this.#sqlite.prepare<unknown[], Row>(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

const preparedMax = 300;

function withNumbers(row: Row): Row {
  for (const name in row) {
    const value = row[name];
    if (typeof value === "bigint" && !name.endsWith("_minor")) row[name] = Number(value);
  }
  return row;
}
