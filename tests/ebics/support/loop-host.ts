import { createPrivateKey } from "node:crypto";
import {
  type EncryptedOrderData, type HostRequest, type IniOrderData, type OrderSignature, type ProtocolVersion, type UploadInitialisation, bankDigestsMatch, ebicsResponse, encryptFor,
  encryptionDigestMatches, hevResponse, hpbOrderData, keyManagementResponse, openHiaOrderData, openIniOrderData, openOrderData, openSignatureData,
  orderDataDigest, parseHostRequest, readCertificate, signOrderDataDigest, verifyOrderSignature, verifyRequestSignature,
} from "../../../src/ebics/index.ts";
import type { Parties } from "./parties.ts";

/** A host of a few lines over the host functions: one subscriber, one transaction at a time, no rules of its own. */
export class LoopHost {
  readonly #parties: Parties;
  readonly segmentBytesMax: number;
  /** The version of the request that is answered. */
  protocol: ProtocolVersion = "H005";
  /** What BTD and the others give; undefined: no data. */
  offer: Uint8Array | undefined;
  /** Uploaded and verified. */
  readonly received: Uint8Array[] = [];
  ini: IniOrderData | undefined;
  readonly receipts: boolean[] = [];
  #upload: { request: UploadInitialisation; signatures: readonly OrderSignature[]; segments: Uint8Array[] } | undefined;
  #download: EncryptedOrderData | undefined;

  constructor(parties: Parties, segmentBytesMax = 1_048_576) {
    this.#parties = parties;
    this.segmentBytesMax = segmentBytesMax;
  }

  async answer(bytes: Uint8Array): Promise<Uint8Array> {
    const request = parseHostRequest(bytes);
    if ("protocol" in request) this.protocol = request.protocol;
    if ("document" in request && !verifyRequestSignature(request, readCertificate(this.#parties.authentication.certificateDer).publicKey)) return this.#refuse("061001");
    return await this.#route(request);
  }

  async #route(request: HostRequest): Promise<Uint8Array> {
    const { bank, bankAuthentication, encryption, context, bankEncryption } = this.#parties;
    switch (request.kind) {
      case "hev":
        return hevResponse({ returnCode: "000000", versions: [{ protocolVersion: "H005", versionNumber: "03.00" }] });
      case "unsecured": {
        const opened = request.adminOrderType === "INI" ? await openIniOrderData(request.protocol, request.orderData) : await openHiaOrderData(request.protocol, request.orderData);
        if (opened.kind === "ok" && "version" in opened.value) this.ini = opened.value;
        return keyManagementResponse(this.protocol, { technical: "000000", business: opened.kind === "ok" ? "000000" : opened.returnCode, orderId: "A001" });
      }
      case "no-pub-key-digests": {
        const { encryption: info, segments } = await encryptFor(encryption, hpbOrderData(this.protocol, request.ids.hostId, bank), context);
        return keyManagementResponse(this.protocol, { technical: "000000", business: "000000", data: { encryption: info, orderData: Buffer.concat(segments) } });
      }
      case "upload-initialisation": {
        if (!bankDigestsMatch(request.bankPubKeyDigests, bank)) return this.#refuse("091008");
        const signatures = await openSignatureData(request.protocol, request.signatureData, request.encryption, bankEncryption);
        if (signatures.kind !== "ok" || !encryptionDigestMatches(request.encryption, bankEncryption)) return this.#refuse("091111");
        this.#upload = { request, signatures: signatures.value, segments: [] };
        return ebicsResponse(this.protocol, { phase: "Initialisation", transactionId, orderId: "N001", technical: "000000", business: "000000" }, bankAuthentication);
      }
      case "download-initialisation": {
        if (this.offer === undefined) return ebicsResponse(this.protocol, { phase: "Initialisation", technical: "000000", business: "090005" }, bankAuthentication);
        this.#download = await encryptFor(encryption, this.offer, { randomness: context.randomness, segmentBytesMax: this.segmentBytesMax });
        return this.#segment("Initialisation", 1);
      }
      case "transfer":
        if (request.orderData === undefined) return this.#segment("Transfer", request.segment);
        this.#upload?.segments.push(request.orderData);
        return ebicsResponse(
          this.protocol, { phase: "Transfer", transactionId, segment: { number: request.segment, last: request.lastSegment }, orderId: "N001", technical: "000000", business: request.lastSegment ? await this.#finish() : "000000" },
          bankAuthentication,
        );
      case "receipt":
        this.receipts.push(request.positive);
        return ebicsResponse(this.protocol, { phase: "Receipt", transactionId, technical: request.positive ? "011000" : "011001", business: "000000" }, bankAuthentication);
      case "malformed":
        return this.#refuse(request.returnCode);
    }
  }

  #segment(phase: "Initialisation" | "Transfer", number: number): Promise<Uint8Array> {
    const segments = this.#download?.segments ?? [];
    const encryption = phase === "Initialisation" ? this.#download?.encryption : undefined;
    return ebicsResponse(
      this.protocol,
      {
        phase, transactionId, technical: "000000", business: "000000",
        segments: phase === "Initialisation" ? segments.length : undefined,
        segment: { number, last: number === segments.length },
        data: { encryption, orderData: segments[number - 1] ?? new Uint8Array(16) },
      },
      this.#parties.bankAuthentication,
    );
  }

  /** @returns the business code */
  async #finish(): Promise<string> {
    if (this.#upload === undefined) return "091101";
    const { request, signatures, segments } = this.#upload;
    const opened = await openOrderData(segments, request.encryption, this.#parties.bankEncryption);
    if (opened.kind !== "ok") return opened.returnCode;
    const digest = await orderDataDigest(opened.value);
    const { publicKey } = readCertificate(this.#parties.signature.certificateDer);
    const genuine = signatures.every((signature) => verifyOrderSignature(signature.version, digest, signature.value, publicKey));
    if (!genuine || (request.dataDigest !== undefined && !Buffer.from(digest).equals(request.dataDigest.digest))) return "091301";
    this.received.push(opened.value);
    return "000000";
  }

  #refuse(technical: string): Promise<Uint8Array> {
    return ebicsResponse(this.protocol, { phase: "Initialisation", technical, business: "000000" }, this.#parties.bankAuthentication);
  }
}
const transactionId = "00112233445566778899AABBCCDDEEFF";

/** A genuine signature of the parties' signer. */
export async function signedBy(parties: Parties, orderData: Uint8Array, version: "A005" | "A006" = "A006"): Promise<OrderSignature> {
  const key = createPrivateKey({ key: Buffer.from(parties.signature.privateKeyPkcs8), format: "der", type: "pkcs8" });
  const { partnerId, userId } = parties.context.ids;
  return { partnerId, userId, version, value: signOrderDataDigest(version, await orderDataDigest(orderData), key) };
}
