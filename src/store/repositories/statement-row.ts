import type { Selectable } from "kysely";
import { accountText } from "../../domain/account-number.ts";
import type { IsoInstant, StatementId, StoredFileId } from "../../domain/ids.ts";
import { type Balance, statementKind } from "../../domain/statement.ts";
import type { Statement } from "../../workflows/ports/statements.ts";
import { fromBody, toBody } from "../body.ts";
import type { StatementTable } from "../schema.ts";

type StatementBody = Pick<Statement, "header" | "balances" | "balanced" | "findings">;

export function statementColumns(statement: Statement) {
  const { header } = statement;
  const closing = statementKind(header) === "statement" ? closingBalance(statement.balances) : undefined;
  const body: StatementBody = { header, balances: statement.balances, balanced: statement.balanced, findings: statement.findings };
  return {
    file_id: statement.fileId,
    format: statement.format,
    account: accountText(header.account),
    statement_id: header.statementId,
    sequence_number: header.sequenceNumber ?? null,
    from_date: header.fromDate ?? null,
    to_date: header.toDate ?? null,
    entry_count: statement.entryCount,
    closing_date: closing?.date ?? null,
    closing_minor: closing?.amount.minor ?? null,
    closing_currency: closing?.amount.currency ?? null,
    received_at: statement.receivedAt,
    body: toBody(body),
  };
}

/** CLBD, closing booked; what a report during the day calls so is none yet. A page of a statement that goes on has none: its interim balance is not a closing one. */
function closingBalance(balances: readonly Balance[]): Balance | undefined {
  return balances.findLast((balance) => balance.type === "CLBD");
}

export function toStatement(row: Selectable<StatementTable>): Statement {
  return {
    id: row.id as StatementId,
    fileId: row.file_id as StoredFileId,
    format: row.format,
    entryCount: row.entry_count,
    receivedAt: row.received_at as IsoInstant,
    ...fromBody<StatementBody>(row.body),
  };
}
