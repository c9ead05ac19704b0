import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { orderFile } from "../../support/order-file.ts";
import { serve, type ServedBank, verb } from "../../bank/support/bank-process.ts";
import { Machine, type Workstation } from "../support/workstation.ts";

/** From nothing to a booked payment: one office, two people, a bank in another process. Everything in the workstation by key presses. */

const machine = new Machine();
const books = path.join(machine.folder, "bank");
let bank: ServedBank;
beforeAll(async () => {
  bank = await serve(books);
});
afterAll(async () => {
  await bank.stop();
  await machine.close();
});

const passphrase = "seven quiet herons at dusk";
const pin = "copper kettle 44";

test("first run → practice bank → import → sign → send → accepted → fetch → statement → PDF", async () => {
  const account = await openAtTheBank();
  const kontor = machine.start([], { columns: 100, rows: 30 });
  await beginAndCreateCustomer(kontor);
  await letAnnaIn(kontor);
  await connect(kontor);
  await makeRule(kontor);
  await changeOperator(kontor);
  await importAndSign(kontor, account);
  await sendAndSeeAccepted(kontor);
  await fetchAndPrint(kontor, account);
  await kontor.quit();
});

/** At the bank's counter: a company with an account, and a person who signs for it. @returns the account */
async function openAtTheBank(): Promise<string> {
  await verb(books, "partner", "add", "FIRST01", "First Customer Kft.");
  const opened = await verb(books, "account", "open", "--currency", "EUR", "--owner", "First Customer Kft.", "--partner", "FIRST01", "--opening", "50000", "--json");
  await verb(books, "subscriber", "add", "FIRST01", "ANNA", "--name", "Kis Anna", "--class", "E");
  const [account] = JSON.parse(opened.out) as { number: string }[];
  return account?.number ?? "";
}

async function beginAndCreateCustomer(kontor: Workstation): Promise<void> {
  await kontor.waitFor("You are the first operator.");
  kontor.fill("Réka", "", passphrase, passphrase);
  await kontor.go("Enter", "A customer is a company whose orders you handle.");
  kontor.fill("First Customer Kft.", "first", "", "FIR-1", "", "10000 EUR", "1051 Budapest, Part 1.");
  await kontor.go("F2", "FIRST was created.");
}

/** The administrator cannot sign: a second person does. */
async function letAnnaIn(kontor: Workstation): Promise<void> {
  await kontor.go("6", /Réka +see, prepare, send, fetch, administer/);
  await kontor.go("c", "The new operator types the passphrase");
  kontor.fill("Anna", "", passphrase, passphrase);
  await kontor.go("F2", "Anna can log in now.");
  await kontor.go("n", "Let an operator in");
  kontor.press("Tab", "Tab", "Space", "Tab", "Space", "Tab", "Space");
  await kontor.go("F2", /Anna +see, prepare, sign, send, fetch/);
}

async function connect(kontor: Workstation): Promise<void> {
  await kontor.go("5", "[5 connections]");
  await kontor.go("n", "a new connection");
  await kontor.go("Enter", "Connection to a bank");
  kontor.fill("p", "Practice", bank.hostId, "FIRST01", bank.url.replace("https://", ""), "", "‹Left›", path.join(books, "ca.pem"));
  await kontor.go("F2", "Enter: make keys for a signer");
  await kontor.go("Enter", "Keys for Practice");
  kontor.fill("ANNA", "Kis Anna", "", "", "", pin, pin);
  await kontor.go("F2", "Keys made for ANNA");
  await kontor.go("Enter", "The bank has the keys of 1 signer.");
  await kontor.go("Enter", "Written:");
  await activateByLetter();
  kontor.press(...Array.from({ length: 7 }, () => "Up"), "Down", "Down", "Down", "Down");
  await kontor.go("Enter", "The bank's keys are here.");
  await kontor.go("Enter", "Type both hashes");
  // What the bank has published, and not what the screen shows; X002 by the newer rule, E002 by the older one.
  kontor.fill(publishedHash("X002", "certificate"), publishedHash("E002", "public key"));
  await kontor.go("F2", "The bank's keys are confirmed.");
  await kontor.go("Enter", "The bank names 1 account");
}

/** Somebody at the bank types the three hashes from the paper. */
async function activateByLetter(): Promise<void> {
  const file = path.join(machine.home, "kontor", "FIRST-letters-ANNA.pdf");
  const letters = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  const hashes = [...letters.matchAll(/((?:[0-9A-F]{2} ){15}[0-9A-F]{2})\s+((?:[0-9A-F]{2} ){15}[0-9A-F]{2})/g)].map((match) => `${match[1]}${match[2]}`.replaceAll(" ", ""));
  expect(hashes).toHaveLength(3);
  const activated = await verb(books, "subscriber", "activate", "FIRST01", "ANNA", "--hash", ...hashes);
  expect(activated).toMatchObject({ code: 0 });
}

function publishedHash(key: string, rule: string): string {
  const lines = bank.output.slice(bank.output.indexOf(`${key} `));
  return new RegExp(`${rule} +([0-9A-F]{64})`).exec(lines)?.[1] ?? "";
}

async function makeRule(kontor: Workstation): Promise<void> {
  await kontor.go("Esc", /Practice +✓ ready/);
  await kontor.go("4", "[4 rules]");
  await kontor.go("n", "New signature rule");
  kontor.fill("One signature", "‹Space›");
  await kontor.go("F2", /1 One signature +one \(E\)/);
}

async function changeOperator(kontor: Workstation): Promise<void> {
  await kontor.go("Esc", "you may see, prepare, send, fetch, administer");
  await kontor.go("Esc", "Needs me now (0)");
  await kontor.go("l", "All customers are closed.");
  await kontor.go(["Right", "Enter"], "Operators here: Anna, Réka.");
  kontor.fill("Anna", passphrase);
  await kontor.go("Enter", /Anna · .*[\s\S]*FIRST +Practice/); // opened, not only listed
}

async function importAndSign(kontor: Workstation, account: string): Promise<void> {
  const file = path.join(machine.home, "invoices.xml");
  writeFileSync(file, orderFile({ account, payments: [1, 2, 3].map((n) => ({ endToEndId: `INV-${n}`, amount: `${n}00.50`, name: `Lieferant ${n}`, text: `Rechnung ${n}` })) }));
  await kontor.go("Enter", "First Customer Kft.");
  await kontor.go("i", "invoices.xml");
  await kontor.go("g", "Tab completes");
  kontor.type(file);
  await kontor.go("Enter", "Nothing wrong found. Nothing was stored yet.");
  expect(kontor.screen()).toContain("601.50 EUR");
  await kontor.go("i", "1 file imported.");
  await kontor.go("o", "Needs one signature of class E: Kis Anna (E) can give it.");
  await kontor.go("s", "you sign as Kis Anna (E)");
  expect(kontor.screen()).toMatch(/payees +Lieferant 1 +100\.50 EUR/);
  await kontor.go("s", "Passphrase of the key file");
  kontor.type(`${pin} wrong`);
  await kontor.go("Enter", "The passphrase does not open the key file");
  kontor.type(pin);
  await kontor.go("Enter", "signed, complete; x sends it");
}

async function sendAndSeeAccepted(kontor: Workstation): Promise<void> {
  await kontor.go("x", "601.50 EUR leaves in 1 order.");
  await kontor.go(["Right", "Enter"], /Order 0001 was delivered as \w+\./);
  await kontor.go("Esc", "Sign");
  await kontor.go("Esc", /✓ accepted[\s\S]*Lieferant 3 .*✓ accepted/);
}

async function fetchAndPrint(kontor: Workstation, account: string): Promise<void> {
  for (const _ of ["execution", "end of day"]) await verb(books, "clock", "move", "--next-business-day");
  await kontor.go("Esc", "order 0001. o opens it");
  await kontor.go("Esc", "size changed");
  await kontor.go("Esc", "First Customer Kft.");
  await kontor.go("f", /3 payments booked[\s\S]*Esc goes back\./);
  await kontor.go("Esc", /HU.*49,398\.50 EUR/);
  await kontor.go("t", /✓/);
  await kontor.go("p", ".pdf");
  expectStatementPdf(account);
  await kontor.go("Enter", "Lieferant 2");
  await kontor.go("o", /■ booked[\s\S]*Lieferant 3 .*■ booked/);
}

function expectStatementPdf(account: string): void {
  const name = readdirSync(path.join(machine.home, "kontor")).find((one) => !one.includes("letters"));
  expect(machine.print(name ?? "").subarray(0, 5).toString()).toBe("%PDF-");
  const text = execFileSync("pdftotext", ["-layout", path.join(machine.home, "kontor", name ?? ""), "-"], { encoding: "utf8" });
  expect(text.replaceAll(" ", "")).toContain(account);
  expect(text).toContain("49,398.50");
  expect(text).toContain("PRACTICE");
}
