import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import { SettableClock } from "../../src/domain/clock.ts";
import type { CurrencyCode, CustomerId, IsoDate, IsoInstant, OperatorId, PartnerId, StatementId } from "../../src/domain/ids.ts";
import { rights } from "../../src/domain/rights.ts";
import { isTypableEverywhere } from "../../src/screens/commands/key-name.ts";
import type { RouteId } from "../../src/screens/routes.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { once } from "../../src/workflows/bytes.ts";
import { makeTools, officeProfile } from "../support/office.ts";
import { openWorkstation } from "./support/workstation.ts";
import { noAccess } from "../support/no-access.ts";

vi.stubEnv("TZ", "UTC");
const rowsMany = 10_000;
const at = "2026-11-20T10:00:00Z" as IsoInstant;
const clock = new SettableClock(Date.parse("2026-11-23T08:00:00Z"));
let folder: string;
let context: WorkflowContext;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "kontor-large-"));
  const store = await openCustomerStore({ path: path.join(folder, "store.db"), dataKey: Uint8Array.from(randomBytes(32)), create: true });
  await store.profile.update(officeProfile);
  context = { operator: { id: "o" as OperatorId, name: "Réka", language: "hu" }, customer: { id: "c" as CustomerId, folder, profile: officeProfile }, rights, store, access: noAccess, tools: await makeTools(clock, undefined) };
});
afterAll(async () => {
  await context.store.close();
  rmSync(folder, { recursive: true });
});

const open = (id: RouteId, more: object = {}) =>
  openWorkstation({ clock, customers: [context], begin: (shell) => (shell.push as (id: RouteId, params: unknown) => void)(id, { context, ...more }) });

describe("screens without anything in them", () => {
  it.each<[RouteId, RegExp]>([
    ["statements", /f fetches.*i imports/], ["partners", /n enters one/], ["templates", /n makes one/], ["journal", /written here by itself/],
    ["settings", /legal name/], ["connect", /Enter: enter what/], ["import", /goes up|\.\.\//], ["payment", /no account yet/],
  ])("%s says what would fill it; each command has a key for every layout, or a reason", async (id, wanted) => {
    const { tester, shell, end } = await open(id);
    await tester.waitFor(wanted);
    for (const command of shell.commands()) {
      expect(command.keys.some(isTypableEverywhere), command.id).toBe(true);
      if (command.disabledReason !== undefined) expect(command.disabledReason, command.id).toMatch(/^[A-Z].*\.$/);
    }
    const keys = shell.commands().flatMap((command) => command.keys);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i), "no key twice").toEqual([]);
    end();
  });

  it("each part of the settings says which key fills it", async () => {
    const { tester, end } = await open("settings");
    await tester.waitFor("legal name");
    for (const [key, wanted] of [["2", "n enters one"], ["3", "n enters one"], ["4", "nothing can be signed"], ["5", "n sets one up"]] as const) {
      tester.press(key);
      await tester.waitFor(wanted);
    }
    end();
  });
});

describe(`screens with ${rowsMany} rows`, () => {
  beforeAll(async () => {
    await context.store.transaction(async (store) => {
      for (let i = 0; i < rowsMany; i++) {
        await store.partners.put({ id: `p${String(i).padStart(6, "0")}` as PartnerId, name: `Partner ${String(i).padStart(6, "0")}`, note: "", createdAt: at, changedAt: at, accounts: [{ number: { kind: "iban", iban: germanPayee(i + 1) }, since: at }] });
      }
      const file = await store.files.add({ kind: "statement", name: "big.xml", at, content: once(Buffer.from("x")) });
      await store.statements.create({ id: "s1" as StatementId, fileId: file.id, format: "camt.053.001.08", header: { statementId: "BIG", account: { kind: "other", value: "ACC" } }, balances: [], entryCount: rowsMany, balanced: null, findings: [], receivedAt: at });
      const writer = store.statements.writer("s1" as StatementId);
      for (let i = 0; i < rowsMany; i++) {
        writer.addEntry({ amount: { minor: BigInt(i), currency: "EUR" as CurrencyCode }, bookingDate: "2026-11-20" as IsoDate, status: "BOOK", reversal: false, details: [{ counterparty: { name: `Payer ${i}` }, remittance: [`what ${i}`] }] });
        if (i % 500 === 499) await writer.flush();
      }
      await writer.flush();
    });
  });

  it("go to the last one and filter", async () => {
    const partners = await open("partners");
    await partners.tester.waitFor("Partner 000000");
    partners.tester.press("End");
    await partners.tester.waitFor("Partner 009999");
    partners.tester.press("/");
    partners.tester.type("005000");
    await partners.tester.waitFor((screen) => screen.includes("2 found") && screen.includes("Partner 005000"));
    partners.end();
    const entries = await open("entries", { statementId: "s1" });
    await entries.tester.waitFor("Payer 0");
    await entries.tester.waitFor("? balance missing");
    entries.tester.press("End");
    await entries.tester.waitFor("Payer 9999");
    entries.end();
  });
});
