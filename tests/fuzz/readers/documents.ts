import { deflateSync } from "node:zlib";
import { type OrderSignature, hevResponse, hpbOrderData, inForm, openHiaOrderData, openIniOrderData, readBankData, readCertificate, readHac, readPtk } from "../../../src/ebics/index.ts";
import { readHevResponse } from "../../../src/ebics/hev-messages.ts";
import { hostProtocols, protocols } from "../../../src/ebics/protocol.ts";
import { protocolVersions } from "../../../src/ebics/subscriber.ts";
import { parseXml } from "../../../src/ebics/xml/parse.ts";
import type { BatchStatus } from "../../../src/domain/status-report.ts";
import { formatById } from "../../../src/formats/detect.ts";
import { type ReceivedFile, unpack } from "../../../src/workflows/communication/unpack.ts";
import { startBankFixture } from "../../bank/support/bank-fixture.ts";
import { statusReports } from "../../bank/support/customer.ts";
import { elsewhere, money, orderFile } from "../../bank/support/orders.ts";

/** A document, and what reads it: order data as they are after decryption. */
export interface ReadDocument {
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly isXml: boolean;
  read(bytes: Uint8Array): unknown;
}

/** One of everything that is read besides messages. */
export async function readDocuments(): Promise<readonly ReadDocument[]> {
  const fixture = await startBankFixture();
  try {
    const customer = await fixture.user("MAIN");
    const file = await orderFile("R1", [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money("1.00"), to: elsewhere[0], endToEndId: "R1" }] }]);
    await customer.upload(file);
    const fetched = async (order: "HTD" | "HKD" | "HPD" | "HAA" | "HAC" | "PTK"): Promise<Uint8Array> => (await customer.fetch({ order })) ?? Buffer.from("<nothing/>");
    const { signature, authentication, encryption } = customer.keys;
    const ids = { partnerId: "KUND1", userId: "MAIN" };
    const signatures: OrderSignature[] = [await customer.sign(file), { ...(await customer.sign(file)), version: "A005" }];
    const { bank } = customer.context;
    const xml = (title: string, bytes: Uint8Array, read: (bytes: Uint8Array) => unknown): ReadDocument => ({ title, bytes, isXml: true, read });
    return [
      ...protocolVersions.flatMap((version) => protocols[version].keyForms.flatMap((form) => {
        const of = version === "H005" ? "" : ` of ${version}, ${form}`; // kept crashers name those of 3.0 without it
        const spoken = protocols[version];
        const ini = spoken.iniOrderData({ ...ids, version: "A006", ...inForm(form, signature.certificateDer) });
        const hia = spoken.hiaOrderData({ ...ids, authentication: { version: "X002", ...inForm(form, authentication.certificateDer) }, encryption: { version: "E002", ...inForm(form, encryption.certificateDer) } });
        return [
          xml(`INI${of}`, ini, (bytes) => openIniOrderData(version, deflateSync(bytes))),
          xml(`HIA${of}`, hia, (bytes) => openHiaOrderData(version, deflateSync(bytes))),
          { title: `INI${of}, compressed`, bytes: deflateSync(ini), isXml: false, read: (bytes: Uint8Array) => openIniOrderData(version, bytes) },
          xml(`HPB${of}`, hpbOrderData(version, "PRACTICE", bank), (bytes) => spoken.readHpbOrderData(parseXml(bytes))),
          xml(`signatures${of}`, spoken.signatureData(signatures), (bytes) => hostProtocols[version].readSignatureData(parseXml(bytes))),
        ];
      })),
      xml("HEV", hevResponse({ returnCode: "000000", versions: [{ protocolVersion: "H005", versionNumber: "03.00" }] }), (bytes) => readHevResponse(parseXml(bytes))),
      ...(await Promise.all((["HTD", "HKD", "HPD", "HAA"] as const).map(async (order) => xml(order, await fetched(order), (bytes) => readBankData("H005", order, bytes))))),
      xml("HAC", await fetched("HAC"), readProtocol),
      { title: "PTK", bytes: await fetched("PTK"), isXml: false, read: readPtk },
      { title: "archive", bytes: (await customer.fetch(statusReports)) ?? new Uint8Array(), isXml: false, read: readArchive },
      { title: "certificate", bytes: signature.certificateDer, isXml: false, read: readCertificate },
    ];
  } finally {
    await fixture.close();
  }
}

/** Every member of an archive from the bank, to its end. */
async function readArchive(bytes: Uint8Array): Promise<number> {
  const file: ReceivedFile = { isStored: false, sizeBytes: bytes.length, readAt: async (offset, lengthBytes) => bytes.subarray(offset, offset + lengthBytes), open: async function* () { yield bytes; } };
  let sizeBytes = 0;
  for (const member of await unpack(file, true, "plain")) for await (const piece of member.open()) sizeBytes += piece.length;
  return sizeBytes;
}

/** HAC as the workflow reads it: the format's findings, then the events. */
async function readProtocol(bytes: Uint8Array): Promise<unknown> {
  const format = formatById("pain.002.001.03");
  if (format?.kind !== "status") throw new Error("the format is there");
  const batches: BatchStatus[] = [];
  await format.read((async function* () { yield bytes; })(), {
    header: () => undefined, batchStatus: (batch) => void batches.push(batch), transactionStatus: () => undefined, finding: () => undefined, flush: async () => undefined,
  });
  return readHac(batches);
}

