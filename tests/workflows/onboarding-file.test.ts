import { writeFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { printLetterQueue } from "../../src/workflows/onboarding/letters.ts";
import { letterQueue } from "../../src/workflows/onboarding/queue.ts";
import { planOnboarding } from "../../src/workflows/onboarding/plan.ts";
import { readOnboardingFile } from "../../src/workflows/onboarding/read-file.ts";
import { runOnboarding } from "../../src/workflows/onboarding/run.ts";
import { type Bureau, bureauPin, bureauPins, openBureau } from "../support/bureau.ts";

const head = "customer,bank,profile,host id,partner id,user id,url,signer,class";
const good = "DANUBE,Bank,practice,ALPHA,DANUBE,U1,https://bank.example/ebics,Anna,E";
const read = (...lines: readonly string[]) => readOnboardingFile(Buffer.from(lines.join("\n")));
const told = (...lines: readonly string[]) => read(...lines).findings.map(({ code, line, column }) => [code, line, column]);

describe("an onboarding file", () => {
  it("is read with any delimiter, with a byte order mark, with headings in any order and case", () => {
    const row = { line: 2, customer: "DANUBE", bank: "Bank", hostId: "ALPHA", userId: "U1", signatureClass: "E", operator: undefined };
    expect(read(head, good)).toMatchObject({ findings: [], rows: [row] });
    expect(read(`\uFEFF${head.toUpperCase()}`, good)).toMatchObject({ findings: [], rows: [row] });
    expect(read(head.replaceAll(",", ";").replaceAll(" ", "_"), good.replaceAll(",", ";"))).toMatchObject({ findings: [], rows: [row] });
    expect(read(head.split(",").reverse().join("\t"), good.split(",").reverse().join("\t"))).toMatchObject({ findings: [], rows: [row] });
    expect(read(head, "", good, "", `${good.replace("U1", "U2")}`)).toMatchObject({ rows: [{ line: 3 }, { line: 5 }] });
  });

  it("names what is wrong with line and column, all of it at once", () => {
    expect(told(head, good.replace("https:", "http:").replace(",E", ",X"), good.replace("Anna", ""))).toEqual([["bad-value", 2, 7], ["bad-value", 2, 9], ["empty", 3, 8]]);
    expect(told(head, good, good)).toEqual([["user-twice", 3, 6]]);
    expect(told(head, `${good},more`)).toEqual([["cell-count", 2, undefined]]);
    expect(told(`${head},shoe size,customer`, good)).toEqual([["unknown-column", 1, 10], ["column-twice", 1, 11]]);
    expect(told("customer,bank", good).map(([code]) => code)).toEqual(Array(7).fill("missing-column"));
    expect(told(head)).toEqual([["no-rows", 1, undefined]]);
    expect(told("")).toEqual([["empty", 1, undefined]]);
    expect(told(head, good.replace("Anna", '"Anna'))).toEqual([["csv", expect.anything(), undefined]]);
    expect(readOnboardingFile(Buffer.from([0x63, 0xff, 0xfe])).findings).toMatchObject([{ code: "not-utf-8" }]);
    expect(() => readOnboardingFile(Buffer.alloc(5 * 1024 * 1024))).toThrow("larger than 4 MiB");
  });

  it("any bytes give rows or findings, never a throw", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const { rows, findings } = readOnboardingFile(bytes);
      expect(rows.length + findings.length).toBeGreaterThan(0);
    }));
    fc.assert(fc.property(fc.array(fc.string(), { maxLength: 20 }), (cells) => {
      const { rows, findings } = readOnboardingFile(Buffer.from(`${head}\n${cells.join(",")}\n`));
      expect(rows.length + findings.length).toBeGreaterThan(0);
    }));
  });
});

describe("a run", () => {
  let bureau: Bureau;
  beforeAll(async () => {
    bureau = await openBureau({ banks: ["ALPHA"], keysPerUse: 8 });
    await bureau.readyCustomer("DANUBE", "ALPHA");
    await writeFile(path.join(bureau.folder, "ca.pem"), bureau.bank("ALPHA").caPem);
  });
  afterAll(() => bureau.close());
  const rowFor = (userId: string, more: { signer?: string; class?: string; customer?: string; profile?: string; ca?: string; operator?: string } = {}): string =>
    [more.customer ?? "DANUBE", "ALPHA", more.profile ?? "practice", "ALPHA", "DANUBE", userId, bureau.bank("ALPHA").url, more.signer ?? userId, more.class ?? "A", more.ca ?? "ca.pem", more.operator ?? ""].join(",");
  const planOf = (...lines: readonly string[]) => planOnboarding(bureau.desk, read(`${head},ca file,operator`, ...lines).rows);
  const pins = bureauPins;

  it("says what contradicts the stores before anything is done", async () => {
    const { findings } = await planOf(
      rowFor("ANNA", { signer: "Somebody else" }), rowFor("U1", { signer: "Anna", class: "B" }), rowFor("U2", { customer: "NOBODY" }), rowFor("U3", { profile: "no-such" }), rowFor("U4", { ca: "missing.pem" }),
      rowFor("U5", { operator: "Stranger" }), rowFor("U6", { signer: "Béla" }), rowFor("U7", { signer: "Béla", class: "B" }),
    );
    expect(findings.map(({ code, line, field }) => `${line} ${field} ${code}`).sort()).toEqual([
      "2 signer other-signer", "3 class other-class", "4 customer unknown-customer", "5 profile other-profile", "5 profile unknown-profile", "6 ca file unreadable-file", "7 operator unknown-operator",
      "9 class other-class",
    ]);
    expect(await letterQueue([await bureau.context("DANUBE")])).toHaveLength(1);
  });

  it("knows a row that is there already by its bank and user", async () => {
    const { findings, rows } = await planOf(rowFor("ANNA", { signer: "Anna", class: "E" }), rowFor("NEW"));
    expect(findings).toEqual([]);
    expect(rows.map((one) => one.stands)).toEqual(["ready", "new"]);
  });

  it("one row that the bank refuses does not hold up the others, and can be run again", async () => {
    const { admin } = bureau.bank("ALPHA");
    admin.addSubscriber({ partnerId: "DANUBE", userId: "GOOD", name: "Good" });
    const first = await runOnboarding(bureau.desk, await planOf(rowFor("STRANGE"), rowFor("GOOD")), { name: "x", pins });
    expect(first.map((one) => one.kind)).toEqual(["failed", "sent"]);
    expect(first[0]?.text).toContain("091002");
    admin.addSubscriber({ partnerId: "DANUBE", userId: "STRANGE", name: "Strange" });
    const second = await runOnboarding(bureau.desk, await planOf(rowFor("STRANGE"), rowFor("GOOD")), { name: "x", pins });
    expect(second.map((one) => one.kind)).toEqual(["sent", "there"]);
  });

  it("killed between the key file and the store: the next run takes the key file over, with its PIN", async () => {
    bureau.bank("ALPHA").admin.addSubscriber({ partnerId: "DANUBE", userId: "KILLED", name: "Killed" });
    const context = await bureau.context("DANUBE");
    const dying = { ...bureau.desk, open: async () => ({ ...context, tools: { ...context.tools, makeKey: () => Promise.reject(new Error("killed")) } }) };
    const rows = read(`${head},ca file,operator`, rowFor("KILLED")).rows;
    await expect(runOnboarding(dying, await planOnboarding(dying, rows), { name: "x", pins })).rejects.toThrow("killed");
    const results = await runOnboarding(bureau.desk, await planOnboarding(bureau.desk, rows), { name: "x", pins });
    expect(results.map((one) => one.kind)).toEqual(["sent"]);
    using pin = Secret.fromText(bureauPin);
    const subscriber = (await context.store.connections.subscribers()).find((one) => one.userId === "KILLED");
    const device = await context.tools.device("key-file").open(subscriber!.device, pin, context.customer.folder);
    expect(Buffer.from(device.certificateDer).equals(subscriber!.signatureCertificateDer)).toBe(true);
  });

  it("brings each row to its bank by the version it names, and prints its letter by that version's rule", async () => {
    const versions = ["H003", "H004", "H005"] as const;
    for (const version of versions) {
      bureau.bank("ALPHA").admin.addPartner({ partnerId: version, name: version });
      bureau.bank("ALPHA").admin.addSubscriber({ partnerId: version, userId: "U", name: "U" });
    }
    const lines = versions.map((version) => `DANUBE,Bank ${version},practice,ALPHA,${version},U,${bureau.bank("ALPHA").url},Signer ${version},A,ca.pem,${version}`);
    const { rows, findings } = read(`${head},ca file,protocol`, ...lines);
    expect(findings).toEqual([]);
    expect(told(`${head},ca file,protocol`, lines[0]!.replace(/H003$/, "H006"))).toEqual([["bad-value", 2, 11]]);
    const results = await runOnboarding(bureau.desk, await planOnboarding(bureau.desk, rows), { name: "versions", pins });
    expect(results.map((one) => one.kind)).toEqual(["sent", "sent", "sent"]);
    const entries = (await letterQueue([await bureau.context("DANUBE")])).filter((one) => one.subscriber.run === "versions");
    expect(entries.map((one) => [one.connection.protocol, one.stage])).toEqual(versions.map((version) => [version, "made"]));
    const document = await printLetterQueue(entries, "versions");
    expect(Buffer.concat(await Array.fromAsync(document?.bytes ?? [])).subarray(0, 5).toString()).toBe("%PDF-");
    const { findings: other } = await planOnboarding(bureau.desk, read(`${head},ca file,protocol`, lines[0]!.replace(/H003$/, "H005")).rows);
    expect(other.map((one) => one.code)).toEqual(["other-protocol"]);
  });

  it("a key file of another PIN, or of another user, is not taken over", async () => {
    const { admin } = bureau.bank("ALPHA");
    admin.addSubscriber({ partnerId: "DANUBE", userId: "OTHERPIN", name: "x" });
    const context = await bureau.context("DANUBE");
    const anna = (await context.store.connections.subscribers()).find((one) => one.userId === "ANNA");
    const keyFile = anna?.device.kind === "key-file" ? anna.device.path : "";
    const rows = readOnboardingFile(Buffer.from(`${head},ca file,key file\n${rowFor("OTHERPIN").replace(/,$/, "")},${keyFile}\n`)).rows;
    for (const pinText of [bureauPin, "another pin altogether"]) {
      const [result] = await runOnboarding(bureau.desk, await planOnboarding(bureau.desk, rows), { name: "x", pins: { ...bureauPins, pinFor: async () => Secret.fromText(pinText) } });
      expect(result?.kind).toBe("failed");
    }
    await expect(runOnboarding(bureau.desk, await planOnboarding(bureau.desk, rows), { name: "x", pins: { ...bureauPins, pinFor: () => Promise.reject(new AppError("input", "no-pin", "There is no PIN.")) } })).resolves.toMatchObject([{ kind: "failed", text: "There is no PIN." }]);
  });
});
