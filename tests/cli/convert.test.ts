import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "csv-parse/sync";
import readXlsxFile from "read-excel-file/node";
import { afterAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { haveSamples, samplesFolder, validateIso20022, haveIso20022Schemas } from "../support/iso20022-schema.ts";

const folder = mkdtempSync(path.join(tmpdir(), "kontor-convert-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function kontor(...args: readonly string[]) {
  const told = { out: "", err: "" };
  const code = await runCommandLine(args, { environment: { HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false, out: (text) => { told.out += text; }, err: (text) => { told.err += text; } });
  return { code, ...told };
}
function fileOf(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}
const fresh = (name: string) => path.join(folder, `${Math.random().toString(36).slice(2)}-${name}`);
interface Inspected { readonly format: string; readonly orders: readonly { readonly batches: unknown }[]; readonly statements: unknown }
async function inspected(file: string): Promise<Inspected> {
  return JSON.parse((await kontor("inspect", file, "--json")).out) as Inspected;
}

const mt940 = [
  ":20:STARTUMS", ":25:DE89370400440532013000", ":28C:17/1", ":60F:D260105EUR1,00",
  ":61:2601050106D4,50NTRFNONREF//B77", ":86:116?00SEPA-UEBERWEISUNG?20EREF+E1?21SVWZ+=1+1?31HU42117730161111101800000000?32Kis Anna",
  ":61:260105RD10,NMSC1234", ":62F:C260105EUR4,50", "-", "",
].join("\r\n");
const pain = (payee: string, more = "") => `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-23T08:00:00</CreDtTm><NbOfTxs>1</NbOfTxs><InitgPty><Nm>We</Nm></InitgPty></GrpHdr><PmtInf><PmtInfId>P1</PmtInfId><PmtMtd>TRF</PmtMtd>${more}<ReqdExctnDt>2026-11-24</ReqdExctnDt><Dbtr><Nm>We</Nm></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><BIC>DEUTDEFF</BIC></FinInstnId></DbtrAgt><ChrgBr>SHAR</ChrgBr><CdtTrfTxInf><PmtId><EndToEndId>E1</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">12.34</InstdAmt></Amt><Cdtr><Nm>${payee}</Nm></Cdtr><CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct><RmtInf><Ustrd>Invoice 7</Ustrd></RmtInf></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>`;

describe("kontor convert", () => {
  it("orders: from one version of pain.001 to another, and to MT101, with the same payments", async () => {
    const source = fileOf("order.xml", pain("Payee"));
    for (const to of ["pain.001.001.09", "pain.001.001.12", "mt101"]) {
      const out = fresh("order");
      const { code, err } = await kontor("convert", source, "--to", to, "--out", out);
      expect([code, err]).toEqual([0, ""]);
      const [before, after] = [await inspected(source), await inspected(out)];
      expect(after.format).toBe(to);
      expect(after.orders[0]?.batches).toEqual(before.orders[0]?.batches);
      if (haveIso20022Schemas && to.startsWith("pain")) expect(validateIso20022(to, readFileSync(out))).toEqual([]);
    }
  });

  it("statements: from MT940 to camt.053, FINSTA01 and back", async () => {
    const source = fileOf("statement.sta", mt940);
    const camt = fresh("statement.xml"), back = fresh("statement.sta");
    expect(await kontor("convert", source, "--to", "camt.053.001.08", "--out", camt)).toMatchObject({ code: 0 });
    if (haveIso20022Schemas) expect(validateIso20022("camt.053.001.08", readFileSync(camt))).toEqual([]);
    expect(await kontor("convert", camt, "--to", "mt940", "--out", back)).toMatchObject({ code: 0 });
    expect((await inspected(back)).statements).toEqual((await inspected(source)).statements);
  });

  it("refuses with all that would be lost, writes nothing, and writes the rest where that is accepted", async () => {
    const source = fileOf("purpose.xml", pain("Payee", "<BtchBookg>true</BtchBookg><PmtTpInf><SvcLvl><Cd>URGP</Cd></SvcLvl></PmtTpInf>"));
    const out = fresh("order.fin");
    const { code, out: text } = await kontor("convert", source, "--to", "mt101", "--out", out, "--json");
    expect(code).toBe(2);
    const told = JSON.parse(text) as { written: string | null; findings: { code: string; field: string }[] };
    expect(told.written).toBeNull();
    expect(told.findings.map((each) => `${each.code} ${each.field}`)).toEqual(["would-be-lost batchBooking", "would-be-lost serviceLevel"]);
    expect(existsSync(out)).toBe(false);
    const accepted = await kontor("convert", source, "--to", "mt101", "--out", out, "--accept-loss");
    expect(accepted.code).toBe(0);
    expect(accepted.err).toContain("serviceLevel");
    expect(readFileSync(out, "utf8")).toContain(":32B:EUR12,34");
  });

  it("leaves out an id of the statement that is too long, and says so: it is about the file", async () => {
    const camt = fresh("long.xml"), back = fresh("long.sta");
    const source = fileOf("long-id.sta", mt940.replace(":28C:17/1", ":28C:2026-17"));
    expect((await kontor("convert", source, "--to", "camt.053.001.02", "--out", camt)).code).toBe(2); // its number is no number there
    expect((await kontor("convert", fileOf("s.sta", mt940), "--to", "camt.053.001.08", "--out", camt)).code).toBe(0);
    const renamed = fileOf("renamed.xml", readFileSync(camt, "utf8").replace("<Id>STARTUMS</Id>", "<Id>STATEMENT-OF-JANUARY-2026</Id>"));
    const { code, err } = await kontor("convert", renamed, "--to", "mt940", "--out", back);
    expect([code, err.includes("statementId")]).toEqual([0, true]);
    expect(readFileSync(back, "utf8")).toMatch(/^:20:\S{1,16}\r\n/);
  });

  it("refuses letters that the other format does not carry, by field, and leaves no file behind", async () => {
    const out = fresh("order.fin");
    const before = readdirSync(folder).length;
    const { code, err } = await kontor("convert", fileOf("umlaut.xml", pain("Müller")), "--to", "mt101", "--out", out);
    expect(code).toBe(2);
    expect(err).toContain(":59:");
    expect(readdirSync(folder).length).toBe(before + 1);
  });

  it("does not convert a file with errors unless told to", async () => {
    const source = fileOf("wrong.xml", pain("Payee").replace("<NbOfTxs>1<", "<NbOfTxs>2<"));
    const out = fresh("order.xml");
    expect((await kontor("convert", source, "--to", "pain.001.001.09", "--out", out)).code).toBe(2);
    expect(existsSync(out)).toBe(false);
    expect((await kontor("convert", source, "--to", "pain.001.001.09", "--out", out, "--accept-errors")).code).toBe(0);
  });

  it("does not replace a file, but with --force", async () => {
    const source = fileOf("order2.xml", pain("Payee"));
    const out = fileOf("kept.xml", "kept");
    const { code, err } = await kontor("convert", source, "--to", "pain.001.001.09", "--out", out);
    expect(code).toBe(2);
    expect(err).toContain("there already");
    expect(readFileSync(out, "utf8")).toBe("kept");
    expect((await kontor("convert", source, "--to", "pain.001.001.09", "--out", out, "--force")).code).toBe(0);
    expect(readFileSync(out, "utf8")).toContain("pain.001.001.09");
  });

  it.each([["an order as a statement", "camt.053.001.08", 2], ["a version that is only read", "pain.001.001.05", 2], ["a format that does not exist", "pain.999", 3]])("refuses %s", async (_, to, code) => {
    expect((await kontor("convert", fileOf("order3.xml", pain("Payee")), "--to", to, "--out", fresh("x"))).code).toBe(code);
  });

  it("says 3 for a file that nobody reads", async () => {
    expect((await kontor("convert", fileOf("letter.txt", "Dear Sir"), "--to", "mt940", "--out", fresh("x"))).code).toBe(3);
  });

  it("writes tables whose texts are no formulas and whose amounts are exact", async () => {
    const source = fileOf("formula.sta", mt940.replace("Kis Anna", "@SUM(A1)").replace(":61:260105RD10,N", ":61:260105RD1234567890123,45N").replace("C260105EUR4,50", "C260105EUR1234567890117,95"));
    const csv = fresh("statement.csv"), xlsx = fresh("statement.xlsx"), json = fresh("statement.json");
    for (const [to, out] of [["csv", csv], ["xlsx", xlsx], ["json", json]] as const) expect(await kontor("convert", source, "--to", to, "--out", out)).toMatchObject({ code: 0 });
    const rows = parse(readFileSync(csv, "utf8"), { bom: true, columns: true }) as Record<string, string>[];
    const [entry, other] = rows.filter((row) => row["line"] === "entry");
    expect(entry).toMatchObject({ account: "DE89370400440532013000", "booking date": "2026-01-06", "value date": "2026-01-05", amount: "-4.50", name: "'@SUM(A1)", remittance: "'=1+1" });
    expect(other).toMatchObject({ amount: "1234567890123.45", reversal: "yes" });
    expect(rows.every((row) => Object.values(row).every((cell) => !/^[=+@|%]|^-(?![\d.]+$)/.test(cell)))).toBe(true);
    const [{ data } = { data: [] }] = (await readXlsxFile(xlsx)) as unknown as { data: unknown[][] }[];
    expect(data[0]?.slice(0, 6)).toEqual(["line", "account", "statement", "booking date", "value date", "amount"]);
    expect(data.find((row) => row[0] === "entry")).toEqual(expect.arrayContaining([-4.5, "'@SUM(A1)", "'=1+1"]));
    const read = JSON.parse(readFileSync(json, "utf8")) as { statements: { entries: { amount: string; details: { name: string }[] }[] }[] };
    expect(read.statements[0]?.entries.map((each) => each.amount)).toEqual(["-4.50", "1234567890123.45"]);
    expect(read.statements[0]?.entries[0]?.details[0]?.name).toBe("@SUM(A1)");
  });

  it.skipIf(!haveSamples)("a batch of many payments counts once in a table", async () => {
    const out = fresh("lt.csv");
    const source = path.join(samplesFolder, "camt/subite-lt/LT809872649478701594/CAMT_054/2024-04-09.xml");
    expect(await kontor("convert", source, "--to", "csv", "--out", out, "--accept-errors")).toMatchObject({ code: 0 });
    const rows = parse(readFileSync(out, "utf8"), { bom: true, columns: true }) as Record<string, string>[];
    expect(rows.filter((row) => row["line"] === "payment")).toHaveLength(164);
    expect(rows.filter((row) => row["amount"] !== "").map((row) => row["amount"])).toEqual(["92967.56"]);
  });
});
