import type { KeyObject } from "node:crypto";
import { sha256, verifyPkcs1Digest } from "./crypto/rsa.ts";
import type { AuthenticationKey } from "./subscriber.ts";
import { canonicalXmlAlgorithm, canonicalise } from "./xml/canonicalise.ts";
import { type XmlElement, childElements, descendants } from "./xml/element.ts";
import { ShapeError, attributeOf, base64Of, childrenOf, tokenOf } from "./xml/shape.ts";
import { elementsOf } from "./xml/write.ts";

export const xmlSignatureNamespace = "http://www.w3.org/2000/09/xmldsig#";
const ds = elementsOf(xmlSignatureNamespace, "ds");

/** The algorithms of X002. EBICS 3.0 §5.5.1.1.2 and §11.1.1. */
const signatureAlgorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const digestAlgorithm = "http://www.w3.org/2001/04/xmlenc#sha256";
const authenticatedParts = "#xpointer(//*[@authenticate='true'])";

/** Where a protocol version puts its signature and what it covers. */
export interface AuthenticationRules {
  readonly namespace: string;
  /** Paths below the root of everything that is, when present, authenticated: `["body", "DataTransfer", "SignatureData"]`. */
  readonly authenticatedPaths: readonly (readonly string[])[];
}

/**
 * Signs a message: puts AuthSignature between header and body.
 * @param assemble makes the root of its parts; called once without the signature to digest the parts in their place, then with it
 */
export async function signMessage(rules: AuthenticationRules, assemble: (authSignature: XmlElement | undefined) => XmlElement, key: AuthenticationKey): Promise<XmlElement> {
  const digest = digestOf(authenticatedElements(assemble(undefined)));
  const h = elementsOf(rules.namespace);
  const info = signedInfo(digest);
  assemble(h("AuthSignature", [info])); // in its place, so that the namespaces in scope are those of the finished message
  const value = await key.signDigest(sha256(canonicalise(info)));
  return assemble(h("AuthSignature", [info, ds("SignatureValue", Buffer.from(value).toString("base64"))]));
}

/**
 * True when the message has exactly one AuthSignature, in its place, by this key, and it covers exactly the parts that are read: nothing can be
 * moved, wrapped or marked elsewhere. Never throws on a parsed message.
 */
export function verifyMessage(rules: AuthenticationRules, root: XmlElement, publicKey: KeyObject): boolean {
  try {
    const signature = soleAuthSignature(rules, root);
    const expected = rules.authenticatedPaths.flatMap((path) => elementsAt(root, rules.namespace, path));
    const marked = authenticatedElements(root);
    // The reference selects what is marked exactly so; a 1 or a blank more would be read here and by no XPath.
    if (marked.some((element) => markOf(element) !== "true")) return false;
    // Each marked element is one that is read, and each that is read is marked: otherwise content could be swapped under a valid signature.
    if (marked.length !== expected.length || !marked.every((element) => expected.includes(element))) return false;
    return verifySignature(signature, marked, publicKey);
  } catch (error) {
    if (error instanceof ShapeError) return false;
    throw error;
  }
}

/** Checks one ds:SignatureType element against the parts it covers. @throws ShapeError when it is not the kind of signature that EBICS prescribes */
export function verifySignature(signature: XmlElement, parts: readonly XmlElement[], publicKey: KeyObject): boolean {
  const children = childrenOf(signature, xmlSignatureNamespace, ["Id"]);
  const info = children.required("SignedInfo");
  const value = base64Of(children.required("SignatureValue"), ["Id"]);
  children.optional("KeyInfo"); // not used: the key is the one that was confirmed
  children.end();
  return Buffer.from(digestOf(parts)).equals(readSignedInfo(info)) && verifyPkcs1Digest(publicKey, sha256(canonicalise(info)), value);
}

/** Everything that says it is authenticated, in document order; a second one inside another counts too. */
function authenticatedElements(root: XmlElement): readonly XmlElement[] {
  return [...descendants(root)].filter((element) => markOf(element) !== undefined);
}

/** As it stands, white space included. */
function markOf(element: XmlElement): string | undefined {
  return element.attributes.find(({ local, namespace }) => local === "authenticate" && namespace === "")?.value;
}

function digestOf(parts: readonly XmlElement[]): Uint8Array {
  return sha256(...parts.map(canonicalise));
}

function signedInfo(digest: Uint8Array): XmlElement {
  const transform = ds("Transform", [], { Algorithm: canonicalXmlAlgorithm });
  return ds("SignedInfo", [
    ds("CanonicalizationMethod", [], { Algorithm: canonicalXmlAlgorithm }),
    ds("SignatureMethod", [], { Algorithm: signatureAlgorithm }),
    ds("Reference", [ds("Transforms", [transform]), ds("DigestMethod", [], { Algorithm: digestAlgorithm }), ds("DigestValue", Buffer.from(digest).toString("base64"))], { URI: authenticatedParts }),
  ]);
}

/** @returns the digest that is signed */
function readSignedInfo(info: XmlElement): Uint8Array {
  const children = childrenOf(info, xmlSignatureNamespace, ["Id"]);
  expectAlgorithm(children.required("CanonicalizationMethod"), canonicalXmlAlgorithm);
  expectAlgorithm(children.required("SignatureMethod"), signatureAlgorithm);
  const reference = children.required("Reference");
  children.end();
  const parts = childrenOf(reference, xmlSignatureNamespace, ["URI"]);
  if (attributeOf(reference, "URI") !== authenticatedParts) throw new ShapeError("Reference points elsewhere");
  const transforms = childrenOf(parts.required("Transforms"), xmlSignatureNamespace);
  expectAlgorithm(transforms.required("Transform"), canonicalXmlAlgorithm);
  transforms.end();
  expectAlgorithm(parts.required("DigestMethod"), digestAlgorithm);
  const digest = base64Of(parts.required("DigestValue"));
  parts.end();
  return digest;
}

function expectAlgorithm(element: XmlElement, algorithm: string): void {
  if (tokenOf(element, ["Algorithm"]) !== "" || attributeOf(element, "Algorithm") !== algorithm) throw new ShapeError(`${element.local} is not the one that EBICS prescribes`);
}

/** Second child of the root, and the only element of this name anywhere. */
function soleAuthSignature(rules: AuthenticationRules, root: XmlElement): XmlElement {
  const all = [...descendants(root)].filter((element) => element.local === "AuthSignature" || (element.local === "SignedInfo" && element.parent?.local !== "AuthSignature"));
  const [only] = all;
  if (all.length !== 1 || only === undefined || only.namespace !== rules.namespace || childElements(root)[1] !== only) throw new ShapeError("not exactly one AuthSignature in its place");
  return only;
}

function elementsAt(root: XmlElement, namespace: string, path: readonly string[]): readonly XmlElement[] {
  const [first, ...rest] = path;
  if (first === undefined) return [root];
  return childElements(root).filter((child) => child.local === first && child.namespace === namespace).flatMap((child) => elementsAt(child, namespace, rest));
}
