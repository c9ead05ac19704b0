import { expect, it } from "vitest";
import type { Finding } from "../../../src/domain/finding.ts";
import { formatById } from "../../../src/formats/detect.ts";
import type { Format, OrderFormat, StatusFormat } from "../../../src/formats/format.ts";
import { collect, once } from "../../../src/workflows/bytes.ts";
import { convertFile } from "../../../src/workflows/convert/convert-file.ts";
import { orderFile } from "../../support/order-file.ts";

const report = `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt><GrpHdr><MsgId>R1</MsgId><CreDtTm>2026-11-23T08:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>P1</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;
const order = orderFile({ account: "DE89370400440532013000", date: "2026-11-24", payments: [{ endToEndId: "E1", amount: "12.34" }] });

async function converted(text: string, from: string, to: Format): Promise<readonly (Finding | undefined)[]> {
  const source = formatById(from);
  if (source === undefined) throw new Error(`no format ${from}`);
  const { findings, content, verify } = await convertFile({ from: source, to, open: () => once(Buffer.from(text)), at: "2026-11-23T08:00:00", acceptLoss: false, acceptErrors: false });
  if (content === undefined || verify === undefined) return findings;
  const bytes = await collect(content);
  return [await verify(() => once(bytes))];
}

it("a status report is written, read back and compared before it is kept", async () => {
  const to = formatById("pain.002.001.10") as StatusFormat; // it is one
  expect(await converted(report, "pain.002.001.03", to)).toEqual([undefined]);
  const forgetful: StatusFormat = { ...to, write: (header, batches) => to.write(header, batches, []) };
  expect(await converted(report, "pain.002.001.03", forgetful)).toMatchObject([{ code: "round-trip-differs" }]);
});

it("an order is held against the schema of its new form, and compared", async () => {
  const to = formatById("pain.001.001.03") as OrderFormat; // it is one
  expect(await converted(order, "pain.001.001.09", to)).toEqual([undefined]);
  const spoilt = (change: (text: string) => string): OrderFormat => ({ ...to, write: async function* (header, batches) { yield Buffer.from(change((await collect(to.write(header, batches))).toString())); } });
  expect(await converted(order, "pain.001.001.09", spoilt((text) => text.replace("<ChrgBr>", "<Xyz/><ChrgBr>")))).toMatchObject([{ code: "not-by-schema" }]);
  expect(await converted(order, "pain.001.001.09", spoilt((text) => text.replace("Invoice", "Another")))).toMatchObject([{ code: "round-trip-differs" }]);
});
