import { type KeyObject, createPrivateKey, createPublicKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type XmlElement, descendants, directText } from "../../../src/ebics/xml/element.ts";

/** Conformance vectors, read in place; tests that need them are skipped where they are absent. */
const folder = resolve(dirname(fileURLToPath(import.meta.url)), "../../../../shared/vectors");
export const haveVectors = existsSync(folder);

export function vector(path: string): Buffer {
  return readFileSync(resolve(folder, path));
}
export function vectorJson<T>(path: string): T {
  return JSON.parse(vector(path).toString("utf8")) as T;
}
/** A private key as JSON Web Key. */
export function vectorPrivateKey(path: string): KeyObject {
  return createPrivateKey({ key: vectorJson<Record<string, string>>(path), format: "jwk" });
}
/** ds:RSAKeyValue, the n-th in an order data document of H003 or H004. */
export function rsaKeyValue(root: XmlElement, index: number): KeyObject {
  const texts = (local: string): string[] => textsOf(root, local).map((text) => Buffer.from(text, "base64").toString("base64url"));
  const [n, e] = [texts("Modulus")[index], texts("Exponent")[index]];
  if (n === undefined || e === undefined) throw new Error(`no key ${index}`);
  return createPublicKey({ key: { kty: "RSA", n, e }, format: "jwk" });
}
function textsOf(root: XmlElement, local: string): string[] {
  return [...descendants(root)].filter((element) => element.local === local).map((element) => directText(element).trim());
}
export function firstText(root: XmlElement, local: string): string {
  return textsOf(root, local)[0] ?? "";
}
