import type { KeyObject } from "node:crypto";
import { sha256 } from "./rsa.ts";

/** Exponent and modulus as lower-case hex without leading zeros. */
export function rsaNumbers(publicKey: KeyObject): { readonly exponentHex: string; readonly modulusHex: string } {
  const { e, n } = publicKey.export({ format: "jwk" });
  return { exponentHex: hexNumber(e), modulusHex: hexNumber(n) };
}

/** SHA-256 over the text `e n`. EBICS 2.5 §4.4.1.2.3; in 3.0 still used in EncryptionPubKeyDigest and by banks that publish it. */
export function publicKeyHash(publicKey: KeyObject): Uint8Array {
  const { exponentHex, modulusHex } = rsaNumbers(publicKey);
  return sha256(`${exponentHex} ${modulusHex}`);
}

/** SHA-256 over the certificate's DER. EBICS 3.0 §4.4.1.2.3 and §5.5.1.1. */
export function certificateHash(certificateDer: Uint8Array): Uint8Array {
  return sha256(certificateDer);
}

function hexNumber(base64url: string | undefined): string {
  return Buffer.from(base64url ?? "", "base64url").toString("hex").replace(/^0+/, "");
}
