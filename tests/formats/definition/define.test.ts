import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { charsetById, encode } from "../../../src/formats/charset/charset.ts";
import { readOrder, readStatements } from "../../../src/formats/collect.ts";
import { defineFormat } from "../../../src/formats/definition/format.ts";
import { suggestCharset, suggestDelimited, suggestFixedWidth } from "../../../src/formats/definition/suggest.ts";
import { tryDefinition } from "../../../src/formats/definition/try.ts";
import { detectFormat, detectFormats, formatById } from "../../../src/formats/detect.ts";
import { fixtures } from "./fixtures.ts";

const in1250 = (text: string) => Buffer.from(encode(charsetById("windows-1250"), text)!);

const csv = in1250([
  "Bank kivonat;;;;;", "Terhelendő számla;Kedvezményezett neve;Kedvezményezett számla;Összeg;Értéknap;Közlemény",
  "11773016-11111018;\"Őry \"\"és\"\" Társa; Kft.\";10900028-80000000-12345674;1.250.000,50;2026.11.23;Számla 1", "11773016-11111018;Nagy Éva;12001008-00123455;300,00;2026.11.23;\"két\nsor\"",
  "11773016-11111018;Kis Pál;10400023-34956548-56991026;1,00;2026.11.24;", "",
].join("\r\n"));

const csvDefinition = {
  id: "own-payroll", title: "Payroll of our own program", kind: "orders", source: "A sample of our payroll program, November 2026.", charsets: ["windows-1250"],
  syntax: { kind: "delimited", separator: ";", quote: "\"", skip: 1, names: true }, begins: ["row"], constants: { "transaction.currency": "HUF" },
  records: [{ name: "row", when: [{ columns: [6] }], opens: ["batch", "transaction"], fields: [
    { name: "own", column: "Terhelendő számla", type: "account", kinds: ["hungarian"], to: "batch.account", required: true }, { name: "name", column: "Kedvezményezett neve", type: "text", to: "transaction.creditor.name", required: true },
    { name: "account", column: "Kedvezményezett számla", type: "account", kinds: ["hungarian"], to: "transaction.account", required: true }, { name: "amount", column: "Összeg", type: "amount", mark: ",", groups: ".", to: "transaction.amount", required: true },
    { name: "date", column: "Értéknap", type: "date", patterns: ["YYYY.MM.DD"], to: "batch.date", required: true }, { name: "text", column: "Közlemény", type: "text", to: "transaction.remittance" },
  ] }],
};

describe("a definition that somebody wrote", () => {
  test("columns with semicolons, decimal commas, quotes and windows-1250", async () => {
    const tried = await tryDefinition(csvDefinition, csv);
    expect(tried.ok).toBe(true);
    if (!tried.ok) return;
    const { rows, findings, charset, count } = tried.trial;
    expect(findings.filter(({ severity }) => severity !== "info")).toEqual([]);
    expect([charset, count]).toEqual(["windows-1250", 3]);
    expect(rows.map(({ line, amount, currency, date, name, account, text }) => [line, amount, currency, date, name, account, text])).toEqual([
      [3, "1250000.50", "HUF", "2026-11-23", "Őry \"és\" Társa; Kft.", "HU98109000288000000012345674", "Számla 1"],
      [4, "300.00", "HUF", "2026-11-23", "Nagy Éva", "HU40120010080012345500000000", "két\nsor"],
      [6, "1.00", "HUF", "2026-11-24", "Kis Pál", "HU21104000233495654856991026", ""],
    ]);
    // A session has it besides those of the program.
    expect(detectFormat(csv, tried.trial.formats)?.id).toBe("own-payroll");
    expect(detectFormats(csv, tried.trial.formats).map(({ id }) => id)).toEqual(["own-payroll"]);
    expect(formatById("own-payroll", tried.trial.formats)).toBe(tried.trial.formats[0]);
    expect(formatById("own-payroll")).toBeUndefined();
  });

  test("lines of tag and value", async () => {
    const definition = {
      id: "own-tags", title: "Tagged", kind: "statements", source: "Made for this test, after client-bank programs.", charsets: ["UTF-8", "windows-1252"], syntax: { kind: "tagged", separator: "=" }, begins: ["head"], ends: ["end"],
      records: [
        { name: "head", when: [{ tag: "STATEMENT" }], opens: ["statement"], fields: [
          { name: "number", tag: "STATEMENT", type: "text", to: "statement.number" }, { name: "account", tag: "Account", type: "account", kinds: ["iban", "other"], to: "statement.account" }, { name: "ccy", tag: "Ccy", type: "currency", to: "statement.currency" },
          { name: "open", tag: "Opening", type: "amount", mark: ".", sign: "leading", to: "statement.opening.amount" }, { name: "opened", tag: "From", type: "date", patterns: ["YYYY-MM-DD"], to: "statement.opening.date" },
          { name: "close", tag: "Closing", type: "amount", mark: ".", sign: "leading", to: "statement.closing.amount" }, { name: "closed", tag: "To", type: "date", patterns: ["YYYY-MM-DD"], to: "statement.closing.date" }] },
        { name: "entry", when: [{ tag: "ENTRY" }], opens: ["entry"], fields: [{ name: "ref", tag: "ENTRY", type: "text", to: "entry.bankReference" }, { name: "amount", tag: "Amount", type: "amount", mark: ".", sign: "leading", to: "entry.amount", required: true }, { name: "text", tag: "Text", type: "text", to: "detail.remittance" }] },
        { name: "end", when: [{ tag: "END" }], closes: "statement", fields: [{ name: "count", tag: "END", type: "number", total: { records: ["entry"] } }] },
      ],
    };
    const file = Buffer.from("STATEMENT=7\nAccount=DE89370400440532013000\nCcy=EUR\nOpening=10.00\nFrom=2026-11-01\nClosing=4.50\nTo=2026-11-02\nENTRY=A1\nAmount=-6.50\nText=Gebühr=1\nENTRY=A2\nAmount=1.00\nEND=2\n");
    const defined = defineFormat(definition);
    if (!defined.ok || defined.formats[0]?.kind !== "statements") throw new Error("is a format of statements");
    const read = await readStatements(defined.formats[0], file);
    expect(read.findings.filter(({ severity }) => severity !== "info")).toEqual([]);
    expect(read.statements.map(({ header, entries, balanced }) => [header.sequenceNumber, entries.map(({ amount, bankReference, details }) => [amount.minor, bankReference, details[0]?.remittance[0]]), balanced])).toEqual([["7", [[-650n, "A1", "Gebühr=1"], [100n, "A2", undefined]], true]]);
    expect(defined.formats[0].detect(file)).toBe(true);
    for (let at = 0; at < file.length; at++) {
      const damaged = Buffer.from(file);
      damaged[at] = (damaged[at] ?? 0) ^ 0x0f;
      await readStatements(defined.formats[0], damaged);
      const cut = await readStatements(defined.formats[0], file.subarray(0, at));
      if (at < file.length - 3) expect(cut.findings.filter(({ severity }) => severity !== "info").length, `cut at ${at}`).toBeGreaterThan(0);
    }
  });

  test.each([
    ["no JSON object", 5, ""], ["an unknown word", { ...csvDefinition, speed: 1 }, ""], ["a place that is none", changed((row) => { row.fields[1]!.to = "transaction.creditor.nam"; }), "row/name"],
    ["a date as an amount", changed((row) => { row.fields[4]!.to = "transaction.amount"; }), "row/date"], ["a statement's place in an order", changed((row) => { row.fields[5]!.to = "entry.information"; }), "row/text"],
    ["a pattern that could take for ever", changed((row) => { row.fields[1]!.matches = "(a+)+$"; }), "row/name"], ["no pattern at all", changed((row) => { row.fields[1]!.matches = "("; }), "row/name"],
    ["two fields of a name", changed((row) => { row.fields[1]!.name = "own"; }), "row/own"], ["a record that is not there", { ...csvDefinition, ends: ["trailer"] }, "trailer"],
    ["a position in columns", changed((row) => { delete row.fields[1]!.column; row.fields[1]!.at = 3; row.fields[1]!.length = 3; }), "row/name"], ["a frame of another kind", changed((row) => { row.opens = ["entry"]; }), "row"],
  ] as const)("%s is told, and makes no format", (_, json, field) => {
    const defined = defineFormat(json);
    expect(defined.ok).toBe(false);
    if (!defined.ok) expect(defined.findings.some((finding) => finding.code === "definition-wrong" && (field === "" || finding.field === field)), JSON.stringify(defined.findings)).toBe(true);
  });

  test("any JSON is looked through without a throw", () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (json) => { expect(defineFormat(json).ok).toBe(false); }), { numRuns: 200 });
  });

  test("a column that no field reads is told once, and not lost without a word", async () => {
    const definition = changed((row) => { row.fields.pop(); });
    const tried = await tryDefinition(definition, csv);
    if (!tried.ok) throw new Error("is a right definition");
    expect(tried.trial.findings.filter(({ code }) => code === "not-read").map(({ line, column, message }) => [line, (column ?? 0) > 60, message.startsWith("Column 6")])).toEqual([[3, true, true]]);
  });

  test("a wrong IBAN is doubted also where other accounts are allowed", async () => {
    const format = formatById("payord-in");
    if (format?.kind !== "orders") throw new Error("is a format of orders");
    const read = async (account: string) => {
      const line = Buffer.alloc(939, 0x20);
      for (const [at, text] of [[1, "PAYORDIN20261120000001"], [23, "HU42117730161111101800000000"], [70, "0"], [71, "Minta"], [220, account], [267, "0"], [332, "Muster"], [806, "EUR2"], [810, "0000000000100"], [835, "20261123"], [938, "00"]] as const) line.write(text, at - 1, "latin1");
      return (await readOrder(format, line)).findings.filter(({ severity }) => severity !== "info").map(({ severity, code }) => `${severity} ${code}`);
    };
    expect(await read("DE89370400440532013000")).toEqual([]);
    expect(await read("4711/0815")).toEqual([]);
    expect(await read("DE88370400440532013000")).toEqual(["warning wrong-account"]);
  });

  test("PAYORD in CP852 and in windows-1250 is told by its letters; one letter that could be either asks for a look", async () => {
    const format = formatById("payord-do");
    if (format?.kind !== "orders") throw new Error("is a format of orders");
    const read = async (charset: "CP852" | "windows-1250", name: string) => {
      const line = Buffer.alloc(939, 0x20);
      for (const [at, text] of [[1, "PAYORDDO20261120000001"], [23, "1177301611111018"], [70, "0"], [71, "Minta"], [220, "1200100800123455"], [267, "0"], [806, "HUF0"], [810, "0000000000100"], [835, "20261123"], [938, "00"]] as const) line.write(text, at - 1, "latin1");
      line.set(encode(charsetById(charset), name)!, 331);
      const { batches, findings } = await readOrder(format, line);
      return [batches[0]?.transactions[0]?.creditor.name, findings.filter(({ severity }) => severity === "warning").map(({ code }) => code)];
    };
    expect(await read("CP852", "Őry Űrsula Ágnes")).toEqual(["Őry Űrsula Ágnes", []]);
    expect(await read("windows-1250", "Őry Űrsula Ágnes")).toEqual(["Őry Űrsula Ágnes", []]);
    expect(await read("CP852", "Őz")).toEqual(["Šz", ["charset-ambiguous"]]);
  });

  test("a line that is never closed, or is nothing but quotes, ends; blank lines cost nothing", async () => {
    const defined = defineFormat(csvDefinition);
    if (!defined.ok || defined.formats[0]?.kind !== "orders") throw new Error("is a format of orders");
    for (const noise of [`a\nb\n"${"x;".repeat(200_000)}`, `a\nb\n${"\"\n".repeat(50_001)}`, "\n".repeat(300_000), `a\nb\n${"\"".repeat(100_000)}`]) {
      expect((await readOrder(defined.formats[0], Buffer.from(noise))).findings.length).toBeGreaterThan(0);
    }
  });

  test("each statement has a day, so that next year's of the same number does not pass for this one", async () => {
    for (const [id, day] of [["coda", "2026-11-19"], ["cfonb120", "2026-11-19"], ["norma43", "2026-11-18"]] as const) {
      const format = formatById(id);
      if (format?.kind !== "statements") throw new Error("is a format of statements");
      expect((await readStatements(format, fixtures[id]!)).statements[0]?.header.fromDate).toBe(day);
    }
    const format = formatById("cfonb120");
    if (format?.kind !== "statements") throw new Error("is a format of statements");
    const entriesOnly = fixtures["cfonb120"]!.subarray(122);
    expect((await readStatements(format, entriesOnly)).statements[0]?.header.fromDate).toBe("2026-11-20");
  });

  test("without an execution date the day of the file is taken, with a warning; the sign that ends a file under DOS is none of it", async () => {
    const format = formatById("dtaus"), ugiro = formatById("ugiro-atutal");
    if (format?.kind !== "orders" || ugiro?.kind !== "orders") throw new Error("are formats of orders");
    const file = Buffer.from(fixtures["dtaus"]!);
    file.fill(0x20, 95, 103);
    const { batches, findings } = await readOrder(format, file);
    expect([batches[0]?.batch.requestedExecutionDate, findings.filter(({ severity }) => severity !== "info").map(({ severity, code }) => `${severity} ${code}`)]).toEqual(["2026-11-20", ["warning date-missing"]]);
    const whole = fixtures["ugiro-atutal"]!;
    for (const end of ["\r\n\u001a", "\u001a"]) expect((await readOrder(ugiro, Buffer.concat([whole.subarray(0, whole.length - 2), Buffer.from(end)]))).findings).toEqual([]);
  });

  test("a format keeps nothing of a reading: the same file read twice gives the same", async () => {
    const format = formatById("ugiro-atutal");
    if (format?.kind !== "orders") throw new Error("is a format of orders");
    const [first, second] = [await readOrder(format, fixtures["ugiro-atutal"]!), await readOrder(format, fixtures["ugiro-atutal"]!)];
    expect(second).toEqual(first);
  });

  test("in chunks of one byte a file reads as it does whole", async () => {
    for (const id of ["ugiro-atutal", "dtaus", "kh-huf-csv"]) {
      const format = formatById(id);
      const bytes = fixtures[id] ?? in1250("nevek\n1177301611111018;1200100800123455;Őry;000000000000000100;HUF;x;0001;2026.11.23\n");
      if (format?.kind !== "orders") throw new Error("is a format of orders");
      const whole = await readOrder(format, bytes);
      const pieces = await readOrder(format, (async function* () { for (const byte of bytes) yield Uint8Array.of(byte); })());
      expect(pieces).toEqual(whole);
    }
  });

  test("a heading that has swallowed the first row is told", async () => {
    const format = formatById("kh-huf-csv");
    if (format?.kind !== "orders") throw new Error("is a format of orders");
    const row = "1177301611111018;1200100800123455;Ory;000000000000000100;HUF;x;0001;2026.11.23\n";
    const heading = "a;b;c;d;e;f;g;h";
    expect((await readOrder(format, in1250(`${heading}\n${row}`))).findings).toEqual([]);
    expect((await readOrder(format, in1250(`${heading}\u00a0${row}${row}`))).findings).toMatchObject([{ severity: "info" }, { severity: "warning", code: "skipped-line-long", line: 1 }]);
  });

  test("wherever a larger file is cut into chunks, it reads the same", async () => {
    const ugiro = formatById("ugiro-atutal");
    if (ugiro?.kind !== "orders") throw new Error("is a format of orders");
    const [head = "", item = "", ...rest] = fixtures["ugiro-atutal"]!.toString("latin1").split(/(?<=\r\n)/);
    const bytes = Buffer.from(head + item.repeat(100) + rest.slice(-1).join(""), "latin1");
    const whole = await readOrder(ugiro, bytes);
    expect(whole.batches[0]?.transactions).toHaveLength(100);
    for (const size of [1, 249, 250, 251, 252, 4096, 8191, 8192, 8193, 9000]) {
      expect(await readOrder(ugiro, (async function* () { for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size); })())).toEqual(whole);
    }
  });
});

function changed(change: (row: { fields: { name: string; to?: string; matches?: string; column?: unknown; at?: number; length?: number }[]; opens: string[] }) => void): unknown {
  const copy = structuredClone(csvDefinition);
  change(copy.records[0] as Parameters<typeof change>[0]);
  return copy;
}

describe("what a sample suggests", () => {
  test("columns: separator, names, lines before, types, and where they go", () => {
    const suggested = suggestDelimited(csv)!;
    expect(suggested).toMatchObject({ separator: ";", quote: "\"", names: false, charset: { id: "windows-1250" } });
    const [, ...rest] = csv.toString("latin1").split("\r\n");
    const plain = suggestDelimited(Buffer.from(rest.join("\r\n").replace("\"két\nsor\"", "szöveg"), "latin1"))!;
    expect(plain).toMatchObject({ separator: ";", skip: 0, names: true });
    expect(plain.columns.map(({ type, pattern, mark, groups, meaning }) => [type, pattern ?? mark, groups, meaning])).toEqual([
      ["account", undefined, undefined, "own account"], ["text", undefined, undefined, "name"], ["account", undefined, undefined, "account"], ["amount", ",", ".", "amount"], ["date", "YYYY.MM.DD", undefined, "date"], ["text", undefined, undefined, "remittance"],
    ]);
  });

  test("fixed width: kinds of records by beginning and length, columns by what changes in all lines", () => {
    const suggested = suggestFixedWidth(fixtures["ugiro-atutal"]!)!;
    expect(suggested.records.map(({ prefix, lengths, count }) => [prefix.slice(0, 2), lengths, count])).toEqual([["01", [174], 1], ["02", [249], 2], ["03", [24], 1]]);
    const items = suggested.records[1]!.columns;
    // Amount and account are digits without a gap: where one ends, only a person knows.
    expect(items.map(({ at }) => at)).toEqual([1, 17, 43, 53, 75, 145, 180]);
    expect(items[1]).toMatchObject({ at: 17, type: "number" });
    expect(suggestFixedWidth(Buffer.from("a\tb\n"))).toBeUndefined();
    expect(suggestDelimited(Buffer.from("nothing here\nis divided\n"))).toBeUndefined();
  });

  test("charset: by the letters, and others named where they fit as well", () => {
    expect(suggestCharset(Buffer.from("Őry Űrsula Ágnes"))).toEqual({ id: "UTF-8", others: [] });
    expect(suggestCharset(Buffer.from(encode(charsetById("CP852"), "Őry Űrsula Ágnes, Kovács János tükörfúrógép")!))).toMatchObject({ id: "CP852" });
    expect(suggestCharset(in1250("Őry Űrsula Ágnes tükörfúrógép"))).toEqual({ id: "windows-1250", others: [] });
    expect(suggestCharset(Buffer.from("M]LLER STRA~E"))).toMatchObject({ id: "DIN 66003" });
  });
});
