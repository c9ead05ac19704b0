import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PracticeModem } from "../../../src/practice-lines/modem/practice-modem.ts";
import { serve, type ServedBank, verb } from "../../bank/support/bank-process.ts";
import { haveSshd, Sshd } from "../../support/sshd.ts";
import { Machine, type Workstation } from "../support/workstation.ts";

/** A modem from nothing: it stands on a pseudo-terminal of another process, and its calls end at OpenSSH's sshd before the bank. */

const machine = new Machine();
const books = path.join(machine.folder, "bank");
const passphrase = "seven quiet herons at dusk";
const pin = "copper kettle 44";

describe.skipIf(!haveSshd)("a modem", () => {
  let bank: ServedBank;
  let sshd: Sshd;
  let modem: PracticeModem;
  beforeAll(async () => {
    bank = await serve(books);
    sshd = await Sshd.start();
    modem = PracticeModem.start({ directory: { 66: { kind: "busy" }, 55: { kind: "host", port: sshd.port } } });
    await verb(books, "partner", "add", "CALL01", "Call Kft.");
    await verb(books, "account", "open", "--currency", "EUR", "--owner", "Call Kft.", "--partner", "CALL01", "--opening", "50000");
    await verb(books, "subscriber", "add", "CALL01", "ANNA", "--name", "Kis Anna", "--class", "E");
  }, 60_000);
  afterAll(async () => {
    await bank.stop();
    modem.close();
    await sshd.close();
    await machine.close();
  });

  test("set up from nothing: the second number answers, keys to the bank by telephone, test of the line, hung up each time", { timeout: 300_000 }, async () => {
    const kontor = machine.start([], { columns: 100, rows: 40 });
    await kontor.waitFor("You are the first operator.");
    kontor.fill("Réka", "", passphrase, passphrase);
    await kontor.go("Enter", "A customer is a company whose orders you handle.");
    kontor.fill("Call Kft.", "call", "", "CAL-1", "", "10000 EUR", "1051 Budapest, Part 1.");
    await kontor.go("F2", "CALL was created.");
    await connectByModem(kontor);
    await kontor.go("o", /1 modem +66, 55/);
    await kontor.go("t", "The line works.");
    expect(kontor.screen()).toMatch(/last calls[\s\S]*modem[\s\S]*ok/);
    await expect.poll(() => modem.inCall, { timeout: 30_000 }).toBe(false);
    modem.faults = { mute: true };
    await kontor.go("t", "The modem does not answer");
    modem.faults = {};
    await kontor.go("t", "The line works.");
    kontor.press("Ctrl-C", "Ctrl-C");
    await kontor.waitForExit();
    expect(kontor.exitCode).toBe(0);
    expect(sshd.log).toMatch(/Accepted publickey/);
    kontor.expectTerminalGivenBack();
  });

  async function connectByModem(kontor: Workstation): Promise<void> {
    await kontor.go("5", "[5 connections]");
    await kontor.go("n", "a new connection");
    await kontor.go("Enter", "Connection to a bank");
    kontor.fill("p", "Practice", bank.hostId, "CALL01", bank.url.replace("https://", ""), "", "‹Left›", path.join(books, "ca.pem"), "m");
    await kontor.go("F2", "Road: modem");
    kontor.fill("‹Ctrl-U›");
    kontor.fill(modem.path, "", "", "66", "55", "", "", "", "‹Ctrl-U›");
    kontor.fill("0", "", "", "", sshd.userName, sshd.hostKeySha256(), "", sshd.keyPath);
    await kontor.go("F2", "Enter: make keys for a signer");
    expect(modem.calls).toBeGreaterThan(0);
    await kontor.go("Enter", "Keys for Practice");
    kontor.fill("ANNA", "Kis Anna", "", "", "", pin, pin);
    await kontor.go("F2", "Keys made for ANNA");
    await kontor.go("Enter", "The bank has the keys of 1 signer.");
  }
});
