import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import forge from "node-forge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../../src/domain/secret.ts";
import { verifyOrderSignature } from "../../../src/ebics/index.ts";
import { keyFile } from "../../../src/signing/key-file/index.ts";

const passphrase = "Őrült-jelszó 9 €𝄞";
const pin = () => Secret.fromText(passphrase);
const digest = createHash("sha256").update("order").digest();
let folder: string;
let certificate: X509Certificate;
const at = (name: string): string => join(folder, name);
const openssl = (...args: string[]): string => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" }).toString();
const opens = async (path: string, text = passphrase): Promise<boolean> => {
  const device = await keyFile.open({ kind: "key-file", path }, Secret.fromText(text), folder);
  expect(Buffer.from(device.certificateDer).equals(certificate.raw)).toBe(true);
  return verifyOrderSignature("A006", digest, await device.sign("A006", digest), certificate.publicKey);
};
const codeOf = (path: string): Promise<string> => keyFile.open({ kind: "key-file", path }, pin(), folder).then(() => "opened", (error: { code: string }) => error.code);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kontor-p12-"));
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=From elsewhere", "-days", "30");
  certificate = new X509Certificate(readFileSync(at("cert.pem")));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("PKCS#12 of other programs", () => {
  const make = (name: string, ...options: string[]) => openssl("pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem", "-out", name, "-passout", `pass:${passphrase}`, "-name", "Anna", ...options);
  it.each<[string, string[]]>([
    ["OpenSSL 3", []],
    ["OpenSSL 3, certificates in clear", ["-certpbe", "NONE"]],
    ["OpenSSL 3, key in clear inside the encrypted part", ["-keypbe", "NONE"]],
    ["OpenSSL 1 and Windows: 3DES and RC2-40, SHA-1", ["-legacy"]],
    ["3DES for both", ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"]],
    ["3DES with two keys", ["-keypbe", "PBE-SHA1-2DES", "-certpbe", "PBE-SHA1-2DES"]],
    ["RC2-128 certificates", ["-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-keypbe", "PBE-SHA1-3DES"]],
    ["AES-128", ["-keypbe", "AES-128-CBC", "-certpbe", "AES-192-CBC", "-iter", "10000", "-macalg", "sha512"]],
    ["MAC with SHA-384", ["-macalg", "sha384", "-maciter"]],
    ["without a MAC", ["-nomac"]],
  ])("%s", async (title, options) => {
    const name = `${title.replace(/\W/g, "")}.p12`;
    make(name, ...options);
    expect(await opens(name)).toBe(true);
    expect(await keyFile.open({ kind: "key-file", path: name }, Secret.fromText("Orult-jelszo 9"), folder).catch((e: { code: string }) => e.code)).toBe("wrong-passphrase");
  });

  it("of node-forge", async () => {
    const p12 = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(readFileSync(at("key.pem"), "utf8")), [forge.pki.certificateFromPem(readFileSync(at("cert.pem"), "utf8"))], "plain ascii", { algorithm: "3des" });
    writeFileSync(at("forge.p12"), Buffer.from(forge.asn1.toDer(p12).getBytes(), "latin1"));
    expect(await opens("forge.p12", "plain ascii")).toBe(true);
  });

  it("with more certificates in it: the key's own is taken, and all are kept when the passphrase changes", async () => {
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "other.key", "-out", "other.pem", "-subj", "/CN=Authority", "-days", "30");
    writeFileSync(at("chain.pem"), readFileSync(at("other.pem"), "utf8"));
    make("chain.p12", "-certfile", "chain.pem");
    expect(await opens("chain.p12")).toBe(true);
    await keyFile.changeSecret({ kind: "key-file", path: "chain.p12" }, pin(), Secret.fromText("new words for it"), folder);
    expect(await opens("chain.p12", "new words for it")).toBe(true);
    expect(openssl("pkcs12", "-in", "chain.p12", "-passin", "pass:new words for it", "-nokeys").match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });
});

describe("PKCS#8 of other programs", () => {
  it.each<[string, string[]]>([
    ["PBES2, OpenSSL's default", []],
    ["scrypt", ["-scrypt"]],
    ["3DES, HMAC-SHA-1", ["-v2", "des3", "-v2prf", "hmacWithSHA1"]],
    ["AES-128, HMAC-SHA-512", ["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512"]],
    ["PKCS#12's own 3DES", ["-v1", "PBE-SHA1-3DES"]],
  ])("%s, the certificate in the same file or beside", async (title, options) => {
    const name = title.replace(/\W/g, "");
    openssl("pkcs8", "-topk8", "-in", "key.pem", "-out", `${name}.p8`, "-passout", `pass:${passphrase}`, ...options);
    expect(await codeOf(`${name}.p8`)).toBe("no-key");
    writeFileSync(at(`${name}.crt`), readFileSync(at("cert.pem")));
    expect(await opens(`${name}.p8`)).toBe(true);
    writeFileSync(at(`${name}.crt`), certificate.raw);
    expect(await opens(`${name}.p8`)).toBe(true);
    writeFileSync(at(`${name}-both.pem`), `Bag Attributes\n  friendlyName: Anna\n${readFileSync(at("cert.pem"), "utf8").replace(/\n/g, "\r\n")}${readFileSync(at(`${name}.p8`), "utf8")}`);
    expect(await opens(`${name}-both.pem`)).toBe(true);
  });

  it("the older encrypted RSA key", async () => {
    openssl("rsa", "-in", "key.pem", "-aes256", "-traditional", "-out", "old.pem", "-passout", `pass:${passphrase}`);
    writeFileSync(at("old.crt"), readFileSync(at("cert.pem")));
    expect(await opens("old.pem")).toBe(true);
  });
});

describe("what is not taken", () => {
  it("a key without a passphrase", async () => {
    expect(await codeOf("key.pem")).toBe("unreadable");
  });
  it("a certificate alone, a short key, a key of another kind, a key of another certificate", async () => {
    expect(await codeOf("cert.pem")).toBe("no-key");
    const p12 = (name: string, ...keyOptions: string[]): void => {
      openssl("req", "-x509", "-nodes", "-keyout", `${name}.key`, "-out", `${name}.crtpem`, "-subj", "/CN=x", ...keyOptions);
      openssl("pkcs12", "-export", "-inkey", `${name}.key`, "-in", `${name}.crtpem`, "-out", `${name}.p12`, "-passout", `pass:${passphrase}`);
    };
    p12("short", "-newkey", "rsa:1024");
    p12("curve", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
    expect(await codeOf("short.p12")).toBe("no-key");
    expect(await codeOf("curve.p12")).toBe("no-key");
    openssl("pkcs8", "-topk8", "-in", "key.pem", "-out", "mixed.p8", "-passout", `pass:${passphrase}`);
    writeFileSync(at("mixed.crt"), readFileSync(at("short.crtpem")));
    expect(await codeOf("mixed.p8")).toBe("no-key");
  });
  it("a folder, a path out of the customer's folder", async () => {
    expect(await codeOf(".")).toMatch(/unreadable|not-found/);
    expect(await codeOf("../../../etc/passwd")).toBe("not-found");
  });
});

describe("our files in OpenSSL", () => {
  const subject = { commonName: "Anna", validFrom: new Date("2026-11-22T00:00:00Z"), validYears: 3, keyBits: 2048 } as const;
  it("PKCS#12: opens, key and certificate fit, strong derivation", async () => {
    const device = await keyFile.create({ kind: "key-file", path: "ours.p12" }, pin(), folder, subject);
    const info = execFileSync("sh", ["-c", `openssl pkcs12 -in ours.p12 -info -noout -passin "pass:${passphrase}" 2>&1`], { cwd: folder }).toString();
    expect(info).toContain("MAC: sha256, Iteration 100000");
    expect(info).toContain("PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256");
    openssl("pkcs12", "-in", "ours.p12", "-passin", `pass:${passphrase}`, "-nodes", "-out", "ours.out");
    const modulus = openssl("rsa", "-in", "ours.out", "-noout", "-modulus");
    expect(openssl("x509", "-in", "ours.out", "-noout", "-modulus")).toBe(modulus);
    expect(new X509Certificate(readFileSync(at("ours.out"))).raw.equals(device.certificateDer)).toBe(true);
    expect(() => openssl("pkcs12", "-in", "ours.p12", "-passin", "pass:wrong", "-noout")).toThrow();
  });
  it("PKCS#8: opens, under scrypt", async () => {
    await keyFile.create({ kind: "key-file", path: "ours.pem" }, pin(), folder, subject);
    expect(openssl("pkcs8", "-in", "ours.pem", "-passin", `pass:${passphrase}`)).toContain("BEGIN PRIVATE KEY");
    expect(openssl("asn1parse", "-in", "ours.pem")).toMatch(/:PBES2[\s\S]*:scrypt[\s\S]*INTEGER +:4000[\s\S]*:aes-256-cbc/);
    expect(openssl("x509", "-in", "ours.pem", "-noout", "-subject")).toContain("Anna");
  });
  it("only the owner may read them, and nothing is left lying about", () => {
    for (const name of ["ours.p12", "ours.pem"]) expect(statSync(at(name)).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });
});

describe("changing the passphrase", () => {
  const change = (path: string, from: string, to: string) => keyFile.changeSecret({ kind: "key-file", path }, Secret.fromText(from), Secret.fromText(to), folder);
  it.each(["ours.p12", "ours.pem"])("%s: same key, new passphrase, old one void, mode kept, form kept", async (path) => {
    const before = await keyFile.open({ kind: "key-file", path }, pin(), folder);
    const head = readFileSync(at(path)).subarray(0, 10).toString("latin1").startsWith("-----");
    await change(path, passphrase, "quite another phrase");
    const later = await keyFile.open({ kind: "key-file", path }, Secret.fromText("quite another phrase"), folder);
    expect(later.describe().keyHash).toBe(before.describe().keyHash);
    expect(await codeOf(path)).toBe("wrong-passphrase");
    expect(statSync(at(path)).mode & 0o777).toBe(0o600);
    expect(readFileSync(at(path)).subarray(0, 10).toString("latin1").startsWith("-----")).toBe(head);
    await change(path, "quite another phrase", passphrase);
  });
  it("changes nothing when the old one is wrong or the new one weak", async () => {
    const before = readFileSync(at("ours.p12"));
    await expect(change("ours.p12", "wrong passphrase!", "quite another phrase")).rejects.toMatchObject({ code: "wrong-passphrase" });
    await expect(change("ours.p12", passphrase, "short")).rejects.toMatchObject({ code: "weak-passphrase" });
    expect(readFileSync(at("ours.p12")).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });
  it("whoever opens it meanwhile sees the old file or the new one", async () => {
    const changing = change("ours.p12", passphrase, "quite another phrase");
    const seen = new Set<string>();
    for (let i = 0; i < 4; i++) seen.add(await codeOf("ours.p12"));
    await changing;
    for (const code of seen) expect(["opened", "wrong-passphrase"]).toContain(code);
    await change("ours.p12", "quite another phrase", passphrase);
  });
  it("does not follow a link to make a new file", async () => {
    symlinkSync(at("target-that-is-not"), at("link.p12"));
    await expect(keyFile.create({ kind: "key-file", path: "link.p12" }, pin(), folder, { commonName: "x", validFrom: new Date(0), validYears: 1, keyBits: 2048 })).rejects.toMatchObject({ code: "exists" });
  });
});
