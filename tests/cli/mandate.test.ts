import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { systemClock, systemRandomness } from "../../src/cli/compose.ts";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import { openInstall } from "../../src/customers/index.ts";
import type { AccountId, CurrencyCode, IsoDate } from "../../src/domain/ids.ts";
import { lastDayOf } from "../../src/domain/mandate-rules.ts";
import { Secret } from "../../src/domain/secret.ts";
import { creditorId } from "../support/mandates.ts";
import { bankDayAhead } from "../support/order-file.ts";

/** The register of mandates by commands: in from CSV, out again, and an order of collections. */

const folder = mkdtempSync(path.join(tmpdir(), "kontor-cli-mandate-"));
const file = (name: string): string => path.join(folder, name);
/** A month ago: the clock is the real one, and after 36 months a mandate is expired. */
const signedOn = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10) as IsoDate;
const [due, later] = [bankDayAhead(10), bankDayAhead(20)];
const passphrase = "grey heron over still water";

async function kontor(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const told = { out: "", err: "" };
  const code = await runCommandLine(args, {
    environment: { KONTOR_HOME: file("home"), KONTOR_OPERATOR: "Anna", KONTOR_CUSTOMER: "DUNA", KONTOR_PASSPHRASE_FILE: file("passphrase"), HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false,
    out: (text) => { told.out += text; },
    err: (text) => { told.err += text; },
  });
  return { code, ...told };
}

beforeAll(async () => {
  writeFileSync(file("passphrase"), `${passphrase}\n`);
  const install = await open();
  const anna = await install.createOperator({ name: "Anna", language: "en", passphrase: Secret.fromText(passphrase) });
  const customer = await anna.createCustomer({ name: "Duna Kft.", shortName: "DUNA", code: "D-1", colour: "blue", language: "hu", confirmAbove: [] });
  await customer.store.profile.setRights(anna.operator.id, "Anna", ["see", "prepare"]);
  await customer.store.accounts.put({ id: "a1" as AccountId, title: "Euro", ownerName: "Duna Kft.", number: { kind: "iban", iban: germanPayee(90) }, currency: "EUR" as CurrencyCode } as never); // no connection: the order stays a draft
  await anna.close();
  await install.close();
  writeFileSync(file("mandates.csv"), `reference;creditor id;debtor;account;signed on\nM-1;${creditorId};Tóth Éva;${germanPayee(1)};${signedOn}\nM-2;${creditorId};Őri Béla;${germanPayee(2)};${signedOn}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = () => openInstall({ root: file("home"), clock: systemClock, randomness: systemRandomness, keyDerivation: { memoryKib: 64, passes: 1, parallelism: 1 } });

/** As another operator leaves M-1 where the customer wants mandates confirmed. */
async function changedByBela(): Promise<void> {
  const install = await open();
  const anna = await install.login("Anna", Secret.fromText(passphrase));
  const { store } = await anna.openCustomer((await anna.customers())[0]!.id);
  const [entry] = await store.mandates.list({ today: signedOn, text: "M-1" });
  await store.mandates.put({ ...entry!.mandate, unconfirmed: { by: ["Béla"], at: entry!.mandate.createdAt } });
  await anna.close();
  await install.close();
}

it("takes mandates in after a dry run, lists them, and writes what it reads", async () => {
  expect(await kontor("mandate", "import", file("mandates.csv"), "--dry-run")).toMatchObject({ code: 0, err: "", out: "2 new, 0 changed, 0 as they are. Nothing was stored.\n" });
  expect(await kontor("mandates", "import", file("mandates.csv"))).toMatchObject({ code: 0, err: "", out: "2 new, 0 changed, 0 as they are. 2 mandates stored.\n" });
  expect((await kontor("mandate", "list")).out).toMatch(new RegExp(`M-1 +Tóth Éva +DE\\d{20} +CORE +active +${signedOn} +${signedOn} +FRST`));
  const listed = JSON.parse((await kontor("mandate", "list", "--json", "--text", "eva")).out) as readonly Record<string, unknown>[];
  expect(listed).toMatchObject([{ mandateId: "M-1", account: germanPayee(1), state: "active", nextSequenceType: "FRST", expiresAfter: lastDayOf(signedOn), collections: [] }]);
  expect(await kontor("mandate", "export", "--out", file("out.csv"))).toMatchObject({ code: 0, out: `2 mandates written to ${file("out.csv")}.\n` });
  expect((await kontor("mandate", "import", file("out.csv"))).out).toBe("0 new, 0 changed, 2 as they are. Nothing was stored.\n");
  writeFileSync(file("wrong.csv"), readFileSync(file("mandates.csv"), "utf8").replace(signedOn, "10.1.2026"));
  expect(await kontor("mandate", "import", file("wrong.csv"))).toMatchObject({ code: 2, out: expect.stringMatching(/error +2 +signed on .*date such as/) });
});

it("suspends, resumes and cancels; the state stands in the list", async () => {
  expect((await kontor("mandate", "suspend", "m-2", "--reason", "moved")).out).toBe("Mandate M-2 is suspended.\n");
  expect((await kontor("mandate", "list", "--state", "suspended")).out).toContain("Őri Béla");
  expect((await kontor("mandate", "resume", "M-2")).code).toBe(0);
  expect((await kontor("mandate", "cancel", "M-2")).code).toBe(0);
  expect(await kontor("mandate", "resume", "M-2")).toMatchObject({ code: 1, err: expect.stringContaining("cancelled") });
  expect(await kontor("mandate", "suspend", "M-9")).toMatchObject({ code: 3 });
  expect(await kontor("mandate", "list", "--state", "dead")).toMatchObject({ code: 2 });
});

it("collects under mandates that are named, and by what a file says", async () => {
  const [order] = JSON.parse((await kontor("mandate", "collect", "M-1", "--account", germanPayee(90), "--due", due, "--amount", "12.50", "--text", "Fee", "--json")).out) as readonly Record<string, unknown>[];
  expect(order).toMatchObject({ transactionCount: 1, sums: ["12.50 EUR"], executionDate: due, format: "pain.008.001.08", kinds: ["direct-debit"] });
  expect((await kontor("order", "show", "1")).out).toMatch(/# +debtor +account +amount[^\n]*\n *1 +Tóth Éva/);
  const shown = JSON.parse((await kontor("order", "show", "1", "--json")).out) as { readonly transactions: readonly Record<string, unknown>[] };
  expect(shown.transactions).toMatchObject([{ debtor: { name: "Tóth Éva" }, debtorAccount: { iban: germanPayee(1) } }]);
  expect(shown.transactions[0]).not.toHaveProperty("creditor");
  writeFileSync(file("collect.csv"), "reference;amount;text\nM-1;7,25;Fee\nM-3;1;\n");
  expect(await kontor("mandate", "collect", "--account", germanPayee(90), "--due", later, "--file", file("collect.csv"))).toMatchObject({ code: 2, out: expect.stringMatching(/3 +reference +Mandate M-3 is not in the register/) });
  writeFileSync(file("collect.csv"), "reference;amount;text\nM-1;7,25;Fee\n");
  expect(await kontor("mandate", "collect", "--account", germanPayee(90), "--due", later, "--file", file("collect.csv"))).toMatchObject({ code: 0, out: expect.stringContaining(`1 collection, 7.25 EUR, due ${later}`) });
  expect(await kontor("mandate", "collect", "M-2", "--account", germanPayee(90), "--due", later, "--amount", "1")).toMatchObject({ code: 2, err: expect.stringContaining("cancelled") });
  expect((await kontor("mandate", "learn", "1")).out).toContain("0 mandates taken in");
});

it("confirms what another operator has entered, and takes out what was never used", async () => {
  expect((await kontor("mandate", "list", "--unconfirmed")).out).toBe("No mandate waits to be confirmed.\n");
  expect(await kontor("mandate", "confirm", "M-1", "--account", germanPayee(2))).toMatchObject({ code: 2, err: expect.stringContaining(`M-1 is in the register for ${germanPayee(1)}`) });
  expect(await kontor("mandate", "confirm", "M-1", "--account", germanPayee(1))).toMatchObject({ code: 1, err: expect.stringContaining("does not wait") });
  await changedByBela();
  expect((await kontor("mandate", "list", "--unconfirmed")).out).toMatch(/M-1 +Tóth Éva .*by Béla/);
  expect(await kontor("mandate", "confirm", "M-1", "--account", germanPayee(1))).toMatchObject({ code: 0, out: expect.stringMatching(/account +DE02[^\n]*\n[\s\S]*Mandate M-1 confirmed\.\n$/) });
  expect((await kontor("mandate", "list", "--unconfirmed")).out).toBe("No mandate waits to be confirmed.\n");
  expect(await kontor("mandate", "remove", "M-1")).toMatchObject({ code: 1, err: expect.stringContaining("an order names it") });
  expect(await kontor("mandate", "remove", "M-2")).toMatchObject({ code: 0, out: "Mandate M-2 removed.\n" });
  expect((await kontor("mandate", "list")).out).not.toContain("M-2");
});
