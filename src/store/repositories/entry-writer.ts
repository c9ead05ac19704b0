import { setImmediate as breathe } from "node:timers/promises";
import { assert } from "../../domain/errors.ts";
import type { StatementId } from "../../domain/ids.ts";
import type { StatementEntry } from "../../domain/statement.ts";
import type { EntryWriter } from "../../workflows/ports/statements.ts";
import type { Access } from "../access.ts";
import { insertRows, rowsPerTurn } from "../bulk-insert.ts";
import { entryColumns, entryValues } from "./entry-row.ts";
import { statementNumber } from "./statement-number.ts";

/** Keeps what is added until `flush`, then writes it many rows at a time, letting the screen move in between. */
export class BulkEntryWriter implements EntryWriter {
  readonly #access: Access;
  readonly #statementId: StatementId;
  #pending: StatementEntry[] = [];
  #start: { readonly statement: number; position: number } | undefined;

  constructor(access: Access, statementId: StatementId) {
    assert(access.inTransaction, "a writer is used inside a transaction");
    this.#access = access;
    this.#statementId = statementId;
  }

  addEntry(entry: StatementEntry): void {
    this.#pending.push(entry);
  }

  async flush(): Promise<void> {
    const entries = this.#pending;
    this.#pending = [];
    await this.#access.write(async (handle) => {
      if (this.#start === undefined) {
        const statement = statementNumber(handle, this.#statementId);
        const next = handle.all<{ next: number }>("select coalesce(max(position) + 1, 0) as next from entries where statement_number = ?", statement)[0]?.next ?? 0;
        this.#start = { statement, position: next };
      }
      const start = this.#start;
      for (let from = 0; from < entries.length; from += rowsPerTurn) {
        const rows = entries.slice(from, from + rowsPerTurn).map((entry, i) => entryValues(start.statement, start.position + from + i, entry));
        insertRows(handle, "entries", entryColumns, rows);
        await breathe();
      }
      start.position += entries.length;
    });
  }
}
