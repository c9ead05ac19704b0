import type { BankPubKeyDigests, DataDigest, DataEncryptionInfo, OrderParams } from "../messages.ts";
import { hostProtocols } from "../protocol.ts";
import { type EbicsIds, type ProtocolVersion, protocolVersions } from "../subscriber.ts";
import type { XmlElement } from "../xml/element.ts";
import { readHevRequest, h000Namespace } from "../hev-messages.ts";
import { XmlError, parseXml } from "../xml/parse.ts";
import { ShapeError, attributeOf } from "../xml/shape.ts";

/** A request as a host reads it. What is inside has the schema's shape; nothing about keys, rights or state is checked yet. */
export type HostRequest = HevRequest | UnsecuredRequest | HpbRequest | UploadInitialisation | DownloadInitialisation | TransferRequest | ReceiptRequest | MalformedRequest;
/** Those that carry an AuthSignature. */
export type SignedHostRequest = HpbRequest | UploadInitialisation | DownloadInitialisation | TransferRequest | ReceiptRequest;

export interface HevRequest {
  readonly kind: "hev";
  readonly hostId: string;
}

/** ebicsUnsecuredRequest. */
export interface UnsecuredRequest {
  readonly kind: "unsecured";
  readonly protocol: ProtocolVersion;
  readonly ids: EbicsIds;
  /** `INI`, `HIA`; anything else is for the host to refuse with 091006. */
  readonly adminOrderType: string;
  /** Compressed, not encrypted: for `openIniOrderData`, `openHiaOrderData`. */
  readonly orderData: Uint8Array;
}

/** Header of every first signed message. */
export interface SignedHeader {
  readonly protocol: ProtocolVersion;
  readonly ids: EbicsIds;
  /** Upper-case hex, 32 digits. */
  readonly nonce: string;
  /** Milliseconds since 1970 UTC. */
  readonly timestamp: number;
  /** AdminOrderType of 3.0: `BTU`; OrderType of 2.4 and 2.5: `CCT`. */
  readonly adminOrderType: string;
  /** The parsed document, for `verifyRequestSignature`. */
  readonly document: XmlElement;
}

/** ebicsNoPubKeyDigestsRequest: HPB, in practice. */
export interface HpbRequest extends SignedHeader {
  readonly kind: "no-pub-key-digests";
}

/** OrderDetails, as each version says it. */
interface NamedOrder {
  readonly params: OrderParams;
  /** `OZHNN`: only 2.4 and 2.5 have it, and always. */
  readonly orderAttribute: string | undefined;
  /** The client's, in 2.4. */
  readonly orderId: string | undefined;
}

export interface UploadInitialisation extends SignedHeader, NamedOrder {
  readonly kind: "upload-initialisation";
  readonly bankPubKeyDigests: BankPubKeyDigests;
  /** 0: signatures only. */
  readonly segments: number;
  readonly encryption: DataEncryptionInfo;
  /** Encrypted: for `openSignatureData`. */
  readonly signatureData: Uint8Array;
  /** Always in 3.0, never before. */
  readonly dataDigest: DataDigest | undefined;
}

export interface DownloadInitialisation extends SignedHeader, NamedOrder {
  readonly kind: "download-initialisation";
  readonly bankPubKeyDigests: BankPubKeyDigests;
}

export interface TransferRequest {
  readonly kind: "transfer";
  readonly protocol: ProtocolVersion;
  readonly hostId: string;
  /** Upper-case hex, 32 digits. */
  readonly transactionId: string;
  readonly segment: number;
  readonly lastSegment: boolean;
  /** Present in uploads: this segment's ciphertext. */
  readonly orderData: Uint8Array | undefined;
  /** Length of the segment as base64, for the limit of 1 MiB (091009). */
  readonly orderDataCharacters: number;
  readonly document: XmlElement;
}

export interface ReceiptRequest {
  readonly kind: "receipt";
  readonly protocol: ProtocolVersion;
  readonly hostId: string;
  readonly transactionId: string;
  readonly positive: boolean;
  readonly document: XmlElement;
}

/** Not a request. */
export interface MalformedRequest {
  readonly kind: "malformed";
  /** The technical return code to answer with: 091010 mostly. */
  readonly returnCode: string;
  /** For the host's own log. */
  readonly reason: string;
  /** Which version and response the sender can read. */
  readonly protocol: ProtocolVersion;
  readonly answer: "ebicsResponse" | "ebicsKeyManagementResponse" | "ebicsHEVResponse";
}

/** Reads any bytes. The root's namespace decides which version is spoken. Never throws, and takes no longer than linear in the input. */
export function parseHostRequest(bytes: Uint8Array): HostRequest {
  let root: XmlElement | undefined;
  try {
    root = parseXml(bytes);
    if (root.namespace === h000Namespace) return { kind: "hev", hostId: readHevRequest(root) };
    const protocol = spokenIn(root);
    if (protocol === undefined) throw new ShapeError(`no version of EBICS has the namespace "${root.namespace}"`);
    return hostProtocols[protocol].readRequest(root);
  } catch (error) {
    if (error instanceof XmlError || error instanceof ShapeError) return { kind: "malformed", returnCode: "091010", reason: error.message, protocol: readableBy(root), answer: answerFor(root) };
    throw error;
  }
}

function spokenIn(root: XmlElement): ProtocolVersion | undefined {
  return protocolVersions.find((version) => hostProtocols[version].namespace === root.namespace);
}

/** In which version a refusal is written: the namespace's, else what the message itself calls its version, else the newest. */
function readableBy(root: XmlElement | undefined): ProtocolVersion {
  if (root === undefined) return "H005";
  return spokenIn(root) ?? protocolVersions.find((version) => version === attributeOf(root, "Version")) ?? "H005";
}

/** What the sender of this root can read; a client that sent no XML at all expects an ebicsResponse. */
function answerFor(root: XmlElement | undefined): MalformedRequest["answer"] {
  switch (root?.local) {
    case "ebicsHEVRequest":
      return "ebicsHEVResponse";
    case "ebicsUnsecuredRequest":
    case "ebicsNoPubKeyDigestsRequest":
    case "ebicsUnsignedRequest":
      return "ebicsKeyManagementResponse";
    default:
      return "ebicsResponse";
  }
}
