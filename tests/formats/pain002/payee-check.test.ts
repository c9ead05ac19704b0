import { expect, test } from "vitest";
import { readStatus } from "../../../src/formats/collect.ts";
import { detectFormat } from "../../../src/formats/detect.ts";

/** A payee check as banks answer it since October 2025: each level has its own status. */
const payment = (id: string, status: string, name = "") =>
  `<TxInfAndSts><OrgnlEndToEndId>${id}</OrgnlEndToEndId><TxSts>${status}</TxSts>${name === "" ? "" : `<StsRsnInf><AddtlInf>${name}</AddtlInf></StsRsnInf>`}</TxInfAndSts>`;
const report = (version: string) => Buffer.from(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.${version}"><CstmrPmtStsRpt>
<GrpHdr><MsgId>VOP1</MsgId><CreDtTm>2026-11-23T10:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>RVNM</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>B1</OrgnlPmtInfId><PmtInfSts>RVNM</PmtInfSts>
${payment("E1", "RCVC")}${payment("E2", "RVMC", "Kiss Anna Maria")}${payment("E3", "RVNM")}${payment("E4", "RVNA")}
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`);

test.each(["10", "12", "14"])("results of the payee check are kept as they are, with the name the bank knows (.%s)", async (version) => {
  const bytes = report(version);
  const format = detectFormat(bytes);
  if (format?.kind !== "status") throw new Error("a status format");
  const { header, batches, transactions, findings } = await readStatus(format, bytes);
  expect([format.id, findings, header?.groupStatus]).toEqual([`pain.002.001.${version}`, [], "RVNM"]);
  expect(batches.map((each) => each.status)).toEqual(["RVNM"]);
  expect(transactions.map((each) => `${each.originalEndToEndId} ${each.status} ${each.reasons.flatMap((reason) => reason.text).join()}`)).toEqual(["E1 RCVC ", "E2 RVMC Kiss Anna Maria", "E3 RVNM ", "E4 RVNA "]);
});
