import { spawnSync } from "node:child_process";
import { X509Certificate, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../src/domain/errors.ts";
import { authenticationKey, createKeyWithCertificate, decryptionKey, hiaLetterValues, iniLetterValues, readCertificate, selfSignedCertificate } from "../../src/ebics/index.ts";
import { haveIndependentTools } from "../support/independent-verify.ts";

const subject = { commonName: "Kovács Őrs", organisation: "Duna Kft.", country: "HU", validFrom: new Date("2026-11-23T10:00:00.500Z"), validYears: 5 };
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pkcs8 = privateKey.export({ format: "der", type: "pkcs8" });

describe("a self-signed certificate", () => {
  it.each([["signature", "nonRepudiation", "Non Repudiation"], ["authentication", "digitalSignature", "Digital Signature"], ["encryption", "keyEncipherment", "Key Encipherment"]] as const)("for %s allows %s only, and openssl agrees", (use, usage, openssl) => {
    const der = selfSignedCertificate(use, subject, pkcs8);
    const info = readCertificate(der);
    expect(info.keyUsages).toEqual([usage]);
    expect(info).toMatchObject({ subject: "CN=Kovács Őrs, O=Duna Kft., C=HU", keyBits: 2048, exponentHex: "10001", validFrom: new Date("2026-11-23T10:00:00Z"), validTo: new Date("2031-11-23T10:00:00Z") });
    expect(new X509Certificate(der).verify(info.publicKey)).toBe(true);
    if (!haveIndependentTools) return;
    const text = spawnSync("openssl", ["x509", "-noout", "-text"], { input: info.pem }).stdout.toString();
    expect(text).toMatch(new RegExp(`X509v3 Key Usage: critical\\s+${openssl}\\n`));
    const fingerprint = spawnSync("openssl", ["x509", "-noout", "-fingerprint", "-sha256"], { input: info.pem }).stdout.toString();
    expect(fingerprint.replaceAll(":", "")).toContain(info.certificateHash);
  });

  it("is the same bytes for the same key and subject, so that a letter can be printed again", () => {
    expect(selfSignedCertificate("signature", subject, pkcs8)).toEqual(selfSignedCertificate("signature", subject, pkcs8));
    expect(selfSignedCertificate("signature", subject, pkcs8)).not.toEqual(selfSignedCertificate("encryption", subject, pkcs8));
  });
});

describe("reading a certificate", () => {
  const refusal = (bytes: Uint8Array): string => {
    try {
      readCertificate(bytes);
      return "read";
    } catch (error) {
      if (error instanceof AppError) return error.code;
      throw error;
    }
  };
  it("refuses what is none, what has no RSA key, and what goes on after its end", () => {
    const der = selfSignedCertificate("signature", subject, pkcs8);
    expect(refusal(new Uint8Array())).toBe("bad-certificate");
    expect(refusal(Buffer.concat([der, Buffer.from([0])]))).toBe("bad-certificate");
    expect(refusal(der.subarray(0, -1))).toBe("bad-certificate");
    expect(refusal(pkcs8)).toBe("bad-certificate");
  });
  it("reads or refuses any damage", () => {
    const der = Buffer.from(selfSignedCertificate("signature", subject, pkcs8));
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const damaged = Buffer.from(der);
        damaged[at] = (damaged[at] ?? 0) ^ mask;
        return ["read", "bad-certificate"].includes(refusal(damaged));
      }),
      { numRuns: 300 },
    );
  });
});

describe("a key in memory", () => {
  it("must be the certificate's", async () => {
    const other = await createKeyWithCertificate("authentication", { ...subject, keyBits: 2048 });
    expect(() => authenticationKey(pkcs8, other.certificateDer)).toThrow(expect.objectContaining({ code: "bad-key" }));
    expect(() => decryptionKey(Buffer.from("junk"), other.certificateDer)).toThrow(expect.objectContaining({ code: "bad-key" }));
    expect(authenticationKey(other.privateKeyPkcs8, other.certificateDer).certificateDer).toBe(other.certificateDer);
  });
});

describe("letter values", () => {
  it("hold the certificate's hash in two lines, INI one key, HIA two", () => {
    const ids = { hostId: "H", partnerId: "P", userId: "U" };
    const der = selfSignedCertificate("signature", subject, pkcs8);
    const ini = iniLetterValues(ids, { version: "A006", certificateDer: der });
    expect(ini.keys.map(({ use, version }) => [use, version])).toEqual([["signature", "A006"]]);
    const [key] = ini.keys;
    expect(key?.hashLines.map((line) => line.length)).toEqual([47, 47]);
    expect(key?.hashLines.join(" ").replaceAll(" ", "")).toBe(key?.certificate.certificateHash);
    const hia = hiaLetterValues(ids, { authenticationCertificateDer: der, encryptionCertificateDer: der });
    expect(hia.keys.map(({ version }) => version)).toEqual(["X002", "E002"]);
  });
});
