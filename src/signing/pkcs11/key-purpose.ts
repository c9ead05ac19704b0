import type { CertificateInfo } from "../../ebics/index.ts";
import type { CardKey } from "../../workflows/ports/chip-cards.ts";

/** By the key usages that EBICS gives to each. EBICS 3.0 §4.4.1.2.1. */
export function purposeOf({ keyUsages }: CertificateInfo): CardKey["use"] {
  if (keyUsages.includes("nonRepudiation")) return "signature";
  if (keyUsages.includes("keyEncipherment")) return "encryption";
  return keyUsages.includes("digitalSignature") ? "authentication" : undefined;
}
