import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServedBank, serve, verb } from "../../bank/support/bank-process.ts";
import { cardPin, haveCards, type StrictCard, strictCard } from "../../support/card/card.ts";
import { orderFile } from "../../support/order-file.ts";
import { Machine, programPath, type Workstation } from "../support/workstation.ts";

/** A signer whose three keys live on a card, from nothing: they are made on it, it signs what the bank takes and speaks with it, and the PIN is changed. By key presses, with a module before SoftHSM as the card. */
describe.skipIf(!haveCards)("a card", () => {
  const machine = new Machine();
  const books = path.join(machine.folder, "bank");
  const admin = "grey heron over still water";
  const signer = "seven copper kettles singing";
  const newPin = "135792";
  let bank: ServedBank;
  let card: StrictCard;
  let account = "";
  beforeAll(async () => {
    bank = await serve(books);
    card = strictCard("ANNA KIS");
    await verb(books, "partner", "add", "CARD01", "Card Customer Kft.");
    const opened = await verb(books, "account", "open", "--currency", "EUR", "--owner", "Card Customer Kft.", "--partner", "CARD01", "--opening", "50000", "--json");
    await verb(books, "subscriber", "add", "CARD01", "ANNA", "--name", "Kis Anna", "--class", "E");
    account = (JSON.parse(opened.out) as { number: string }[])[0]?.number ?? "";
    writeFileSync(path.join(machine.folder, "admin"), admin);
    writeFileSync(path.join(machine.folder, "signer"), signer);
    const environment = { ...process.env, ...machine.environment, KONTOR_OPERATOR: "Réka", KONTOR_PASSPHRASE_FILE: path.join(machine.folder, "admin") };
    const kontor = (...args: readonly string[]): string => execFileSync(programPath, args, { env: environment, encoding: "utf8" });
    kontor("operator", "create", "Réka", "--passphrase-file", path.join(machine.folder, "admin"));
    kontor("operator", "create", "Anna", "--passphrase-file", path.join(machine.folder, "signer"));
    kontor("customer", "create", "first", "--name", "Card Customer Kft.", "--code", "CAR-1");
    kontor("customer", "grant", "Anna", "see", "prepare", "sign", "send", "fetch");
    kontor("connection", "create", "--title", "Practice", "--profile", "practice", "--host-id", bank.hostId, "--partner-id", "CARD01", "--url", bank.url, "--ca-file", path.join(books, "ca.pem"));
  });
  afterAll(async () => {
    await bank.stop();
    await machine.close();
    card.remove();
  });

  test("the keys are made on the card → letters → sign with its PIN → delivered → the PIN is changed → the old one signs nothing, nor does a module that hangs → the card is taken out and the screen locks", async () => {
    const kontor = machine.start([], { columns: 100, rows: 30, environment: card.env });
    await makeKey(kontor);
    await connect(kontor);
    await changeOperator(kontor);
    await sign(kontor, "invoices", cardPin);
    await kontor.go("x", "100.50 EUR leaves in 1 order.");
    await speak(kontor, ["Right", "Enter"], /Order 0001 was delivered as \w+\./);
    await kontor.go("Esc", "Sign");
    await kontor.go("Esc", "1 transactions");
    await changePin(kontor);
    await refuseOldPin(kontor);
    await lockByCard(kontor);
    await kontor.quit();
  });

  async function makeKey(kontor: Workstation): Promise<void> {
    await kontor.waitFor("Operators here: Anna, Réka.");
    kontor.fill("Réka", admin);
    await kontor.go("Enter", /Réka · .*[\s\S]*FIRST/);
    await kontor.go("Tab", "Customers");
    await kontor.go("Enter", "Card Customer Kft.");
    await kontor.go("e", "[1 profile");
    await kontor.go("5", "[5 connections]");
    await kontor.go("Enter", "c: on a chip card");
    await kontor.go("c", "another module: type its path");
    await chooseModule(kontor);
    await kontor.go("Enter", "The signature key is made on the card ANNA KIS");
    kontor.fill("ANNA", "Kis Anna", "", "", "‹Right›", "not its PIN");
    await kontor.go("F2", "The card does not take this PIN.");
    await kontor.go("Esc", "card's PIN");
    kontor.type(cardPin);
    await kontor.go("F2", "Keys made for ANNA");
    expect(kontor.screen()).toMatch(/ANNA · Kis Anna · new · chip card ANNA KIS \([0-9a-f]+\), key [0-9a-f]{16}/);
  }

  /** A module that lies in no usual place. */
  async function chooseModule(kontor: Workstation): Promise<void> {
    kontor.press("/");
    kontor.type("another");
    await kontor.go("Enter", (screen) => !screen.includes("look again"));
    await kontor.go("Enter", "The shared object (.so) of the maker");
    kontor.type(card.modulePath);
    await kontor.go("Enter", /ANNA KIS +[0-9a-f]+ +ok/);
  }

  async function connect(kontor: Workstation): Promise<void> {
    await kontor.go("Enter", "The bank has the keys of 1 signer.");
    await kontor.go("Enter", "Written:");
    expect(await verb(books, "subscriber", "activate", "CARD01", "ANNA", "--trust")).toMatchObject({ code: 0 });
    kontor.press(...Array.from({ length: 7 }, () => "Up"), "Down", "Down", "Down", "Down");
    await speak(kontor, ["Enter"], "The bank's keys are here.");
    await kontor.go("Enter", "Type both hashes");
    kontor.fill(publishedHash("X002", "certificate"), publishedHash("E002", "public key"));
    await kontor.go("F2", "The bank's keys are confirmed.");
    await speak(kontor, ["Enter"], "The bank names 1 account");
  }

  /** The card speaks with the bank: its PIN is asked for before the line comes up. */
  async function speak(kontor: Workstation, keys: readonly string[], wanted: string | RegExp): Promise<void> {
    await kontor.go(keys, "It speaks with the bank");
    kontor.type(cardPin);
    await kontor.go("Enter", wanted);
  }

  function publishedHash(key: string, rule: string): string {
    const lines = bank.output.slice(bank.output.indexOf(`${key} `));
    return new RegExp(`${rule} +([0-9A-F]{64})`).exec(lines)?.[1] ?? "";
  }

  async function changeOperator(kontor: Workstation): Promise<void> {
    await kontor.go("Esc", /Practice +✓ ready/);
    await kontor.go("Esc", "you may see, prepare, send, fetch, administer");
    await kontor.go("Esc", "Needs me now (0)");
    await kontor.go("l", "All customers are closed.");
    await kontor.go(["Right", "Enter"], "Operators here: Anna, Réka.");
    kontor.fill("Anna", signer);
    await kontor.go("Enter", /Anna · .*[\s\S]*FIRST/);
    await kontor.go("Enter", "Card Customer Kft.");
  }

  async function sign(kontor: Workstation, name: string, pin: string): Promise<void> {
    await importOrder(kontor, name);
    await kontor.go("s", "PIN of the card ANNA KIS");
    expect(kontor.screen()).toContain("device   chip card ANNA KIS");
    kontor.type(pin);
    await kontor.go("Enter", "signed, complete; x sends it");
  }

  async function importOrder(kontor: Workstation, name: string): Promise<void> {
    const file = path.join(machine.home, `${name}.xml`);
    writeFileSync(file, orderFile({ account, messageId: name, payments: [{ endToEndId: `${name}-1`, amount: "100.50", name: "Lieferant", text: `Rechnung ${name}` }] }));
    await kontor.go("i", `${name}.xml`);
    await kontor.go("g", "Tab completes");
    kontor.type(file);
    await kontor.go("Enter", "Nothing wrong found. Nothing was stored yet.");
    await kontor.go("i", "1 file imported.");
    await kontor.go("o", "Kis Anna (E) can");
    await kontor.go("s", "you sign as Kis Anna (E)");
  }

  async function changePin(kontor: Workstation): Promise<void> {
    await kontor.go("Esc", "o open");
    await kontor.go("Esc", "Enter looks into a file");
    await kontor.go("Esc", "Card Customer Kft.");
    await kontor.go("e", "[1 profile");
    await kontor.go("k", "another module: type its path");
    await chooseModule(kontor);
    await kontor.go("Enter", "PIN of the card ANNA KIS");
    kontor.fill(cardPin, newPin, newPin);
    await kontor.go("F2", "The card ANNA KIS has a new PIN.");
    await kontor.go("Esc", "Card Customer Kft.");
  }

  async function refuseOldPin(kontor: Workstation): Promise<void> {
    await importOrder(kontor, "later");
    await kontor.go("s", "PIN of the card ANNA KIS");
    kontor.type(cardPin);
    await kontor.go("Enter", "The card does not take this PIN.");
    await stopHanging(kontor);
    kontor.type(newPin);
    await kontor.go("Enter", "signed, complete; x sends it");
  }

  /** Its module hangs in the middle of the signature, is stopped, and signs when it is asked again. */
  async function stopHanging(kontor: Workstation): Promise<void> {
    card.say("hang", "0");
    kontor.type(newPin);
    kontor.press("Enter");
    await kontor.waitFor("The card's module strict-card.so does not answer."); // after five seconds of silence
    await kontor.go("Esc", "The card's module strict-card.so was stopped.");
    card.say("hang", undefined);
    await kontor.go("Enter", (screen) => !screen.includes("was stopped"));
    await kontor.go("s", "PIN of the card ANNA KIS");
  }

  /** The card goes, and with it everything from the screen; it comes back to its owner where it was. */
  async function lockByCard(kontor: Workstation): Promise<void> {
    card.takeOut();
    await kontor.waitFor("because the card was taken out: ANNA KIS");
    expect(kontor.screen()).not.toMatch(/100\.50|Card Customer/);
    card.putIn();
    kontor.type(signer);
    await kontor.go("Enter", "signed, complete; x sends it");
  }
});
