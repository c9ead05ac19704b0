import { spawnSync } from "node:child_process";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import readXlsxFile from "read-excel-file/node";
import { describe, expect, it } from "vitest";
import { accountText } from "../../../src/domain/account-number.ts";
import type { CurrencyCode, IsoDate } from "../../../src/domain/ids.ts";
import { amountText, type Money, parseAmount } from "../../../src/domain/money.ts";
import type { EntryDetail, StatementEntry } from "../../../src/domain/statement.ts";
import type { StatementFormat } from "../../../src/formats/format.ts";
import { statementCsv, statementJson, statementXlsx } from "../../../src/formats/tables/format.ts";
import { sheetLines } from "../../../src/formats/workbook/sheet-lines.ts";
import { once } from "../../../src/workflows/bytes.ts";
import { programNamed } from "../../support/programs.ts";
import { type AnyStatement, asKind, bytesOf, documents, statements } from "../arbitraries.ts";

/** What a spreadsheet would run, what breaks a line or a cell, letters of CP1250, right to left, and what looks like an escape of XLSX. */
const hostile = ["=1+1", "+36 1 234", "-cmd|' /C calc'!A0", "@SUM(A1)", "＝1+1", " \t=HYPERLINK(\"http://x\",\"y\")", 'Kis "Társa"; Bt,\r\nBudapest', "Őszi űrlap €„”", "\u202egnirts\u202c", "שלום عالم", "_x000D_ _x0041_", "a\u0000b\ufffe", "NULL", "00123", "1E5", "2026-11-24", "  ends  ", "'quoted", "😀<b>&amp;</b>"] as const;

const hostileStatement: AnyStatement = {
  header: { statementId: "S1", account: { kind: "other", value: "=1+2" }, currency: "EUR", ownerName: "=Owner" },
  balances: [{ type: "OPBD", amount: euro(-5n), date: "2026-11-23" as IsoDate }],
  entries: hostile.map((text, index): StatementEntry => ({
    amount: euro(BigInt(index) * 10n ** BigInt(Math.min(index, 15)) + 7n), bookingDate: "2026-11-24" as IsoDate, valueDate: "1899-12-31" as IsoDate, status: "BOOK", reversal: index % 2 === 0, entryReference: text, bankReference: text, bankTransactionCode: text, additionalInformation: text,
    details: [{ amount: euro(-BigInt(index)), endToEndId: text, counterparty: { name: text }, counterpartyAccount: { kind: "other", value: text }, counterpartyBic: "DEUTDEFF", remittance: [text, text], creditorReference: text, returnReason: text }],
  })),
};

function euro(minor: bigint): Money {
  return { minor, currency: "EUR" as CurrencyCode };
}

/** What the README promises of a text: a blank for what does not show, an apostrophe before what would be run. Written apart from the writer. */
function shown(text: string | undefined): string {
  const seen = (text ?? "").replace(/(?:[\p{C}\u2028\u2029](?<!\p{Co}|\p{Cn})|\ufffe|\uffff)+/gu, " ");
  return "=+-@|%＝＋－＠".includes(seen.trimStart().slice(0, 1) || "x") ? `'${seen}` : seen;
}

/** A row as it must be found, by the name of its column; amounts as money. */
type Row = Readonly<Record<string, string | bigint | undefined>>;

function rowsOf(all: readonly AnyStatement[]): readonly Row[] {
  return all.flatMap(({ header, balances, entries }) => {
    const own = { account: shown(accountText(header.account)), statement: shown(header.sequenceNumber ?? header.statementId) };
    return [
      ...balances.map((each) => ({ ...own, line: `balance ${each.type}`, "value date": each.date, "balance or part": each.amount.minor, currency: each.amount.currency })),
      ...entries.flatMap((entry) => {
        const days = { "booking date": entry.bookingDate ?? "", "value date": entry.valueDate ?? "", currency: entry.amount.currency, reversal: entry.reversal ? "yes" : "" };
        const whole = { ...own, ...days, line: "entry", amount: entry.amount.minor, status: entry.status, "bank reference": shown(entry.bankReference), reference: shown(entry.entryReference), code: shown(entry.bankTransactionCode), information: shown(entry.additionalInformation) };
        if (entry.details.length === 1) return [{ ...whole, ...partOf(entry.details[0]) }];
        return [whole, ...entry.details.map((detail) => ({ ...own, ...days, line: "payment", ...partOf(detail) }))];
      }),
    ];
  });
}

function partOf(detail: EntryDetail | undefined): Row {
  return {
    "balance or part": detail?.amount?.minor, name: shown(detail?.counterparty?.name), "other account": shown(detail?.counterpartyAccount && accountText(detail.counterpartyAccount)), bic: shown(detail?.counterpartyBic),
    "end-to-end id": shown(detail?.endToEndId), remittance: shown([...(detail?.remittance ?? []), ...(detail?.creditorReference === undefined ? [] : [detail.creditorReference])].join(" ")), "return reason": shown(detail?.returnReason),
  };
}

/** Compares row by row; a column that is not expected must be empty. @param trims a reader that takes blanks from the ends */
function expectRows(found: readonly Readonly<Record<string, string>>[], expected: readonly Row[], trims = false): void {
  expect(found).toHaveLength(expected.length);
  for (const [index, row] of found.entries()) {
    const wanted = expected[index] ?? {};
    for (const [column, text] of Object.entries(row)) {
      const value = wanted[column];
      if (typeof value === "bigint") expect([index, column, moneyOf(text, row["currency"])]).toEqual([index, column, value]);
      else expect([index, column, text]).toEqual([index, column, trims ? (value ?? "").trim() : (value ?? "")]);
    }
  }
}

function moneyOf(text: string, currency: string | undefined): bigint | string {
  const parsed = parseAmount(text, currency as CurrencyCode); // one of the arbitraries
  return parsed.ok ? parsed.money.minor : `not an amount: ${text}`;
}

const written = (format: StatementFormat, all: readonly AnyStatement[]) => bytesOf(format.write(documents(all), { messageId: "M1", createdAt: "2026-11-23T08:00:00Z" }));
const differs = (format: StatementFormat, bytes: Uint8Array, all: readonly AnyStatement[]) => format.differs?.(once(bytes), documents(all));

/** Statements of all kinds, and those that are made to break a table. */
async function everyStatement(check: (all: readonly AnyStatement[]) => Promise<void>): Promise<void> {
  await check([hostileStatement]);
  await fc.assert(fc.asyncProperty(statements, fc.constantFrom("camt.053", "camt.052", "camt.054"), async (all, kind) => check(asKind(all, kind))), { numRuns: 40 });
}

describe("a table is read back equal: amounts to the last digit, dates, references, names, texts", () => {
  it("CSV, by another program's reader", async () => {
    await everyStatement(async (all) => {
      const bytes = await written(statementCsv, all);
      expectRows(parse(bytes, { bom: true, columns: true }) as Record<string, string>[], rowsOf(all));
      expect(await differs(statementCsv, bytes, all)).toBeUndefined();
    });
  });

  it("XLSX, by the reader that imports spreadsheets", async () => {
    await everyStatement(async (all) => {
      const bytes = await written(statementXlsx, all);
      const findings: string[] = [];
      const lines = (await bytesOf(sheetLines(once(bytes), undefined, (finding) => findings.push(finding.code)))).toString();
      expectRows(parse(lines, { delimiter: "\t", columns: true }) as Record<string, string>[], rowsOf(all), true);
      expect(findings).toEqual([]);
      expect(await differs(statementXlsx, bytes, all)).toBeUndefined();
    });
  });

  it("XLSX, by another program's reader: what is a number there is the exact amount, and no cell is a formula", async () => {
    const bytes = await written(statementXlsx, [hostileStatement]);
    const [{ data } = { data: [] }] = (await readXlsxFile(bytes, { trim: false })) as unknown as { data: unknown[][] }[];
    const [head = [], ...rows] = data;
    const texts = rows.map((row) => Object.fromEntries(head.map((name, column) => [String(name), cellOf(row[column])])));
    expectRows(texts, rowsOf([hostileStatement]));
  });

  it.skipIf(programNamed("python3") === undefined)("XLSX, by Python's own zipfile and XML reader: well-formed parts, no formula, the texts of the cells", async () => {
    const bytes = await written(statementXlsx, [hostileStatement]);
    const { stdout, stderr, status } = spawnSync("python3", ["-c", pythonReader], { input: bytes, encoding: "utf8" });
    expect([stderr, status]).toEqual(["", 0]);
    const { formulas, texts } = JSON.parse(stdout) as { formulas: number; texts: string[] };
    expect(formulas).toBe(0);
    for (const text of hostile) expect(texts).toContain(shown(text).replaceAll("_x", "_x005F_x"));
  });

  it("JSON, by JSON's own reader, with every text as it came", async () => {
    await everyStatement(async (all) => {
      const bytes = await written(statementJson, all);
      const { statements: read } = JSON.parse(bytes.toString()) as { statements: { entries: unknown }[] };
      expect(read).toMatchObject(all.map(({ header, balances }) => ({
        account: accountText(header.account), currency: header.currency, id: header.statementId, number: header.sequenceNumber ?? null, owner: header.ownerName ?? null,
        balances: balances.map((each) => ({ type: each.type, amount: amountText(each.amount), currency: each.amount.currency, date: each.date })),
      })));
      expect(read.map(({ entries }) => entries)).toEqual(all.map(({ entries }) => entries.map((entry) => ({
        amount: amountText(entry.amount), currency: entry.amount.currency, bookingDate: entry.bookingDate ?? null, valueDate: entry.valueDate ?? null, status: entry.status, reversal: entry.reversal,
        reference: entry.bankReference ?? entry.entryReference ?? null, code: entry.bankTransactionCode ?? null, information: entry.additionalInformation ?? null,
        details: entry.details.map((detail) => ({
          amount: detail.amount === undefined ? null : amountText(detail.amount), endToEndId: detail.endToEndId ?? null, name: detail.counterparty?.name ?? null, account: detail.counterpartyAccount === undefined ? null : accountText(detail.counterpartyAccount),
          bic: detail.counterpartyBic ?? null, remittance: detail.remittance.length === 0 ? null : detail.remittance.join(" "), creditorReference: detail.creditorReference ?? null, returnReason: detail.returnReason ?? null,
        })),
      }))));
      expect(await differs(statementJson, bytes, all)).toBeUndefined();
    });
  });
});

describe("what is read back otherwise is seen before the file is kept", () => {
  it.each([["csv", statementCsv], ["json", statementJson]] as const)("%s: another amount, a text, a row too few, a row too many, half a file", async (_, format) => {
    const all = [hostileStatement];
    const text = (await written(format, all)).toString();
    const lines = text.split("\n");
    for (const changed of [text.replace("30.07", "30.08"), text.replace("Budapest", "Budapesz"), lines.toSpliced(5, 1).join("\n"), lines.toSpliced(5, 0, lines[5] ?? "").join("\n"), text.slice(0, text.length / 2), `${text}${lines[5] ?? ""}\n`]) {
      expect(changed).not.toBe(text);
      expect(await differs(format, Buffer.from(changed), all)).toMatch(/^(Row|Line|The written)/);
    }
  });

  it("xlsx: another amount, a row too few, half a file", async () => {
    const all = [hostileStatement];
    const { entries } = hostileStatement;
    for (const other of [{ ...hostileStatement, entries: entries.map((each, index) => (index === 3 ? { ...each, amount: euro(each.amount.minor + 1n) } : each)) }, { ...hostileStatement, entries: entries.slice(1) }, { ...hostileStatement, entries: [...entries, ...entries] }]) {
      expect(await differs(statementXlsx, await written(statementXlsx, [other]), all)).toMatch(/^(Row|The written)/);
    }
    const bytes = await written(statementXlsx, all);
    expect(await differs(statementXlsx, bytes.subarray(0, bytes.length / 2), all)).toBeDefined();
  });

  it("a text that no cell of a spreadsheet takes is refused", async () => {
    const [first] = hostileStatement.entries;
    if (first === undefined) throw new Error("an entry");
    await expect(written(statementXlsx, [{ ...hostileStatement, entries: [{ ...first, additionalInformation: "x".repeat(32_768) }] }])).rejects.toMatchObject({ area: "format", code: "text-too-long" });
  });
});

/** A cell as its reader gives it. A number is shown by its shortest decimal, which is exact for amounts of fifteen digits. */
function cellOf(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}

const pythonReader = `
import io, json, sys, zipfile
import xml.etree.ElementTree as tree
archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
assert archive.testzip() is None
parts = {name: tree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith((".xml", ".rels"))}
main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
texts = ["".join(each.itertext()) for part in parts.values() for tag in ("si", "is") for each in part.iter(main + tag)]
print(json.dumps({"formulas": sum(1 for part in parts.values() for each in part.iter(main + "f")), "texts": texts}))
`;
