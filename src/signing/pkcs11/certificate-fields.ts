import { child, readDer, tags } from "../key-file/der.ts";
import type { CertificateForCard } from "./protocol.ts";

/** The fields of a certificate that PKCS#11 keeps beside it. Source: RFC 5280 §4.1; PKCS#11 2.40 §4.6.3. */
export function certificateForCard(certificateDer: Uint8Array, label: string): CertificateForCard {
  const toBeSigned = child(readDer(certificateDer), 0, tags.sequence);
  const first = child(toBeSigned, 0).tag === tags.context0 ? 1 : 0; // the version may be left out
  const field = (at: number): Uint8Array => Uint8Array.from(child(toBeSigned, first + at).raw);
  return { label, certificateDer, serialDer: field(0), issuerDer: field(2), subjectDer: field(4) };
}
