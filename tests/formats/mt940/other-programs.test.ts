import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { read as readByMt940Js } from "mt940-js";
import { afterAll, describe, expect, test } from "vitest";
import type { CurrencyCode, Iban, IsoDate } from "../../../src/domain/ids.ts";
import { amountText } from "../../../src/domain/money.ts";
import type { StatementEntry } from "../../../src/domain/statement.ts";
import { mt940 } from "../../../src/formats/mt940/format.ts";
import { statementFormat } from "../../support/statement-format.ts";
import { bytesOf } from "../arbitraries.ts";

/** What is written here is read by other programs: the same entries, the same amounts. */
const currency = "EUR" as CurrencyCode;
const word = (max: number) => fc.string({ unit: fc.constantFrom(..."abcXYZ019 "), minLength: 1, maxLength: max }).map((text) => text.trim() || "x");
const entry: fc.Arbitrary<StatementEntry> = fc.record({
  minor: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }).filter((minor) => minor !== 0n), name: word(50), text: word(100), reference: fc.string({ unit: fc.constantFrom(..."ABC019"), minLength: 1, maxLength: 16 }),
}).map(({ minor, name, text, reference }) => ({
  amount: { minor, currency }, bookingDate: "2026-11-20" as IsoDate, valueDate: "2026-11-19" as IsoDate, status: "BOOK", reversal: false, bankReference: reference, bankTransactionCode: "NTRF+166",
  details: [{ endToEndId: "E2E1", counterparty: { name }, counterpartyAccount: { kind: "iban", iban: "DE89370400440532013000" as Iban }, remittance: [text] }],
}));
const statement = fc.array(entry, { minLength: 1, maxLength: 12 }).map((entries) => ({
  header: { statementId: "STARTUMS", sequenceNumber: "17", account: { kind: "iban" as const, iban: "DE02120300000000202051" as Iban }, currency },
  entries,
  balances: [
    { type: "OPBD", amount: { minor: 100n, currency }, date: "2026-11-19" as IsoDate },
    { type: "CLBD", amount: { minor: entries.reduce((sum, each) => sum + each.amount.minor, 100n), currency }, date: "2026-11-20" as IsoDate },
  ],
}));

test("mt940-js counts the same entries, with the same amounts and dates", async () => {
  await fc.assert(fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 3 }), async (all) => {
    const bytes = await bytesOf(mt940.write(all, { messageId: "M", createdAt: "" }));
    const theirs = await readByMt940Js(Buffer.from(bytes));
    expect(theirs.map((each) => each.transactions.map((one) => [one.valueDate, `${one.isCredit === one.isExpense ? "" : "-"}${one.amount.toFixed(2)}`]))).toEqual(
      all.map((each) => each.entries.map((one) => [one.valueDate, amountText(one.amount)])),
    );
  }), { numRuns: 60 });
});

const hasAqbanking = spawnSync("which", ["aqbanking-cli"]).status === 0;

describe.skipIf(!hasAqbanking)("AqBanking's importers", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-aqbanking-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  // Of the camt messages it reads the intraday report.
  test.each([["mt940", "swift", "SWIFT-MT940"], ["camt.052.001.02", "camt", "default"]] as const)("%s is imported with the same entries, amounts, dates and names", async (id, importer, profile) => {
    const all = fc.sample(statement, { numRuns: 1, seed: 7 }).map((each) => (id === "mt940" ? each : { ...each, header: { ...each.header, kind: "report" as const } }));
    const file = path.join(folder, id), context = path.join(folder, `${id}.ctx`);
    writeFileSync(file, await bytesOf(statementFormat(id).write(all, { messageId: "M", createdAt: "2026-11-20T08:00:00Z" })));
    const imported = spawnSync("aqbanking-cli", ["-n", "-D", path.join(folder, "home"), "import", `--importer=${importer}`, `--profile=${profile}`, "-f", file, "-c", context], { encoding: "utf8", env: { PATH: process.env["PATH"], HOME: folder }, timeout: 60_000 });
    expect(existsSync(context), imported.stderr).toBe(true);
    const transactions = [...readFileSync(context, "utf8").matchAll(/transaction \{(.*?)\} #transaction/gs)].map((match) => {
      const field = (name: string) => decodeURIComponent(new RegExp(`char ${name}="([^"]*)"`).exec(match[1] ?? "")?.[1] ?? "");
      return [field("date"), field("valutaDate"), field("value"), field("remoteName").trim(), field("purpose").replace(/\s+/g, " ").trim(), field("endToEndReference")];
    });
    expect(transactions).toEqual((all[0]?.entries ?? []).map((each) => [
      "20261120", "20261119", fraction(each.amount.minor), each.details[0]?.counterparty?.name, each.details[0]?.remittance[0]?.replace(/\s+/g, " "), "E2E1",
    ]));
  });

  /** `-450/100:EUR`. */
  const fraction = (minor: bigint) => `${minor}/100:EUR`;
});
