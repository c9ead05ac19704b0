import type { AuthenticationRules } from "../auth-signature.ts";
import { xmlSignatureNamespace } from "../auth-signature.ts";
import { asRoot, elementsOf } from "../xml/write.ts";
import type { XmlElement } from "../xml/element.ts";

/** EBICS 3.0. */
export const h005Namespace = "urn:org:ebics:H005";
/** Its signature and signature key order data. */
export const s002Namespace = "http://www.ebics.org/S002";

/** Writes elements of the message and order data namespace, of S002, of XML-DSig. */
export const h = elementsOf(h005Namespace);
export const esig = elementsOf(s002Namespace, "esig");
export const ds = elementsOf(xmlSignatureNamespace, "ds");

/** ebics_request_H005.xsd, ebics_response_H005.xsd: every place that has the attribute group AuthenticationMarker. */
export const h005Authentication: AuthenticationRules = {
  namespace: h005Namespace,
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

/** The mark on those. */
export const authenticated = { authenticate: "true" };

/** Root of a message. */
export function messageRoot(local: string, parts: readonly (XmlElement | undefined)[]): XmlElement {
  return asRoot(h(local, parts, { Version: "H005", Revision: "1" }), { "": h005Namespace, ds: xmlSignatureNamespace });
}

/** Root of order data. */
export function orderDataRoot(local: string, parts: readonly (XmlElement | undefined)[]): XmlElement {
  return asRoot(h(local, parts), { "": h005Namespace, ds: xmlSignatureNamespace });
}
