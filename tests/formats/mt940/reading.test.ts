import { describe, expect, test } from "vitest";
import { amountText } from "../../../src/domain/money.ts";
import { readStatements } from "../../../src/formats/collect.ts";
import { detectFormat } from "../../../src/formats/detect.ts";
import { mt940, mt942 } from "../../../src/formats/mt940/format.ts";

const statement = (...lines: readonly string[]) => [":20:X", ":25:1/2", ":28C:1/1", ":60F:C260105EUR0,", ...lines, ":62F:C260105EUR1,", "-", ""].join("\r\n");
const one = ":61:2601050105C1,NTRFNONREF";
const codes = (findings: readonly { code: string; line?: number | undefined }[]) => findings.map((each) => `${each.line ?? ""} ${each.code}`);

describe("charset by evidence", () => {
  test.each([
    ["UTF-8", "Zażółć gęślą jaźń", [...Buffer.from("Zażółć gęślą jaźń")]],
    ["windows-1252", "Müller Straße", [..."M", 0xfc, ..."ller Stra", 0xdf, ..."e"]],
    ["windows-1250", "Őrült árvíztűrő", [0xd5, ..."r", 0xfc, ..."lt ", 0xe1, ..."rv", 0xed, ..."zt", 0xfb, ..."r", 0xf5]],
    ["CP852", "árvíztűrő gép", [0xa0, ..."rv", 0xa1, ..."zt", 0xfb, ..."r", 0x8b, ..." g", 0x82, ..."p"]],
    ["CP852", "Müller Straße", [..."M", 0x81, ..."ller Stra", 0xe1, ..."e"]],
    ["ISO-8859-2", "ąężźśćńół", [0xb1, 0xea, 0xbf, 0xbc, 0xb6, 0xe6, 0xf1, 0xf3, 0xb3]],
    ["windows-1250", "ąężźśćńół", [0xb9, 0xea, 0xbf, 0x9f, 0x9c, 0xe6, 0xf1, 0xf3, 0xb3]],
    ["windows-1250", "Příliš žluťoučký kůň", [..."P", 0xf8, 0xed, ..."li", 0x9a, ..." ", 0x9e, ..."lu", 0x9d, ..."ou", 0xe8, ..."k", 0xfd, ..." k", 0xf9, 0xf2]],
    ["windows-1252", "smørrebrød på åen", [..."sm", 0xf8, ..."rrebr", 0xf8, ..."d p", 0xe5, ..." ", 0xe5, ..."en"]],
    ["DIN 66003", "Müller Straße", [..."M}ller Stra~e"]],
  ] as const)("%s: %s", async (charset, text, bytes) => {
    const letters = Buffer.from(bytes.map((each) => (typeof each === "string" ? each.charCodeAt(0) : each)));
    const [before, after] = statement(one, ":86:166?00GUTSCHRIFT?20SVWZ+@").split("@");
    let told = "";
    const read = await readStatements(mt940, Buffer.concat([Buffer.from(before ?? ""), letters, Buffer.from(after ?? "")]));
    await mt940.read((async function* () { yield Buffer.concat([Buffer.from(before ?? ""), letters, Buffer.from(after ?? "")]); })(), {
      statement() {}, balance() {}, entry() {}, statementEnd() {}, finding() {}, charset: (name) => { told = name; },
    });
    expect(read.statements[0]?.entries[0]?.details[0]?.remittance).toEqual([text]);
    expect(read.findings).toEqual([expect.objectContaining({ severity: "info", code: "charset", message: expect.stringContaining(charset) as unknown })]);
    expect(told).toBe(charset);
  });

  test("plain ASCII says nothing of it; a byte that is no UTF-8 in a later block loses nothing", async () => {
    expect((await readStatements(mt940, Buffer.from(statement(one)))).findings).toEqual([]);
    const text = Buffer.from(statement(one, ":86:166?20SVWZ+Zażółć"));
    const chunks = (async function* () { yield text; yield Buffer.from(statement(one, ":86:166?20SVWZ+M\u00fcller"), "latin1"); })();
    const read = await readStatements(mt940, chunks);
    expect(read.statements.map((each) => each.entries[0]?.details[0]?.remittance[0])).toEqual(["Zażółć", "Müller"]);
    expect(codes(read.findings)).toEqual([" charset", "14 charset-mixed"]);
  });
});

describe("traps", () => {
  test("text that looks like a tag or an end stays text; what a bank broke in two is put together", async () => {
    const { statements, findings } = await readStatements(mt940, Buffer.from(statement(":61:2601050105CR", "1,00NTRFNONREF", ":", "86:166?20SVWZ+um", ":08 Uhr", "-", "und mehr")));
    expect(statements[0]?.entries[0]?.details[0]?.remittance).toEqual(["um:08 Uhr-und mehr"]);
    expect(statements[0]?.balanced).toBe(true);
    expect(findings).toEqual([]);
  });

  test("the entry date takes the year that is nearest", async () => {
    const { statements } = await readStatements(mt940, Buffer.from(statement(":61:2512310102C1,NTRFNONREF", ":61:2601021231C1,NTRFNONREF", ":61:2402290301C1,NTRFNONREF")));
    expect(statements[0]?.entries.map((each) => each.bookingDate)).toEqual(["2026-01-02", "2025-12-31", "2024-03-01"]);
  });

  test("marks: RC takes a credit back, RD a debit; expected ones do not count", async () => {
    const { statements } = await readStatements(mt940, Buffer.from(statement(":61:260105C5,NTRFA", ":61:260105RC3,NTRFB", ":61:260105RDR1,NTRFC", ":61:260105DR2,NTRFD", ":61:260105EC9,NTRFE")));
    expect(statements[0]?.entries.map((each) => `${amountText(each.amount)} ${each.reversal} ${each.status}`)).toEqual(["5.00 false BOOK", "-3.00 true BOOK", "1.00 true BOOK", "-2.00 false BOOK", "9.00 false PDNG"]);
    expect(statements[0]?.balanced).toBe(true);
  });

  test("two equal entries are two entries", async () => {
    const { statements } = await readStatements(mt940, Buffer.from(statement(one, one)));
    expect(statements[0]?.entries).toHaveLength(2);
    expect(statements[0]?.balanced).toBe(false);
  });

  test("pages are one statement; a gap between them is told", async () => {
    const page = (number: string, first: string, last: string) => `:20:X\n:25:1/2\n:28C:${number}\n${first}\n${one}\n${last}\n-\n`;
    const whole = page("5/1", ":60F:C260105EUR0,", ":62M:C260105EUR1,") + page("5/2", ":60M:C260105EUR1,", ":62F:C260105EUR2,");
    const read = await readStatements(mt940, Buffer.from(whole));
    expect(read.statements).toHaveLength(1);
    expect(read.statements[0]).toMatchObject({ header: { sequenceNumber: "5" }, balanced: true, balances: [{ type: "OPBD" }, { type: "CLBD", amount: { minor: 200n } }] });
    expect(read.findings).toEqual([]);
    const gap = await readStatements(mt940, Buffer.from(whole.replace(":60M:C260105EUR1,", ":60M:C260105EUR7,")));
    expect(codes(gap.findings)).toEqual(["11 pages-differ"]);
    const half = await readStatements(mt940, Buffer.from(whole.slice(0, whole.indexOf(":20:X", 5))));
    expect(codes(half.findings)).toEqual(["6 page-missing"]);
    expect(half.statements[0]).toMatchObject({ balanced: true, balances: [{ type: "OPBD" }, { type: "ITBD" }] });
  });

  test("a file that is cut, or has a damaged line end or tag, does not look whole", async () => {
    const page = (number: string, first: string, last: string) => `:20:X\n:25:1/2\n:28C:${number}\n${first}\n${one}\n${last}\n-\n`;
    const pages = page("5/1", ":60F:C260105EUR0,", ":62M:C260105EUR1,") + page("5/2", ":60M:C260105EUR1,", ":62F:C260105EUR2,");
    const enveloped = `{1:F01INGBNL2AXXXX00001}{2:O9400000000000INGBNL2AXXXX00000000000000000000N}{4:\r\n${statement(one).replace(/-\r\n$/, "")}-}\r\n`;
    const found = async (text: string) => codes((await readStatements(mt940, Buffer.from(text, "latin1"))).findings);
    expect(await found(pages.slice(0, pages.indexOf(":62F:")))).toEqual(["11 closing-missing"]);
    expect(await found(enveloped)).toEqual([]);
    expect(await found(enveloped + enveloped.slice(0, enveloped.indexOf(":20:")))).toEqual(["9 message-cut"]);
    expect(await found(`${statement(one)}:2`)).toEqual(["8 text-outside", "8 message-cut"]);
    const zero = ":61:2601050105C0,NTRFNONREF";
    for (const damagedLine of ["?61:2601050105C0,NTRFNONREF", ":6?:2601050105C0,NTRFNONREF", ":61;2601050105C0,NTRFNONREF", "1:260105    C0,NTRFNONREF", ":260105C0,NTRFNONREF", ":61", "61:260105C0,NTRFNONREF"]) expect(await found(statement(one, damagedLine))).toEqual(["6 tag-damaged"]);
    expect(await found(statement(one, ":86:GIRO", zero).replace(`\r\n${zero}`, `\u008a${zero}`))).toContain("6 tag-damaged");
    expect(await found(statement(one).replace(":62F:C260105EUR1,", ":62F:C260105EUR1"))).toEqual(["6 amount-without-comma"]);
  });

  test("keywords count at the beginning of a sub-field; pieces of 27 are joined; nothing without a place is lost", async () => {
    const { statements } = await readStatements(mt940, Buffer.from(statement(one, ":86:105>00LASTSCHRIFT>10931>20EREF+E-1 SVWZ+ is text>21MREF+M-1>22CRED+DE98ZZZ>23SVWZ+Rechnung 4711 vom drit>24ten Mai>30DEUTDEFF>31DE8937040044053201300", "0>32M", "eier>34992")));
    expect(statements[0]?.entries[0]).toMatchObject({
      bankTransactionCode: "NTRF+105+931", additionalInformation: "LASTSCHRIFT 992 MREF+M-1 CRED+DE98ZZZ",
      details: [{ endToEndId: "E-1 SVWZ+ is text", remittance: ["Rechnung 4711 vom dritten Mai"], counterparty: { name: "Meier" }, counterpartyBic: "DEUTDEFF", counterpartyAccount: { kind: "iban", iban: "DE89370400440532013000" } }],
    });
  });

  test("slash codes of Dutch banks, and plain lines", async () => {
    const { statements } = await readStatements(mt940, Buffer.from(statement(one, ":86:/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/J", "ansen/REMI/Factuur 7/EREF/NOTPROVIDED", one, ":86:GIRO 12", "Huur")));
    expect(statements[0]?.entries.map((each) => each.details[0])).toEqual([
      { endToEndId: "NOTPROVIDED", counterparty: { name: "Jansen" }, counterpartyBic: "ABNANL2A", counterpartyAccount: { kind: "iban", iban: "NL91ABNA0417164300" }, remittance: ["Factuur 7"] },
      { remittance: ["GIRO 12", "Huur"] },
    ]);
  });

  test("what stands behind the balance is told as the bank's word about the statement; what is unreadable by its line", async () => {
    const read = await readStatements(mt940, Buffer.from(statement(one, ":61:garbage").replace("\r\n-\r\n", "\r\n:86:Please call us\r\n-\r\n")));
    expect(codes(read.findings)).toEqual(["6 entry-unreadable", "8 statement-text"]);
    expect(read.statements[0]?.entries).toHaveLength(1);
    expect(read.statements[0]?.balanced).toBeNull();
  });

  test("in a SWIFT envelope, and other messages beside it", async () => {
    const body = statement(one).replace(/-\r\n$/, "");
    const read = await readStatements(mt940, Buffer.from(`{1:F01INGBNL2AXXXX00001}{2:O9400000000000INGBNL2AXXXX00000000000000000000N}{4:\r\n${body}-}{5:{CHK:1}}\r\n{1:F01X}{2:I103BANKDEFFXXXXN}{4:\r\n:20:P\r\n:32A:260105EUR5,\r\n-}\r\n`));
    expect(read.statements).toHaveLength(1);
    expect(codes(read.findings)).toEqual(["9 other-format"]);
  });

  test("a field without end is cut, and told, not held", async () => {
    const read = await readStatements(mt940, Buffer.from(statement(one, ":86:GIRO", ...Array.from({ length: 5000 }, () => "and so on, on and on"))));
    expect(read.statements[0]?.balanced).toBe(true);
    expect(read.statements[0]?.entries[0]?.details[0]?.remittance).toHaveLength(1000);
    expect(read.findings).toHaveLength(100);
    expect(read.findings[0]).toMatchObject({ severity: "warning", code: "text-outside", line: 1006 });
  });

  test("an interim report is a report, and its counts are compared", async () => {
    const text = `:20:X\n:25:1/2\n:28C:1/1\n:34F:EURD0,\n:13D:2601051200+0100\n${one}\n:90D:1EUR5,\n:90C:1EUR1,\n-\n`;
    expect(detectFormat(Buffer.from(text))).toBe(mt942);
    const read = await readStatements(mt942, Buffer.from(text));
    expect(read.statements[0]).toMatchObject({ header: { kind: "report", createdAt: "2026-01-05T12:00:00+01:00", currency: "EUR" }, balanced: null, entries: [{ amount: { minor: 100n } }] });
    expect(codes(read.findings)).toEqual(["7 count-differs"]);
  });

  test.each([":20:1\r\n:21:2\r\n:25:3\r\n:32A:260105EUR5,\r\n", ":20:1\r\n:23B:CRED\r\n:32A:260105EUR5,\r\n", ":20:1\r\n:28D:1/1\r\n:50H:/1\r\n", "Dear Sir\r\n:61:\r\n"])("an advice or an order is no statement: %j", (text) => {
    expect(detectFormat(Buffer.from(text))?.id).not.toBe(text.startsWith("Dear") ? "mt942" : "mt940");
  });
});
