import { constants, createDecipheriv, createPublicKey, pbkdf2Sync, publicDecrypt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { h005Authentication } from "../../src/ebics/h005/namespaces.ts";
import { type AuthenticationRules, verifyMessage, verifySignature } from "../../src/ebics/auth-signature.ts";
import { publicKeyHash } from "../../src/ebics/crypto/key-hash.ts";
import { decryptPkcs1 } from "../../src/ebics/crypto/rsa.ts";
import { orderDataDigest, parseHostRequest, readCertificate, verifyOrderSignature } from "../../src/ebics/index.ts";
import { decryptOrderData } from "../../src/ebics/order-data.ts";
import { childElements, descendants } from "../../src/ebics/xml/element.ts";
import { parseXml } from "../../src/ebics/xml/parse.ts";
import { firstText, haveVectors, rsaKeyValue, vector, vectorJson, vectorPrivateKey } from "./support/vectors.ts";

/** H003 and H004 authenticate the same parts as H005. */
function rulesFor(namespace: string): AuthenticationRules {
  return { ...h005Authentication, namespace };
}
function trace(number: string, kind: "req.xml" | "orderdata.xml" | "usersig.xml") {
  return parseXml(vector(`client-traces/rec/${number}.${kind}`));
}

describe.skipIf(!haveVectors)("vector: the letters of the specification", () => {
  const letters = haveVectors ? vectorJson<{ vectors: { letter: string; version: string; certificate_der_base64: string; expected_sha256: string }[] }>("spec-letters/ebics30_spec_letter_certificates.json").vectors : [];
  const usages: Record<string, string> = { A006: "nonRepudiation", X002: "digitalSignature", E002: "keyEncipherment" };

  it.each(letters)("$version: the hash printed in the $letter letter", ({ version, certificate_der_base64, expected_sha256 }) => {
    const info = readCertificate(Buffer.from(certificate_der_base64, "base64"));
    expect(info.certificateHash).toBe(expected_sha256.replaceAll(" ", ""));
    expect(info.keyUsages).toContain(usages[version]);
  });
});

describe.skipIf(!haveVectors)("vector: libeufin", () => {
  it("hashes a public key with a leading zero in its exponent", () => {
    const { exponent_hex, modulus_hex, expected_sha256 } = vectorJson<Record<string, string>>("libeufin/keyhash.json");
    const base64url = (hex: string | undefined) => Buffer.from(hex ?? "", "hex").toString("base64url");
    const key = createPublicKey({ key: { kty: "RSA", e: base64url(exponent_hex), n: base64url(modulus_hex) }, format: "jwk" });
    expect(Buffer.from(publicKeyHash(key)).toString("hex")).toBe(expected_sha256);
  });

  it("verifies a signature whose root is in no namespace and whose base64 has carriage returns", () => {
    const root = parseXml(vector("libeufin/signature1/doc.xml"));
    const key = createPublicKey({ key: Buffer.from(vector("libeufin/signature1/public_key.txt").toString("utf8"), "base64"), format: "der", type: "spki" });
    const [signature, part] = childElements(root);
    if (signature === undefined || part === undefined) throw new Error("the vector changed");
    expect(verifySignature(signature, [part], key)).toBe(true);
    expect(verifySignature(signature, [], key)).toBe(false);
  });
});

describe.skipIf(!haveVectors)("vector: epics", () => {
  it("hashes the keys of the key ring as those that stand plain beside it", () => {
    const ring = vectorJson<Record<string, string>>("epics-ruby/SIZBN001.key");
    const hashOf = (key: Parameters<typeof createPublicKey>[0]): string => Buffer.from(publicKeyHash(createPublicKey(key))).toString("hex");
    // epics' own form: salt, then AES-256-CBC without a vector under PBKDF2 of one round.
    const open = (sealed: string | undefined): string => {
      const bytes = Buffer.from(sealed ?? "", "base64");
      const cipher = createDecipheriv("aes-256-cbc", pbkdf2Sync("secret", bytes.subarray(0, 8), 1, 32, "sha1"), Buffer.alloc(16));
      return Buffer.concat([cipher.update(bytes.subarray(8)), cipher.final()]).toString("utf8");
    };
    for (const name of ["A006", "X002", "E002"]) expect(hashOf(open(ring[name])), name).toBe(hashOf(vectorPrivateKey(`epics-ruby/plain_${name}.jwk.json`)));
    for (const name of ["SIZBN001.X002", "SIZBN001.E002"]) expect(hashOf(open(ring[name])), name).toBe(hashOf(vector(`epics-ruby/plain_${name}.pem`)));
  });

  it("digests the encryption key", () => {
    expect(Buffer.from(publicKeyHash(createPublicKey(vectorPrivateKey("epics-ruby/e002.jwk.json")))).toString("base64")).toBe("rwIxSUJAVEFDQ0sdYe+CybdspMllDG6ArNtdCzUbT1E=");
  });

  it("decrypts an HPB answer to its order data, byte for byte", async () => {
    const root = parseXml(vector("epics-ruby/xml/hpb_response_ebics_ns.xml"));
    const privateKey = vectorPrivateKey("epics-ruby/plain_E002.jwk.json");
    const key = { certificateDer: new Uint8Array(), decryptTransactionKey: async (encrypted: Uint8Array) => decryptPkcs1(privateKey, encrypted) };
    const encryption = { encryptionPubKeyDigest: { version: "E002", digest: new Uint8Array() }, transactionKey: Buffer.from(firstText(root, "TransactionKey"), "base64") };
    const opened = await decryptOrderData(key, encryption, [Buffer.from(firstText(root, "OrderData"), "base64")]);
    expect(opened.kind === "ok" && Buffer.from(opened.data).toString("utf8")).toBe(vector("epics-ruby/xml/hpb_response_order.xml").toString("utf8"));
  });

  it("verifies a bank's answer to an upload", () => {
    const root = parseXml(vector("epics-ruby/xml/upload_init_response.xml"));
    const key = createPublicKey(vector("epics-ruby/plain_SIZBN001.X002.pem"));
    expect(verifyMessage(rulesFor("http://www.ebics.org/H003"), root, key)).toBe(true);
  });
});

/** Recorded requests: which order data hold the sender's X002 key. */
const signedTraces = [
  ...["003", "004", "005", "006", "007"].map((number) => ({ number, keys: "002" })),
  { number: "010", keys: "009" },
  ...["013", "014", "015", "016", "017", "018", "019", "020", "021"].map((number) => ({ number, keys: "012" })),
];

describe.skipIf(!haveVectors)("vector: requests of independent clients", () => {
  it.each(signedTraces)("$number: the AuthSignature verifies, and not after a change", ({ number, keys }) => {
    const root = trace(number, "req.xml");
    const key = rsaKeyValue(trace(keys, "orderdata.xml"), 0);
    expect(verifyMessage(rulesFor(root.namespace), root, key)).toBe(true);
    const tampered = vector(`client-traces/rec/${number}.req.xml`).toString("utf8").replace("MOCKBANK", "MOCKBANC");
    expect(verifyMessage(rulesFor(root.namespace), parseXml(Buffer.from(tampered)), key)).toBe(false);
  });

  it("reads every request in the version of its namespace, and refuses H004 in a wrong namespace as invalid XML", () => {
    for (let number = 1; number <= 21; number++) {
      const request = parseHostRequest(vector(`client-traces/rec/${String(number).padStart(3, "0")}.req.xml`));
      if (number >= 8 && number <= 10) expect(request).toMatchObject({ kind: "malformed", returnCode: "091010", protocol: "H004", answer: "ebicsKeyManagementResponse" });
      else expect(request).toMatchObject({ kind: expect.not.stringMatching("malformed"), protocol: number <= 7 ? "H003" : "H004" });
    }
  });

  it.each([["006", "007"], ["018", "019"], ["020", "021"]])("%s: opens the signatures and the file that was sent", async (initialisation, transfer) => {
    const bank = vectorPrivateKey("client-traces/bank_E002.jwk.json");
    const key = { certificateDer: new Uint8Array(), decryptTransactionKey: async (encrypted: Uint8Array) => decryptPkcs1(bank, encrypted) };
    const root = trace(initialisation, "req.xml");
    const encryption = { encryptionPubKeyDigest: { version: "E002", digest: new Uint8Array() }, transactionKey: Buffer.from(firstText(root, "TransactionKey"), "base64") };
    const signatures = await decryptOrderData(key, encryption, [Buffer.from(firstText(root, "SignatureData"), "base64")]);
    expect(signatures.kind === "ok" && Buffer.from(signatures.data)).toEqual(vector(`client-traces/rec/${initialisation}.usersig.xml`));
    const file = await decryptOrderData(key, encryption, [Buffer.from(firstText(trace(transfer, "req.xml"), "OrderData"), "base64")]);
    expect(file.kind === "ok" && Buffer.from(file.data)).toEqual(vector(`client-traces/rec/${transfer}.upload.bin`));
  });

  it.each([["018", "019"], ["020", "021"]])("%s: the A006 signature over the file verifies", async (initialisation, transfer) => {
    const digest = await orderDataDigest(vector(`client-traces/rec/${transfer}.upload.bin`));
    const value = Buffer.from(firstText(trace(initialisation, "usersig.xml"), "SignatureValue"), "base64");
    expect(verifyOrderSignature("A006", digest, value, rsaKeyValue(trace("011", "orderdata.xml"), 0))).toBe(true);
    expect(verifyOrderSignature("A005", digest, value, rsaKeyValue(trace("011", "orderdata.xml"), 0))).toBe(false);
  });

  it("refuses an A005 signature whose padding ends in 01 instead of 00", async () => {
    const value = Buffer.from(firstText(trace("006", "usersig.xml"), "SignatureValue"), "base64");
    const key = rsaKeyValue(trace("001", "orderdata.xml"), 0);
    const digest = await orderDataDigest(vector("client-traces/rec/007.upload.bin"));
    const block = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, value);
    expect(block.subarray(-32)).toEqual(digest); // key and digest are right: only the padding is not
    expect(verifyOrderSignature("A005", digest, value, key)).toBe(false);
  });

  it("prints the hashes of the letters that aqebics printed", () => {
    const hashes = [rsaKeyValue(trace("001", "orderdata.xml"), 0), rsaKeyValue(trace("002", "orderdata.xml"), 0), rsaKeyValue(trace("002", "orderdata.xml"), 1)].map((key) => Buffer.from(publicKeyHash(key)).toString("hex"));
    expect(hashes.map((hash) => [hash.slice(0, 8), hash.slice(-4)])).toEqual([["7bf291df", "1ca4"], ["86908e2f", "8214"], ["7c2bdc40", "45f4"]]);
  });

  it("keeps the tree whole: every element has its parent", () => {
    for (const element of descendants(trace("006", "req.xml"))) for (const child of childElements(element)) expect(child.parent).toBe(element);
  });
});
