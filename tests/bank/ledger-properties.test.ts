import { deflateSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, it } from "vitest";
import { assert, isAppError } from "../../src/domain/errors.ts";
import { SettableClock } from "../../src/domain/clock.ts";
import { addDays } from "../../src/domain/iso-date.ts";
import { formats } from "../../src/formats/all.ts";
import { listAccounts } from "../../src/bank/ledger/account.ts";
import { BankClock } from "../../src/bank/ledger/bank-clock.ts";
import { openDay } from "../../src/bank/ledger/business-day.ts";
import { bookCredit } from "../../src/bank/ledger/credit.ts";
import type { Ledger } from "../../src/bank/ledger/ledger.ts";
import { openAccount, setAccountState } from "../../src/bank/ledger/open-account.ts";
import { processOrder } from "../../src/bank/ledger/process-order.ts";
import { runDue } from "../../src/bank/ledger/run-due.ts";
import { practiceHours } from "../../src/bank/practice-bank-facts.ts";
import { openBankDatabaseInMemory } from "../../src/bank/storage/bank-database.ts";
import { addPartner, addSubscriber } from "../../src/bank/subscribers/enrol.ts";
import { elsewhere, money, orderFile } from "./support/orders.ts";

const hour = 3_600_000;
const money2 = (cents: number) => money((cents / 100).toFixed(2));

const payment = fc.record({ cents: fc.integer({ min: 1, max: 60_000 }), to: fc.nat({ max: 5 }) });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("order" as const), from: fc.nat({ max: 1 }), inDays: fc.nat({ max: 4 }), single: fc.boolean(), payments: fc.array(payment, { minLength: 1, maxLength: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("credit" as const), to: fc.nat({ max: 2 }), cents: fc.integer({ min: 1, max: 50_000 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("state" as const), account: fc.nat({ max: 2 }), state: fc.constantFrom("closed" as const, "open" as const) }) },
);

describe("the practice bank's books, whatever happens", () => {
  it("balance: every booking sums to zero, no account goes below its overdraft, statements follow each other", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const database = openBankDatabaseInMemory();
        const base = new SettableClock(Date.parse("2026-12-21T07:00:00Z")); // Christmas is near
        const ledger: Ledger = { database, clock: new BankClock(database, base), hours: practiceHours };
        addPartner(database, { partnerId: "P", name: "P" });
        addSubscriber(database, { partnerId: "P", userId: "U", name: "U" });
        const accounts = [
          openAccount(ledger, { currency: "EUR", owner: "P", partnerId: "P", opening: money("1000.00") }).number,
          openAccount(ledger, { currency: "EUR", owner: "P", partnerId: "P", overdraft: money("200.00") }).number,
          openAccount(ledger, { currency: "EUR", owner: "Payee" }).number,
        ];
        const payees = [...accounts, ...elsewhere];
        for (const [index, one] of steps.entries()) {
          if (one.kind === "wait") {
            base.advance(one.hours * hour);
            runDue(ledger);
          } else if (one.kind === "credit") {
            try {
              bookCredit(ledger, { account: accounts[one.to]!, amount: money2(one.cents), debtorName: "Somebody" });
            } catch (error) {
              if (!isAppError(error, "bank", "account-not-open")) throw error;
            }
          } else if (one.kind === "state") setAccountState(ledger, accounts[one.account]!, one.state);
          else {
            const content = await orderFile(`M${index}`, [{
              from: accounts[one.from]!, date: addDays(openDay(ledger), one.inDays), batchBooking: !one.single,
              payments: one.payments.map((each, i) => ({ amount: money2(each.cents), to: payees[each.to]!, endToEndId: `E${index}-${i}` })),
            }]);
            const { id } = database.run(
              `INSERT INTO customer_order (partner_id, user_id, order_id, order_type, received_ms, digest, size_bytes, content, signers, state) VALUES ('P', 'U', ?, '{}', ?, '', 0, ?, '[]', 'received')`,
              `O${index}`, ledger.clock.now(), deflateSync(content),
            );
            await processOrder(ledger, formats, id);
          }
          checkBooks(ledger);
        }
        database.close();
      }),
      { numRuns: 60 },
    );
  });
});

function checkBooks(ledger: Ledger): void {
  const { database } = ledger;
  assert(database.all("SELECT 1 FROM entry GROUP BY booking HAVING sum(minor) <> 0").length === 0, "every booking sums to zero");
  for (const account of listAccounts(ledger, { withNostro: true })) {
    const { moved } = database.get<{ moved: bigint }>("SELECT coalesce(sum(minor), 0) AS moved FROM entry WHERE account = ?", account.id) ?? { moved: 0n };
    assert(account.balanceMinor === account.openingMinor + moved, "a balance is what was booked");
    if (account.kind === "customer") assert(account.balanceMinor >= -account.overdraftMinor, "no account goes below its overdraft");
    let closing = account.openingMinor;
    for (const statement of database.all<{ day: string; opening_minor: bigint; closing_minor: bigint }>("SELECT * FROM day_statement WHERE account = ? ORDER BY sequence", account.id)) {
      const { day } = database.get<{ day: bigint }>("SELECT coalesce(sum(minor), 0) AS day FROM entry WHERE account = ? AND day = ?", account.id, statement.day) ?? { day: 0n };
      assert(statement.opening_minor === closing && statement.opening_minor + day === statement.closing_minor, "statements follow each other and balance");
      closing = statement.closing_minor;
    }
  }
  const executed = database.get<{ minor: bigint }>("SELECT coalesce(sum(accepted_minor), 0) AS minor FROM batch WHERE state = 'executed'")?.minor;
  const paid = database.get<{ minor: bigint }>("SELECT coalesce(sum(p.minor), 0) AS minor FROM payment p JOIN batch b ON b.id = p.batch WHERE b.state = 'executed' AND p.reason_code IS NULL")?.minor;
  const debited = database.get<{ minor: bigint }>(
    "SELECT coalesce(-sum(e.minor), 0) AS minor FROM entry e JOIN account a ON a.id = e.account WHERE e.minor < 0 AND a.kind = 'customer'")?.minor;
  assert(executed === paid && paid === debited, "what is executed was debited exactly once");
  assert(database.all("SELECT 1 FROM customer_order WHERE state <> 'judged'").length === 0, "every order is judged");
}
