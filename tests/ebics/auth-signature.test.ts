import { beforeAll, describe, expect, it } from "vitest";
import { type SignedHostRequest, ebicsResponse, parseHostRequest, readCertificate, upload, verifyRequestSignature } from "../../src/ebics/index.ts";
import { h005Authentication } from "../../src/ebics/h005/namespaces.ts";
import { verifyMessage } from "../../src/ebics/auth-signature.ts";
import { sha256 } from "../../src/ebics/crypto/rsa.ts";
import { canonicalise } from "../../src/ebics/xml/canonicalise.ts";
import { descendants, type XmlElement } from "../../src/ebics/xml/element.ts";
import { parseXml } from "../../src/ebics/xml/parse.ts";
import { haveIndependentTools, verifyWithOpenssl } from "../support/independent-verify.ts";
import { LoopHost, signedBy } from "./support/loop-host.ts";
import { converse } from "./support/converse.ts";
import { type Parties, makeParties } from "./support/parties.ts";

let parties: Parties;
/** A genuine upload initialisation. */
let request: string;
/** A genuine answer. */
let response: string;

beforeAll(async () => {
  parties = await makeParties();
  const orderData = Buffer.from("<Document/>");
  const order = { service: { serviceName: "SCT", message: { name: "pain.001" } }, orderData, signatures: [await signedBy(parties, orderData)], signatureFlag: true, requestEds: false };
  const host = new LoopHost(parties);
  const { requests } = await converse(upload(parties.context, order), ({ bytes }) => host.answer(bytes));
  request = Buffer.from(requests[0]?.bytes ?? []).toString("utf8");
  response = Buffer.from(await ebicsResponse("H005", { phase: "Initialisation", transactionId: "00112233445566778899AABBCCDDEEFF", technical: "000000", business: "000000" }, parties.bankAuthentication)).toString("utf8");
});

const requestKey = () => readCertificate(parties.authentication.certificateDer).publicKey;
const responseKey = () => readCertificate(parties.bank.authentication.certificateDer).publicKey;
const verifiesRequest = (text: string): boolean => verifyMessage(h005Authentication, parseXml(Buffer.from(text)), requestKey());
const verifiesResponse = (text: string): boolean => verifyMessage(h005Authentication, parseXml(Buffer.from(text)), responseKey());

/** Replaces exactly once, or the test is void. */
function change(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, () => to);
  if (changed === text) throw new Error(`nothing to change: ${String(from)}`);
  return changed;
}
function cut(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[0];
  if (found === undefined) throw new Error(`not found: ${String(pattern)}`);
  return found;
}

/** Digest and signature made anew by the right key, over whatever is marked: nothing but the message's form is wrong then. */
async function signedAnew(text: string): Promise<string> {
  const elements = (of: string): XmlElement[] => [...descendants(parseXml(Buffer.from(of)))];
  const marked = elements(text).filter((element) => element.attributes.some(({ local }) => local === "authenticate"));
  const digested = change(text, /<ds:DigestValue>[^<]*/, `<ds:DigestValue>${Buffer.from(sha256(...marked.map(canonicalise))).toString("base64")} `);
  const info = elements(digested).find(({ local }) => local === "SignedInfo");
  if (info === undefined) throw new Error("it has a SignedInfo");
  const value = await parties.context.authentication.signDigest(sha256(canonicalise(info)));
  return change(digested, /<ds:SignatureValue>[^<]*/, `<ds:SignatureValue>${Buffer.from(value).toString("base64")}`);
}

describe("AuthSignature", () => {
  it("verifies, and by openssl too", () => {
    expect(verifiesRequest(request)).toBe(true);
    expect(verifiesResponse(response)).toBe(true);
    const parsed = parseHostRequest(Buffer.from(request));
    expect(verifyRequestSignature(parsed as SignedHostRequest, requestKey())).toBe(true);
    if (!haveIndependentTools) return;
    expect(verifyWithOpenssl(Buffer.from(request), parties.authentication.certificateDer)).toBe(true);
    expect(verifyWithOpenssl(Buffer.from(response), responseKey().export({ format: "der", type: "spki" }))).toBe(true);
  });

  it("does not verify with another key", () => {
    expect(verifyMessage(h005Authentication, parseXml(Buffer.from(request)), responseKey())).toBe(false);
    if (haveIndependentTools) expect(verifyWithOpenssl(Buffer.from(request), parties.bank.authentication.certificateDer)).toBe(false);
  });

  it("does not depend on how the message is written", () => {
    const quoted = change(request, 'Revision="1" Version="H005"', "  Revision='&#49;'\r\n Version='H005'");
    const commented = change(quoted, "<BankPubKeyDigests>", "<!-- said --><BankPubKeyDigests >");
    const empty = change(commented, "></ds:DigestMethod>", "/>");
    expect(verifiesRequest(change(empty, "<UserID>ANNA</UserID>", "<UserID><![CDATA[AN]]>&#x4E;A</UserID>"))).toBe(true);
  });

  it.each([
    ["a changed header", /<UserID>ANNA</, "<UserID>ANNE<"],
    ["white space in the header", "<static>", "<static> "],
    ["a changed digest of the signature", /<ds:DigestValue>..../, "<ds:DigestValue>AAAA"],
    ["a changed signature value", /<ds:SignatureValue>..../, "<ds:SignatureValue>AAAA"],
    ["a namespace more", '<ebicsRequest xmlns="urn:org:ebics:H005"', '<ebicsRequest xmlns="urn:org:ebics:H005" xmlns:x="urn:x"'],
    ["changed signature data", /<SignatureData authenticate="true">..../, '<SignatureData authenticate="true">AAAA'],
    ["a changed transaction key", /<TransactionKey>..../, "<TransactionKey>AAAA"],
    ["the header not marked", '<header authenticate="true">', "<header>"],
    ["the signature data not marked", '<SignatureData authenticate="true">', "<SignatureData>"],
    ["a mark written 1", '<header authenticate="true">', '<header authenticate="1">'],
    ["another digest algorithm", "xmlenc#sha256\"></ds:DigestMethod>", "xmldsig#sha1\"></ds:DigestMethod>"],
    ["another signature algorithm", "xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha512"],
    ["exclusive canonicalisation", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2001/10/xml-exc-c14n#"],
    ["a reference to an id", "#xpointer(//*[@authenticate='true'])", "#header"],
    ["a second reference", "</ds:Reference>", "</ds:Reference><ds:Reference URI=\"\"></ds:Reference>"],
    ["no signature at all", /<AuthSignature>.*<\/AuthSignature>/, ""],
  ])("refuses %s", (_, from, to) => {
    expect(verifiesRequest(change(request, from, to))).toBe(false);
  });

  it.each([
    ["a mark written 1", '<header authenticate="true">', '<header authenticate="1">'],
    ["a mark with a blank", '<header authenticate="true">', '<header authenticate="true ">'],
    ["a mark more", "<DataDigest ", '<DataDigest authenticate="true" '],
    ["a part that is not marked", '<SignatureData authenticate="true">', "<SignatureData>"],
    ["SHA-1 as digest", 'xmlenc#sha256"></ds:DigestMethod>', 'xmldsig#sha1"></ds:DigestMethod>'],
    ["another signature algorithm", "xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha512"],
    ["exclusive canonicalisation", /(<ds:CanonicalizationMethod Algorithm=")[^"]*/, '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#'],
    ["an exclusive transform", /(<ds:Transform Algorithm=")[^"]*/, '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#'],
    ["no transforms", /<ds:Transforms>.*<\/ds:Transforms>/, ""],
    ["a reference to an id", "#xpointer(//*[@authenticate='true'])", "#header"],
    ["a second reference", "</ds:Reference>", '</ds:Reference><ds:Reference URI=""></ds:Reference>'],
    ["a ds:Object", "</AuthSignature>", "<ds:Object></ds:Object></AuthSignature>"],
  ])("refuses %s, also when the right key has signed just that", async (_, from, to) => {
    expect(verifiesRequest(await signedAnew(request))).toBe(true);
    expect(verifiesRequest(await signedAnew(change(request, from, to)))).toBe(false);
  });

  it("refuses a mark where none belongs, even when the content is otherwise genuine", () => {
    expect(verifiesRequest(change(request, "<DataDigest ", '<DataDigest authenticate="true" '))).toBe(false);
    expect(verifiesResponse(change(response, "<static>", '<static authenticate="true">'))).toBe(false);
  });

  it("refuses a second AuthSignature, wherever it stands", () => {
    const signature = cut(request, /<AuthSignature>.*<\/AuthSignature>/);
    expect(verifiesRequest(change(request, signature, signature + signature))).toBe(false);
    expect(verifiesRequest(change(request, "</body>", `${signature}</body>`))).toBe(false);
    const info = cut(signature, /<ds:SignedInfo>.*<\/ds:SignedInfo>/);
    expect(verifiesRequest(change(request, "</DataTransfer>", `${info}</DataTransfer>`))).toBe(false);
  });

  it("refuses wrapping: the signed header moved aside, another one read", () => {
    const header = cut(request, /<header authenticate="true">.*<\/header>/);
    const forged = header.replace(">ANNA<", ">EVIL<");
    const unmarked = forged.replace(' authenticate="true"', "");
    const aside = (wrapped: string) => change(request, header, wrapped);
    expect(verifiesRequest(aside(forged + header))).toBe(false);
    expect(verifiesRequest(aside(unmarked + header))).toBe(false);
    expect(verifiesRequest(change(aside(unmarked), "</body>", `<Wrapper>${header}</Wrapper></body>`))).toBe(false);
    expect(verifiesRequest(change(aside(unmarked), "<DataTransfer>", `<DataTransfer>${header}`))).toBe(false);
    expect(verifiesRequest(change(request, header, unmarked.replace("</header>", `${header}</header>`)))).toBe(false);
  });

  it("refuses a document whose parts stand in another namespace or order", () => {
    const header = cut(request, /<header authenticate="true">.*<\/header>/);
    const signature = cut(request, /<AuthSignature>.*<\/AuthSignature>/);
    expect(verifiesRequest(change(request, header + signature, signature + header))).toBe(false);
    expect(verifiesRequest(change(request, '<header authenticate="true">', '<header xmlns="urn:x" authenticate="true">'))).toBe(false);
  });
});
