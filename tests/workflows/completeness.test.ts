import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accountText } from "../../src/domain/account-number.ts";
import type { CurrencyCode, IsoDate } from "../../src/domain/ids.ts";
import type { StatementHeader } from "../../src/domain/statement.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { completenessOf } from "../../src/workflows/completeness.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import type { Account } from "../../src/workflows/ports/accounts.ts";
import { statementGaps } from "../../src/workflows/statement-gaps.ts";
import { type Office, onlyConnection, openOffice } from "../support/office.ts";
import { at, statement, streamOf } from "../store/samples.ts";

let office: Office;
let context: WorkflowContext;
let account: Account;
beforeEach(async () => {
  office = await openOffice(); // a Monday morning: 2026-11-23
  context = await office.open();
  [account] = (await context.store.accounts.all()) as [Account];
});
afterEach(() => office.close());

const morningOf = (day: string): void => {
  office.clock.set(Date.parse(`${day}T08:00:00Z`));
  office.bank.admin.clock.catchUp();
};
const credit = (): void => office.bank.admin.credit({ account: accountText(account.number), amount: { minor: 100_00n, currency: "EUR" as CurrencyCode }, debtorName: "Payer" });
const fetch = async (days?: { readonly start: IsoDate; readonly end: IsoDate }): Promise<void> => {
  expect((await communicate(context, { connectionId: (await onlyConnection(context)).id, send: false, fetch: true, days })).problem).toBeUndefined();
};
const days = async (count = 5): Promise<Readonly<Record<string, string>>> => Object.fromEntries((await completenessOf(context, count))[0]?.days ?? []);

describe("with a bank", () => {
  it("a day is to be fetched when it is over, here with its statement, and quiet or had none without", async () => {
    credit();
    expect(await days()).toEqual({ "2026-11-20": "to-fetch" }); // without any statement, the last day alone
    morningOf("2026-11-24");
    expect(await days(1)).toEqual({ "2026-11-23": "to-fetch" });
    await fetch();
    expect(await days()).toEqual({ "2026-11-23": "here" }); // before the first statement nothing is known
    morningOf("2026-11-25");
    expect(await days()).toEqual({ "2026-11-23": "here", "2026-11-24": "to-fetch" });
    await fetch();
    expect(await days()).toEqual({ "2026-11-23": "here", "2026-11-24": "nothing" });
    credit();
    morningOf("2026-11-26");
    await fetch();
    expect(await days()).toEqual({ "2026-11-23": "here", "2026-11-24": "quiet", "2026-11-25": "here" });
  });

  it("asking for days gone by, or a session that failed, is no asking for what is new", async () => {
    credit();
    morningOf("2026-11-24");
    await fetch({ start: "2026-11-23" as IsoDate, end: "2026-11-23" as IsoDate });
    morningOf("2026-11-25");
    await fetch({ start: "2026-11-23" as IsoDate, end: "2026-11-24" as IsoDate });
    expect(await days()).toEqual({ "2026-11-23": "here", "2026-11-24": "to-fetch" });
    office.bank.admin.suspendSubscriber("FAULT01", "REKA");
    expect((await communicate(context, { connectionId: (await onlyConnection(context)).id, send: false, fetch: true })).problem).toBeDefined();
    expect(await days()).toEqual({ "2026-11-23": "here", "2026-11-24": "to-fetch" });
  });

  it("weekends and the bank's holidays are no days", async () => {
    credit();
    morningOf("2026-11-24");
    await fetch();
    office.clock.set(Date.parse("2026-12-28T08:00:00Z"));
    expect(Object.keys(await days(6))).toEqual(["2026-12-18", "2026-12-21", "2026-12-22", "2026-12-23", "2026-12-24"]); // the 25th is Christmas
  });
});

describe("by the balances", () => {
  let sequence = 0;
  /** A statement of one day; opening and closing in whole euro. */
  const taken = async (day: string, opening: number | undefined, closing: number, more: { readonly from?: string; readonly balanced?: boolean; readonly kind?: StatementHeader["kind"]; readonly number?: Account["number"] } = {}): Promise<void> => {
    const euro = (whole: number) => ({ minor: BigInt(whole) * 100n, currency: "EUR" as CurrencyCode });
    const date = day as IsoDate;
    const one = statement(++sequence);
    await context.store.statements.create({
      ...one, balanced: more.balanced ?? true, fileId: await aFile(),
      header: { statementId: `S${sequence}`, account: more.number ?? account.number, fromDate: (more.from ?? day) as IsoDate, toDate: date, kind: more.kind },
      balances: [...(opening === undefined ? [] : [{ type: "OPBD", amount: euro(opening), date }]), { type: "CLBD", amount: euro(closing), date }],
    });
  };
  const aFile = async () => (await context.store.files.add({ kind: "statement", name: "s.xml", at, content: streamOf(`<statement n="${sequence}"/>`) })).id;
  beforeEach(() => office.clock.set(Date.parse("2026-11-30T08:00:00Z"))); // 23 to 27 are the week before

  it.each([
    ["that follow: nothing was booked between", 200, { "2026-11-23": "here", "2026-11-24": "quiet", "2026-11-25": "quiet", "2026-11-26": "here", "2026-11-27": "to-fetch" }],
    ["that do not: statements are missing between", 250, { "2026-11-23": "here", "2026-11-24": "missing", "2026-11-25": "missing", "2026-11-26": "here", "2026-11-27": "to-fetch" }],
    ["that are not there say nothing", undefined, { "2026-11-23": "here", "2026-11-24": "quiet", "2026-11-25": "quiet", "2026-11-26": "here", "2026-11-27": "to-fetch" }],
  ])("balances %s", async (_, opening, expected) => {
    await taken("2026-11-23", 100, 200);
    await taken("2026-11-26", opening, 300);
    expect(await days()).toEqual(expected);
  });

  it("a gap without a day between is on the day of the later statement", async () => {
    await taken("2026-11-25", 100, 200);
    await taken("2026-11-26", 250, 300);
    expect(await days()).toMatchObject({ "2026-11-25": "here", "2026-11-26": "missing" });
  });

  it("several statements of one day, in whatever order they came, follow as a day", async () => {
    await taken("2026-11-24", 100, 200);
    await taken("2026-11-25", 250, 300);
    await taken("2026-11-25", 200, 250);
    await taken("2026-11-26", 300, 350);
    await taken("2026-11-26", 350, 400);
    await taken("2026-11-27", 400, 500);
    expect(await days()).toEqual({ "2026-11-24": "here", "2026-11-25": "here", "2026-11-26": "here", "2026-11-27": "here" });
    expect(await statementGaps(context.store)).toEqual([]);
  });

  it("one that does not add up, one over several days, and what is no statement", async () => {
    await taken("2026-11-24", 100, 200, { from: "2026-11-23" });
    await taken("2026-11-25", 200, 300, { balanced: false });
    await taken("2026-11-26", 300, 400, { kind: "report" });
    await taken("2026-11-27", 100, 900, { number: { kind: "other", value: "SOMEBODY" } });
    expect(await days()).toEqual({ "2026-11-23": "here", "2026-11-24": "here", "2026-11-25": "unbalanced", "2026-11-26": "to-fetch", "2026-11-27": "to-fetch" });
  });

  it("an account without a connection has no days to fetch, and those after its last statement are not known", async () => {
    await context.store.accounts.put({ ...account, connectionId: undefined });
    await taken("2026-11-24", 100, 200);
    expect(await days()).toEqual({ "2026-11-24": "here" });
  });

  it("what the bank dates ahead is shown", async () => {
    await taken("2026-12-01", 100, 200);
    expect(await days()).toEqual({ "2026-12-01": "here" });
  });
});
