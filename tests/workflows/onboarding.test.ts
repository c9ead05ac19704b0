import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import { bankKeyQuestions, confirmForAll } from "../../src/workflows/keys/bank-key-change.ts";
import { markLetters, printLetterQueue } from "../../src/workflows/onboarding/letters.ts";
import { planOnboarding } from "../../src/workflows/onboarding/plan.ts";
import { pollAll } from "../../src/workflows/onboarding/poll.ts";
import { countStages, letterQueue } from "../../src/workflows/onboarding/queue.ts";
import { readOnboardingFile } from "../../src/workflows/onboarding/read-file.ts";
import { type RowResult, runOnboarding } from "../../src/workflows/onboarding/run.ts";
import { type Bureau, bureauPin, bureauPins, openBureau } from "../support/bureau.ts";

const havePdfTools = ["pdftotext", "pdfinfo"].every((tool) => spawnSync(tool, ["-v"]).status === 0);
const bankNames = ["ALPHA", "BETA", "GAMMA"] as const;
const customerCount = 50;
const usersPerCustomer = 4;
const users = customerCount * usersPerCustomer;

interface Line {
  readonly customer: string;
  readonly bank: string;
  readonly userId: string;
}
/** 50 customers, each at two of three banks with two users. */
const lines: readonly Line[] = Array.from({ length: users }, (_, at) => {
  const customer = Math.floor(at / usersPerCustomer);
  return { customer: `C${String(customer).padStart(3, "0")}`, bank: bankNames[(customer + (at % 2)) % 3] ?? "ALPHA", userId: `U${String(at).padStart(4, "0")}` };
});

// Keys are made once and given out again and again (see premadeKeys): making 600 of them would take minutes.
describe(`onboarding ${users} users at three banks`, () => {
  let bureau: Bureau;
  let csv: string;
  let pinsAsked = 0;
  const pins = { ...bureauPins, pinFor: async () => { pinsAsked++; return Secret.fromText(bureauPin); } };

  beforeAll(async () => {
    bureau = await openBureau({ banks: bankNames, keysPerUse: usersPerCustomer });
    for (const bank of bankNames) await writeFile(path.join(bureau.folder, `${bank}.pem`), bureau.bank(bank).caPem);
    for (const { customer, bank, userId } of lines) {
      const { admin } = bureau.bank(bank);
      if (!admin.partners().some((one) => one.partnerId === customer)) admin.addPartner({ partnerId: customer, name: customer });
      admin.addSubscriber({ partnerId: customer, userId, name: userId });
    }
    const rows = lines.map(({ customer, bank, userId }) => `${customer};${customer} Zrt.;${bank};practice;${bank};${customer};${userId};${bureau.bank(bank).url};${bank}.pem;"Signer; ${userId}";A`);
    csv = `\uFEFFcustomer;Customer name;bank;profile;host id;partner id;user_id;url;ca file;signer;class\r\n${rows.join("\r\n")}\r\n`;
  });
  afterAll(() => bureau.close());

  const plan = async () => {
    const { rows, findings } = readOnboardingFile(Buffer.from(csv));
    expect(findings).toEqual([]);
    const planned = await planOnboarding(bureau.desk, rows);
    expect(planned.findings).toEqual([]);
    return planned;
  };
  const queue = async () => letterQueue(await bureau.contexts());
  const sentTo = (bank: string, order: string): number => bureau.bank(bank).admin.trace(1_000_000).filter((one) => one.summary === order).length;
  const count = (results: readonly RowResult[], kind: RowResult["kind"]): number => results.filter((one) => one.kind === kind).length;

  it("stopped in the middle: what was begun is finished, the rest is not begun, and every row says which", async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const results = await runOnboarding(bureau.desk, await plan(), { name: "first run", pins, signal: stop.signal, onRow: (_result, done, of) => { seen.push(done); expect(of).toBe(users); if (done === 90) stop.abort(); } });
    expect(count(results, "failed")).toBe(0);
    expect(count(results, "sent")).toBeGreaterThanOrEqual(90);
    expect(count(results, "sent")).toBeLessThan(100);
    expect(count(results, "stopped")).toBe(users - count(results, "sent"));
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, at) => at + 1));
    const stages = countStages(await queue());
    expect(stages).toEqual({ made: count(results, "sent") });
  });

  it("started again: goes on where it was, asks for no PIN twice and sends nothing twice", async () => {
    const before = pinsAsked;
    await bureau.restart();
    const again = await plan();
    expect(again.rows.filter((one) => one.stands === "letter to be printed").length).toBe(before);
    const results = await runOnboarding(bureau.desk, again, { name: "first run", pins });
    expect([count(results, "there"), count(results, "sent"), count(results, "failed")]).toEqual([before, users - before, 0]);
    expect(pinsAsked).toBe(users);
    for (const order of ["INI", "HIA"]) expect(bankNames.reduce((sum, bank) => sum + sentTo(bank, order), 0)).toBe(users);
    expect(countStages(await queue())).toEqual({ made: users });
    const third = await runOnboarding(bureau.desk, await plan(), { name: "first run", pins });
    expect(count(third, "there")).toBe(users);
    expect(pinsAsked).toBe(users);
  });

  it("knows a connection again by any of its roads", async () => {
    const [context] = await bureau.contexts();
    const [connection] = (await context?.store.connections.all()) ?? [];
    if (context === undefined || connection === undefined) throw new Error("the bureau has customers with connections");
    await context.store.connections.put({ ...connection, channel: { ...connection.channel, url: "https://10.1.0.7/ebics" }, fallbackChannels: [connection.channel] });
    expect(count(await runOnboarding(bureau.desk, await plan(), { name: "first run", pins }), "there")).toBe(users);
    await context.store.connections.put(connection);
  });

  it.skipIf(!havePdfTools)("all letters are in one PDF, each user's numbered from 1, with the very hashes that the bank compares", async () => {
    const entries = await queue();
    const document = await printLetterQueue(entries, "first run");
    const file = path.join(bureau.folder, "letters", "all.pdf");
    await mkdir(path.dirname(file));
    await writeFile(file, await Array.fromAsync(document?.bytes ?? []).then((pieces) => Buffer.concat(pieces)));
    const pages = Number(/^Pages:\s+(\d+)$/m.exec(spawnSync("pdfinfo", [file]).stdout.toString())?.[1]);
    const { stdout } = spawnSync("pdftotext", ["-layout", file, "-"], { maxBuffer: 64 * 1024 * 1024 });
    const texts = stdout.toString().split("\f").slice(0, -1);
    expect(pages).toBe(texts.length);
    expect(pages % users).toBe(0);
    const each = pages / users;
    for (const [at, entry] of entries.entries()) {
      const own = texts.slice(at * each, (at + 1) * each);
      for (const [page, text] of own.entries()) {
        expect(text).toContain(entry.subscriber.userId);
        expect(text).toContain(`Page ${page + 1} of ${each}`);
        expect(text).toContain(`${entry.context.customer.profile.shortName} Zrt.`);
      }
      const hashes = bureau.bank(entry.connection.hostId).admin.subscriberHashes(entry.connection.partnerId, entry.subscriber.userId);
      const printed = own.join("").replace(/\s/g, "");
      for (const { certificateHash } of hashes) expect(printed).toContain(certificateHash);
      expect(hashes.length).toBe(3);
    }
    expect(await markLetters(entries, "printed")).toBe(users);
    expect(countStages(await queue())).toEqual({ printed: users });
  });

  it("posted, activated, compared once per bank, ready: every state is seen, with who and when", async () => {
    bureau.clock.advance(86_400_000);
    await markLetters(await queue(), "printed");
    const posted = (await queue()).slice(0, 150);
    expect(await markLetters(posted, "posted")).toBe(150);
    expect(await markLetters(posted, "posted")).toBe(0);
    expect(countStages(await queue())).toEqual({ printed: 50, posted: 150 });
    expect((await queue())[0]?.mark).toEqual({ at: "2026-11-24T08:00:00Z", by: "Admin" });

    for (const { connection, subscriber } of posted.slice(0, 100)) bureau.bank(connection.hostId).admin.activateSubscriber(connection.partnerId, subscriber.userId, "trust");
    expect(await pollAll(await bureau.contexts())).toMatchObject({ waiting: 100, activated: 100, ready: 0, granted: 0, problems: [] });
    expect(countStages(await queue())).toEqual({ printed: 50, posted: 50, activated: 100 });

    const questions = await bankKeyQuestions(await bureau.contexts());
    expect(questions.map((one) => one.hostId).sort()).toEqual([...bankNames]);
    for (const question of questions) {
      const { authentication, encryption } = bureau.bank(question.hostId).keyHashes;
      await confirmForAll(question, { authenticationHash: authentication.publicKeyHash, encryptionHash: encryption.certificateHash });
    }
    expect(countStages(await queue())).toEqual({ printed: 50, posted: 50, ready: 100 });

    // The rest comes later: the banks' keys need no second comparison, and what each bank grants is fetched.
    for (const { connection, subscriber } of (await queue()).filter((one) => one.stage !== "ready")) bureau.bank(connection.hostId).admin.activateSubscriber(connection.partnerId, subscriber.userId, "trust");
    expect(await pollAll(await bureau.contexts())).toMatchObject({ waiting: 0, activated: 0, ready: users, granted: customerCount * 2, problems: [] });
    expect(await bankKeyQuestions(await bureau.contexts())).toEqual([]);
    expect(countStages(await queue())).toEqual({ ready: users });
  });

  it("the journal of each customer tells it all, and is whole", async () => {
    for (const context of (await bureau.contexts()).slice(0, 5)) {
      expect(await context.store.journal.verify()).toBeUndefined();
      const actions = new Set((await context.store.journal.list({ limit: 200 })).map((entry) => entry.action));
      expect([...actions].sort()).toEqual(expect.arrayContaining(["bank-keys.confirmed", "bank-keys.fetched", "connection.created", "customer.created", "grants.fetched", "letters.posted", "letters.printed", "subscriber.activated", "subscriber.created", "subscriber.keys-sent"]));
    }
  });
});
