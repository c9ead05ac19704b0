import type { BankPubKeyDigests, DataDigest, DataEncryptionInfo, OrderParams } from "../messages.ts";
import type { EbicsIds } from "../subscriber.ts";
import type { XmlElement } from "../xml/element.ts";
import { readHevRequest, h000Namespace } from "../hev-messages.ts";
import { readRequest } from "../h005/request-reader.ts";
import { XmlError, parseXml } from "../xml/parse.ts";
import { ShapeError } from "../xml/shape.ts";

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
  readonly ids: EbicsIds;
  /** `INI`, `HIA`; anything else is for the host to refuse with 091006. */
  readonly adminOrderType: string;
  /** Compressed, not encrypted: for `openIniOrderData`, `openHiaOrderData`. */
  readonly orderData: Uint8Array;
}

/** Header of every first signed message. */
export interface SignedHeader {
  readonly ids: EbicsIds;
  /** Upper-case hex, 32 digits. */
  readonly nonce: string;
  /** Milliseconds since 1970 UTC. */
  readonly timestamp: number;
  readonly adminOrderType: string;
  /** The parsed document, for `verifyRequestSignature`. */
  readonly document: XmlElement;
}

/** ebicsNoPubKeyDigestsRequest: HPB, in practice. */
export interface HpbRequest extends SignedHeader {
  readonly kind: "no-pub-key-digests";
}

export interface UploadInitialisation extends SignedHeader {
  readonly kind: "upload-initialisation";
  readonly params: OrderParams;
  readonly bankPubKeyDigests: BankPubKeyDigests;
  /** 0: signatures only. */
  readonly segments: number;
  readonly encryption: DataEncryptionInfo;
  /** Encrypted: for `openSignatureData`. */
  readonly signatureData: Uint8Array;
  readonly dataDigest: DataDigest;
}

export interface DownloadInitialisation extends SignedHeader {
  readonly kind: "download-initialisation";
  readonly params: OrderParams;
  readonly bankPubKeyDigests: BankPubKeyDigests;
}

export interface TransferRequest {
  readonly kind: "transfer";
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
  /** Which response the sender can read. */
  readonly answer: "ebicsResponse" | "ebicsKeyManagementResponse" | "ebicsHEVResponse";
}

/** Reads any bytes. Never throws, and takes no longer than linear in the input. */
export function parseHostRequest(bytes: Uint8Array): HostRequest {
  let root: XmlElement | undefined;
  try {
    root = parseXml(bytes);
    return root.namespace === h000Namespace ? { kind: "hev", hostId: readHevRequest(root) } : readRequest(root);
  } catch (error) {
    if (error instanceof XmlError || error instanceof ShapeError) return { kind: "malformed", returnCode: "091010", reason: error.message, answer: answerFor(root) };
    throw error;
  }
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
