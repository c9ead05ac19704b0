import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PracticeBank, startPracticeBank } from "../../src/bank/index.ts";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { systemClock, systemRandomness } from "../../src/cli/compose.ts";

/** Two banks, two customers, three users, all by commands; each step stands on the one before. */
describe("onboarding on the command line", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-onboard-"));
  const file = (name: string): string => path.join(folder, name);
  const banks = new Map<string, PracticeBank>();
  const kontor = async (...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> => {
    const told = { out: "", err: "" };
    const code = await runCommandLine(args, {
      environment: { KONTOR_HOME: file("home"), KONTOR_OPERATOR: "Admin", KONTOR_PASSPHRASE_FILE: file("admin.pass"), HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false,
      out: (text) => { told.out += text; }, err: (text) => { told.err += text; },
    });
    return { code, ...told };
  };
  const hashes = (hostId: string): string[] => {
    const { authentication, encryption } = banks.get(hostId)!.keyHashes;
    return ["--authentication-hash", authentication.certificateHash, "--encryption-hash", encryption.certificateHash];
  };
  const users = [["DANUBE", "ALPHA", "ANNA"], ["DANUBE", "BETA", "ANNA"], ["KORONA", "ALPHA", "BELA"]] as const;

  beforeAll(async () => {
    writeFileSync(file("admin.pass"), "grey heron over still water\n");
    for (const hostId of ["ALPHA", "BETA"]) {
      const bank = await startPracticeBank({ memory: true, clock: systemClock, randomness: systemRandomness, hostId });
      banks.set(hostId, bank);
      writeFileSync(file(`${hostId}.pem`), bank.caPem);
    }
    for (const [customer, hostId, user] of users) {
      const { admin } = banks.get(hostId)!;
      if (!admin.partners().some((one) => one.partnerId === customer)) admin.addPartner({ partnerId: customer, name: customer });
      admin.addSubscriber({ partnerId: customer, userId: user, name: user });
    }
    const rows = users.map(([customer, hostId, user]) => [customer, `${customer} Kft.`, `${hostId} bank`, "practice", hostId, customer, user, banks.get(hostId)!.url, `${hostId}.pem`, `Signer ${user}`, "E"].join(";"));
    writeFileSync(file("users.csv"), `customer;customer name;bank;profile;host id;partner id;user id;url;ca file;signer;class\n${rows.join("\n")}\n`);
    writeFileSync(file("wrong.csv"), `customer;bank;profile;host id;partner id;user id;url;signer;class\nX;Y;practice;A;B;C;ftp://x;Z;Q\n`);
    await kontor("operator", "create", "Admin", "--passphrase-file", file("admin.pass"));
  });
  afterAll(async () => {
    await Promise.all([...banks.values()].map((bank) => bank.close()));
    rmSync(folder, { recursive: true });
  });

  it("a wrong file is told with line and column, and nothing is done", async () => {
    const { code, out } = await kontor("onboard", "run", file("wrong.csv"), "--pins", file("pins.csv"), "--json");
    expect(code).toBe(2);
    expect((JSON.parse(out) as { findings: { line: number; field: string }[] }).findings.map((one) => [one.line, one.field])).toEqual([[2, "url"], [2, "class"]]);
    expect((await kontor("onboard", "status")).out).toContain("No user is set up");
  });

  it("--check says what stands without doing anything; run brings all to their banks, with a PIN made for each", async () => {
    const check = await kontor("onboard", "run", file("users.csv"), "--check", "--json");
    expect((JSON.parse(check.out) as { stands: string }[]).map((one) => one.stands)).toEqual(["new", "new", "new"]);
    expect((await kontor("customer", "list", "--json")).out.trim()).toBe("[]");
    const ran = await kontor("onboard", "run", file("users.csv"), "--pins", file("pins.csv"), "--json");
    expect(ran.code).toBe(0);
    expect((JSON.parse(ran.out) as { kind: string; stage: string }[]).map((one) => [one.kind, one.stage])).toEqual(users.map(() => ["sent", "made"]));
    expect(ran.err).toContain("3 of 3");
    expect(statSync(file("pins.csv")).mode & 0o777).toBe(0o600);
    const pins = readFileSync(file("pins.csv"), "utf8").trim().split("\n").slice(1);
    expect(pins.map((line) => line.split(";").slice(0, 3).join(";")).sort()).toEqual(["ALPHA;DANUBE;ANNA", "ALPHA;KORONA;BELA", "BETA;DANUBE;ANNA"]);
    expect(new Set(pins.map((line) => line.split(";")[3])).size).toBe(3);
    for (const line of pins) expect(ran.out + ran.err).not.toContain(line.split(";")[3]);
    const again = await kontor("onboard", "run", file("users.csv"), "--pins", file("pins.csv"), "--json");
    expect((JSON.parse(again.out) as { kind: string }[]).map((one) => one.kind)).toEqual(["there", "there", "there"]);
    chmodSync(file("pins.csv"), 0o644);
    expect((await kontor("onboard", "run", file("users.csv"), "--pins", file("pins.csv"))).err).toContain("Others may read");
    chmodSync(file("pins.csv"), 0o600);
  });

  it("letters, posted, poll, bank keys once per bank, ready", async () => {
    expect((await kontor("onboard", "letters", "--out", file("letters.pdf"))).out).toContain("Letters of 3 users");
    expect(readFileSync(file("letters.pdf")).subarray(0, 5).toString()).toBe("%PDF-");
    expect((await kontor("onboard", "letters", "--out", file("more.pdf"))).out).toContain("No letter waits");
    expect((await kontor("onboard", "posted", "--run", "users.csv")).out).toContain("3 users' letters");
    expect(await kontor("onboard", "poll")).toMatchObject({ code: 6, out: expect.stringContaining("3 not activated yet") });
    for (const [customer, hostId, user] of users) banks.get(hostId)!.admin.activateSubscriber(customer, user, "trust");
    expect(await kontor("onboard", "poll")).toMatchObject({ code: 6, out: expect.stringContaining("3 activated") });
    const questions = JSON.parse((await kontor("bank-key", "list", "--json")).out) as { hostId: string; changed: boolean; customers: { shortName: string }[] }[];
    expect(questions.map((one) => [one.hostId, one.changed, one.customers.map((customer) => customer.shortName)])).toEqual([["ALPHA", false, ["DANUBE", "KORONA"]], ["BETA", false, ["DANUBE"]]]);
    expect((await kontor("bank-key", "confirm", "ALPHA", ...hashes("BETA"))).err).toContain("not the one you gave");
    expect((await kontor("bank-key", "confirm", "GAMMA", ...hashes("BETA")))).toMatchObject({ code: 3 });
    for (const hostId of ["ALPHA", "BETA"]) expect((await kontor("bank-key", "confirm", hostId, ...hashes(hostId))).out).toContain("are confirmed for DANUBE");
    expect(await kontor("onboard", "poll")).toMatchObject({ code: 0, out: expect.stringContaining("3 ready") });
    const status = JSON.parse((await kontor("onboard", "status", "--json")).out) as { counts: unknown; users: { letters: { posted: { by: string } } }[] };
    expect(status.counts).toEqual({ ready: 3 });
    expect(status.users.map((one) => one.letters.posted.by)).toEqual(["Admin", "Admin", "Admin"]);
    expect((await kontor("onboard", "status")).out).toContain("3 ready.");
    expect((await kontor("onboard", "status", "--stage", "lost")).code).toBe(2);
  });

  it("a bank with new keys is in the list with old and new hash", async () => {
    const old = banks.get("BETA")!.keyHashes;
    const renewed = await banks.get("BETA")!.admin.renewKeys();
    await kontor("session", "fetch", "--customer", "DANUBE", "--connection", "BETA bank");
    const { out } = await kontor("bank-key", "list");
    expect(out).toContain("THE BANK'S KEYS HAVE CHANGED");
    for (const hash of [old.authentication.certificateHash, renewed.authentication.certificateHash, old.encryption.publicKeyHash, renewed.encryption.publicKeyHash]) expect(out).toContain(hash);
  });
});
