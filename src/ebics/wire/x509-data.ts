import { xmlSignatureNamespace } from "../auth-signature.ts";
import { ebicsError } from "../errors.ts";
import type { PublicKey } from "../public-key.ts";
import type { XmlElement } from "../xml/element.ts";
import { type ChildReader, ShapeError, base64Of } from "../xml/shape.ts";
import { ds } from "./dialect.ts";
import { base64 } from "./encryption-info.ts";

/** ds:X509Data with the certificate alone. */
export function writeX509Data(certificateDer: Uint8Array): XmlElement {
  return ds("X509Data", [ds("X509Certificate", base64(certificateDer))]);
}

/**
 * The first certificate is the key holder's own; issuers may follow. X509IssuerSerial and the like are not needed.
 * @returns its DER; undefined when there is none
 * @throws ShapeError
 */
export function readX509Data(x509: XmlElement): Uint8Array | undefined {
  const certificate = x509.children.find((child) => typeof child !== "string" && child.local === "X509Certificate" && child.namespace === xmlSignatureNamespace);
  return certificate === undefined || typeof certificate === "string" ? undefined : base64Of(certificate);
}

/** Where a key may travel in a certificate only. @throws AppError ebics/`bad-key` */
export function certificateOf(key: PublicKey): Uint8Array {
  if (key.certificateDer !== undefined) return key.certificateDer;
  throw ebicsError("bad-key", "The key must travel in a certificate, and this one has none.", "Nothing was sent.", "Make new keys for this connection.");
}

/** @returns its DER @throws ShapeError when the next child is no X509Data with a certificate */
export function readCertificateOf(children: ChildReader): Uint8Array {
  const x509 = children.optionalFrom(xmlSignatureNamespace, "X509Data");
  const certificateDer = x509 && readX509Data(x509);
  if (certificateDer === undefined) throw new ShapeError("a key comes without its certificate");
  return certificateDer;
}
