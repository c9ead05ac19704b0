import { expect, test } from "vitest";
import { readStatus } from "../../../src/formats/collect.ts";
import { pain00200103 } from "../../../src/formats/pain002/format.ts";
import { haveIso20022Schemas, validateIso20022 } from "../../support/iso20022-schema.ts";
import { bytesOf } from "../arbitraries.ts";

const ids = (more: Record<string, string>) => ({ PartnerID: "DANUBE", AdminOrderType: "BTU", ServiceName: "SCT", MsgName: "pain.001", OrderID: "N00A", ...more });
/** A day in the EBICS customer protocol: each event is an OrgnlPmtInfAndSts, and actions repeat. */
const header = { messageId: "HAC1", createdAt: "2026-11-23T18:00:00Z", originalMessageId: "EBICS", originalMessageName: "EBICS", reasons: [] };
const events = [
  { originalPaymentInformationId: "FILE_UPLOAD", reasons: [{ code: "TS01", text: ["File upload", "Größe 12 kB"], originatorIds: ids({ UserID: "ANNA", TimeStamp: "2026-11-23T10:00:00.000Z" }) }] },
  { originalPaymentInformationId: "ES_VERIFICATION", reasons: [{ code: "DS01", text: [], originatorIds: ids({ UserID: "ANNA", TimeStamp: "2026-11-23T10:00:01.000Z" }) }] },
  { originalPaymentInformationId: "FILE_UPLOAD", reasons: [{ code: "TS01", text: [], originatorIds: ids({ UserID: "BELA", OrderID: "N00B", TimeStamp: "2026-11-23T11:00:00.000Z" }) }] },
  { originalPaymentInformationId: "ORDER_HAC_FINAL_POS", reasons: [{ text: [], originatorIds: ids({ TimeStamp: "2026-11-23T11:00:05.000Z" }) }] },
];

test("the EBICS customer protocol keeps every event, in order, with all its ids", async () => {
  const bytes = await bytesOf(pain00200103.write(header, events, []));
  if (haveIso20022Schemas) expect(validateIso20022("pain.002.001.03", bytes)).toEqual([]);
  const report = await readStatus(pain00200103, bytes);
  expect(report).toEqual({ header, batches: events, transactions: [], findings: [] });
});

test("a bank's own way of writing it: several reasons, ids of a person, a code of its own", async () => {
  const text = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-23T18:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><OrgnlMsgNmId>pain.001</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>B1</OrgnlPmtInfId>
<StsRsnInf><Orgtr><Nm>Bank</Nm><Id><OrgId><BICOrBEI>COBADEFF</BICOrBEI></OrgId></Id></Orgtr><Rsn><Prtry>X9</Prtry></Rsn></StsRsnInf>
<TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></StsRsnInf></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>E2</OrgnlEndToEndId></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;
  const report = await readStatus(pain00200103, Buffer.from(text));
  expect(report.header?.groupStatus).toBe("PART");
  expect(report.batches).toEqual([{ originalPaymentInformationId: "B1", reasons: [{ code: "X9", text: [] }] }]);
  expect(report.transactions).toEqual([
    { originalPaymentInformationId: "B1", originalEndToEndId: "E1", status: "RJCT", reasons: [{ code: "AC04", text: ["closed"] }] },
    { originalPaymentInformationId: "B1", originalEndToEndId: "E2", status: "", reasons: [] },
  ]);
  expect(report.findings).toMatchObject([{ severity: "warning", code: "field-missing", line: 6, field: "TxSts", transaction: 1 }]);
});
