import { sql } from "kysely";
import { accountText } from "../../domain/account-number.ts";
import type { CurrencyCode, IsoDate, StatementId } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import { type StatementHeader, statementKind } from "../../domain/statement.ts";
import type { EntryWriter, Statement, StatementRepository, StoredEntry } from "../../workflows/ports/statements.ts";
import type { Access } from "../access.ts";
import { storeError } from "../store-error.ts";
import { countEntries, type EntryPage, entriesOf } from "./entry-queries.ts";
import { BulkEntryWriter } from "./entry-writer.ts";
import { statementColumns, toStatement } from "./statement-row.ts";

export class SqlStatements implements StatementRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  create(statement: Statement): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.insertInto("statements").values({ id: statement.id, ...statementColumns(statement) }).execute();
    });
  }

  update(id: StatementId, set: Pick<Statement, "balances" | "entryCount" | "balanced" | "findings">): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = await db.selectFrom("statements").selectAll().where("id", "=", id).executeTakeFirst();
      if (row === undefined) throw storeError("not-found", { message: "The statement is not in the customer's store.", context: { statement: id } });
      await db.updateTable("statements").set(statementColumns({ ...toStatement(row), ...set })).where("id", "=", id).execute();
    });
  }

  writer(id: StatementId): EntryWriter {
    return new BulkEntryWriter(this.#access, id);
  }

  get(id: StatementId): Promise<Statement | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("statements").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : toStatement(row);
    });
  }

  /** Newest period first. */
  list(filter: Parameters<StatementRepository["list"]>[0] = {}): Promise<readonly Statement[]> {
    return this.#access.read(async ({ db }) => {
      let query = db.selectFrom("statements").selectAll();
      if (filter.account !== undefined) query = query.where("account", "=", filter.account);
      if (filter.closedSince !== undefined) query = query.where("closing_date", ">=", filter.closedSince);
      const newest = sql`coalesce(to_date, closing_date, substr(received_at, 1, 10))`;
      const rows = await query.orderBy(newest, "desc").orderBy("number", "desc").limit(filter.limit ?? -1).offset(filter.offset ?? 0).execute();
      return rows.map(toStatement);
    });
  }

  findSame(header: StatementHeader): Promise<Statement | undefined> {
    return this.#access.read(async ({ db }) => {
      const rows = await db
        .selectFrom("statements")
        .selectAll()
        .where("account", "=", accountText(header.account))
        .where("statement_id", "=", header.statementId)
        .where("sequence_number", "is", header.sequenceNumber ?? null)
        .where("from_date", "is", header.fromDate ?? null)
        .where("to_date", "is", header.toDate ?? null)
        .orderBy("number")
        .execute();
      // Banks give a report of the day the same id as its statement, which must not pass for known then.
      return rows.map(toStatement).find((statement) => statementKind(statement.header) === statementKind(header));
    });
  }

  entries(id: StatementId, page: EntryPage = {}): Promise<readonly StoredEntry[]> {
    return this.#access.read((handle) => entriesOf(handle, id, page));
  }

  countEntries(id: StatementId, filter: { readonly text?: string } = {}): Promise<number> {
    return this.#access.read((handle) => countEntries(handle, id, filter.text));
  }

  latestBalances(): Promise<readonly { readonly account: string; readonly amount: Money; readonly date: IsoDate }[]> {
    return this.#access.read((handle) =>
      handle
        .all<ClosingRow>(`select account, closing_date, closing_minor, closing_currency from (
          select *, row_number() over (partition by account order by closing_date desc, number desc) as newest from statements where closing_date is not null
        ) where newest = 1 order by account`)
        .map((row) => ({ account: row.account, ...toClosing(row) })),
    );
  }

  /** Where a day has several statements, the last received counts. @param limit of days, the newest ones */
  balanceHistory(account: string, limit: number): Promise<readonly { readonly date: IsoDate; readonly amount: Money }[]> {
    return this.#access.read((handle) =>
      handle
        .all<ClosingRow>(
          `select account, closing_date, closing_minor, closing_currency from (
            select *, row_number() over (partition by closing_date order by number desc) as newest from statements where account = ? and closing_date is not null
          ) where newest = 1 order by closing_date desc limit ?`,
          account,
          limit,
        )
        .map(toClosing)
        .reverse(),
    );
  }
}

interface ClosingRow {
  readonly account: string;
  readonly closing_date: string;
  readonly closing_minor: bigint;
  readonly closing_currency: string;
}

function toClosing(row: ClosingRow): { readonly date: IsoDate; readonly amount: Money } {
  return { date: row.closing_date as IsoDate, amount: { minor: row.closing_minor, currency: row.closing_currency as CurrencyCode } };
}
