import { execFileSync } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve, type ServedBank, verb } from "../../bank/support/bank-process.ts";
import { haveSshd, Sshd } from "../../support/sshd.ts";
import { Machine, type Workstation } from "../support/workstation.ts";

/** A leased line from nothing: the bank in another process, OpenSSH's sshd before it, the workstation by key presses alone. */

const machine = new Machine();
const books = path.join(machine.folder, "bank");
const passphrase = "seven quiet herons at dusk";
const pin = "copper kettle 44";

describe.skipIf(!haveSshd)("a leased line", () => {
  let bank: ServedBank;
  let sshd: Sshd;
  beforeAll(async () => {
    bank = await serve(books);
    sshd = await Sshd.start();
    await verb(books, "partner", "add", "LINE01", "Line Kft.");
    await verb(books, "account", "open", "--currency", "EUR", "--owner", "Line Kft.", "--partner", "LINE01", "--opening", "50000");
    await verb(books, "subscriber", "add", "LINE01", "ANNA", "--name", "Kis Anna", "--class", "E");
  }, 60_000);
  afterAll(async () => {
    await bank.stop();
    await sshd.close();
    await machine.close();
  });

  test("set up from nothing: first contact, keys to the bank by it, test of the line, also while its host is down", { timeout: 240_000 }, async () => {
    const kontor = machine.start([], { columns: 100, rows: 30 });
    await kontor.waitFor("You are the first operator.");
    kontor.fill("Réka", "", passphrase, passphrase);
    await kontor.go("Enter", "A customer is a company whose orders you handle.");
    kontor.fill("Line Kft.", "line", "", "LIN-1", "", "10000 EUR", "1051 Budapest, Part 1.");
    await kontor.go("F2", "LINE was created.");
    await connectByLine(kontor);
    await testTheLine(kontor);
    expect(sshd.log).toMatch(/Accepted publickey/);
    kontor.press("Ctrl-C", "Ctrl-C");
    await kontor.waitForExit();
    expect(kontor.exitCode).toBe(0);
    kontor.expectTerminalGivenBack();
  });

  async function connectByLine(kontor: Workstation): Promise<void> {
    await kontor.go("5", "[5 connections]");
    await kontor.go("n", "a new connection");
    await kontor.go("Enter", "Connection to a bank");
    kontor.fill("p", "Practice", bank.hostId, "LINE01", bank.url.replace("https://", ""), "", "‹Left›", path.join(books, "ca.pem"), "l");
    await kontor.go("F2", "Road: leased line (SSH)");
    kontor.fill("127.0.0.1", "‹Ctrl-U›");
    kontor.fill(String(sshd.port), sshd.userName, "", "", sshd.keyPath);
    await kontor.go("F2", "First contact with the SSH host");
    const shown = kontor.screen();
    // As somebody compares it with what the bank's administrator reads from the host itself.
    const read = execFileSync("ssh-keygen", ["-lf", path.join(sshd.folder, "host-ed25519.pub")], { encoding: "utf8" }).split(" ")[1] ?? "";
    expect(shown).toContain(read);
    await kontor.go(["Right", "Enter"], "Enter: make keys for a signer");
    await kontor.go("Enter", "Keys for Practice");
    kontor.fill("ANNA", "Kis Anna", "", "", "", pin, pin);
    await kontor.go("F2", "Keys made for ANNA");
    await kontor.go("Enter", "The bank has the keys of 1 signer.");
  }

  async function testTheLine(kontor: Workstation): Promise<void> {
    await kontor.go("o", /1 leased line[\s\S]*host key +SHA256:/);
    await kontor.go("t", "The line works.");
    expect(kontor.screen()).toMatch(/✓ connect[\s\S]*✓ secure line \(SSH\)[\s\S]*✓ the host's key[\s\S]*✓ log in[\s\S]*✓ way to the bank[\s\S]*✓ EBICS/);
    expect(kontor.screen()).toMatch(/last calls[\s\S]*leased line[\s\S]*ok/);
    await sshd.kill();
    await kontor.go("t", /✕ connect[\s\S]*The SSH host of the line refuses the connection/);
    await sshd.start();
    await kontor.go("t", "The line works.");
  }
});
