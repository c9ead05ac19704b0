import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { PracticeModem } from "../../src/practice-lines/modem/practice-modem.ts";
import { PracticePad } from "../../src/practice-lines/x25/practice-pad.ts";
import { XotPeer } from "../../src/practice-lines/x25/xot-peer.ts";
import { haveSshd, Sshd } from "../support/sshd.ts";
import { germanPayee } from "../../src/cli/demo/payees.ts";
import { fromBase32 } from "../../src/signing/one-time-password/codes/base32.ts";
import { hotp } from "../../src/signing/one-time-password/codes/hotp.ts";
import { bankDayAhead, orderFile } from "../support/order-file.ts";
import { serve, type ServedBank } from "../bank/support/bank-process.ts";

/** The whole way by commands, from an empty data root to a matched statement. Each step stands on the one before. */

const folder = mkdtempSync(path.join(tmpdir(), "kontor-cli-"));
const file = (name: string): string => path.join(folder, name);
const write = (name: string, text: string): string => {
  writeFileSync(file(name), text);
  return file(name);
};
let bank: ServedBank;
let account = "";
let stopping: Promise<unknown> | undefined;
const stopBank = (): Promise<unknown> => (stopping ??= bank.stop());

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command as Réka the administrator, unless it says otherwise. */
async function kontor(...args: readonly string[]): Promise<Ran> {
  const told = { out: "", err: "" };
  const code = await runCommandLine(args, {
    environment: { KONTOR_HOME: file("home"), KONTOR_OPERATOR: "Réka", KONTOR_PASSPHRASE_FILE: file("reka"), HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false,
    out: (text) => { told.out += text; },
    err: (text) => { told.err += text; },
  });
  return { code, ...told };
}
const asAnna = (...args: readonly string[]): Promise<Ran> => kontor(...args, "--operator", "Anna", "--passphrase-file", file("anna"));
/** Must succeed. */
async function done(running: Promise<Ran>): Promise<string> {
  const { code, out, err } = await running;
  expect(err).toBe("");
  expect(code).toBe(0);
  return out;
}
async function json<T>(running: Promise<Ran>): Promise<T> {
  return JSON.parse(await done(running)) as T;
}

beforeAll(async () => {
  write("reka", "grey heron over still water\n");
  write("anna", "seven copper kettles singing\n");
  write("pin", "quiet river 71 stones\n");
  write("wrong", "not the passphrase at all\n");
  bank = await serve(file("bank"));
});
afterAll(async () => {
  await stopBank();
  rmSync(folder, { recursive: true });
});

describe("from nothing to a bank", () => {
  it("makes operators and a customer, and lets the second operator in", async () => {
    expect(await done(kontor("operator", "list"))).toContain("No operators yet");
    expect(await done(kontor("operator", "create", "Réka", "--passphrase-file", file("reka")))).toBe("Operator Réka added.\n");
    await done(kontor("operator", "create", "Anna", "--language", "hu", "--passphrase-file", file("anna")));
    expect(await done(kontor("customer", "list"))).toContain("no customer yet");
    expect(await done(kontor("customer", "create", "danube", "--name", "Duna Kft.", "--code", "DAN-1", "--colour", "cyan", "--confirm-above", "1000EUR"))).toContain("Customer DANUBE created. You may: see, prepare, send, fetch, administer.");
    await done(kontor("customer", "grant", "Anna", "see", "prepare", "sign", "send", "fetch"));
    expect(await json(kontor("operator", "list", "--json"))).toMatchObject([{ name: "Anna", language: "hu" }, { name: "Réka", language: "en" }]);
    expect(await json(asAnna("customer", "list", "--json"))).toMatchObject([{ shortName: "DANUBE", colour: "cyan" }]);
  });

  it("opens an account and a user at the bank's counter", async () => {
    const data = ["--data", file("bank")];
    await done(kontor("bank", "partner", "add", "DAN01", "Duna Kft.", ...data));
    const opened = await json<{ number: string }[]>(kontor("bank", "account", "open", "--currency", "EUR", "--owner", "Duna Kft.", "--partner", "DAN01", "--opening", "9000", "--json", ...data));
    account = opened[0]?.number ?? "";
    expect(account).toMatch(/^HU\d{26}$/);
    await done(kontor("bank", "subscriber", "add", "DAN01", "ANNA", "--name", "Anna", "--class", "E", ...data));
  });

  it("goes through the seven steps of a connection", async () => {
    await done(kontor("connection", "create", "--title", "Practice", "--profile", "practice", "--host-id", bank.hostId, "--partner-id", "DAN01", "--url", bank.url, "--ca-file", file("bank/ca.pem")));
    await done(kontor("subscriber", "create", "ANNA", "--connection", "practice", "--signer", "Anna", "--class", "E", "--for-operator", "Anna", "--pin-file", file("pin")));
    await done(kontor("subscriber", "send-keys", "ANNA"));
    await done(kontor("subscriber", "letters", "ANNA", "--out", file("letters.pdf")));
    expect(readFileSync(file("letters.pdf")).subarray(0, 5).toString()).toBe("%PDF-");

    const early = await kontor("connection", "bank-keys", "Practice");
    expect(early).toMatchObject({ code: 6, out: "" });
    expect(early.err).toContain("not activated the keys yet");
    expect(await kontor("bank", "subscriber", "activate", "DAN01", "ANNA", "--data", file("bank"))).toMatchObject({ code: 2 });
    await done(kontor("bank", "subscriber", "activate", "DAN01", "ANNA", "--trust", "--data", file("bank")));

    interface Hashes { readonly authentication: { readonly certificateHash: string }; readonly encryption: { readonly publicKeyHash: string } }
    const { authentication, encryption } = await json<Hashes>(kontor("connection", "bank-keys", "Practice", "--json"));
    expect(bank.output).toContain(authentication.certificateHash);
    expect(bank.output).toContain(encryption.publicKeyHash);
    const wrong = await kontor("connection", "confirm", "Practice", "--authentication-hash", authentication.certificateHash, "--encryption-hash", "0".repeat(64));
    expect(wrong.code).not.toBe(0);
    expect(wrong.err).toContain("The keys are not used");
    await done(kontor("connection", "confirm", "Practice", "--authentication-hash", authentication.certificateHash, "--encryption-hash", encryption.publicKeyHash));
    await done(kontor("connection", "grants", "Practice"));
    expect(await json(kontor("connection", "list", "--json"))).toMatchObject([{ title: "Practice", hostId: bank.hostId, practice: true }]);
    expect(await json(kontor("subscriber", "list", "--json"))).toEqual([{ userId: "ANNA", signer: "Anna", class: "E", state: "ready", signatureVersion: "A006", device: "key file keys/ANNA.p12", allOnCard: false }]);
  });

  it.skipIf(!haveSshd)("is given a leased line beside, whose host is compared at first contact; tests both, and tells the calls", async () => {
    const sshd = await Sshd.start();
    try {
      const line = ["--url", bank.url, "--ca-file", file("bank/ca.pem"), "--ssh", `${sshd.userName}@127.0.0.1:${sshd.port}`, "--key-file", sshd.keyPath];
      expect(await done(kontor("connection", "channel", "add", "leased-line", "Practice", ...line, "--per-call", "0.25EUR", "--first"))).toMatch(/1 +leased line .*host key not known yet[\s\S]*2 +internet/);
      const first = await kontor("connection", "test", "Practice");
      expect(first.code).toBe(5);
      expect(first.out).toMatch(/FAILED +the host's key/);
      expect(first.out).toContain(`kontor connection channel host-key "Practice" 1 --host-key ${sshd.hostKeySha256()} --host-key-type ed25519`);
      await done(kontor("connection", "channel", "host-key", "Practice", "1", "--host-key", sshd.hostKeySha256()));
      expect(await json(kontor("connection", "test", "Practice", "--json"))).toMatchObject({ kind: "leased-line", ok: true });
      expect(await done(kontor("connection", "test", "Practice", "--channel", "2"))).toMatch(/ok +EBICS/);
      expect(await done(asAnna("session", "fetch"))).toBeDefined();
      const calls = await json<{ kind: string; result: string; cost?: object }[]>(kontor("connection", "calls", "--json"));
      expect(calls[0]).toMatchObject({ kind: "leased-line", result: "ok", cost: { currency: "EUR" } });
      expect(await done(kontor("connection", "calls"))).toMatch(/ssh-host-key-unknown/);
      expect(JSON.stringify(await json(kontor("connection", "channel", "list", "Practice", "--json")))).not.toMatch(/PRIVATE|BEGIN/);
      expect(await done(kontor("connection", "channel", "move", "Practice", "1", "--to", "2"))).toMatch(/1 +internet[\s\S]*2 +leased line/);
      expect(await done(kontor("connection", "channel", "less-protected", "Practice", "--allow", "yes"))).toContain("less protected than the first may be taken");
      await done(kontor("connection", "channel", "less-protected", "Practice", "--allow", "no"));
      expect(await done(kontor("connection", "channel", "remove", "Practice", "2"))).not.toContain("leased line");
      expect((await kontor("connection", "channel", "remove", "Practice", "1")).err).toContain("needs a road");
      for (const wrong of [["--ssh", "nobody"], ["--host-key", "x"], ["--proxy", "ftp://x"], ["--per-call", "cheap"], ["--agent"]]) {
        expect((await kontor("connection", "channel", "add", "leased-line", "Practice", ...line, ...wrong)).code, wrong.join(" ")).toBe(2);
      }
    } finally {
      await sshd.close();
    }
  });

  it("is given PPP, on any machine; where it cannot do it, the reason is told and nothing is dialled", async () => {
    const telling = await done(kontor("connection", "channel", "ppp"));
    expect(telling).toMatch(/This machine can do PPP|PPP|pppd/);
    expect(telling).toMatch(/# \/etc\/ppp\/peers\/kontor, mode 644\nnoauth\n[\s\S]*# \/etc\/ppp\/kontor-route, mode 755\n#!\/bin\/sh\n/);
    writeFileSync(file("ppp-password"), "geheimer\n");
    const line = ["--url", bank.url, "--ca-file", file("bank/ca.pem"), "--port", "/dev/no-such-port", "--number", "55", "--bank-address", "10.1.0.7"];
    const listed = await done(kontor("connection", "channel", "add", "ppp", "Practice", ...line, "--ppp-user", "kunde", "--ppp-password-file", file("ppp-password")));
    expect(listed).toMatch(/2 +PPP .*numbers 55 · login kunde \(CHAP\) · bank's address 10\.1\.0\.7/);
    const tested = await kontor("connection", "test", "Practice", "--channel", "2");
    expect([tested.code, tested.out]).toEqual([5, expect.stringMatching(/^FAILED +(PPP on this machine|modem) /m)]);
    expect(tested.out.includes("PPP on this machine")).toBe(true);
    if (/FAILED +PPP/.test(tested.out)) expect(listed).toContain("PPP cannot be used here: ");
    expect(`${listed}${tested.out}${JSON.stringify(await json(kontor("connection", "channel", "list", "Practice", "--json")))}`).not.toContain("geheimer");
    for (const wrong of [["--ppp-user", "kunde"], ["--bank-address", "bank.example"], ["--number", "12;H"]]) {
      expect((await kontor("connection", "channel", "add", "ppp", "Practice", ...line, ...wrong)).code, wrong.join(" ")).toBe(2);
    }
    await done(kontor("connection", "channel", "remove", "Practice", "2"));
  });

  it.skipIf(!haveSshd)("is given a modem, a router and a PAD beside, with real ones behind; the dialogue of a failed call is told", async () => {
    const sshd = await Sshd.start();
    const modem = PracticeModem.start({ directory: { 55: { kind: "busy" }, 56: { kind: "host", port: sshd.port } } });
    const router = await XotPeer.listen({ directory: { 216155501: { kind: "host", port: sshd.port } } });
    const pad = PracticePad.onTerminal({ directory: { 216155501: { kind: "host", port: sshd.port } } });
    try {
      const script = await json<object>(kontor("connection", "channel", "dial-script"));
      writeFileSync(file("script.json"), JSON.stringify({ ...script, guardMs: 40, redials: 0 }));
      writeFileSync(file("nui"), "WHOPAYS\n");
      const line = ["--url", bank.url, "--ca-file", file("bank/ca.pem"), "--ssh-user", sshd.userName, "--host-key", sshd.hostKeySha256(), "--key-file", sshd.keyPath];
      const byModem = ["--port", modem.path, "--dial-script", file("script.json")];
      await done(kontor("connection", "channel", "add", "modem", "Practice", ...line, ...byModem, "--number", "55", "--number", "56"));
      await done(kontor("connection", "channel", "add", "modem", "Practice", ...line, ...byModem, "--number", "55"));
      await done(kontor("connection", "channel", "add", "x25", "Practice", ...line, "--router", `127.0.0.1:${router.port}`, "--address", "216155501", "--nui-file", file("nui")));
      const listed = await done(kontor("connection", "channel", "add", "x25", "Practice", ...line, "--pad-port", pad.path, "--address", "216155501", "--nui-file", file("nui")));
      expect(listed).toMatch(/2 +modem .*55, 56[\s\S]*4 +X\.25 +.*XOT[\s\S]*5 +X\.25 +.*PAD/);
      for (const road of ["2", "4", "5"]) expect(await json(kontor("connection", "test", "Practice", "--channel", road, "--json")), road).toMatchObject({ ok: true });
      const busy = await kontor("connection", "test", "Practice", "--channel", "3");
      expect([busy.code, busy.out]).toEqual([5, expect.stringContaining("The bank's number is busy")]);
      expect(JSON.stringify(await json(kontor("connection", "channel", "list", "Practice", "--json")))).not.toContain("WHOPAYS");
      for (const wrong of [["--number", "12;H"], ["--speed", "fast"], ["--dial-script", file("nui")], ["--prefix", "0;"]]) {
        expect((await kontor("connection", "channel", "add", "modem", "Practice", ...line, ...byModem, "--number", "55", ...wrong)).code, wrong.join(" ")).toBe(2);
      }
      expect((await kontor("connection", "channel", "add", "modem", "Practice", ...line, ...byModem)).err).toContain("needs a number");
      for (const wrong of [["--address", "12a", "--router", "x"], ["--address", "1"], ["--address", "1", "--router", "x", "--window", "8"], ["--address", "1", "--router", "x", "--packet-size", "100"]]) {
        expect((await kontor("connection", "channel", "add", "x25", "Practice", ...line, ...wrong)).code, wrong.join(" ")).toBe(2);
      }
      for (const road of ["5", "4", "3", "2"]) await done(kontor("connection", "channel", "remove", "Practice", road));
    } finally {
      modem.close();
      await router.close();
      await pad.close();
      await sshd.close();
    }
  });

  it("asks the bank what it offers, in words and as JSON", async () => {
    const menu = await done(asAnna("connection", "orders", "Practice"));
    expect(menu).toMatch(/send +Urgent credit transfer +BTU XCT\/DE\/URG\/pain\.001 +1 +ANNA \(E\)/);
    expect(await json(asAnna("connection", "parameters", "practice", "--json"))).toMatchObject({ hostId: bank.hostId, urls: [{ url: bank.url }] });
    expect(await done(asAnna("connection", "parameters", "Practice"))).toMatch(/EBICS versions +H003, H004, H005/);
    expect(await done(asAnna("connection", "customer-data", "Practice"))).toContain("user ANNA, Anna: ready");
    expect(await done(asAnna("connection", "user-data", "Practice"))).toContain("sign alone (E)");
    expect(await done(asAnna("connection", "available", "Practice"))).toBe("There is nothing to fetch.\n");
    expect(await done(asAnna("connection", "protocol", "Practice", "--text"))).toBe("The protocol is empty.\n");
    expect(await done(asAnna("connection", "fetch", "Practice", "EOP/DE/-/camt.053/ZIP"))).toBe("The bank has nothing of it.\n");
    expect(await asAnna("connection", "fetch", "Practice", "statements")).toMatchObject({ code: 2, out: "", err: expect.stringContaining("names no order") });
    expect(await asAnna("connection", "protocol", "Practice", "--from", "2026-11-23")).toMatchObject({ code: 2, err: expect.stringContaining("Give both days") });
    expect(await asAnna("connection", "orders", "Elsewhere")).toMatchObject({ code: 3 });
  });
});

describe("an order's way", () => {
  it("is looked at first, and nothing is stored then", async () => {
    write("invoices.xml", orderFile({ account, messageId: "INVOICES", payments: [1, 2].map((n) => ({ endToEndId: `INV-${n}`, amount: `${n}0.25` })) }));
    const preview = await json<Record<string, unknown>>(asAnna("order", "import", file("invoices.xml"), "--dry-run", "--json"));
    expect(preview).toMatchObject({ format: "pain.001.001.09", importable: true, facts: { transactionCount: 2, sums: ["30.50 EUR"] }, findings: [] });
    expect(await json(asAnna("order", "list", "--json"))).toEqual([]);
    const text = await asAnna("order", "import", write("letter.txt", "Dear bank"), "--dry-run");
    expect(text).toMatchObject({ code: 2 });
    expect(text.out).toContain("in no format that Kontor reads");
  });

  it("needs a signing rule before anybody can sign; from the start there is one that says what the classes say", async () => {
    expect((await kontor("rule", "list")).out).toContain("EBICS classes");
    await done(kontor("rule", "remove", "EBICS classes"));
    expect(await json(asAnna("order", "import", file("invoices.xml"), "--json"))).toMatchObject({ number: 1, state: "checked", transactionCount: 2, sums: ["30.50 EUR"] });
    const unsigned = await asAnna("order", "sign", "1", "--pin-file", file("pin"));
    expect(unsigned.code).toBe(4);
    expect(unsigned.out).toContain("NOT signed: No signing rule fits this order");
  });

  it("cannot be signed with a wrong PIN, nor above the limit without the customer's code; then is", async () => {
    await done(kontor("rule", "add", "One", "--signatures", "1"));
    const wrong = await asAnna("order", "sign", "1", "--pin-file", file("wrong"));
    expect(wrong.code).toBe(4);
    expect(wrong.err).toContain("does not open the key file");
    const [result] = await json<unknown[]>(asAnna("order", "sign", "1", "--pin-file", file("pin"), "--json"));
    expect(result).toEqual({ order: 1, kind: "signed", state: "signed", reason: null });
    expect(await asAnna("order", "sign", "1", "--pin-file", file("pin"))).toMatchObject({ code: 4 });

    write("large.xml", orderFile({ account, messageId: "LARGE", payments: [{ endToEndId: "LARGE-1", amount: "1000.01" }] }));
    await done(asAnna("order", "import", file("large.xml")));
    const noCode = await asAnna("order", "sign", "2", "--pin-file", file("pin"));
    expect(noCode.err).toContain("That is not the code of DANUBE.");
    await done(asAnna("order", "sign", "2", "--pin-file", file("pin"), "--customer-code", "DAN-1"));
    expect(await json(asAnna("order", "withdraw", "2", "--json"))).toMatchObject({ number: 2, state: "checked" });
    expect(await json(asAnna("order", "cancel", "2", "--reason", "not ours", "--json"))).toMatchObject({ state: "cancelled" });
  });

  it("waits in the outbox, leaves once, and is accepted", async () => {
    expect(await json(asAnna("order", "queue", "1", "--json"))).toMatchObject({ state: "queued" });
    expect(await json(asAnna("order", "unqueue", "1", "--json"))).toMatchObject({ state: "signed" });
    await done(asAnna("order", "queue", "1"));
    const [sent] = await json<{ readonly orders: readonly unknown[] }[]>(asAnna("session", "run", "--json"));
    expect(sent?.orders).toMatchObject([{ number: 1, kind: "delivered" }]);
    const [again] = await json<{ readonly orders: readonly unknown[] }[]>(asAnna("session", "run", "--json"));
    expect(again?.orders).toEqual([]);
    const shown = await json<{ readonly steps: readonly { readonly to: string }[] }>(asAnna("order", "show", "1", "--json"));
    expect(shown).toMatchObject({ state: "accepted", transactionStates: { accepted: 2 }, signatures: [{ signerName: "Anna", signatureClass: "E" }], transactions: [{ amount: "10.25 EUR" }, { amount: "20.25 EUR" }] });
    expect(shown.steps.map((one) => one.to)).toEqual(["draft", "checked", "signed", "queued", "signed", "queued", "sending", "delivered", "accepted"]);
    const orders = await json<unknown[]>(kontor("bank", "orders", "--json", "--data", file("bank")));
    expect(orders).toHaveLength(1);
  });

  it("is asked back by a file that names the order and its payment, and no import takes that file for an order", async () => {
    const written = await json<{ readonly messageId: string }>(asAnna("order", "recall", "1", "--payment", "2", "--reason", "DUPL", "--text", "Paid twice", "--out", file("recall.xml"), "--json"));
    expect(written).toMatchObject({ order: 1, format: "camt.055.001.08", count: 1, sum: "20.25" });
    expect(await json(kontor("inspect", file("recall.xml"), "--json"))).toMatchObject({ format: "camt.055.001.08", findings: [], orders: [{ messageId: written.messageId, count: 1, sum: "20.25", batches: [{ account, transactions: [{ amount: "20.25", endToEndId: "INV-2", reason: "DUPL", text: "Paid twice" }] }] }] });
    expect(await done(asAnna("order", "recall", "1", "--reason", "CUST", "--out", file("whole.xml")))).toContain("it asks back 2 payments of order 0001, 30.50 together. The bank knows nothing of it yet");
    expect(await asAnna("order", "recall", "1", "--payment", "zwei", "--reason", "CUST", "--out", file("none.xml"))).toMatchObject({ code: 2 });
    expect(await asAnna("order", "import", file("recall.xml"))).toMatchObject({ err: expect.stringContaining("it asks payments back and orders none") as string });
  });

  it("is stopped with code 7 when the same payments would leave again, and leaves with a reason", async () => {
    write("same.xml", orderFile({ account, messageId: "OTHER-ID", payments: [1, 2].map((n) => ({ endToEndId: `INV-${n}`, amount: `${n}0.25` })) }));
    const imported = await done(asAnna("order", "import", file("same.xml")));
    expect(imported).toContain("Order 0001 with the same payments already went to the bank.");
    await done(asAnna("order", "sign", "3", "--pin-file", file("pin")));
    const stopped = await asAnna("order", "queue", "3", "--json");
    expect(stopped).toMatchObject({ code: 7, out: "" });
    expect(JSON.parse(stopped.err)).toMatchObject({ error: { area: "workflow", code: "same-content-sent", retryable: false } });
    await done(asAnna("order", "queue", "3", "--override-reason", "ordered twice, agreed with Anna"));
    expect(await done(asAnna("session", "send"))).toContain("Order 0003 was delivered");
    expect(await done(asAnna("journal", "list", "--text", "agreed with Anna"))).toContain("order.duplicate-overridden");
  });

  it("stands on a statement at last, each payment found", async () => {
    for (const _ of ["execution", "end of day"]) await done(kontor("bank", "clock", "move", "--next-business-day", "--data", file("bank")));
    const [session] = await json<{ readonly fetched: unknown }[]>(asAnna("session", "fetch", "--json"));
    expect(session?.fetched).toMatchObject({ transactionsBooked: 2 });
    const statements = await json<{ readonly balances: readonly { readonly type: string; readonly amount: string }[] }[]>(asAnna("statement", "list", "--json"));
    expect(statements.at(0)).toMatchObject({ balanced: true, entryCount: 2, header: { account: { kind: "iban", iban: account } } });
    expect(statements[0]?.balances.find((one) => one.type === "CLBD")?.amount).toBe("8969.50 EUR");
    expect(await json(asAnna("order", "list", "--state", "booked", "--json"))).toMatchObject([{ number: 1 }]);
    // The bank has an eye on repeats of its own.
    expect(await json(asAnna("order", "list", "--state", "refused", "--json"))).toMatchObject([{ number: 3, bankAnswer: { code: "AM05" } }]);
    await done(asAnna("statement", "print", "1", "--out", file("statement.pdf")));
    expect(readFileSync(file("statement.pdf")).subarray(0, 5).toString()).toBe("%PDF-");
    await done(asAnna("statement", "original", "1", "--out", file("statement.xml")));
    expect(await json(asAnna("statement", "import", file("statement.xml"), "--json"))).toMatchObject({ statements: [], known: 1, transactionsBooked: 0 });
  });

  it("is told by a journal that is whole", async () => {
    expect(await json(kontor("journal", "verify", "--json"))).toMatchObject({ whole: true, brokenAt: null, problem: null });
    const lines = (await done(kontor("journal", "export"))).trimEnd().split("\n").map((line) => JSON.parse(line) as { readonly sequence: number });
    expect(lines.map((line) => line.sequence)).toEqual(lines.map((_, index) => index + 1));
  });
});

describe("what is refused", () => {
  it.each([
    ["an unknown command", ["orders"]], ["an unknown option", ["order", "list", "--everything"]], ["a missing option", ["customer", "create", "x"]], ["no amount", ["bank", "account", "open", "--currency", "EUR", "--owner", "x", "--opening", "lots", "--data", "unused"]],
  ])("%s: 2", async (_what, args) => {
    const { code, out, err } = await kontor(...args.map((one) => (one === "unused" ? file("bank") : one)));
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).not.toBe("");
  });

  it.each([["an order", ["order", "show", "99"]], ["a statement", ["statement", "show", "99"]], ["a connection", ["connection", "bank-keys", "nowhere"]], ["a template", ["template", "use", "nothing", "--date", "2026-11-24"]], ["a file", ["order", "import", "nowhere.xml"]]])("%s that is not there: 3", async (_what, args) => {
    expect(await kontor(...args)).toMatchObject({ code: 3, out: "" });
  });

  it("a wrong passphrase, an unknown operator, a customer that was not granted: 4, with nothing learnt from the difference", async () => {
    const wrong = await kontor("order", "list", "--passphrase-file", file("wrong"));
    const unknown = await kontor("order", "list", "--operator", "Mallory", "--passphrase-file", file("wrong"));
    expect([wrong.code, unknown.code]).toEqual([4, 4]);
    expect(unknown.err).toBe(wrong.err);
    await done(kontor("operator", "create", "Mallory", "--passphrase-file", file("wrong")));
    const ungranted = await kontor("order", "list", "--customer", "DANUBE", "--operator", "Mallory", "--passphrase-file", file("wrong"));
    expect(ungranted.out).toBe("");
    expect(ungranted.err).toContain("There is no customer DANUBE that you may open.");
  });

  it("what somebody has no right to: 4", async () => {
    expect(await kontor("order", "sign", "1", "--pin-file", file("pin"))).toMatchObject({ code: 4, out: "" });
    const rule = await asAnna("rule", "add", "Mine", "--signatures", "1");
    expect(rule.code).toBe(4);
    expect(rule.err).toContain("Anna may not change signature rules for DANUBE.");
  });

  it("a file of which nothing is known: shown by size and hash before it is signed, and delivered", async () => {
    const bytes = "Dear bank, please call us.";
    write("letter.txt", bytes);
    expect(await done(asAnna("order", "send-file", file("letter.txt"), "--connection", "Practice", "--as", "OTH/-/-/document"))).toMatch(/order 0004 .*: a free-form file, "letter.txt"\n +sent as BTU OTH\/-\/-\/document; the signatures release it/);
    // The customer asks for its code above a limit; what this file moves, nobody knows.
    expect(await asAnna("order", "sign", "4", "--pin-file", file("pin"))).toMatchObject({ code: 4, err: expect.stringContaining("code") });
    const signed = await done(asAnna("order", "sign", "4", "--pin-file", file("pin"), "--customer-code", "DAN-1"));
    expect(signed).toContain(`content not known, ${bytes.length} bytes, SHA-256 ${createHash("sha256").update(bytes).digest("hex")}`);
    await done(asAnna("order", "queue", "4"));
    await done(asAnna("session", "send"));
    expect(await json(asAnna("order", "show", "4", "--json"))).toMatchObject({ state: "delivered" });
  });

  it("an order whose payee's name differs waits at the bank: listed, shown, and released there by command", async () => {
    const data = ["--data", file("bank")];
    const [payee] = await json<{ number: string }[]>(kontor("bank", "account", "open", "--currency", "EUR", "--owner", "Szabó Ágnes", "--json", ...data));
    expect(await done(kontor("bank", "eds", "set", "--payee-check", "yes", ...data))).toContain("checks payees of every order: yes");
    const sentFor = async (amount: string): Promise<string> => {
      const entered = await json<{ number: number }>(asAnna("order", "enter", "--from", account, "--to", payee?.number ?? "", "--name", "Evil Corp", "--amount", amount, "--date", bankDayAhead(30), "--json"));
      await done(asAnna("order", "sign", String(entered.number), "--pin-file", file("pin")));
      await done(asAnna("order", "queue", String(entered.number)));
      await done(asAnna("session", "run"));
      return String(entered.number);
    };
    const [number, other] = [await sentFor("12.34"), await sentFor("56.78")];
    expect(await json(asAnna("order", "show", number, "--json"))).toMatchObject({ state: "waiting-at-bank", transactions: [{ state: "open", reasonCode: "RVNM" }] });
    await done(kontor("bank", "eds", "set", "--payee-check", "no", ...data));
    expect(await done(asAnna("eds", "fetch"))).toContain("2 orders to sign");
    const [waiting, another] = await json<{ bankOrderId: string; sum: string }[]>(asAnna("eds", "list", "--json"));
    expect([waiting?.sum, another?.sum]).toEqual(["12.34 EUR", "56.78 EUR"]);
    const id = waiting?.bankOrderId ?? "";
    expect(await done(asAnna("eds", "show", id))).toMatch(/Evil Corp .*12\.34 EUR/);
    expect(await asAnna("eds", "show", "Z9Z9")).toMatchObject({ code: 3 });
    expect(await asAnna("eds", "sign", id, "--pin-file", file("wrong"))).toMatchObject({ code: 4 });
    expect(await kontor("eds", "sign", id, "--pin-file", file("pin"))).toMatchObject({ code: 4 }); // Réka is an administrator
    expect(await json(asAnna("eds", "sign", id, "--pin-file", file("pin"), "--json"))).toMatchObject({ order: id, kind: "done", outcome: { kind: "released" } });
    expect(await asAnna("eds", "sign", id, "--pin-file", file("pin"))).toMatchObject({ code: 1, err: expect.stringContaining("waits no more") });
    const signAll = (...args: readonly string[]) => json<{ orders: unknown[]; sums: string[] }>(asAnna("order", "sign-all", ...args, "--json"));
    expect(await signAll("--dry-run")).toMatchObject({ orders: [] }); // the line is not dialled unasked
    const row = { customer: "DANUBE", order: another?.bankOrderId, atBank: true, sums: ["56.78 EUR"] };
    expect(await signAll("--dry-run", "--at-bank")).toMatchObject({ orders: [{ ...row, outcome: "to sign" }], sums: ["56.78 EUR"] });
    expect(await signAll("--at-bank", "--pin-file", file("pin"), "--leave-out", `danube/${another?.bankOrderId ?? ""}`)).toMatchObject({ orders: [{ ...row, outcome: "left out" }] });
    expect(await signAll("--at-bank", "--pin-file", file("pin"))).toMatchObject({ orders: [{ ...row, outcome: "signed", reason: expect.stringContaining("it is complete") }] });
    await done(asAnna("session", "run"));
    expect(await json(asAnna("order", "show", other, "--json"))).toMatchObject({ state: "accepted" });
    expect(await done(asAnna("eds", "list"))).toContain("No orders wait");
    expect(await done(kontor("bank", "eds", "list", ...data))).toContain("no orders wait");
  });

  it("an order that the bank has executed, asked back by an order of its own: signed, sent, refused by a bank that has executed it, told of both", async () => {
    const recall = await json<{ readonly number: number }>(asAnna("order", "recall", "1", "--payment", "2", "--reason", "FRAD", "--text", "Not ours", "--json"));
    expect(recall).toMatchObject({ state: "checked", format: "camt.055.001.08", transactionCount: 1, sums: ["20.25 EUR"] });
    const number = String(recall.number);
    expect(await done(asAnna("order", "sign", number, "--pin-file", file("pin")))).toMatch(/asks back 1 payment of order 0001 .*; reason FRAD fraud: Not ours/);
    await done(asAnna("order", "queue", number));
    await done(asAnna("session", "run"));
    expect(await done(asAnna("order", "show", number))).toMatch(/refused: asks back 1 payment of order 0001, 20\.25 EUR.*[\s\S]*the bank: refused: AGNT the bank does not take the payment back/);
    expect(await done(asAnna("order", "show", "1"))).toContain(`Recall ${number.padStart(4, "0")} asks back payment 2: the bank says, refused: AGNT`);
  });

  it("a bank that is not reachable: 5, and the order stays where it was", async () => {
    write("third.xml", orderFile({ account, messageId: "THIRD", payments: [{ endToEndId: "THIRD-1", amount: "5.00" }] }));
    const number = String((await json<{ readonly number: number }>(asAnna("order", "import", file("third.xml"), "--json"))).number);
    await done(asAnna("order", "sign", number, "--pin-file", file("pin")));
    await done(asAnna("order", "queue", number));
    await stopBank();
    const { code } = await asAnna("session", "run");
    expect(code).toBe(5);
    expect(await json(asAnna("order", "show", number, "--json"))).toMatchObject({ state: "queued" });
  });
});

it("takes no secret as an argument, in any command", async () => {
  const { buildProgram } = await import("../../src/cli/command-line.ts");
  const program = buildProgram({ environment: {}, stdinIsTerminal: false, stdoutIsTerminal: false, out: () => undefined, err: () => undefined }, () => undefined);
  const all = (command: typeof program): (typeof program)[] => [command, ...command.commands.flatMap((one) => all(one as typeof program))]; // commander's list is of its own Command
  const secret = all(program).flatMap((command) => command.options.map((option) => option.long ?? "")).filter((name) => /pass|pin|secret/.test(name));
  expect(new Set(secret)).toEqual(new Set(["--passphrase-file", "--passphrase-fd", "--new-passphrase-file", "--new-passphrase-fd", "--pin-file", "--pin-fd", "--new-pin-file", "--new-pin-fd", "--old-pin-file", "--old-pin-fd", "--pins", "--key-passphrase-file", "--ppp-password-file", "--proxy-password-file", "--secret-file", "--sim-pin-file"])); // each a file or a descriptor
});

describe("one-time passwords", () => {
  const enter = async (reference: string): Promise<string> => {
    const { number } = await json<{ number: number }>(asAnna("order", "enter", "--from", account, "--to", germanPayee(7), "--name", "Lieferant", "--amount", "3.21", "--reference", reference, "--date", bankDayAhead(30), "--json"));
    return String(number);
  };
  const asked = async (text: string, limitMs = 20_000): Promise<string> => {
    for (const deadline = Date.now() + limitMs; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const last = existsSync(file("texts")) ? readFileSync(file("texts"), "utf8").trimEnd().split("\n").at(-1) : undefined;
      const code = last?.includes(text) === true ? /Code (\d+)/.exec(last)?.[1] : undefined;
      if (code !== undefined) return code;
    }
    throw new Error(`no text about ${text}`);
  };
  /** Runs a command that asks for a code, and answers it through a pipe once the text has come. */
  const answering = async (text: string, ...args: readonly string[]): Promise<Ran> => {
    const pipe = file(`pipe-${randomUUID()}`);
    execFileSync("mkfifo", [pipe]);
    const running = asAnna(...args, "--code-file", pipe);
    writeFileSync(pipe, `${await asked(text)}\n`);
    return running;
  };

  afterEach(() => void vi.useRealTimers());

  it("a token shows its secret once, is confirmed, protects the key, and signs", async () => {
    // The token's codes are good for half a minute each: the clock stands, so that a slow machine does not get to another one in between.
    vi.useFakeTimers({ toFake: ["Date"] });
    const made = await done(asAnna("one-time-password", "create", "--signer", "Anna", "--kind", "clock"));
    const secret = fromBase32(/base 32 +([A-Z2-7]+)/.exec(made)?.[1] ?? "");
    expect(made).toMatch(/address +otpauth:\/\/totp\/Kontor%20DANUBE:token%20of%20Anna\?secret=/);
    expect(secret).toHaveLength(20);
    const code = (ahead: number): string => write("code", `${hotp(secret!, Math.floor(Date.now() / 30_000) + ahead, 6)}\n`);
    expect((await asAnna("one-time-password", "confirm", "token of Anna", "--code-file", code(40))).err).toContain("That is not the code for this.");
    expect(await asAnna("one-time-password", "confirm", "token of Anna", "--code-file", code(-1))).toMatchObject({ code: 0 });
    expect(await json(kontor("one-time-password", "list", "--json"))).toMatchObject([{ title: "token of Anna", signer: "Anna", state: "active", wrongCodes: 0 }]);
    await done(asAnna("subscriber", "protect", "ANNA", "--with", "token of anna", "--pin-file", file("pin")));
    expect((await done(kontor("subscriber", "list")))).toContain("key file keys/ANNA.p12, one-time password");
    const order = await enter("OTP-1");
    const nobody = await asAnna("order", "sign", order, "--pin-file", file("pin"));
    expect(nobody).toMatchObject({ code: 4 });
    expect(nobody.err).toMatch(/One-time password for 1 order, 1 payment · 3\.21 EUR · account HU\d{26} · to Lieferant, DE\d{20}\nType the code that the token of Anna shows now\. Digest [0-9A-F]{4} [0-9A-F]{4}, valid until /);
    expect(await asAnna("order", "sign", order, "--pin-file", file("pin"), "--code-file", code(0))).toMatchObject({ code: 0, out: expect.stringContaining(`order ${order.padStart(4, "0")}: signed`) });
    expect((await asAnna("order", "sign", await enter("OTP-2"), "--pin-file", file("pin"), "--code-file", code(0))).err).toContain("used before");
    expect(await asAnna("one-time-password", "resynchronise", "token of Anna", "--codes-file", write("two", `${hotp(secret!, Math.floor(Date.now() / 30_000) + 50, 6)}\n${hotp(secret!, Math.floor(Date.now() / 30_000) + 51, 6)}\n`))).toMatchObject({ code: 0 });
  });

  it("a lost token is an administrator's business; a telephone takes its place, whose code comes through a pipe", async () => {
    expect(await asAnna("one-time-password", "lost", "token of Anna")).toMatchObject({ code: 4 });
    await done(kontor("one-time-password", "lost", "token of Anna"));
    await done(asAnna("one-time-password", "create", "--signer", "Anna", "--kind", "text", "--number", "+36 30 123 4567", "--practice-file", file("texts")));
    expect(await answering("setting up", "one-time-password", "confirm", "telephone of Anna")).toMatchObject({ code: 0 });
    await done(asAnna("subscriber", "protect", "ANNA", "--with", "telephone of Anna", "--pin-file", file("pin")));
    const order = await enter("OTP-3");
    expect(await answering("3.21 EUR", "order", "sign", order, "--pin-file", file("pin"))).toMatchObject({ code: 0 });
    expect(await asAnna("one-time-password", "unlock", "telephone of Anna")).toMatchObject({ code: 4 });
    expect(await kontor("one-time-password", "unlock", "telephone of Anna")).toMatchObject({ code: 1, err: expect.stringContaining("is not locked") });
  });

  it("the passphrase of the key changes, and the protection comes off by a code", async () => {
    write("fresh", "two grey bridges 44\n");
    expect(await asAnna("subscriber", "change-pin", "ANNA", "--pin-file", file("wrong"), "--new-pin-file", file("fresh"))).toMatchObject({ code: 4 });
    await done(asAnna("subscriber", "change-pin", "ANNA", "--pin-file", file("pin"), "--new-pin-file", file("fresh")));
    expect(await answering("WITHOUT one-time passwords", "subscriber", "unprotect", "ANNA", "--pin-file", file("fresh"))).toMatchObject({ code: 0 });
    await done(asAnna("order", "sign", await enter("OTP-4"), "--pin-file", file("fresh")));
    expect(await json(kontor("subscriber", "list", "--json"))).toMatchObject([{ device: "key file keys/ANNA.p12" }]);
  });

  it("what cannot be: 2", async () => {
    for (const wrong of [["--kind", "carrier-pigeon"], ["--kind", "text"], ["--kind", "text", "--number", "+36301234567"], ["--kind", "clock", "--digits", "five"], ["--kind", "clock", "--algorithm", "MD5"], ["--kind", "clock", "--secret-file", write("seed", "0189!\n")], ["--kind", "text", "--number", "+36301234567", "--gateway-url", "https://x.example", "--gateway-body-file", write("body", "to={number}")]]) {
      expect(await asAnna("one-time-password", "create", "--signer", "Anna", ...wrong), wrong.join(" ")).toMatchObject({ code: 2, out: "" });
    }
    expect(await asAnna("one-time-password", "confirm", "nobody's")).toMatchObject({ code: 3 });
  });
});
