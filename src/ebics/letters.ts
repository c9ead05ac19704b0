import type { CertificateInfo } from "./certificates.ts";
import type { EbicsIds, SignatureVersion } from "./subscriber.ts";

/** The values of an initialisation letter; its layout is made elsewhere. EBICS 3.0 §4.4.1.2.3, 11.5. */
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

export function iniLetterValues(_ids: EbicsIds, _signature: { readonly version: SignatureVersion; readonly certificateDer: Uint8Array }): LetterValues {
  throw new Error("being written");
}
export function hiaLetterValues(_ids: EbicsIds, _certificates: { readonly authenticationCertificateDer: Uint8Array; readonly encryptionCertificateDer: Uint8Array }): LetterValues {
  throw new Error("being written");
}
