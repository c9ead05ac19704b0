import { cutOut, elementSpans } from "../../fuzz/support/markup.ts";

/** A way to make a genuine signed message say something else, or nothing readable; and the code it is answered with. */
export interface Forgery {
  readonly title: string;
  readonly code: string;
  /** @param text a genuine initialisation: HTD by default; another where `of` says so */
  forge(text: string): string;
  readonly of?: "HTD" | "BTU";
}

/** What is signed stands somewhere, and something else is read; or the signature is another kind of signature; or the text hides what it says. */
export const forgeries: readonly Forgery[] = [
  // The reader's place and the signature's place differ.
  { title: "signed header aside, before a forged one that is not marked", code: "091010", forge: (text) => swap(text, "header", (header) => header + unmarked(forged(header))) },
  { title: "signed header aside, after a forged one that is not marked", code: "091010", forge: (text) => swap(text, "header", (header) => unmarked(forged(header)) + header) },
  { title: "forged header marked too, beside the signed one", code: "091010", forge: (text) => swap(text, "header", (header) => forged(header) + header) },
  { title: "signed header within the forged one, at its end", code: "091010", forge: (text) => swap(text, "header", (header) => unmarked(forged(header)).replace("</header>", `${header}</header>`)) },
  { title: "signed header within a foreign element at the end of the forged one", code: "061001", forge: (text) => swap(text, "header", (header) => unmarked(forged(header)).replace("</header>", `<x:y xmlns:x="urn:x">${header}</x:y></header>`)) },
  { title: "signed header in the body", code: "091010", forge: (text) => swap(text, "header", (header) => unmarked(forged(header))).replace(/<body>|<body\/>/, (body) => (body === "<body>" ? `<body>${pieceOf(text, "header")}` : `<body>${pieceOf(text, "header")}</body>`)) },
  { title: "signed header in a foreign element behind the body", code: "061001", forge: (text) => swap(text, "header", (header) => unmarked(forged(header))).replace("</ebicsRequest>", `<x:y xmlns:x="urn:x">${pieceOf(text, "header")}</x:y></ebicsRequest>`) },
  { title: "signed header in a ds:Object of the signature", code: "061001", forge: (text) => swap(text, "header", (header) => unmarked(forged(header))).replace("</AuthSignature>", `<ds:Object>${pieceOf(text, "header")}</ds:Object></AuthSignature>`) },
  { title: "signed header under an Id that the reference does not name", code: "091010", forge: (text) => swap(text, "header", (header) => forged(header).replace("<header ", '<header Id="h" ')) },
  { title: "whole genuine message wrapped in a forged one", code: "091010", forge: (text) => `<ebicsRequest xmlns="urn:org:ebics:H005" Version="H005">${body(text)}</ebicsRequest>` },
  { title: "two bodies", code: "091010", forge: (text) => text.replace("</ebicsRequest>", "<body></body></ebicsRequest>") },
  { title: "signed signature data aside, other ones read", code: "091010", of: "BTU", forge: (text) => swap(text, "SignatureData", (data) => `${unmarked(data).replace(/>..../, ">AAAA")}${data}`) },
  { title: "signed signature data in a foreign element, other ones read", code: "061001", of: "BTU", forge: (text) => swap(text, "SignatureData", (data) => unmarked(data).replace(/>..../, ">AAAA")).replace("</DataTransfer>", `<x:y xmlns:x="urn:x">${pieceOf(text, "SignatureData")}</x:y></DataTransfer>`) },
  { title: "signed DataEncryptionInfo replaced by an unmarked one with another key", code: "061001", of: "BTU", forge: (text) => swap(text, "DataEncryptionInfo", (info) => unmarked(info).replace(/<TransactionKey>..../, "<TransactionKey>AAAA")) },
  // The same where the canonical form stays what it was, byte for byte: only that what is marked is what is read tells them apart.
  { title: "signed header kept alive behind the body, its canonical form unchanged", code: "061001", forge: (text) => swap(text, "header", (header) => unmarked(otherOrder(header))).replace("</ebicsRequest>", `${keptAlive(pieceOf(text, "header"))}</ebicsRequest>`) },
  { title: "signed header kept alive in the forged one, its canonical form unchanged", code: "061001", forge: (text) => swap(text, "header", (header) => unmarked(otherOrder(header)).replace("</header>", `${keptAlive(header)}</header>`)) },
  { title: "signed signature data kept alive beside other ones, their canonical form unchanged", code: "061001", of: "BTU", forge: (text) => swap(text, "SignatureData", (data) => unmarked(data).replace(/>..../, ">AAAA")).replace("</DataTransfer>", `${keptAlive(pieceOf(text, "SignatureData"))}</DataTransfer>`) },
  // The marks.
  { title: "header without its mark", code: "061001", forge: (text) => text.replace(' authenticate="true"', "") },
  { title: "mark written 1", code: "061001", forge: (text) => text.replace('authenticate="true"', 'authenticate="1"') },
  { title: "mark with a blank", code: "061001", forge: (text) => text.replace('authenticate="true"', 'authenticate="true "') },
  { title: "mark in another namespace", code: "091010", forge: (text) => text.replace('<header authenticate="true"', '<header xmlns:x="urn:x" x:authenticate="true"') },
  { title: "mark where none belongs", code: "091010", forge: (text) => text.replace("<static>", '<static authenticate="true">') },
  // The signature.
  { title: "no AuthSignature", code: "091010", forge: (text) => swap(text, "AuthSignature", () => "") },
  { title: "empty AuthSignature", code: "061001", forge: (text) => swap(text, "AuthSignature", () => "<AuthSignature></AuthSignature>") },
  { title: "two AuthSignatures", code: "091010", forge: (text) => swap(text, "AuthSignature", (signature) => signature + signature) },
  { title: "AuthSignature before the header", code: "091010", forge: (text) => swap(swap(text, "AuthSignature", () => ""), "header", (header) => pieceOf(text, "AuthSignature") + header) },
  { title: "second AuthSignature in a foreign element", code: "061001", forge: (text) => text.replace("</ebicsRequest>", `<x:y xmlns:x="urn:x">${pieceOf(text, "AuthSignature")}</x:y></ebicsRequest>`) },
  { title: "signature value changed", code: "061001", forge: (text) => text.replace(/(<ds:SignatureValue>)..../, "$1AAAA") },
  { title: "signature value empty", code: "061001", forge: (text) => text.replace(/(<ds:SignatureValue>)[^<]*/, "$1") },
  { title: "signature value with a block before it", code: "061001", forge: (text) => text.replace(/(<ds:SignatureValue>)/, "$1AAAA") },
  { title: "digest value changed", code: "061001", forge: (text) => text.replace(/(<ds:DigestValue>)..../, "$1AAAA") },
  { title: "digest recomputed for a forged header, signature kept", code: "061001", forge: (text) => forged(text) },
  { title: "SHA-1 digest", code: "061001", forge: (text) => algorithm(text, "DigestMethod", "http://www.w3.org/2000/09/xmldsig#sha1") },
  { title: "RSA-SHA1 signature", code: "061001", forge: (text) => algorithm(text, "SignatureMethod", "http://www.w3.org/2000/09/xmldsig#rsa-sha1") },
  { title: "HMAC under the public key", code: "061001", forge: (text) => algorithm(text, "SignatureMethod", "http://www.w3.org/2000/09/xmldsig#hmac-sha1") },
  { title: "RSA-SHA512 signature", code: "061001", forge: (text) => algorithm(text, "SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512") },
  { title: "canonical form with comments", code: "061001", forge: (text) => algorithm(text, "CanonicalizationMethod", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments") },
  { title: "exclusive canonical form", code: "061001", forge: (text) => algorithm(text, "CanonicalizationMethod", "http://www.w3.org/2001/10/xml-exc-c14n#") },
  { title: "XSLT transform", code: "061001", forge: (text) => algorithm(text, "Transform", "http://www.w3.org/TR/1999/REC-xslt-19991116") },
  { title: "XPath transform that selects nothing", code: "061001", forge: (text) => text.replace("</ds:Transforms>", '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>false()</ds:XPath></ds:Transform></ds:Transforms>') },
  { title: "enveloped-signature transform", code: "061001", forge: (text) => text.replace("</ds:Transforms>", '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform></ds:Transforms>') },
  { title: "no transforms", code: "061001", forge: (text) => swap(text, "ds:Transforms", () => "") },
  { title: "reference to the whole document", code: "061001", forge: (text) => text.replace(/URI="[^"]*"/, 'URI=""') },
  { title: "reference to an Id", code: "061001", forge: (text) => text.replace(/URI="[^"]*"/, 'URI="#header"') },
  { title: "reference to another place in the net", code: "061001", forge: (text) => text.replace(/URI="[^"]*"/, 'URI="http://127.0.0.1:9/"') },
  { title: "no reference", code: "061001", forge: (text) => swap(text, "ds:Reference", () => "") },
  { title: "second reference", code: "061001", forge: (text) => swap(text, "ds:Reference", (reference) => reference + reference) },
  { title: "key brought along in KeyInfo", code: "061001", forge: (text) => forged(text).replace("</AuthSignature>", "<ds:KeyInfo><ds:KeyName>mine</ds:KeyName></ds:KeyInfo></AuthSignature>") },
  // Namespaces.
  { title: "another default namespace on the header", code: "091010", forge: (text) => text.replace("<header ", '<header xmlns="urn:x" ') },
  { title: "ds bound to another namespace", code: "061001", forge: (text) => text.replace('xmlns:ds="http://www.w3.org/2000/09/xmldsig#"', 'xmlns:ds="urn:x"') },
  { title: "a namespace more on the root, in scope of what is signed", code: "061001", forge: (text) => text.replace("<ebicsRequest ", '<ebicsRequest xmlns:x="urn:x" ') },
  { title: "white space around the namespace", code: "091010", forge: (text) => text.replace('xmlns="urn:org:ebics:H005"', 'xmlns=" urn:org:ebics:H005 "') },
  { title: "Version of another protocol under this one's namespace", code: "091010", forge: (text) => text.replace('Version="H005"', 'Version="H004"') },
  // The text.
  { title: "forged value, split by a comment", code: "061001", forge: (text) => text.replace("<AdminOrderType>HTD<", "<AdminOrderType>H<!-- T -->KD<") },
  { title: "forged value in CDATA", code: "061001", forge: (text) => text.replace("<AdminOrderType>HTD<", "<AdminOrderType><![CDATA[HKD]]><") },
  { title: "value split by a processing instruction", code: "091010", forge: (text) => text.replace("<AdminOrderType>HTD<", "<AdminOrderType>H<?x?>TD<") },
  { title: "value by an entity of its own", code: "091010", forge: (text) => `<!DOCTYPE a [<!ENTITY t "HTD">]>${text.replace(prolog, "").replace("<AdminOrderType>HTD<", "<AdminOrderType>&t;<")}` },
  { title: "mark by default of a DTD", code: "091010", forge: (text) => `<!DOCTYPE a [<!ATTLIST header authenticate CDATA "true">]>${text.replace(prolog, "")}` },
  { title: "document type that loads a file", code: "091010", forge: (text) => `<!DOCTYPE a SYSTEM "file:///etc/passwd">${text.replace(prolog, "")}` },
  { title: "entities that grow without end", code: "091010", forge: (text) => `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>${text.replace(prolog, "").replace(">HTD<", ">&b;<")}` },
  { title: "white space in the signed header", code: "061001", forge: (text) => text.replace("<static>", "<static>\n") },
  { title: "XML 1.1", code: "091010", forge: (text) => text.replace('version="1.0"', 'version="1.1"') },
  { title: "UTF-16 announced", code: "091010", forge: (text) => text.replace('encoding="UTF-8"', 'encoding="UTF-16"') },
  { title: "something behind the end", code: "091010", forge: (text) => `${text}<a/>` },
  { title: "41 levels deep", code: "091010", forge: (text) => text.replace("<body>", `<body>${"<a>".repeat(41)}${"</a>".repeat(41)}`) },
  { title: "2,001 elements", code: "091010", forge: (text) => text.replace("</ebicsRequest>", `${'<a xmlns="urn:x"/>'.repeat(2_001)}</ebicsRequest>`) },
  { title: "41 attributes on one element", code: "091010", forge: (text) => text.replace("<ebicsRequest ", `<ebicsRequest ${Array.from({ length: 41 }, (_, i) => `a${i}=""`).join(" ")} `) },
  { title: "3 MiB of blanks behind the root", code: "091103", forge: (text) => text + " ".repeat(3 * 1024 * 1024) },
];
const prolog = /^<\?xml[^>]*\?>\s*/;

function pieceOf(text: string, name: string): string {
  const span = elementSpans(text).find((one) => one.name === name);
  if (span === undefined) throw new Error(`no ${name}`);
  return cutOut(text, span);
}
function swap(text: string, name: string, change: (element: string) => string): string {
  const element = pieceOf(text, name);
  return text.replace(element, () => change(element));
}
/** The same for another user: what an attacker wants. */
function forged(text: string): string {
  return text.replace("<UserID>SINGLE</UserID>", "<UserID>OTHER1</UserID>").replace(">HTD<", ">HKD<");
}
/** Another order of the same user, whose key the signature is by. */
function otherOrder(text: string): string {
  return text.replace(">HTD<", ">HKD<");
}
function unmarked(text: string): string {
  return text.replace(' authenticate="true"', "");
}
/** In a foreign element that puts no namespace into scope which the signed one did not have. */
function keptAlive(element: string): string {
  return `<y xmlns="urn:x">${element.replace(/^<\w+/, (name) => `${name} xmlns="urn:org:ebics:H005"`)}</y>`;
}
function algorithm(text: string, name: string, uri: string): string {
  return text.replace(new RegExp(`(<ds:${name} Algorithm=")[^"]*`), `$1${uri}`);
}
function body(text: string): string {
  return text.replace(prolog, "");
}
