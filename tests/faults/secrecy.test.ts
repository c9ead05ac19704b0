import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Program, type Running } from "../support/program.ts";
import { makePain001File } from "../bench/make-pain001.ts";

/** What nobody may find: put into everything an operator types, and into the files that come from outside. */
const marker = "Zsuzsanna QX7 Marker";
/** The payments of the large file, which is killed in the middle of its import. */
const largeMarker = "Salary November 2026, staff no. 777";
const passphrases = { Anna: "long winter 88 nights", "Réka": "seven grey herons 41" } as const;
const pin = "quiet river 71 stones";

const program = new Program();
/** Any free one at first, then the same again: the connection names it. */
let bankPort = "0";
let bank: Running;
let account = "";
const said: { readonly what: string; readonly text: string }[] = [];

beforeAll(async () => {
  for (const [name, text] of Object.entries({ anna: passphrases.Anna, reka: passphrases["Réka"], pin })) writeFileSync(path.join(program.desk, name), `${text}\n`, { mode: 0o600 });
  bank = await serveBank();
  await setUp();
});
afterAll(async () => {
  await bank.kill();
  program.remove();
});

describe("secrecy of the whole program", () => {
  it("a day with the marker in payments, partner, template and statement leaves it in no file and no message", async () => {
    const date = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await work("reka", "partner", "add", `${marker} partner`, "--account", "DE89370400440532013000");
    await work("reka", "order", "enter", "--from", account, "--to", "DE89370400440532013000", "--name", marker, "--amount", "10.00", "--date", date, "--text", `${marker} by hand`);
    await work("reka", "template", "create", `${marker} template`, "--from-order", "1");
    const file = path.join(program.desk, "salaries.xml");
    await makePain001File(file, { transactions: 40, messageId: "MARKED-1" });
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("Salary November 2026", marker).replaceAll(/DE\d{2}500105170001234567/g, account));
    await work("reka", "order", "import", file, "--title", `${marker} import`);
    await work("reka", "order", "sign", "1", "2", "--pin-file", path.join(program.desk, "pin"));
    await work("reka", "order", "queue", "1");
    await work("reka", "order", "queue", "2");
    await work("reka", "session", "run");
    await atBank("account", "credit", account, "77.00", "--from", marker, "--text", `${marker} from outside`);
    for (const _ of ["it executes", "its statement of that day is made"]) await atBank("clock", "move", "--next-business-day");
    await work("reka", "session", "fetch");
    // It did pass through all of this; else the silence below says nothing.
    const listed = JSON.parse(await show("reka", "statement", "list", "--json")) as unknown[];
    let statements = ""; // by the hour both are booked on one day or on two
    for (const index of listed.keys()) statements += await show("reka", "statement", "show", String(index + 1), "--json");
    expect(statements).toContain(`${marker} from outside`);
    expect(statements).toContain(`${marker} by hand`);
    expect(await show("reka", "order", "show", "2", "--json")).toContain(marker);
    expect(await atBank("account", "bookings", account)).toContain(marker);

    expectNothingFound("after a day");
    for (const { what, text } of said) expect(text, what).not.toContain(marker);
    expect(bank.out + bank.err).not.toContain(marker);
  });

  it("nothing is found while a large import runs, nor after kill -9 of it and of the bank", async () => {
    const file = path.join(program.desk, "large.xml");
    await makePain001File(file, { transactions: 30_000, messageId: "LARGE-1" });
    const running = program.start(["order", "import", file, ...as("reka")]);
    const log = path.join(storeFolder(), "store.db-wal");
    while (!existsSync(log) || statSync(log).size < 8_000_000) await Promise.race([wait(20), running.ended.then(() => Promise.reject(new Error(`it was over before: ${running.err}`)))]);
    running.signal("SIGSTOP"); // so that it is still in the middle when all files have been looked at
    expectNothingFound("while it runs");
    await Promise.all([running.kill(), bank.kill()]);
    expect(statSync(log).size).toBeGreaterThan(8_000_000);
    expectNothingFound("after the kill");
    expect(running.out + running.err).toBe("");

    bank = await serveBank();
    expect(await atBank("account", "bookings", account)).toContain(marker);
    expect(JSON.parse(await show("reka", "order", "list", "--json"))).toHaveLength(2);
    expectNothingFound("after the next start");
  });
});

describe("a store that is not what it should be", () => {
  it.each([
    ["another customer's file in its place", (store: string) => cpSync(path.join(otherStoreFolder(), "store.db"), store), /key|another/i],
    ["one flipped bit", flipBit, /damaged|changed/i],
    ["the second half missing", (store: string) => truncateSync(store, (statSync(store).size >> 13) << 12), /incomplete|cut|short|truncated|end/i],
  ] as const)("%s: a sentence and exit code 1, no stack, and the other customer still opens", async (_what, damage, sentence) => {
    const kept = path.join(program.folder, "kept");
    cpSync(storeFolder(), kept, { recursive: true });
    try {
      for (const name of ["store.db-wal", "store.db-shm"]) rmSync(path.join(storeFolder(), name), { force: true });
      damage(path.join(storeFolder(), "store.db"));
      const { code, out, err } = await program.run("customer", "show", ...as("reka"));
      expect(err).toMatch(sentence);
      expect(err).toMatch(/^kontor: /);
      expect(err).not.toMatch(/\bat .*:\d+:\d+|should not happen|Error:/);
      expect([code, out]).toEqual([1, ""]);
      expect((await program.run("customer", "show", ...as("anna", "TISZA"))).code).toBe(0);
    } finally {
      rmSync(storeFolder(), { recursive: true });
      cpSync(kept, storeFolder(), { recursive: true });
      rmSync(kept, { recursive: true });
    }
  });
});

async function serveBank(): Promise<Running> {
  const running = program.start(["bank", "serve", "--port", bankPort, "--data", bankFolder()]);
  await running.said("Ready.");
  bankPort = /:(\d+)\//.exec(running.out)?.[1] ?? "0";
  return running;
}

async function setUp(): Promise<void> {
  await program.must("operator", "create", "Anna", "--passphrase-file", path.join(program.desk, "anna"));
  await program.must("operator", "create", "Réka", "--passphrase-file", path.join(program.desk, "reka"));
  await program.must("customer", "create", "DANUBE", "--name", "Danube Kft", "--code", "4711", ...login("anna"));
  await program.must("customer", "create", "TISZA", "--name", "Tisza Zrt", "--code", "4712", ...login("anna"));
  await program.must("customer", "grant", "Réka", "see", "prepare", "sign", "send", "fetch", ...as("anna"));
  await atBank("partner", "add", "KUND1", "Danube Kft");
  const [opened] = JSON.parse(await atBank("account", "open", "--currency", "EUR", "--owner", "Danube Kft", "--partner", "KUND1", "--opening", "9000000.00", "--json")) as [{ number: string }];
  account = opened.number;
  await atBank("subscriber", "add", "KUND1", "REKA");
  const url = /https:\S+/.exec(bank.out)?.[0] ?? "";
  await program.must("connection", "create", "--title", "Practice", "--profile", "practice", "--host-id", "PRACTICE", "--partner-id", "KUND1", "--url", url, "--ca-file", path.join(bankFolder(), "ca.pem"), ...as("anna"));
  await program.must("subscriber", "create", "REKA", "--connection", "Practice", "--signer", "Réka", "--class", "E", "--for-operator", "Réka", "--pin-file", path.join(program.desk, "pin"), ...as("anna"));
  await program.must("subscriber", "send-keys", "REKA", ...as("anna"));
  await atBank("subscriber", "activate", "KUND1", "REKA", "--trust");
  const hashes = JSON.parse(await program.must("connection", "bank-keys", "Practice", "--json", ...as("anna"))) as Record<"authentication" | "encryption", { certificateHash: string }>;
  await program.must("connection", "confirm", "Practice", "--authentication-hash", hashes.authentication.certificateHash, "--encryption-hash", hashes.encryption.certificateHash, ...as("anna"));
  await program.must("connection", "grants", "Practice", ...as("anna"));
  await program.must("rule", "add", "One signature", "--signatures", "1", ...as("anna"));
}

function login(who: "anna" | "reka"): readonly string[] {
  return ["--operator", who === "anna" ? "Anna" : "Réka", "--passphrase-file", path.join(program.desk, who)];
}

function as(who: "anna" | "reka", customer = "DANUBE"): readonly string[] {
  return [...login(who), "--customer", customer];
}

/** A command that has no reason to repeat what was typed; what it says is looked at later. Commands that name what they made are told so. */
async function work(who: "anna" | "reka", ...args: readonly string[]): Promise<void> {
  const { code, out, err } = await program.run(...args, ...as(who));
  if (code !== 0) throw new Error(`kontor ${args.join(" ")} ended with ${code}: ${err}${out}`);
  const names = args[0] === "partner" || args[0] === "template";
  said.push({ what: args.join(" "), text: names ? err : out + err });
}

function show(who: "anna" | "reka", ...args: readonly string[]): Promise<string> {
  return program.must(...args, ...as(who));
}

function atBank(...args: readonly string[]): Promise<string> {
  return program.must("bank", ...args, "--data", bankFolder());
}

function bankFolder(): string {
  return path.join(program.root, "practice-bank");
}

function customerFolders(): readonly string[] {
  const { customers } = JSON.parse(readFileSync(path.join(program.root, "registry.json"), "utf8")) as { customers: { id: string; shortName: string }[] };
  return ["DANUBE", "TISZA"].map((name) => path.join(program.root, "customers", customers.find((one) => one.shortName === name)?.id ?? ""));
}

function storeFolder(): string {
  return customerFolders()[0] ?? "";
}

function otherStoreFolder(): string {
  return customerFolders()[1] ?? "";
}

function flipBit(store: string): void {
  const bytes = readFileSync(store);
  const at = 2000; // in the first page, which is read whatever is asked
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(store, bytes);
}

/** Looks into every file below the data root, the temporary folder and the home, and at their names; the desk is the operator's own. */
function expectNothingFound(when: string): void {
  const needles = [marker, largeMarker, pin, ...Object.values(passphrases)].flatMap(spellings);
  let files = 0;
  for (const folder of ["root", "tmp", "home"]) {
    for (const entry of readdirSync(path.join(program.folder, folder), { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (!entry.isFile() || !existsSync(file)) continue;
      files++;
      const bytes = Buffer.concat([Buffer.from(`${file}\n`), readFileSync(file)]);
      for (const { name, needle } of needles) if (bytes.includes(needle)) expect.fail(`${when}: ${name} is in ${file}`);
    }
  }
  expect(files, when).toBeGreaterThan(6);
}

function spellings(text: string): readonly { readonly name: string; readonly needle: Buffer }[] {
  const bytes = Buffer.from(text);
  // Base64 of the text at each of the three offsets it can have in a longer one, without the edges that its neighbours change.
  const base64 = [0, 1, 2].map((offset) => Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64").slice(offset === 0 ? 0 : 4, -4));
  return [text, text.toLowerCase(), text.toUpperCase(), bytes.toString("hex"), ...base64]
    .map((spelling) => ({ name: `"${text}" as ${spelling}`, needle: Buffer.from(spelling) }))
    .concat({ name: `"${text}" as UTF-16`, needle: Buffer.from(text, "utf16le") });
}
