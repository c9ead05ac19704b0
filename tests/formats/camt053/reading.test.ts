import { describe, expect, test } from "vitest";
import type { CurrencyCode, IsoDate } from "../../../src/domain/ids.ts";
import type { StatementKind } from "../../../src/domain/statement.ts";
import { appErrorOf, bytesOf } from "../arbitraries.ts";
import { readStatements } from "../../../src/formats/collect.ts";
import { statementFormat } from "../../support/statement-format.ts";

const camt05300102 = statementFormat("camt.053.001.02"), camt05300108 = statementFormat("camt.053.001.08");

const balance = (type: string, amount: string, more = "<CdtDbtInd>CRDT</CdtDbtInd>") => `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt>${more}<Dt><Dt>2026-11-23</Dt></Dt></Bal>`;
const entry = (amount: string, direction: string, more = "", status = "<Sts><Cd>BOOK</Cd></Sts>") => `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>${status}<BkTxCd/>${more}</Ntry>`;
const message = (body: string) =>
  Buffer.from(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>${body}</Stmt></BkToCstmrStmt></Document>`);

async function read(body: string) {
  const { statements, findings } = await readStatements(camt05300108, message(body));
  return { ...statements[0]!, codes: findings.map((finding) => `${finding.severity} ${finding.code}`) };
}

describe("balances", () => {
  test("debits, credits and a negative balance add up", async () => {
    const { balanced, codes, balances } = await read(balance("OPBD", "10.00") + entry("15.50", "DBIT") + entry("0.50", "CRDT") + balance("CLBD", "5.00", "<CdtDbtInd>DBIT</CdtDbtInd>"));
    expect([balanced, codes]).toEqual([true, []]);
    expect(balances.map((each) => each.amount.minor)).toEqual([1000n, -500n]);
  });
  test("pending and informational entries are not in the balance", async () => {
    const { balanced, entries } = await read(balance("OPBD", "10") + entry("1.00", "CRDT", "", "<Sts><Cd>PDNG</Cd></Sts>") + entry("2.00", "CRDT", "", "<Sts>INFO</Sts>") + entry("4.00", "CRDT", "", "<Sts>BOOK</Sts>") + balance("CLBD", "14"));
    expect(balanced).toBe(true);
    expect(entries.map((each) => each.status)).toEqual(["PDNG", "INFO", "BOOK"]);
  });
  test("one cent of difference is told with the figures", async () => {
    const { statements, findings } = await readStatements(camt05300108, message(balance("OPBD", "10.00") + entry("1.00", "CRDT") + balance("CLBD", "11.01")));
    expect(statements[0]?.balanced).toBe(false);
    expect(findings).toMatchObject([{ severity: "warning", code: "balance-differs", line: 1 }]);
    expect(findings[0]?.message).toContain("10 at the beginning and 1 booked make 11, but the closing balance is 11.01");
  });
  test("a reversal keeps the direction the bank gives", async () => {
    const { balanced, entries } = await read(balance("OPBD", "10") + entry("1.00", "CRDT", "", "<RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts>") + balance("CLBD", "11"));
    expect(balanced).toBe(true);
    expect(entries[0]).toMatchObject({ reversal: true, amount: { minor: 100n } });
  });
  test("without a closing balance nothing is said", async () => {
    expect((await read(balance("OPBD", "10") + entry("1.00", "CRDT"))).balanced).toBe(null);
  });
});

describe("amounts beyond the currency's decimals", () => {
  test("the entry stays, cut and told; the check is exact", async () => {
    const good = await read(balance("OPBD", "0.0000000000005") + entry("1.005", "DBIT") + entry("2.00500", "CRDT") + balance("CLBD", "1.0000000000005"));
    expect(good.balanced).toBe(true);
    expect(good.entries.map((each) => each.amount.minor)).toEqual([-100n, 200n]);
    expect(good.codes).toEqual(Array.from({ length: 4 }, () => "warning amount-too-many-decimals"));
    expect((await read(balance("OPBD", "0") + entry("1.005", "CRDT") + balance("CLBD", "1.00"))).balanced).toBe(false);
  });
  test("zeros behind the decimals are no matter", async () => {
    const { codes, entries } = await read(balance("OPBD", "0") + entry("0008.85000", "CRDT") + balance("CLBD", "8.850"));
    expect(codes).toEqual([]);
    expect(entries[0]?.amount.minor).toBe(885n);
  });
  test("an amount that is none leaves the entry out, with an error, and nothing is said of the balance", async () => {
    const { codes, entries, balanced } = await read(balance("OPBD", "0") + entry("1,00", "CRDT") + entry("2.00", "CRDT") + balance("CLBD", "2.00"));
    expect(codes).toEqual(["error wrong-amount", "error entry-unreadable"]);
    expect(entries).toHaveLength(1);
    expect(balanced).toBe(null);
  });
});

describe("details", () => {
  test("a batch entry: its own amount once, its payments beneath", async () => {
    const details = '<NtryDtls><Btch><PmtInfId>P1</PmtInfId></Btch><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><Amt Ccy="EUR">1.00</Amt></TxDtls><TxDtls><Refs><EndToEndId>E2</EndToEndId></Refs><Amt Ccy="EUR">2.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls></NtryDtls>';
    const { balanced, entries } = await read(balance("OPBD", "10") + entry("3.00", "DBIT", details) + balance("CLBD", "7"));
    expect(balanced).toBe(true);
    expect(entries[0]?.details).toEqual([
      { endToEndId: "E1", paymentInformationId: "P1", amount: { minor: -100n, currency: "EUR" }, remittance: [] },
      { endToEndId: "E2", paymentInformationId: "P1", amount: { minor: -200n, currency: "EUR" }, remittance: [] },
    ]);
  });
  test("a batch without payments still says which one it is", async () => {
    const { entries } = await read(entry("3.00", "DBIT", "<NtryDtls><Btch><MsgId>M1</MsgId><PmtInfId>P1</PmtInfId><NbOfTxs>20</NbOfTxs></Btch></NtryDtls>"));
    expect(entries[0]?.details).toEqual([{ messageId: "M1", paymentInformationId: "P1", remittance: [] }]);
  });
  const parties = "<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Payer</Nm></Pty></Dbtr><Cdtr><Pty><Nm>Payee</Nm></Pty></Cdtr></RltdPties></TxDtls></NtryDtls>";
  test.each([["CRDT", "", "Payer"], ["DBIT", "", "Payee"], ["CRDT", "<RvslInd>true</RvslInd>", "Payee"], ["DBIT", "<RvslInd>true</RvslInd>", "Payer"]])("counterparty of %s %s", async (direction, reversal, name) => {
    const { entries } = await read(entry("1.00", direction, parties, `${reversal}<Sts><Cd>BOOK</Cd></Sts>`));
    expect(entries[0]?.details[0]?.counterparty?.name).toBe(name);
  });
});

describe("reports and notifications", () => {
  const rename = (root: string, element: string, family: string) => (body: string) => Buffer.from(message(body).toString().replaceAll("BkToCstmrStmt", root).replaceAll("Stmt>", `${element}>`).replace("camt.053", family));
  const report = rename("BkToCstmrAcctRpt", "Rpt", "camt.052");
  const notification = rename("BkToCstmrDbtCdtNtfctn", "Ntfctn", "camt.054");
  const camt052 = statementFormat("camt.052.001.08"), camt054 = statementFormat("camt.054.001.08");

  test("each says what it is; a statement says nothing", async () => {
    for (const [format, bytes, kind] of [[camt052, report(entry("1.00", "CRDT")), "report"], [camt054, notification(entry("1.00", "CRDT")), "notification"], [camt05300108, message(entry("1.00", "CRDT")), undefined]] as const) {
      const { statements, findings } = await readStatements(format, bytes);
      expect([statements[0]?.header.kind, statements[0]?.entries.length, findings]).toEqual([kind, 1, []]);
      expect([camt052, camt054, camt05300108].filter((each) => each.detect(bytes))).toEqual([format]);
    }
  });
  test("a report that tells only what is new is not said to be wrong, one that adds up is said to", async () => {
    const partly = await readStatements(camt052, report(balance("OPBD", "10") + entry("1.00", "CRDT") + balance("ITBD", "15")));
    expect([partly.statements[0]?.balanced, partly.findings]).toEqual([null, []]);
    expect((await readStatements(camt052, report(balance("OPBD", "10") + entry("5.00", "CRDT") + balance("ITBD", "15")))).statements[0]?.balanced).toBe(true);
  });
  test("one given to another's reader is refused by name, also without a namespace", async () => {
    const { statements, findings } = await readStatements(camt05300108, report(entry("1.00", "CRDT")));
    expect(statements).toEqual([]);
    expect(findings).toMatchObject([{ severity: "error", code: "other-format" }]);
    const bare = Buffer.from(report("").toString().replace(/ xmlns="[^"]*"/, ""));
    expect([camt052.detect(bare), camt05300108.detect(bare)]).toEqual([true, false]);
    expect((await readStatements(camt05300108, bare)).findings).toMatchObject([{ code: "message-not-found" }]);
  });
  test("what a bank only reported is not written as its statement, and a notification has no balances", async () => {
    const header = { statementId: "S1", account: { kind: "other" as const, value: "1" } };
    const opening = { type: "OPBD", amount: { minor: 1n, currency: "EUR" as CurrencyCode }, date: "2026-11-23" as IsoDate };
    const write = (format: typeof camt052, kind: StatementKind, balances = [opening]) => appErrorOf(() => bytesOf(format.write([{ header: { ...header, kind }, balances, entries: [] }], { messageId: "M", createdAt: "2026-11-23T08:00:00Z" })));
    expect((await write(camt05300108, "report")).code).toBe("other-kind");
    expect((await write(camt052, "statement")).code).toBe("other-kind");
    expect((await write(camt054, "notification")).code).toBe("field-not-in-format");
    expect((await write(camt05300108, "statement", [])).code).toBe("field-missing");
  });
});

test("other versions, no namespace, a wrong prefix and a wrapper are read", async () => {
  const body = balance("OPBD", "1") + balance("CLBD", "1");
  const plain = message(body).toString();
  const bare = Buffer.from(plain.replace(/ xmlns="[^"]*"/, ""));
  expect(camt05300108.detect(bare)).toBe(true);
  expect(camt05300102.detect(bare)).toBe(false);
  expect((await readStatements(camt05300108, bare)).findings).toEqual([]);
  const newer = Buffer.from(plain.replace("001.08", "001.14"));
  expect(camt05300108.detect(newer)).toBe(true);
  expect((await readStatements(camt05300108, newer)).findings).toMatchObject([{ severity: "info", code: "other-version" }]);
  const wrapped = Buffer.from(`<q:Msg xmlns:q="urn:x"><AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><BizMsgIdr>1</BizMsgIdr></AppHdr>${plain}</q:Msg>`);
  expect(camt05300108.detect(wrapped)).toBe(true);
  const { statements, findings } = await readStatements(camt05300108, wrapped);
  expect([statements.length, statements[0]?.balanced, findings]).toEqual([1, true, []]);
});
