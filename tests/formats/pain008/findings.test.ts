import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { sidesOf } from "../../../src/domain/order.ts";
import { readOrder } from "../../../src/formats/collect.ts";
import { detectFormat, formatById } from "../../../src/formats/detect.ts";
import { appErrorOf, bytesOf } from "../arbitraries.ts";
import { haveSamples, samplesFolder } from "../../support/iso20022-schema.ts";

const good = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"><CstmrDrctDbtInitn>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-23T10:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs><CtrlSum>10.50</CtrlSum><InitgPty><Nm>Duna Kft</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>B1</PmtInfId><PmtMtd>DD</PmtMtd><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>CORE</Cd></LclInstrm><SeqTp>RCUR</SeqTp></PmtTpInf><ReqdColltnDt>2026-11-24</ReqdColltnDt>
<Cdtr><Nm>Duna Kft</Nm></Cdtr><CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct><CdtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></CdtrAgt><CdtrSchmeId><Id><PrvtId><Othr><Id>DE98ZZZ09999999999</Id></Othr></PrvtId></Id></CdtrSchmeId>
<DrctDbtTxInf><PmtId><EndToEndId>E1</EndToEndId></PmtId><InstdAmt Ccy="EUR">10.50</InstdAmt>
<DrctDbtTx><MndtRltdInf><MndtId>MD-1</MndtId><DtOfSgntr>2025-05-01</DtOfSgntr></MndtRltdInf></DrctDbtTx>
<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt><Dbtr><Nm>Anna Kis</Nm></Dbtr>
<DbtrAcct><Id><IBAN>HU42117730161111101800000000</IBAN></Id></DbtrAcct></DrctDbtTxInf>
</PmtInf></CstmrDrctDbtInitn></Document>`;

const format = formatById("pain.008.001.08");
async function read(text: string) {
  if (format?.kind !== "orders") throw new Error("an order format");
  return readOrder(format, Buffer.from(text));
}

test("a good direct debit has nothing to say; the other side pays", async () => {
  const { batches, findings } = await read(good);
  expect(findings).toEqual([]);
  const [{ batch, transactions } = { batch: undefined, transactions: [] }] = batches;
  const { debtor, creditor } = sidesOf(batch!, transactions[0]!);
  expect([creditor.party.name, debtor.party.name]).toEqual(["Duna Kft", "Anna Kis"]);
  expect(batch?.collection).toEqual({ creditorSchemeId: "DE98ZZZ09999999999", sequenceType: "RCUR" });
  expect(transactions[0]?.mandate).toEqual({ mandateId: "MD-1", signedOn: "2025-05-01" });
});

describe("each mistake is found where it is", () => {
  test.each<[what: string, from: string, to: string, expected: string[]]>([
    ["no mandate", good.slice(good.indexOf("<DrctDbtTx>"), good.indexOf("</DrctDbtTx>") + 12), "", ["mandate-missing 6 DrctDbtTx/MndtRltdInf/MndtId 0", "mandate-date-missing 6 DrctDbtTx/MndtRltdInf/DtOfSgntr 0"]],
    ["no day of signature", "<DtOfSgntr>2025-05-01</DtOfSgntr>", "", ["mandate-date-missing 6 DrctDbtTx/MndtRltdInf/DtOfSgntr 0"]],
    ["a mandate of tomorrow", "2025-05-01", "2026-11-25", ["mandate-signed-later 6 DrctDbtTx/MndtRltdInf/DtOfSgntr 0"]],
    ["no sequence", "<SeqTp>RCUR</SeqTp>", "", ["sequence-type-missing 6 PmtTpInf/SeqTp 0"]],
    ["a sequence that is none", "RCUR", "RCRU", ["wrong-code 4 PmtTpInf/SeqTp -", "sequence-type-missing 6 PmtTpInf/SeqTp 0"]],
    ["neither CORE nor B2B", "<Cd>CORE</Cd>", "<Cd>INST</Cd>", ["wrong-code 4 PmtTpInf/LclInstrm/Cd -"]],
    ["no creditor identifier", good.slice(good.indexOf("<CdtrSchmeId>"), good.indexOf("</CdtrSchmeId>") + 14), "", ["creditor-id-missing 6 CdtrSchmeId 0"]],
    ["wrong check digits of the creditor", "DE98ZZZ", "DE97ZZZ", ["wrong-creditor-id 5 CdtrSchmeId/Id/PrvtId/Othr/Id -"]],
    ["an amendment of nothing", "</DtOfSgntr>", "</DtOfSgntr><AmdmntInd>true</AmdmntInd>", ["amendment-unclear 7 AmdmntInd 0"]],
    ["a transfer's method", ">DD<", ">TRF<", ["payment-method 4 PmtMtd -"]],
    ["nobody to collect from", good.slice(good.indexOf("<DbtrAcct>"), good.indexOf("</DbtrAcct>") + 11), "", ["missing-account 6 DbtrAcct/Id/IBAN 0"]],
    ["forints in SEPA", 'Ccy="EUR"', 'Ccy="HUF"', ["sepa-not-euro 6 InstdAmt@Ccy 0"]],
  ])("%s", async (_, from, to, expected) => {
    expect(good).toContain(from);
    const { findings } = await read(good.replace(from, to));
    expect(findings.map((finding) => `${finding.code} ${finding.line} ${finding.field} ${finding.transaction ?? "-"}`)).toEqual(expected);
    expect(findings.every((finding) => finding.severity === "error")).toBe(true);
  });

  test("two currencies in a batch", async () => {
    const start = good.indexOf("<DrctDbtTxInf>"), end = good.indexOf("</DrctDbtTxInf>") + 15;
    const one = good.slice(start, end);
    const two = `${one}${one.replace("EUR", "USD").replace("E1", "E2")}${one.replace("EUR", "CHF").replace("E1", "E3")}`;
    const { findings, batches } = await read(good.replace(one, two).replace("<NbOfTxs>1</NbOfTxs><CtrlSum>10.50</CtrlSum>", "<NbOfTxs>3</NbOfTxs>").replace("<SvcLvl><Cd>SEPA</Cd></SvcLvl>", ""));
    expect(findings.map((finding) => `${finding.code} ${finding.transaction}`)).toEqual(["several-currencies 1"]);
    expect(batches[0]?.transactions).toHaveLength(3);
  });
});

test("a collection is not written as a payment, nor a payment as a collection", async () => {
  const { header, batches } = await read(good);
  const transfer = formatById("pain.001.001.09");
  if (transfer?.kind !== "orders" || format?.kind !== "orders" || header === undefined) throw new Error("order formats");
  const sources = batches.map(({ batch, transactions }) => ({ batch, count: 1, sum: "10.50", transactions }));
  expect((await appErrorOf(() => bytesOf(transfer.write(header, sources)))).code).toBe("wrong-direction");
  const payments = sources.map((source) => ({ ...source, batch: { ...source.batch, collection: undefined } }));
  expect((await appErrorOf(() => bytesOf(format.write(header, payments)))).code).toBe("wrong-direction");
});

describe.skipIf(!haveSamples)("real direct debits (../shared/samples/pain.008)", () => {
  const folder = resolve(samplesFolder, "pain.008");
  const files = haveSamples ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".xml")).sort() : [];
  test("there are some", () => expect(files.length).toBeGreaterThan(10));
  test.each(files)("%s", async (file) => {
    const bytes = readFileSync(resolve(folder, file));
    const named = /xmlns="urn:iso:std:iso:20022:tech:xsd:([^"]+)"/.exec(bytes.toString())?.[1] ?? "";
    expect(detectFormat(bytes)?.id).toBe(named);
    const found = detectFormat(bytes);
    if (found?.kind !== "orders") throw new Error("an order format");
    const order = await readOrder(found, bytes);
    const [only] = order.batches;
    const fromBox = file.startsWith("ebicsbox");
    expect(order.batches.map(({ batch, transactions }) => [batch.collection, batch.requestedExecutionDate, transactions.map((each) => [each.amount.minor, each.creditor.name, each.mandate?.mandateId, each.mandate?.signedOn])])).toEqual([
      fromBox
        ? [{ creditorSchemeId: "DE98ZZZ09999999999", sequenceType: "FRST" }, "2016-01-27", [[123n, "Some person", "1123", "2016-01-25"]]]
        : [{ creditorSchemeId: "BG40ZZZ507778", sequenceType: "OOFF" }, only?.batch.requestedExecutionDate, [[1234n, "John Doe", "SomeOtherUniqueThing", only?.transactions[0]?.mandate?.signedOn]]],
    ]);
    expect(only?.batch.requestedExecutionDate).toBe(/<ReqdColltnDt>(.*?)</.exec(bytes.toString())?.[1]);
    expect(only?.transactions[0]?.mandate?.signedOn).toBe(/<DtOfSgntr>(.*?)</.exec(bytes.toString())?.[1]);
  });
});
