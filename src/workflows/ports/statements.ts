import type { Finding } from "../../domain/finding.ts";
import type { IsoDate, IsoInstant, OrderId, StatementId, StoredFileId } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import type { Balance, StatementEntry, StatementHeader } from "../../domain/statement.ts";

export interface Statement {
  readonly id: StatementId;
  readonly fileId: StoredFileId;
  readonly format: string;
  readonly header: StatementHeader;
  readonly balances: readonly Balance[];
  readonly entryCount: number;
  /** opening + booked = closing; null when a balance is missing. */
  readonly balanced: boolean | null;
  readonly findings: readonly Finding[];
  readonly receivedAt: IsoInstant;
}
export interface StoredEntry extends StatementEntry {
  readonly statementId: StatementId;
  /** 0-based within the statement. */
  readonly position: number;
  /** Orders its details were matched to. */
  readonly matchedOrders: readonly { readonly orderId: OrderId; readonly position: number; readonly detail: number }[];
}
export interface EntryWriter {
  addEntry(entry: StatementEntry): void;
  flush(): Promise<void>;
}
export interface StatementRepository {
  create(statement: Statement): Promise<void>;
  update(id: StatementId, set: Pick<Statement, "balances" | "entryCount" | "balanced" | "findings">): Promise<void>;
  writer(id: StatementId): EntryWriter;
  get(id: StatementId): Promise<Statement | undefined>;
  /** @param filter.closedSince only those with a closing balance of that day or later */
  list(filter?: { readonly account?: string; readonly closedSince?: IsoDate; readonly limit?: number; readonly offset?: number }): Promise<readonly Statement[]>;
  /** The same kind, account, id, sequence number and dates: received before. */
  findSame(header: StatementHeader): Promise<Statement | undefined>;
  entries(id: StatementId, page?: { readonly offset?: number; readonly limit?: number; readonly text?: string }): Promise<readonly StoredEntry[]>;
  countEntries(id: StatementId, filter?: { readonly text?: string }): Promise<number>;
  /** Closing balance of the newest statement per account; reports and notifications have no say in it. */
  latestBalances(): Promise<readonly { readonly account: string; readonly amount: Money; readonly date: IsoDate }[]>;
  /** Closing balances by day of one account, oldest first. */
  balanceHistory(account: string, limit: number): Promise<readonly { readonly date: IsoDate; readonly amount: Money }[]>;
}
