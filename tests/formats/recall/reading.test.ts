import { describe, expect, test } from "vitest";
import { readRecall } from "../../../src/formats/collect.ts";
import { detectFormat, formatById } from "../../../src/formats/detect.ts";
import { haveIso20022Schemas, validateIso20022 } from "../../support/iso20022-schema.ts";
import { appErrorOf, bytesOf } from "../arbitraries.ts";

const bank = (element: string, bic = "BIC") => `<${element}><FinInstnId><${bic}>DEUTDEFF</${bic}></FinInstnId></${element}>`;

/** Between banks: each payment says which order it was of. */
const betweenBanks = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.056.001.01"><FIToFIPmtCxlReq>
<Assgnmt><Id>A1</Id><Assgnr>${bank("Agt")}</Assgnr><Assgne>${bank("Agt")}</Assgne><CreDtTm>2026-11-23T08:00:00</CreDtTm></Assgnmt>
<CtrlData><NbOfTxs>3</NbOfTxs><CtrlSum>6.60</CtrlSum></CtrlData>
<Undrlyg>
${["M1", "M1", "M2"].map((id, n) => `<TxInf><CxlId>C${n}</CxlId><OrgnlGrpInf><OrgnlMsgId>${id}</OrgnlMsgId><OrgnlMsgNmId>pacs.008.001.02</OrgnlMsgNmId></OrgnlGrpInf><OrgnlEndToEndId>E${n}</OrgnlEndToEndId><OrgnlTxId>T${n}</OrgnlTxId><OrgnlIntrBkSttlmAmt Ccy="EUR">2.20</OrgnlIntrBkSttlmAmt><OrgnlIntrBkSttlmDt>2026-11-20</OrgnlIntrBkSttlmDt><CxlRsnInf><Orgtr><Nm>Bank</Nm></Orgtr><Rsn><Prtry>FRAD</Prtry></Rsn></CxlRsnInf></TxInf>`).join("\n")}
</Undrlyg></FIToFIPmtCxlReq></Document>`;

/** A collector gives one direct debit back in part, from a batch of which it names no more. */
const givenBack = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.007.001.02"><CstmrPmtRvsl>
<GrpHdr><MsgId>V1</MsgId><CreDtTm>2026-11-23T08:00:00</CreDtTm><NbOfTxs>1</NbOfTxs><CtrlSum>2</CtrlSum><GrpRvsl>false</GrpRvsl><InitgPty><Nm>Danube Energy</Nm></InitgPty>${bank("CdtrAgt")}</GrpHdr>
<OrgnlGrpInf><OrgnlMsgId>D1</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.02</OrgnlMsgNmId></OrgnlGrpInf>
<OrgnlPmtInfAndRvsl><OrgnlPmtInfId>B1</OrgnlPmtInfId><PmtInfRvsl>false</PmtInfRvsl>
<TxInf><RvslId>R1</RvslId><OrgnlEndToEndId>E1</OrgnlEndToEndId><OrgnlInstdAmt Ccy="EUR">5.00</OrgnlInstdAmt><RvsdInstdAmt Ccy="EUR">2.00</RvsdInstdAmt><RvslRsnInf><Rsn><Cd>MD05</Cd></Rsn><AddtlInf>Too much</AddtlInf></RvslRsnInf><OrgnlTxRef><ReqdColltnDt>2026-11-20</ReqdColltnDt><Dbtr><Nm>Payer</Nm></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct></OrgnlTxRef></TxInf>
</OrgnlPmtInfAndRvsl></CstmrPmtRvsl></Document>`;

async function read(text: string) {
  const format = detectFormat(Buffer.from(text));
  if (format?.kind !== "recalls") throw new Error("a recall");
  return readRecall(format, Buffer.from(text));
}
const codes = async (text: string) => (await read(text)).findings.map((each) => `${each.severity} ${each.code} ${each.field ?? ""}`);

test("a bank's recall is read with the order of each payment", async () => {
  const { header, messages, findings } = await read(betweenBanks);
  expect(findings).toEqual([]);
  expect(header).toEqual({ messageId: "A1", createdAt: "2026-11-23T08:00:00", from: { agent: { bic: "DEUTDEFF" } }, to: { agent: { bic: "DEUTDEFF" } }, declaredCount: 3, declaredSum: "6.60" });
  expect(messages.map(({ message, batches }) => [message.originalMessageId, batches.map((each) => [each.batch, each.payments.map((payment) => payment.originalTransactionId)])])).toEqual([["M1", [[undefined, ["T0", "T1"]]]], ["M2", [[undefined, ["T2"]]]]]);
  expect(messages[0]?.batches[0]?.payments[0]).toEqual({ recallId: "C0", originalEndToEndId: "E0", originalTransactionId: "T0", amount: { minor: 220n, currency: "EUR" }, settlementDate: "2026-11-20", remittance: [], reasons: [{ code: "FRAD", text: [] }] });
});

test("a reversal is read with what was collected and what is given back", async () => {
  expect(await read(givenBack)).toEqual({
    header: { messageId: "V1", createdAt: "2026-11-23T08:00:00", from: { party: { name: "Danube Energy" } }, to: { agent: { bic: "DEUTDEFF" } }, declaredCount: 1, declaredSum: "2" },
    messages: [{
      message: { originalMessageId: "D1", originalMessageName: "pain.008.001.02", whole: false, reasons: [] },
      batches: [{
        batch: { originalPaymentInformationId: "B1", whole: false, reasons: [] },
        payments: [{ recallId: "R1", originalEndToEndId: "E1", amount: { minor: 500n, currency: "EUR" }, reversedAmount: { minor: 200n, currency: "EUR" }, collectionDate: "2026-11-20", debtor: { name: "Payer" }, debtorAccount: { kind: "iban", iban: "DE89370400440532013000" }, remittance: [], reasons: [{ code: "MD05", text: ["Too much"] }] }],
      }],
    }],
    findings: [],
  });
  expect((await read(givenBack.replace("<GrpRvsl>false", "<GrpRvsl>true"))).messages[0]?.message.whole).toBe(true);
});

test.skipIf(!haveIso20022Schemas)("the files of this test are valid by their schemas", () => {
  expect(validateIso20022("camt.056.001.01", Buffer.from(betweenBanks))).toEqual([]);
  expect(validateIso20022("pain.007.001.02", Buffer.from(givenBack))).toEqual([]);
});

describe("what is wrong is told", () => {
  test.each([
    ["a payment less than declared", betweenBanks.replace(/<TxInf>.*C2.*<\/TxInf>/, ""), ["error count-differs NbOfTxs", "error control-sum-differs CtrlSum"]],
    ["no order", givenBack.replace(/<OrgnlGrpInf>.*<\/OrgnlGrpInf>/, ""), ["error field-missing OrgnlGrpInf/OrgnlMsgId"]],
    ["no id of the payment", givenBack.replace(/<OrgnlEndToEndId>.*?<\/OrgnlEndToEndId>/, ""), ["error payment-not-named OrgnlEndToEndId"]],
    ["no id of the batch", givenBack.replace(/<OrgnlPmtInfId>.*?<\/OrgnlPmtInfId>/, ""), ["error field-missing OrgnlPmtInfId"]],
    ["an amount with too many decimals", givenBack.replace(">2.00<", ">2.001<"), ["error wrong-amount RvsdInstdAmt", "error control-sum-differs CtrlSum"]],
    ["no such day", givenBack.replace("2026-11-20", "2026-11-31"), ["error wrong-date OrgnlReqdColltnDt"]],
    ["a wrong IBAN", givenBack.replace("DE89", "DE88"), ["error wrong-iban OrgnlTxRef/DbtrAcct/Id/IBAN"]],
    ["nothing that is asked back", givenBack.replace(/<TxInf>.*<\/TxInf>/, ""), ["error nothing-recalled CstmrPmtRvsl"]],
    ["a second request", givenBack.replace(/<CstmrPmtRvsl>[\s\S]*<\/CstmrPmtRvsl>/, "$&$&"), ["error second-message "]],
    ["a DOCTYPE", givenBack.replace("<Document", '<!DOCTYPE a [<!ENTITY b "c">]><Document'), ["error xml-doctype "]],
  ])("%s", async (_, text, expected) => {
    expect(await codes(text)).toEqual(expected);
  });
});

describe("nothing is written that says something else", () => {
  const whole = { header: { messageId: "R1", createdAt: "2026-11-23T08:00:00Z", from: {}, to: {}, declaredCount: 1, declaredSum: "1.00" }, messages: [] };
  const payment = { originalEndToEndId: "E1", remittance: [], reasons: [] };
  const asking = (more: object) => ({ ...whole, messages: [{ message: { originalMessageId: "M1", originalMessageName: "pain.001.001.03", whole: false, reasons: [] }, batches: [{ batch: { originalPaymentInformationId: "B1", whole: false, reasons: [] }, payments: [{ ...payment, ...more }] }] }] });
  test.each([
    ["totals that are not those of the payments", "camt.055.001.08", asking({ amount: { minor: 200n, currency: "EUR" } }), "totals-differ"],
    ["a UETR in a version without", "camt.055.001.05", asking({ originalUetr: "12345678-0000-4000-8000-000000000001" }), "field-not-in-format"],
    ["another amount in a recall", "camt.055.001.08", asking({ reversedAmount: { minor: 100n, currency: "EUR" } }), "field-not-in-format"],
    ["a batch between banks", "camt.056.001.08", asking({}), "field-not-in-format"],
    ["a negative amount", "camt.055.001.08", asking({ amount: { minor: -100n, currency: "EUR" } }), "totals-differ"],
    ["nothing asked back", "camt.055.001.08", { ...whole, header: { ...whole.header, declaredCount: undefined, declaredSum: undefined } }, "nothing-recalled"],
  ])("%s", async (_, id, recall, code) => {
    const format = formatById(id);
    if (format?.kind !== "recalls") throw new Error("a recall");
    expect((await appErrorOf(() => bytesOf(format.write(recall as Parameters<typeof format.write>[0])))).code).toBe(code); // wrong on purpose
  });
});
