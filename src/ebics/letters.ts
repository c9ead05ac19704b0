import { type CertificateInfo, readCertificate } from "./certificates.ts";
import type { EbicsIds, SignatureVersion } from "./subscriber.ts";

/** The values of an initialisation letter; its layout is made elsewhere. EBICS 3.0 §4.4.1.2.3 and 11.5. */
export interface LetterValues {
  readonly kind: "INI" | "HIA";
  readonly ids: EbicsIds;
  /** INI: the signature key. HIA: authentication, then encryption. */
  readonly keys: readonly LetterKey[];
}
export interface LetterKey {
  readonly use: "signature" | "authentication" | "encryption";
  readonly version: SignatureVersion | "X002" | "E002";
  readonly certificate: CertificateInfo;
  /** The certificate's hash as printed: 32 pairs of upper-case hex digits in two lines of sixteen. */
  readonly hashLines: readonly string[];
}

/** @throws AppError ebics/`bad-certificate` */
export function iniLetterValues(ids: EbicsIds, signature: { readonly version: SignatureVersion; readonly certificateDer: Uint8Array }): LetterValues {
  return { kind: "INI", ids, keys: [letterKey("signature", signature.version, signature.certificateDer)] };
}

/** @throws AppError ebics/`bad-certificate` */
export function hiaLetterValues(ids: EbicsIds, certificates: { readonly authenticationCertificateDer: Uint8Array; readonly encryptionCertificateDer: Uint8Array }): LetterValues {
  return {
    kind: "HIA",
    ids,
    keys: [letterKey("authentication", "X002", certificates.authenticationCertificateDer), letterKey("encryption", "E002", certificates.encryptionCertificateDer)],
  };
}

function letterKey(use: LetterKey["use"], version: LetterKey["version"], certificateDer: Uint8Array): LetterKey {
  const certificate = readCertificate(certificateDer);
  const pairs = certificate.certificateHash.match(/../g) ?? [];
  return { use, version, certificate, hashLines: [pairs.slice(0, 16).join(" "), pairs.slice(16).join(" ")] };
}
