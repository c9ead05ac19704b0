import type { DataEncryptionInfo, PubKeyDigest } from "../messages.ts";
import type { XmlElement } from "../xml/element.ts";
import { ShapeError, attributeOf, base64Of, childrenOf } from "../xml/shape.ts";
import { type Vocabulary, authenticated } from "./dialect.ts";

const digestAlgorithm = "http://www.w3.org/2001/04/xmlenc#sha256";

/** PubKeyDigestType with its version: Authentication, Encryption, EncryptionPubKeyDigest. */
export function writePubKeyDigest({ h }: Vocabulary, local: string, digest: PubKeyDigest): XmlElement {
  return h(local, base64(digest.digest), { Version: digest.version, Algorithm: digestAlgorithm });
}

/** @throws ShapeError */
export function readPubKeyDigest(element: XmlElement): PubKeyDigest {
  const digest = base64Of(element, ["Version", "Algorithm"]);
  const version = attributeOf(element, "Version");
  if (version === undefined || !/^[EX]\d{3}$/.test(version)) throw new ShapeError(`${element.local} has no version`);
  if (attributeOf(element, "Algorithm") !== digestAlgorithm) throw new ShapeError(`${element.local} is no SHA-256 digest`);
  return { version, digest };
}

export function writeEncryptionInfo(words: Vocabulary, info: DataEncryptionInfo): XmlElement {
  const { h } = words;
  return h("DataEncryptionInfo", [writePubKeyDigest(words, "EncryptionPubKeyDigest", info.encryptionPubKeyDigest), h("TransactionKey", base64(info.transactionKey))], authenticated);
}

/** @throws ShapeError */
export function readEncryptionInfo({ namespace }: Vocabulary, element: XmlElement): DataEncryptionInfo {
  const children = childrenOf(element, namespace, ["authenticate"]);
  const encryptionPubKeyDigest = readPubKeyDigest(children.required("EncryptionPubKeyDigest"));
  const transactionKey = base64Of(children.required("TransactionKey"));
  children.end();
  return { encryptionPubKeyDigest, transactionKey };
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
