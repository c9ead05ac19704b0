import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAccountNumber } from "../../src/domain/account-number.ts";
import type { CurrencyCode, IsoDate } from "../../src/domain/ids.ts";
import type { Balance, StatementKind } from "../../src/domain/statement.ts";
import { collect, once } from "../../src/workflows/bytes.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { importStatementFile, type StatementIntake } from "../../src/workflows/intake-statements.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, payment, queuedOrder } from "../support/office.ts";
import { statementFormat } from "../support/statement-format.ts";

/** Intraday reports and notifications tell of a payment before the statement does: they must neither book it nor stand in the statement's way. */

let office: Office;
let context: WorkflowContext;
let order: Order;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
  const { id } = await queuedOrder(context, "told three times", [payment("T-1", 100n)]);
  await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: false });
  order = await mustGetOrder(context, id);
});
afterAll(() => office.close());

const formats = { report: "camt.052.001.08", notification: "camt.054.001.08", statement: "camt.053.001.08" } as const;

/** The order's payment as the bank tells of it: always booked, always under the same statement id. */
async function tell(kind: StatementKind): Promise<StatementIntake> {
  const account = parseAccountNumber(order.accounts[0] ?? "");
  const sum = order.sums[0];
  if (account === undefined || sum === undefined) throw new Error("the order has an account and a sum");
  const day = "2026-11-24" as IsoDate;
  const of = (minor: bigint) => ({ minor, currency: sum.currency as CurrencyCode });
  const balances: Balance[] = [{ type: "OPBD", amount: of(1000n), date: day }, { type: "CLBD", amount: of(1000n - sum.minor), date: day }];
  const header = { kind: kind === "statement" ? undefined : kind, statementId: "2026-228", sequenceNumber: "228", account };
  const entries = [{ amount: of(-sum.minor), bookingDate: day, status: "BOOK" as const, reversal: false, details: [{ endToEndId: "T-1", amount: of(-sum.minor), remittance: [] }] }];
  const bytes = await collect(statementFormat(formats[kind]).write([{ header, balances: kind === "notification" ? [] : balances, entries }], { messageId: kind, createdAt: "2026-11-24T08:00:00Z" }));
  return importStatementFile(context, { name: `${kind}.xml`, open: () => once(bytes) });
}

describe("a payment told of in a report, a notification and a statement of one id", () => {
  it.each(["report", "notification"] as const)("a %s is kept with its entries, and books nothing", async (kind) => {
    const taken = await tell(kind);
    expect([taken.statements.map((one) => [one.header.kind, one.entryCount]), taken.known, taken.transactionsBooked]).toEqual([[[kind, 1]], 0, 0]);
    expect((await context.store.orders.transactionStates(order.id)).booked).toBe(0);
    expect((await mustGetOrder(context, order.id)).state).toBe("delivered");
    expect(await context.store.statements.latestBalances()).toEqual([]);
    const [last] = await context.store.journal.list({ limit: 1 });
    expect(last?.summary).toContain("the statement will book them");
  });

  it("the same one again is known", async () => {
    const again = await tell("report");
    expect([again.statements.length, again.known]).toEqual([0, 1]);
  });

  it("the statement is new, books the payment, and its balance counts", async () => {
    const taken = await tell("statement");
    expect([taken.statements.length, taken.known, taken.transactionsBooked]).toEqual([1, 0, 1]);
    expect((await mustGetOrder(context, order.id)).state).toBe("booked");
    expect((await context.store.statements.latestBalances()).map((one) => one.amount.minor)).toEqual([1000n - (order.sums[0]?.minor ?? 0n)]);
  });
});
