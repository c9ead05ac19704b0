import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase32, toBase32 } from "../../../src/signing/one-time-password/codes/base32.ts";
import { hotp, timeStep } from "../../../src/signing/one-time-password/codes/hotp.ts";
import { ocra, plainSuite } from "../../../src/signing/one-time-password/codes/ocra.ts";
import { otpauthUri } from "../../../src/signing/one-time-password/codes/otpauth.ts";

const ascii = (text: string) => Buffer.from(text, "ascii");
const key20 = ascii("12345678901234567890");
const key32 = ascii("12345678901234567890123456789012");
const key64 = ascii("1234567890123456789012345678901234567890123456789012345678901234");

describe("HOTP", () => {
  it("gives the ten codes of RFC 4226, appendix D", () => {
    expect(Array.from({ length: 10 }, (_, counter) => hotp(key20, counter, 6))).toEqual(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]);
  });
});

describe("TOTP", () => {
  // Appendix B of RFC 6238; the secrets of SHA-256 and SHA-512 are as long as the hash (erratum 2866).
  const table: readonly (readonly [seconds: number, sha1: string, sha256: string, sha512: string])[] = [
    [59, "94287082", "46119246", "90693936"], [1111111109, "07081804", "68084774", "25091201"], [1111111111, "14050471", "67062674", "99943326"],
    [1234567890, "89005924", "91819424", "93441116"], [2000000000, "69279037", "90698825", "38618901"], [20000000000, "65353130", "77737706", "47863826"],
  ];
  it.each(table)("gives the codes of RFC 6238, appendix B, at %i", (seconds, sha1, sha256, sha512) => {
    const step = timeStep(seconds * 1000, 30);
    expect([hotp(key20, step, 8, "SHA1"), hotp(key32, step, 8, "SHA256"), hotp(key64, step, 8, "SHA512")]).toEqual([sha1, sha256, sha512]);
  });
});

describe("OCRA", () => {
  const pinHash = createHash("sha1").update("1234").digest();
  // RFC 6287, appendix C.1
  it("gives the codes of one-way challenge-response", () => {
    const repeated = (digit: number) => String(digit).repeat(8);
    expect(Array.from({ length: 10 }, (_, i) => ocra("OCRA-1:HOTP-SHA1-6:QN08", key20, { question: repeated(i) }))).toEqual(["237653", "243178", "653583", "740991", "608993", "388898", "816933", "224598", "750600", "294470"]);
    expect(Array.from({ length: 10 }, (_, i) => ocra("OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1", key32, { question: "12345678", counter: i, pinHash }))).toEqual(["65347737", "86775851", "78192410", "71565254", "10104329", "65983500", "70069104", "91771096", "75011558", "08522129"]);
    expect(Array.from({ length: 5 }, (_, i) => ocra("OCRA-1:HOTP-SHA256-8:QN08-PSHA1", key32, { question: repeated(i), pinHash }))).toEqual(["83238735", "01501458", "17957585", "86776967", "86807031"]);
    expect(Array.from({ length: 10 }, (_, i) => ocra("OCRA-1:HOTP-SHA512-8:C-QN08", key64, { question: repeated(i), counter: i }))).toEqual(["07016083", "63947962", "70123924", "25341727", "33203315", "34205738", "44343969", "51946085", "20403879", "31409299"]);
    const minutes = 0x132d0b6;
    expect(Array.from({ length: 5 }, (_, i) => ocra("OCRA-1:HOTP-SHA512-8:QN08-T1M", key64, { question: repeated(i), timeStep: minutes }))).toEqual(["95209754", "55907591", "22048402", "24218844", "36209546"]);
  });
  // Appendix C.2 and C.3: questions in letters
  it("gives the codes of mutual challenge-response and of plain signatures", () => {
    expect(["CLI22220SRV11110", "CLI22221SRV11111", "CLI22222SRV11112"].map((question) => ocra("OCRA-1:HOTP-SHA256-8:QA08", key32, { question }))).toEqual(["28247970", "01984843", "65387857"]);
    expect(["SIG10000", "SIG11000", "SIG12000"].map((question) => ocra("OCRA-1:HOTP-SHA256-8:QA08", key32, { question }))).toEqual(["53095496", "04110475", "31331128"]);
  });
  it("takes no suite that it does not know in full", () => {
    for (const suite of ["", "OCRA-1:HOTP-SHA256-0:QN08", "OCRA-1:HOTP-SHA256-8:QN08-S064", "OCRA-2:HOTP-SHA256-8:QN08", "OCRA-1:HOTP-MD5-8:QN08"]) expect(() => ocra(suite, key20, { question: "1" })).toThrow(expect.objectContaining({ code: "bad-token" }));
    expect(plainSuite("OCRA-1:HOTP-SHA256-8:QN08")).toEqual({ questionDigits: 8, codeDigits: 8 });
    for (const more of ["OCRA-1:HOTP-SHA256-8:C-QN08", "OCRA-1:HOTP-SHA256-8:QA08", "OCRA-1:HOTP-SHA256-8:QN08-T1M"]) expect(plainSuite(more)).toBeUndefined();
  });
});

describe("base 32", () => {
  it("is that of RFC 4648 §10", () => {
    expect(["", "f", "fo", "foo", "foob", "fooba", "foobar"].map((text) => toBase32(ascii(text)))).toEqual(["", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"]);
  });
  it("comes back as it was, however it was typed", () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 70 }), (bytes) => {
      const text = toBase32(bytes);
      expect(fromBase32(text)).toEqual(bytes);
      expect(fromBase32(`${text.toLowerCase().replace(/(.{4})/g, "$1 ")}==`)).toEqual(bytes);
    }));
    for (const none of ["", "M8", "Á", "M!"]) expect(fromBase32(none)).toBeUndefined();
  });
});

it("an authenticator program gets everything in one address", () => {
  const uri = otpauthUri({ kind: "time", algorithm: "SHA1", digits: 6, periodS: 30, secret: key20, usedStep: -1, driftSteps: 0 }, "Kontor DANUBE", "token of Kis Anna");
  expect(uri).toBe("otpauth://totp/Kontor%20DANUBE:token%20of%20Kis%20Anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Kontor%20DANUBE&algorithm=SHA1&digits=6&period=30");
});
