import { type AuthenticationRules, xmlSignatureNamespace } from "../auth-signature.ts";
import type { InitialisationMessage, OrderParams, RequestHeader } from "../messages.ts";
import type { PublicKey } from "../public-key.ts";
import type { ProtocolVersion } from "../subscriber.ts";
import type { XmlElement } from "../xml/element.ts";
import type { ChildReader } from "../xml/shape.ts";
import { type ElementWriter, asRoot, elementsOf } from "../xml/write.ts";

/** The names that a protocol version writes with. */
export interface Vocabulary {
  readonly version: ProtocolVersion;
  /** Of messages and order data. */
  readonly namespace: string;
  /** Of signatures and signature keys: S001 or S002. */
  readonly signatureNamespace: string;
  /** Writes elements of the first. */
  readonly h: ElementWriter;
  /** Writes elements of the second, with the prefix esig. */
  readonly esig: ElementWriter;
}

/** What the versions do differently inside messages that are otherwise alike. The schemas ebics_*_H003, _H004, _H005. */
export interface Dialect extends Vocabulary {
  readonly orderDetails: OrderDetailsForm;
  readonly publicKeys: PublicKeyForm;
  /** An upload's first message carries DataDigest. */
  readonly hasDataDigest: boolean;
  /** A response's header has a place for OrderID: where the bank gives it. */
  readonly responseHasOrderId: boolean;
  /** SegmentNumber/@lastSegment where it is missing; undefined: it may not be. */
  readonly lastSegmentDefault: boolean | undefined;
}

/** OrderDetails: what an order is, and how it is named. */
export interface OrderDetailsForm {
  /** Of an ebicsRequest. @throws AppError ebics/`bad-order` when the order has no name in this version */
  write(message: InitialisationMessage): XmlElement;
  /** @throws ShapeError */
  read(element: XmlElement): OrderDetails;
  /** Of INI, HIA, HPB. @param root which request */
  writeKeyManagement(root: KeyManagementRoot, header: RequestHeader): XmlElement;
  /** @returns the order type @throws ShapeError */
  readKeyManagement(root: KeyManagementRoot, element: XmlElement): string;
}
export type KeyManagementRoot = "ebicsUnsecuredRequest" | "ebicsNoPubKeyDigestsRequest";

export interface OrderDetails {
  readonly adminOrderType: string;
  readonly params: OrderParams;
  /** `OZHNN`; only 2.4 and 2.5 have it. */
  readonly orderAttribute: string | undefined;
  /** The client's, where it gives one. */
  readonly orderId: string | undefined;
}

/** What a PubKeyInfo holds before its version. */
export interface PublicKeyForm {
  /** @param e writes elements of the PubKeyInfo's namespace */
  write(e: ElementWriter, key: PublicKey): readonly XmlElement[];
  /** Takes those children. @throws ShapeError */
  read(children: ChildReader): PublicKey;
}

export function vocabulary(version: ProtocolVersion, namespace: string, signatureNamespace: string): Vocabulary {
  return { version, namespace, signatureNamespace, h: elementsOf(namespace), esig: elementsOf(signatureNamespace, "esig") };
}

export const ds = elementsOf(xmlSignatureNamespace, "ds");

/** Every place that has the attribute group AuthenticationMarker in the schemas of requests and responses: the same in all versions. */
export function authenticationRules(namespace: string): AuthenticationRules {
  return {
    namespace,
    authenticatedPaths: [
      ["header"],
      ["body", "PreValidation"],
      ["body", "DataTransfer", "DataEncryptionInfo"],
      ["body", "DataTransfer", "SignatureData"],
      ["body", "TransferReceipt"],
      ["body", "ReturnCode"],
      ["body", "TimestampBankParameter"],
    ],
  };
}

/** The mark on those. */
export const authenticated = { authenticate: "true" };

/** Root of a message. */
export function messageRoot({ h, namespace, version }: Vocabulary, local: string, parts: readonly (XmlElement | undefined)[]): XmlElement {
  return asRoot(h(local, parts, { Version: version, Revision: "1" }), { "": namespace, ds: xmlSignatureNamespace });
}

/** Root of order data. */
export function orderDataRoot({ h, namespace }: Vocabulary, local: string, parts: readonly (XmlElement | undefined)[]): XmlElement {
  return asRoot(h(local, parts), { "": namespace, ds: xmlSignatureNamespace });
}
