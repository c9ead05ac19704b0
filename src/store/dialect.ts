import {
  type CompiledQuery, type DatabaseConnection, type Dialect, type Driver, type QueryResult, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler,
} from "kysely";
import type { Handle } from "./handle.ts";

/**
 * kysely over one `Handle`. Transactions are not kysely's: the store begins, commits and rolls back itself (access.ts),
 * so that bulk inserts, file streams and queries share one.
 */
export function storeDialect(handle: Handle): Dialect {
  const connection = new HandleConnection(handle);
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connection,
    beginTransaction: () => refuse(),
    commitTransaction: () => refuse(),
    rollbackTransaction: () => refuse(),
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
  };
  return {
    createDriver: () => driver,
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new HandleAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

class HandleConnection implements DatabaseConnection {
  readonly #handle: Handle;
  constructor(handle: Handle) {
    this.#handle = handle;
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = this.#handle.run(query.sql, query.parameters);
    return { rows: rows as R[], numAffectedRows: BigInt(changes) }; // kysely gives R from the query it built
  }
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

/** SQLite's calls are synchronous, so statements never overlap: kysely's lock per statement is not needed. */
class HandleAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

function refuse(): Promise<never> {
  return Promise.reject(new Error("Transactions are begun by the store, not by kysely"));
}
