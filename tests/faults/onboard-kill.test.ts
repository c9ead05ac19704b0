import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PracticeBank, startPracticeBank } from "../../src/bank/index.ts";
import { systemClock, systemRandomness } from "../../src/cli/compose.ts";
import { Program } from "../support/program.ts";

/** The real program, with keys of its own, killed twice in the middle of an onboarding run. */
describe("an onboarding run that is killed", () => {
  const program = new Program({ KONTOR_OPERATOR: "Admin" });
  const file = (name: string): string => path.join(program.desk, name);
  const users = Array.from({ length: 6 }, (_, at) => [at < 3 ? "DANUBE" : "KORONA", `USER${at}`] as const);
  let bank: PracticeBank;

  beforeAll(async () => {
    bank = await startPracticeBank({ memory: true, clock: systemClock, randomness: systemRandomness, hostId: "ALPHA" });
    writeFileSync(file("ca.pem"), bank.caPem);
    writeFileSync(file("pass"), "grey heron over still water\n");
    chmodSync(file("pass"), 0o600);
    for (const [customer, user] of users) {
      if (!bank.admin.partners().some((one) => one.partnerId === customer)) bank.admin.addPartner({ partnerId: customer, name: customer });
      bank.admin.addSubscriber({ partnerId: customer, userId: user, name: user });
    }
    const rows = users.map(([customer, user]) => `${customer};${customer} Kft.;Alpha;practice;ALPHA;${customer};${user};${bank.url};ca.pem;${user};A`);
    writeFileSync(file("users.csv"), `customer;customer name;bank;profile;host id;partner id;user id;url;ca file;signer;class\n${rows.join("\n")}\n`);
    await program.must("operator", "create", "Admin", "--passphrase-file", "pass");
  });
  afterAll(async () => {
    program.remove();
    await bank.close();
  });

  const run = ["onboard", "run", "users.csv", "--pins", "pins.csv", "--passphrase-file", "pass", "--at-once", "2"];
  const sent = (order: string): number => bank.admin.trace(100_000).filter((one) => one.summary === order && one.technical === "000000" && one.business === "000000").length;
  const killedWhen = async (is: () => boolean): Promise<void> => {
    const running = program.start(run);
    while (!is()) await new Promise((resolve) => setTimeout(resolve, 5));
    await running.kill();
  };

  it("goes on where it was: every user's keys reach the bank once, and they are the keys that are kept", async () => {
    await killedWhen(() => sent("INI") >= 1);
    await killedWhen(() => sent("HIA") >= 3);
    const results = JSON.parse(await program.must(...run, "--json")) as { kind: string; userId: string }[];
    expect(results.map((one) => one.userId)).toEqual(users.map(([, user]) => user));
    expect(results.every((one) => one.kind === "sent" || one.kind === "there")).toBe(true);
    // Each order was taken once: the bank has no way to take one twice, and nobody had to be set up anew.
    expect([sent("INI"), sent("HIA")]).toEqual([users.length, users.length]);
    const pins = readFileSync(file("pins.csv"), "utf8").trim().split("\n").slice(1).map((line) => line.split(";")[2]);
    expect(pins.sort()).toEqual(users.map(([, user]) => user));
    for (const [customer, user] of users) bank.admin.activateSubscriber(customer, user, "trust");
    const { code } = await program.run("onboard", "poll", "--passphrase-file", "pass");
    expect(code).toBe(6); // the bank's keys are to be compared
    const { authentication, encryption } = bank.keyHashes;
    await program.must("bank-key", "confirm", "ALPHA", "--authentication-hash", authentication.certificateHash, "--encryption-hash", encryption.certificateHash, "--passphrase-file", "pass");
    const status = JSON.parse(await program.must("onboard", "status", "--json", "--passphrase-file", "pass")) as { counts: unknown };
    expect(status.counts).toEqual({ ready: users.length });
    for (const customer of ["DANUBE", "KORONA"]) expect(await program.must("journal", "verify", "--customer", customer, "--passphrase-file", "pass")).toContain("whole");
  });
});
