import { createPublicKey, type KeyObject } from "node:crypto";
import type { Card } from "../../workflows/ports/chip-cards.ts";
import type { OpenedKey, TokenName } from "./protocol.ts";

export function publicKeyOf({ modulus, exponent }: OpenedKey): KeyObject {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
  return createPublicKey({ key: { kty: "RSA", n: base64(modulus), e: base64(exponent) }, format: "jwk" });
}

export function tokenName({ tokenLabel, tokenSerial }: Card): TokenName {
  return { label: tokenLabel, serial: tokenSerial };
}
