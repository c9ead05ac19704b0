import { copyFileSync, rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { accountText } from "../../../src/domain/account-number.ts";
import type { CustomerId, CurrencyCode, IsoDate } from "../../../src/domain/ids.ts";
import { initialCompleteness, updateCompleteness, type DayRow } from "../../../src/screens/completeness/model.ts";
import { visibleDays } from "../../../src/screens/completeness/view.tsx";
import { communicate } from "../../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { type Office, onlyConnection, openOffice } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");

describe.each([[80, 24], [150, 40]] as const)("statements of all at %ix%i", (columns, rows) => {
  let office: Office;
  let context: WorkflowContext;
  beforeEach(async () => {
    office = await openOffice(); // a Monday morning: 2026-11-23
    context = await office.open();
  });
  afterEach(() => office.close());

  const morningOf = (day: string): void => {
    office.clock.set(Date.parse(`${day}T08:00:00Z`));
    office.bank.admin.clock.catchUp();
  };
  const credit = async (): Promise<void> => {
    const [account] = await context.store.accounts.all();
    office.bank.admin.credit({ account: account === undefined ? "" : accountText(account.number), amount: { minor: 100_00n, currency: "EUR" as CurrencyCode }, debtorName: "Payer" });
  };
  const open = (customers: readonly WorkflowContext[] = [context]) => openWorkstation({ clock: office.clock, customers, columns, rows, begin: (shell) => shell.push("completeness") });
  /** The days of the row under the cursor. */
  const marksOf = (screen: string): string => [...(/^▸.*$/m.exec(screen)?.[0] ?? "")].filter((sign) => "✓–·?✕!".includes(sign)).join("");

  it("every bank that was not asked since its last day is asked with one key; the grid tells what came", async () => {
    await credit();
    morningOf("2026-11-24");
    const { tester, end } = await open();
    await tester.waitFor("not asked (1)");
    tester.press("F");
    await tester.waitFor("Esc goes back");
    expect(tester.screen()).toContain("1 new statement");
    tester.press("Esc");
    await tester.waitFor((screen) => screen.includes("no booking") && !screen.includes("not asked (")); // read anew
    expect(marksOf(tester.screen())).toBe("✓");
    tester.press("F");
    await tester.waitFor("Every bank where you may fetch was asked");
    tester.press("o");
    await tester.waitFor("Nothing is open");
    tester.press("o");
    await tester.waitFor("▸");
    tester.press("Enter");
    await tester.waitFor("adds up");
    end();
  });

  it("missing days are asked for once more, and the grid is whole again", async () => {
    const fetchedOn = async (day: string): Promise<void> => {
      await credit();
      morningOf(day);
      expect((await communicate(context, { connectionId: (await onlyConnection(context)).id, send: false, fetch: true })).fetched.statements).toBe(1);
    };
    await fetchedOn("2026-11-24");
    await context.store.close();
    copyFileSync(office.storePath, `${office.storePath}.before`);
    context = await office.open();
    await fetchedOn("2026-11-25");
    await context.store.close();
    copyFileSync(`${office.storePath}.before`, office.storePath); // the disk was put back: the bank has given a day that is not here any more
    rmSync(office.markFile, { force: true }); // all of it, so that not even the mark tells
    context = await office.open();
    await fetchedOn("2026-11-26");
    const { tester, end } = await open();
    await tester.waitFor("missing (1)");
    expect(marksOf(tester.screen())).toBe("✓✕✓");
    tester.press("m");
    await tester.waitFor("Esc goes back");
    expect(tester.screen()).toContain("1 new statement");
    tester.press("Esc");
    await tester.waitFor("no booking");
    await tester.waitFor(/✓ +✓ +✓/);
    tester.press("m");
    await tester.waitFor("No day is missing there");
    end();
  });

  it("who may not fetch is told so", async () => {
    await credit();
    morningOf("2026-11-24");
    const { tester, end } = await open([{ ...context, rights: ["see"] }]);
    await tester.waitFor("not asked (1)");
    tester.press("f");
    await tester.waitFor("You have no right to fetch for FAULT");
    expect(marksOf(tester.screen())).toBe("?");
    end();
  });
});

it("shows as many of the newest days as fit, at least one", () => {
  const days = ["2026-11-24", "2026-11-25", "2026-11-26"] as IsoDate[];
  expect(visibleDays(days, 80)).toEqual(days);
  expect(visibleDays(days, 43)).toEqual(days.slice(1));
  expect(visibleDays(days, 20)).toEqual(days.slice(2));
});

it("while customers are read anew, what was read before stays; those that are gone go", () => {
  const row = (name: string) => ({ context: { customer: { id: name, profile: { shortName: name } } }, account: { id: name, title: "", number: { kind: "other", value: "" } }, days: new Map() }) as unknown as DayRow;
  const [a, b] = ["A", "B"] as CustomerId[] as [CustomerId, CustomerId];
  let model = updateCompleteness(initialCompleteness, { type: "listed", ids: [a, b] });
  for (const id of [b, a]) model = updateCompleteness(model, { type: "read", id, rows: [row(id)] });
  const names = () => Array.from({ length: model.rows.count }, (_, at) => model.rows.row(at)?.context.customer.id);
  expect(names()).toEqual([a, b]); // by name, in whatever order they came
  model = updateCompleteness(model, { type: "listed", ids: [b] });
  expect(names()).toEqual([b]);
});
