import { describe, expect, test } from "vitest";
import { readOrder } from "../../../src/formats/collect.ts";
import { detectFormat } from "../../../src/formats/detect.ts";
import { pain00100103, pain00100109 } from "../../../src/formats/pain001/format.ts";

const good = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-23T10:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs><CtrlSum>10.50</CtrlSum><InitgPty><Nm>Duna Kft</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>B1</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>1</NbOfTxs><CtrlSum>10.50</CtrlSum><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf><ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt>
<Dbtr><Nm>Duna Kft</Nm></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></DbtrAgt>
<CdtTrfTxInf><PmtId><EndToEndId>E1</EndToEndId></PmtId>
<Amt><InstdAmt Ccy="EUR">10.50</InstdAmt></Amt>
<Cdtr><Nm>Anna Kis</Nm></Cdtr>
<CdtrAcct><Id><IBAN>HU42117730161111101800000000</IBAN></Id></CdtrAcct>
<RmtInf><Ustrd>Invoice 1</Ustrd></RmtInf></CdtTrfTxInf>
</PmtInf></CstmrCdtTrfInitn></Document>`;

async function findings(text: string) {
  return (await readOrder(pain00100109, Buffer.from(text))).findings;
}

test("a good order has nothing to say", async () => {
  expect(await findings(good)).toEqual([]);
});

/** What is changed in the good order, and what must be said: severity, code, line, field, transaction. */
describe("each mistake is found where it is", () => {
  test.each<[what: string, from: string, to: string, expected: string[]]>([
    ["a wrong IBAN", "HU42117730161111101800000000", "HU43117730161111101800000000", ["error wrong-iban 9 CdtrAcct/Id/IBAN 0"]],
    ["a wrong debtor IBAN", "DE89370400440532013000", "DE89370400440532013001", ["error wrong-iban 5 DbtrAcct/Id/IBAN -"]],
    ["a currency that is none", 'Ccy="EUR"', 'Ccy="EUX"', ["error wrong-currency 7 Amt/InstdAmt@Ccy 0", "error control-sum-differs 4 CtrlSum -", "error control-sum-differs 3 CtrlSum -"]],
    ["no currency", ' Ccy="EUR"', "", ["error wrong-currency 6 Amt/InstdAmt@Ccy 0", "error control-sum-differs 4 CtrlSum -", "error control-sum-differs 3 CtrlSum -"]],
    ["too many decimals", ">10.50</InstdAmt>", ">10.501</InstdAmt>", ["error amount-too-many-decimals 7 Amt/InstdAmt 0", "error control-sum-differs 4 CtrlSum -", "error control-sum-differs 3 CtrlSum -"]],
    ["no number", ">10.50</InstdAmt>", ">10,50</InstdAmt>", ["error wrong-amount 7 Amt/InstdAmt 0", "error control-sum-differs 4 CtrlSum -", "error control-sum-differs 3 CtrlSum -"]],
    ["a cent less", ">10.50</InstdAmt>", ">10.49</InstdAmt>", ["error control-sum-differs 4 CtrlSum -", "error control-sum-differs 3 CtrlSum -"]],
    ["nothing to pay", "10.50", "0.00", ["error amount-not-positive 7 Amt/InstdAmt 0"]],
    ["a missing end-to-end id", "<EndToEndId>E1</EndToEndId>", "<InstrId>I</InstrId>", ["error field-missing 6 PmtId/EndToEndId 0"]],
    ["a missing creditor", "<Cdtr><Nm>Anna Kis</Nm></Cdtr>", "", ["error field-missing 6 Cdtr/Nm 0"]],
    ["a missing message id", "<MsgId>M1</MsgId>", "", ["error field-missing 3 MsgId -"]],
    ["an id of 36 characters", "E1<", `${"E".repeat(36)}<`, ["error field-too-long 6 PmtId/EndToEndId 0"]],
    ["a name of 141 characters", "Anna Kis", "A".repeat(141), ["error field-too-long 8 Cdtr/Nm 0", "warning name-over-70 8 Cdtr/Nm 0"]],
    ["a text of 141 characters", "Invoice 1", "A".repeat(141), ["error field-too-long 10 RmtInf/Ustrd 0"]],
    ["a date that is none", "2026-11-24", "2026-02-30", ["error wrong-date 4 ReqdExctnDt/Dt -"]],
    ["a creation time that is none", "2026-11-23T10:00:00Z", "2026-11-23", ["error wrong-date 3 CreDtTm -"]],
    ["an order's count", "</CreDtTm><NbOfTxs>1", "</CreDtTm><NbOfTxs>2", ["error count-differs 3 NbOfTxs -"]],
    ["a batch's count", "TRF</PmtMtd><NbOfTxs>1", "TRF</PmtMtd><NbOfTxs>2", ["error count-differs 4 NbOfTxs -"]],
    ["two texts in SEPA", "</Ustrd>", "</Ustrd><Ustrd>more</Ustrd>", ["warning remittance-too-much 10 RmtInf/Ustrd 0"]],
    ["letters outside of the basic set", "Anna Kis", "Anna Kiš", ["info not-basic-characters 8 Cdtr/Nm 0"]],
    ["a double slash", "E1<", "E//1<", ["warning slash-in-reference 6 PmtId/EndToEndId 0"]],
    ["a BIC that is none", "COBADEFFXXX", "COBADEFFX", ["error wrong-bic 5 DbtrAgt/FinInstnId/BICFI -"]],
    ["the other version's BIC", "BICFI>COBADEFFXXX</BICFI", "BIC>COBADEFFXXX</BIC", ["error wrong-element 5 DbtrAgt/FinInstnId/BIC -"]],
    ["an address of lines only", "<Nm>Anna Kis</Nm>", "<Nm>Anna Kis</Nm><PstlAdr><AdrLine>Fo utca 1, Budapest</AdrLine></PstlAdr>", ["error address-not-structured 8 Cdtr/PstlAdr 0"]],
    ["an amount twice", "</Amt>", '<InstdAmt Ccy="EUR">99.00</InstdAmt></Amt>', ["error field-repeated 7 Amt/InstdAmt 0"]],
    ["no payments", good.slice(good.indexOf("<PmtInf>"), good.indexOf("</CstmrCdtTrfInitn>")), "", ["error no-transactions 1 PmtInf -", "error count-differs 3 NbOfTxs -", "error control-sum-differs 3 CtrlSum -"]],
    ["no header", good.slice(good.indexOf("<GrpHdr>"), good.indexOf("<PmtInf>")), "", ["error missing-header 3 GrpHdr -"]],
    ["an equivalent amount", '<InstdAmt Ccy="EUR">10.50</InstdAmt>', '<EqvtAmt><Amt Ccy="EUR">10.50</Amt><CcyOfTrf>USD</CcyOfTrf></EqvtAmt>', ["error equivalent-amount 7 Amt/EqvtAmt/Amt 0", "error control-sum-differs 4 CtrlSum -", "error control-sum-differs 3 CtrlSum -"]],
  ])("%s", async (_, from, to, expected) => {
    expect(good).toContain(from);
    const found = await findings(good.replaceAll(from, to));
    expect(found.map((finding) => `${finding.severity} ${finding.code} ${finding.line} ${finding.field} ${finding.transaction ?? "-"}`)).toEqual(expected);
  });

  test("two batches of one id", async () => {
    const batch = good.slice(good.indexOf("<PmtInf>"), good.indexOf("</CstmrCdtTrfInitn>"));
    const found = await findings(good.replace(batch, batch + batch));
    expect(found.map((finding) => finding.code)).toEqual(["duplicate-batch-id", "count-differs", "control-sum-differs"]);
  });
});

test("a payment whose amount cannot be read is not handed over, the others are; positions count the file's payments", async () => {
  const payment = good.slice(good.indexOf("<CdtTrfTxInf>"), good.indexOf("</PmtInf>"));
  const order = await readOrder(pain00100109, Buffer.from(good.replace(payment, payment.replace("10.50", "x") + payment.replace("HU42", "HU43") + payment)));
  expect(order.batches[0]?.transactions.map((each) => each.amount.minor)).toEqual([1050n, 1050n]);
  expect(order.findings.filter((each) => each.transaction !== undefined).map((each) => `${each.code} ${each.transaction}`)).toEqual(["wrong-amount 0", "wrong-iban 1"]);
  // The wrong IBAN stays visible, as the file has it.
  expect(order.batches[0]?.transactions[0]?.creditorAccount).toEqual({ kind: "other", value: "HU43117730161111101800000000" });
});

test("lines of the payments", async () => {
  expect((await readOrder(pain00100109, Buffer.from(good))).batches[0]?.lines).toEqual([6]);
});

test("an address of lines was fine before 15 November 2026", async () => {
  const old = good.replaceAll("2026-11-24", "2026-11-13").replace("<Nm>Anna Kis</Nm>", "<Nm>Anna Kis</Nm><PstlAdr><AdrLine>Fo utca 1</AdrLine></PstlAdr>");
  expect(await findings(old)).toEqual([]);
});

test("wrapped in other elements, with prefixes and without a namespace it is read all the same", async () => {
  const inner = good.slice(good.indexOf("<CstmrCdtTrfInitn>"), good.indexOf("</Document>")).replaceAll(/<(\/?)([A-Z])/g, "<$1p:$2");
  const wrapped = `<Envelope xmlns:h="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><h:AppHdr><h:BizMsgIdr>X</h:BizMsgIdr></h:AppHdr><Doc xmlns:p="urn:wrong">${inner}</Doc></Envelope>`;
  const order = await readOrder(pain00100109, Buffer.from(wrapped));
  expect(order.findings).toEqual([]);
  expect(order.batches[0]?.transactions).toHaveLength(1);
});

test("a .09 given to the .03 reader is refused by name", async () => {
  const order = await readOrder(pain00100103, Buffer.from(good));
  expect(order.findings).toMatchObject([{ code: "other-format", line: 2 }]);
});

describe("national variants", () => {
  const german = good.replace("pain.001.001.09", "pain.001.003.03").replace(/BICFI/g, "BIC").replace("<Dt>2026-11-24</Dt>", "2026-11-24");
  const swiss = german.replace(/urn:[^"]*/, "http://www.six-interbank-clearing.com/de/pain.001.001.03.ch.02.xsd");
  async function found(text: string) {
    const format = detectFormat(Buffer.from(text));
    if (format?.kind !== "orders") throw new Error("an order format");
    return (await readOrder(format, Buffer.from(text))).findings.map((finding) => `${finding.severity} ${finding.code} ${finding.line}`);
  }

  test("both are read as what they are", async () => {
    expect([detectFormat(Buffer.from(german))?.id, detectFormat(Buffer.from(swiss))?.id]).toEqual(["pain.001.003.03", "pain.001.001.03.ch.02"]);
    expect([await found(german), await found(swiss)]).toEqual([[], []]);
  });

  test.each<[what: string, from: string, to: string, expected: string[]]>([
    ["another currency than euro", 'Ccy="EUR"', 'Ccy="HUF"', ["error currency-not-euro 7"]],
    ["an account that is no IBAN", "<IBAN>HU42117730161111101800000000</IBAN>", "<Othr><Id>1234</Id></Othr>", ["error account-not-iban 9"]],
    ["charges that are not shared", "<Cdtr>", "<ChrgBr>DEBT</ChrgBr><Cdtr>", ["error charges-not-shared 8"]],
    ["a name of 71 characters", "Anna Kis", "A".repeat(71), ["error field-too-long 8", "warning name-over-70 8"]],
  ])("%s is an error in the German form", async (_, from, to, expected) => {
    expect(await found(german.replace(from, to))).toEqual(expected);
  });

  test("a Swiss payment slip names no creditor; elsewhere one is needed", async () => {
    const slip = (text: string) => text.replace("<Cdtr><Nm>Anna Kis</Nm></Cdtr>", "").replace("<IBAN>HU42117730161111101800000000</IBAN>", "<Othr><Id>01-52142-5</Id></Othr>");
    expect(await found(slip(swiss))).toEqual([]);
    expect(await found(slip(german))).toEqual(["error field-missing 6", "error account-not-iban 9"]);
  });
});
