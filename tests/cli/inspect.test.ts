import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { JsonPrinter } from "../../src/cli/inspect/printers.ts";
import { JsonWriter } from "../../src/cli/inspect/json-writer.ts";
import { Survey } from "../../src/cli/inspect/survey.ts";
import type { CurrencyCode } from "../../src/domain/ids.ts";
import { formats } from "../../src/formats/all.ts";
import { programPath } from "../terminal/support/workstation.ts";

const folder = mkdtempSync(path.join(tmpdir(), "kontor-inspect-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function kontor(...args: readonly string[]) {
  const told = { out: "", err: "" };
  const code = await runCommandLine(args, { environment: { HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false, out: (text) => { told.out += text; }, err: (text) => { told.err += text; } });
  return { code, ...told };
}
async function inspect(content: string | Uint8Array): Promise<{ code: number; json: Record<string, unknown>; out: string; plain: { code: number; out: string } }> {
  const file = path.join(folder, "file");
  writeFileSync(file, content);
  const { code, out } = await kontor("inspect", file, "--json");
  return { code, out, json: JSON.parse(out) as Record<string, unknown>, plain: await kontor("inspect", file) };
}

const mt940 = [
  ":20:STARTUMS", ":25:DE89370400440532013000", ":28C:17/1", ":60F:D260105EUR1,00",
  ":61:2601050106D4,50NTRFNONREF//B77", ":86:116?00SEPA-UEBERWEISUNG?20EREF+E1?21SVWZ+Miete Januar?31DE89370400440532013000?32M\u00fcller",
  ":61:260105RD10,NMSC1234", ":62F:C260105EUR4,50", "-", "",
].join("\r\n");

describe("a reader that is slow", () => {
  it.each([[["--json"], 2_000_000], [[], 100]])("is waited for: no more is made than it takes (%s)", async (options, least) => {
    const file = path.join(folder, "large.sta");
    const lines = mt940.split("\r\n");
    writeFileSync(file, [...lines.slice(0, 4), ...Array.from({ length: 30_000 }, () => lines.slice(4, 7).join("\r\n")), ...lines.slice(7)].join("\r\n"), "latin1");
    let waiting = 0, waitingMost = 0, total = 0;
    const code = await runCommandLine(["inspect", file, ...options], {
      environment: { HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false, err: () => undefined,
      out: (text) => {
        waiting += text.length;
        total += text.length;
        waitingMost = Math.max(waitingMost, waiting);
      },
      taken: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        waiting = 0;
      },
    });
    expect([code, total > least]).toEqual([0, true]);
    expect(waitingMost).toBeLessThan(1_000_000);
  });

  it("of a real pipe, too: the program sleeps until it is read", async () => {
    const file = path.join(folder, "large.sta");
    const { stdout } = await promisify(execFile)("bash", ["-c", `set -o pipefail; "${programPath}" inspect "${file}" --json | (sleep 3; wc -c); echo "exit \${PIPESTATUS[0]}"`]);
    expect(stdout).toMatch(/^\s*\d{7,}\s+exit 0\n$/);
  });
});

describe("kontor inspect --json", () => {
  it("prints a statement as the object of the specification", async () => {
    const { code, json, plain } = await inspect(Buffer.from(mt940, "latin1"));
    expect(code).toBe(0);
    expect(json).toEqual({
      format: "mt940", kind: "statements", charset: "windows-1252", orders: [], status: [],
      statements: [{
        account: "DE89370400440532013000", currency: "EUR", number: "17",
        opening: { amount: "-1.00", currency: "EUR", date: "2026-01-05" }, closing: { amount: "4.50", currency: "EUR", date: "2026-01-05" }, balanced: true,
        entries: [
          {
            amount: "-4.50", currency: "EUR", bookingDate: "2026-01-06", valueDate: "2026-01-05", reversal: false, reference: "B77",
            details: [{ amount: null, endToEndId: "E1", name: "M\u00fcller", account: "DE89370400440532013000", remittance: "Miete Januar" }],
          },
          { amount: "10.00", currency: "EUR", bookingDate: "2026-01-05", valueDate: "2026-01-05", reversal: true, reference: "1234", details: [] },
        ],
      }],
      findings: [{ severity: "info", code: "charset", message: expect.stringContaining("windows-1252") as unknown, line: null, column: null, field: null }],
    });
    expect(plain.code).toBe(0);
    expect(plain.out).toContain("account DE89370400440532013000");
    expect(plain.out).toContain("entries 2");
  });

  it("prints a recall as the payments that are asked back, with the original's ids and the reason", async () => {
    const { code, json, plain } = await inspect(`<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.055.001.08"><CstmrPmtCxlReq><Assgnmt><Id>R1</Id><Assgnr><Pty><Nm>We</Nm></Pty></Assgnr><Assgne><Agt><FinInstnId><BICFI>DEUTDEFF</BICFI></FinInstnId></Agt></Assgne><CreDtTm>2026-11-23T08:00:00</CreDtTm></Assgnmt><CtrlData><NbOfTxs>1</NbOfTxs></CtrlData><Undrlyg><OrgnlGrpInfAndCxl><OrgnlMsgId>M1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndCxl><OrgnlPmtInfAndCxl><OrgnlPmtInfId>B1</OrgnlPmtInfId><TxInf><OrgnlEndToEndId>E1</OrgnlEndToEndId><OrgnlInstdAmt Ccy="EUR">12.34</OrgnlInstdAmt><OrgnlReqdExctnDt><Dt>2026-11-24</Dt></OrgnlReqdExctnDt><CxlRsnInf><Rsn><Cd>DUPL</Cd></Rsn><AddtlInf>Paid twice</AddtlInf></CxlRsnInf><OrgnlTxRef><RmtInf><Ustrd>Invoice 7</Ustrd></RmtInf><Dbtr><Pty><Nm>We</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct><Cdtr><Pty><Nm>Payee</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct></OrgnlTxRef></TxInf></OrgnlPmtInfAndCxl></Undrlyg></CstmrPmtCxlReq></Document>`);
    expect(code).toBe(0);
    expect(json).toEqual({
      format: "camt.055.001.08", kind: "orders", charset: "UTF-8", statements: [], status: [], findings: [],
      orders: [{
        messageId: "R1", count: 1, sum: "12.34",
        batches: [{
          account: "DE89370400440532013000", date: "2026-11-24", originalMessageId: "M1", originalBatchId: "B1", whole: false, reason: null, text: null,
          transactions: [{
            amount: "12.34", currency: "EUR", creditorName: "Payee", creditorAccount: "DE89370400440532013000", debtorName: "We", debtorAccount: "DE89370400440532013000",
            endToEndId: "E1", remittance: "Invoice 7", reason: "DUPL", text: "Paid twice",
          }],
        }],
      }],
    });
    expect(plain.out).toContain("originalBatchId B1");
  });

  it("prints what is recalled as a whole, and every batch of a recall", async () => {
    const group = (id: string, more: string) => `<Undrlyg><OrgnlGrpInfAndCxl><OrgnlMsgId>${id}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>${more}</OrgnlGrpInfAndCxl>`;
    const batch = (id: string) => `<OrgnlPmtInfAndCxl><OrgnlPmtInfId>${id}</OrgnlPmtInfId><PmtInfCxl>true</PmtInfCxl></OrgnlPmtInfAndCxl>`;
    const { json } = await inspect(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.055.001.05"><CstmrPmtCxlReq><Assgnmt><Id>R1</Id><CreDtTm>2026-11-23T08:00:00</CreDtTm></Assgnmt>${group("M1", "<GrpCxl>true</GrpCxl>")}</Undrlyg>${group("M2", "")}${batch("B1")}${batch("B2")}</Undrlyg></CstmrPmtCxlReq></Document>`);
    expect(json.orders).toMatchObject([{ count: 0, batches: [{ originalMessageId: "M1", originalBatchId: null, whole: true }, { originalMessageId: "M2", originalBatchId: "B1", whole: true }, { originalMessageId: "M2", originalBatchId: "B2", whole: true, transactions: [] }] }]);
  });

  it("prints an order: as many and as much as is in it, whatever it says", async () => {
    const payment = (id: string, amount: string) => `<CdtTrfTxInf><PmtId><EndToEndId>${id}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">${amount}</InstdAmt></Amt><Cdtr><Nm>Payee</Nm></Cdtr><CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct><RmtInf><Ustrd>Invoice 7</Ustrd></RmtInf></CdtTrfTxInf>`;
    const { code, json } = await inspect(`<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-23T08:00:00</CreDtTm><NbOfTxs>3</NbOfTxs><InitgPty><Nm>We</Nm></InitgPty></GrpHdr><PmtInf><PmtInfId>P1</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt><Dbtr><Nm>We</Nm></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><BICFI>DEUTDEFF</BICFI></FinInstnId></DbtrAgt>${payment("E1", "12.34")}${payment("E2", "0.10")}</PmtInf></CstmrCdtTrfInitn></Document>`);
    expect(code).toBe(2); // it says three
    expect(json["orders"]).toEqual([{
      messageId: "M1", count: 2, sum: "12.44",
      batches: [{ account: "DE89370400440532013000", date: "2026-11-24", transactions: [
        { amount: "12.34", currency: "EUR", creditorName: "Payee", creditorAccount: "DE89370400440532013000", debtorName: "We", debtorAccount: "DE89370400440532013000", endToEndId: "E1", remittance: "Invoice 7" },
        expect.objectContaining({ amount: "0.10", endToEndId: "E2" }),
      ] }],
    }]);
    expect([json["format"], json["kind"], json["charset"]]).toEqual(["pain.001.001.09", "orders", "UTF-8"]);
  });

  it("says null where a payment names no account", async () => {
    const { json } = await inspect("{1:F01BANKDEFFXXX}{2:I103BANKHUHBXXX}{4:\r\n:20:R1\r\n:23B:CRED\r\n:32A:261123EUR10,\r\n:50K:Payer\r\n:59:/123\r\nPayee\r\n:71A:SHA\r\n-}\r\n");
    expect(json["orders"]).toEqual([expect.objectContaining({ batches: [{ account: null, date: "2026-11-23", transactions: [expect.objectContaining({ amount: "10.00", debtorAccount: null, creditorAccount: "123" })] }] })]);
  });

  it("prints a status report", async () => {
    const { code, json } = await inspect(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>S1</MsgId><CreDtTm>2026-11-23T08:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>P1</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Closed</AddtlInf></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`);
    expect(code).toBe(0);
    expect(json["status"]).toEqual([{ originalMessageId: "M1", groupStatus: "PART", items: [{ endToEndId: "E1", status: "RJCT", reason: "AC04", text: "Closed" }] }]);
  });

  it("ends the object also where the file breaks off", async () => {
    const whole = Buffer.from(mt940, "latin1");
    for (let cut = 0; cut < whole.length; cut += 5) {
      const { code, json } = await inspect(whole.subarray(0, cut));
      expect(Object.keys(json).sort()).toEqual(["charset", "findings", "format", "kind", "orders", "statements", "status"]);
      expect([0, 2, 3]).toContain(code);
    }
  });

  it.each([["no payment file at all", "Dear Sir or Madam"], ["nothing", ""], ["another message", '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:acmt.007.001.02"></Document>']])("says 3 for %s", async (_, content) => {
    const { code, json, plain } = await inspect(content);
    expect([code, plain.code, json["kind"], json["format"], json["charset"]]).toEqual([3, 3, "unknown", null, null]);
    expect(json["findings"]).toEqual([expect.objectContaining({ severity: "error", code: "unknown-format" })]);
  });

  it("says 3 for a file that is not there", async () => {
    const { code, out, err } = await kontor("inspect", path.join(folder, "missing"), "--json");
    expect([code, out]).toEqual([3, ""]);
    expect(err).toContain("not-found");
  });

  it("lets no text of the file reach the terminal as it is", async () => {
    const hostile = "\u001b]0;gotcha\u0007\u001b[2J\u202eEUR 1\u200b";
    const { out, json, plain } = await inspect(Buffer.from(mt940.replace("Miete Januar", hostile).replace("STARTUMS", "S\u001b[31m").replace(":28C:17/1", `:28C:${hostile}`) + `stray ${hostile}\r\n`));
    const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/;
    expect(out).not.toMatch(unsafe);
    expect(plain.out).not.toMatch(unsafe);
    // JSON keeps what the bank wrote, escaped.
    expect(JSON.stringify(json)).toContain("gotcha");
    expect((json["statements"] as { number: string }[])[0]?.number).toBe(hostile);
  });

  it("prints piece by piece: a million entries are never held", () => {
    let printed = 0, largest = 0;
    const json = new JsonWriter((text) => { printed += text.length; largest = Math.max(largest, text.length); });
    const survey = new Survey(new JsonPrinter(json));
    json.open("{");
    survey.statement({ statementId: "1", account: { kind: "other", value: "1" } });
    for (let i = 0; i < 20_000; i++) survey.entry({ amount: { minor: -1n, currency: "EUR" as CurrencyCode }, status: "BOOK", reversal: false, details: [] });
    survey.statementEnd(null);
    expect(printed).toBeGreaterThan(2_000_000);
    expect(largest).toBeLessThan(70_000);
  });

  it("an error is never pushed out by warnings before it", () => {
    const survey = new Survey(new JsonPrinter(new JsonWriter(() => {})));
    for (let line = 1; line <= 5000; line++) survey.finding({ severity: "warning", code: "w", message: "w", line });
    survey.finding({ severity: "error", code: "e", message: "e", line: 6000 });
    expect(survey.findings).toContainEqual(expect.objectContaining({ code: "e" }));
    expect(survey.findings.length + survey.findingsLeftOut).toBe(5001);
  });
});

describe("kontor formats", () => {
  it("lists all of them, and which are written", async () => {
    const rows = JSON.parse((await kontor("formats", "--json")).out) as readonly { id: string; writes: boolean; kind: string }[];
    expect(rows.map((row) => row.id)).toEqual(formats.map((format) => format.id));
    expect(rows).toContainEqual(expect.objectContaining({ id: "mt940", kind: "statements", writes: true }));
    expect(rows).toContainEqual(expect.objectContaining({ id: "mt942", writes: false }));
    expect((await kontor("formats")).out).toContain("mt942");
  });
});
