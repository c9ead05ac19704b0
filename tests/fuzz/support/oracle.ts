import { createHash } from "node:crypto";
import { type XmlElement, XmlDocument, XmlError } from "libxml2-wasm";
import type { AuthenticationKey } from "../../../src/ebics/index.ts";

/** Paths below the root, by local name, of everything that may be authenticated, in any version of EBICS. */
const readPaths = [
  "header", "body/PreValidation", "body/DataTransfer/DataEncryptionInfo", "body/DataTransfer/SignatureData", "body/TransferReceipt", "body/ReturnCode", "body/TimestampBankParameter",
] as const;

/**
 * What a message says under its signature, by libxml2 alone: the canonical form of everything that is marked, and of everything that stands
 * where a receiver reads it. Two messages that say the same under their signatures have equal texts.
 * @returns undefined when libxml2 does not read it, or it has a document type
 */
export function signedContent(message: Uint8Array): string | undefined {
  return withDocument(message, (document) => {
    if (document.dtd != null) return undefined;
    const marked = elements(document, "//*[@authenticate='true']").map((element) => element.canonicalizeToString());
    const read = readPaths.flatMap((path) => elements(document, `/*/${path.split("/").map((local) => `*[local-name()='${local}']`).join("/")}`).map((element) => `${path} ${element.canonicalizeToString()}`));
    return JSON.stringify({ root: document.root.name, namespace: document.root.namespaceUri, marked, read });
  });
}

/** Signs a message anew with libxml2's canonical form: what its owner would have sent. @returns undefined when it is no XML with one signature any more */
export async function signedAnew(message: Uint8Array, key: AuthenticationKey): Promise<Uint8Array | undefined> {
  const digest = withDocument(message, (document) => {
    const hash = createHash("sha256");
    for (const element of elements(document, "//*[@authenticate='true']")) hash.update(element.canonicalizeToString());
    return hash.digest("base64");
  });
  if (digest === undefined) return undefined;
  const text = Buffer.from(message).toString("utf8").replace(/(<(?:\w+:)?DigestValue[^>]*>)[^<]*(?=<)/, (_, tag: string) => tag + digest);
  const info = withDocument(Buffer.from(text), (document) => elements(document, "//*[local-name()='SignedInfo']")[0]?.canonicalizeToString());
  if (info === undefined) return undefined;
  const value = Buffer.from(await key.signDigest(createHash("sha256").update(info).digest())).toString("base64");
  return Buffer.from(text.replace(/(<(?:\w+:)?SignatureValue[^>]*>)[^<]*(?=<)/, (_, tag: string) => tag + value));
}

/** Canonical form of a root element by libxml2. @returns undefined when it does not read it */
export function canonicalByLibxml2(bytes: Uint8Array): string | undefined {
  return withDocument(bytes, (document) => document.root.canonicalizeToString());
}

function elements(document: XmlDocument, path: string): XmlElement[] {
  return document.root.find(path) as XmlElement[]; // these paths select elements only
}

function withDocument<T>(bytes: Uint8Array, work: (document: XmlDocument) => T): T | undefined {
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromBuffer(bytes);
    return work(document);
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  } finally {
    document?.dispose();
  }
}
