import { haveEbicsSchemas, validateEbics } from "./ebics-schema.ts";

export const haveH005Schemas = haveEbicsSchemas;

/**
 * Validates an EBICS 3.0 message, its order data, its signature data (S002) or an HEV message.
 * @returns what is wrong, one line each; empty when valid. A message of another version is wrong
 */
export function validateH005(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes).toString("latin1");
  return /ebics:H004|ebics\.org\/(H003|S001)/.test(text) ? ["not of H005"] : validateEbics(bytes);
}
