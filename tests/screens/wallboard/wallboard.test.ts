import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { AppError } from "../../../src/domain/errors.ts";
import type { CurrencyCode, IsoDate, IsoInstant } from "../../../src/domain/ids.ts";
import { balanceHistory, type BoardEntry } from "../../../src/screens/wallboard/model.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { communicate } from "../../../src/workflows/communication/communicate.ts";
import { enterPayment } from "../../../src/workflows/enter-payment.ts";
import { type CustomerBoard, wallboardOf } from "../../../src/workflows/wallboard.ts";
import { type Office, onlyConnection, openOffice, payment, queuedOrder } from "../../support/office.ts";
import { alias, openWorkstation, summaryOf } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");
let office: Office;
let context: WorkflowContext;
const eur = (minor: bigint): { minor: bigint; currency: CurrencyCode } => ({ minor, currency: "EUR" as CurrencyCode });
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

describe("the wallboard's numbers", () => {
  it("come from the store: what has gone of what is due today, orders by state, cut-offs, running and failed sessions", async () => {
    const [account] = await context.store.accounts.all();
    const connection = await onlyConnection(context);
    await queuedOrder(context, "Goes today", [payment("GOES", 300_00n)]);
    await communicate(context, { connectionId: connection.id, send: true, fetch: false });
    const entered = (title: string, executionDate: string) => enterPayment(context, { title, debtorAccountId: account!.id, executionDate: executionDate as IsoDate, transactions: [payment(title, 100_00n)] });
    await entered("Due today", "2026-11-23");
    await entered("Due tomorrow", "2026-11-24");
    const board = await wallboardOf(context);
    expect([board.sentToday, board.dueToday]).toEqual([[eur(300_00n)], [eur(400_00n)]]);
    expect(board.states).toMatchObject({ "to sign": 2, "to send": 0, "never heard back": 0, "refused today": 0 });
    expect(board.states["on their way"] + board.states["accepted today"]).toBe(1);
    expect(board.waiting.map((item) => item.kind)).toEqual(["to-sign"]);
    expect([board.running, board.failures]).toEqual([[], []]);

    const at = "2026-11-23T08:30:00Z" as IsoInstant;
    const id = "01failed" as Parameters<typeof context.store.sessions.finish>[0];
    await context.store.sessions.start({ id, connectionId: connection.id, startedAt: at, endedAt: undefined, outcome: "running", owner: "nobody", summary: "", log: [] });
    expect((await wallboardOf(context)).running).toEqual([{ bank: "Practice bank", since: at }]);
    await context.store.sessions.finish(id, { endedAt: at, outcome: "failed", summary: "the host does not answer", log: [] });
    expect((await wallboardOf(context)).failures).toEqual([{ bank: "Practice bank", at, summary: "the host does not answer" }]);
    await communicate(context, { connectionId: connection.id, send: false, fetch: true });
    expect((await wallboardOf(context)).failures).toEqual([]);
  });

  it("add balances day by day in the currency that most have; a day without a statement keeps the one before", () => {
    const entry = (...history: readonly (readonly [string, bigint, string?])[]): BoardEntry => ({
      context, board: { history: history.map(([date, minor, currency]) => ({ date: date as IsoDate, amount: { minor, currency: (currency ?? "EUR") as CurrencyCode } })) } as unknown as CustomerBoard,
    });
    expect(balanceHistory([])).toBeUndefined();
    expect(balanceHistory([entry(["2026-11-20", 100n], ["2026-11-23", 150n]), entry(["2026-11-21", 10n]), entry(["2026-11-20", 9n, "HUF"])])).toEqual({
      currency: "EUR", accounts: 2, days: [{ date: "2026-11-20", minor: 100n }, { date: "2026-11-21", minor: 110n }, { date: "2026-11-23", minor: 160n }],
    });
  });
});

describe("the wallboard's screen", () => {
  const customers = (): readonly WorkflowContext[] => [context, alias(context, "DANUBE")];

  it("is reached from the cockpit by one key; on a narrow screen what happens now comes first", async () => {
    const { tester, end } = await openWorkstation({ clock: office.clock, customers: customers(), begin: (shell) => shell.push("cockpit") });
    await tester.waitFor("Customers (2)");
    tester.press("w");
    await tester.waitFor("as of");
    expect(tester.screen()).toContain("2 customers");
    expect(tester.screen().indexOf("Cut-offs")).toBeLessThan(tester.screen().indexOf("Out today"));
    expect(tester.screen()).toMatch(/EUR █+░+ +600\.00 EUR of 800\.00 EUR/);
    expect(tester.screen()).toMatch(/by|14:00, in .*▌DANUBE/);
    tester.press("End");
    await tester.waitFor("Balances");
    tester.press("Esc");
    await tester.waitFor("Needs me now");
    end();
  });

  it("has two columns on a wide one; a customer that cannot be read is counted, not hidden", async () => {
    const { tester, end } = await openWorkstation({
      clock: office.clock, columns: 160, rows: 48, customers: [...customers(), { summary: summaryOf(alias(context, "KORONA")), open: () => Promise.reject(new AppError("store", "damaged", "The store is damaged.")) }],
      begin: (shell) => { shell.push("cockpit"); shell.push("wallboard"); },
    });
    await tester.waitFor("✕ 1 cannot be read");
    expect(tester.screen()).toMatch(/Out today ─+ +Cut-offs/);
    expect(tester.screen()).toContain("The last session of every bank came through.");
    end();
  });
});
