import { type KeyObject, createPublicKey } from "node:crypto";
import { isAppError } from "../../domain/errors.ts";
import { xmlSignatureNamespace } from "../auth-signature.ts";
import { rsaNumbers } from "../crypto/key-hash.ts";
import { type PublicKey, plainKey, readPublicKey } from "../public-key.ts";
import { type PublicKeyForm, ds } from "../wire/dialect.ts";
import { readX509Data, writeX509Data } from "../wire/x509-data.ts";
import type { XmlElement } from "../xml/element.ts";
import { ShapeError, base64Of, childrenOf, instantOf } from "../xml/shape.ts";

/** Longest modulus that is read: nothing longer is a key of EBICS, and each use of one costs the square of its length. */
const modulusBytesMax = 2048;
const exponentBytesMax = 8;

/** The RSA numbers, behind a certificate where the country wants one. PubKeyInfoType of ebics_types_H003.xsd, ebics_types_H004.xsd, ebics_signature.xsd. */
export const classicPublicKeys: PublicKeyForm = {
  write(e, key) {
    const value = e("PubKeyValue", [writeRsaKeyValue(readPublicKey(key).publicKey)]);
    return key.certificateDer === undefined ? [value] : [writeX509Data(key.certificateDer), value];
  },
  read(children) {
    const x509 = children.optionalFrom(xmlSignatureNamespace, "X509Data");
    const certificateDer = x509 && readX509Data(x509);
    const value = children.required("PubKeyValue");
    const parts = childrenOf(value, value.namespace);
    const rsa = parts.optionalFrom(xmlSignatureNamespace, "RSAKeyValue");
    if (rsa === undefined) throw new ShapeError("PubKeyValue has no RSAKeyValue");
    const publicKey = readRsaKeyValue(rsa);
    const timestamp = parts.optional("TimeStamp");
    if (timestamp !== undefined) instantOf(timestamp);
    parts.end();
    return certificateDer === undefined ? plainKey(publicKey) : certified(certificateDer, publicKey);
  },
};

/** Certificate and numbers say the same twice; where they differ, nobody could tell which key is meant. */
function certified(certificateDer: Uint8Array, publicKey: KeyObject): PublicKey {
  const key = { certificateDer };
  try {
    if (readPublicKey(key).publicKey.equals(publicKey)) return key;
  } catch (error) {
    if (isAppError(error, "ebics")) return key; // an unreadable certificate is for the receiver to refuse, with a code of its own
    throw error;
  }
  throw new ShapeError("the certificate is not that of the key beside it");
}

function writeRsaKeyValue(publicKey: KeyObject): XmlElement {
  const { modulusHex, exponentHex } = rsaNumbers(publicKey);
  return ds("RSAKeyValue", [ds("Modulus", base64OfHex(modulusHex)), ds("Exponent", base64OfHex(exponentHex))]);
}

/** Unsigned and big-endian; leading zeros are tolerated. */
function readRsaKeyValue(element: XmlElement): KeyObject {
  const children = childrenOf(element, xmlSignatureNamespace);
  const modulus = numberOf(children.required("Modulus"), modulusBytesMax);
  const exponent = numberOf(children.required("Exponent"), exponentBytesMax);
  children.end();
  if (exponent.length === 1 && exponent[0] === 1) throw new ShapeError("the exponent 1 makes no key");
  try {
    return createPublicKey({ key: { kty: "RSA", n: modulus.toString("base64url"), e: exponent.toString("base64url") }, format: "jwk" });
  } catch {
    throw new ShapeError("RSAKeyValue is no RSA key");
  }
}

/** Without leading zeros, and odd as both numbers of every RSA key are. */
function numberOf(element: XmlElement, bytesMax: number): Buffer {
  const bytes = Buffer.from(base64Of(element));
  let start = 0;
  while (bytes[start] === 0) start++;
  const number = bytes.subarray(start);
  if (number.length === 0 || number.length > bytesMax || ((number.at(-1) ?? 0) & 1) === 0) throw new ShapeError(`${element.local} is not that of an RSA key`);
  return number;
}

/** @param hex without leading zeros, so of odd length at times */
function base64OfHex(hex: string): string {
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").toString("base64");
}
