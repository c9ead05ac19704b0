import { createHash, randomBytes } from "node:crypto";
import type pkcs11js from "pkcs11js";

/** Mechanism numbers; PKCS#11 Current Mechanisms 2.40. */
export const ckm = { rsaKeyPairGen: 0x00, rsaPkcs: 0x01, rsaX509: 0x03, rsaPkcsPss: 0x0d, sha256RsaPkcsPss: 0x43 } as const;

/** A way in which a token makes a signature. */
export interface CardMechanism {
  readonly number: number;
  mechanism(c: typeof pkcs11js): pkcs11js.Mechanism;
  /** What goes to C_Sign. @param digest SHA-256 of the order data, 32 bytes */
  input(digest: Uint8Array, modulus: Uint8Array): Buffer;
}

const sha256DigestInfo = Buffer.from("3031300d060960864801650304020105000420", "hex");
const digestInfo = (digest: Uint8Array): Buffer => Buffer.concat([sha256DigestInfo, digest]);
const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const pss = (number: number) => (c: typeof pkcs11js): pkcs11js.Mechanism => {
  const parameter: pkcs11js.RsaPSS = { type: c.CK_PARAMS_RSA_PSS, hashAlg: c.CKM_SHA256, mgf: c.CKG_MGF1_SHA256, saltLen: 32 };
  return { mechanism: number, parameter };
};

/**
 * The ways to each EBICS signature, best first. A006 is PSS over the digest as message, so the card may hash it (combined) or is given it hashed (raw).
 * A005 has the digest itself in its DigestInfo: the combined CKM_SHA256_RSA_PKCS would hash once too often, and the order data, which may be
 * gigabytes, never goes through a card. Last comes the bare RSA operation, for cards that know no padding of their own. EBICS 3.0 §14.1.
 */
const ways: Readonly<Record<"A005" | "A006", readonly CardMechanism[]>> = {
  A005: [
    { number: ckm.rsaPkcs, mechanism: () => ({ mechanism: ckm.rsaPkcs }), input: digestInfo },
    { number: ckm.rsaX509, mechanism: () => ({ mechanism: ckm.rsaX509 }), input: (digest, modulus) => pkcs1Encoded(digest, modulus) },
  ],
  A006: [
    { number: ckm.sha256RsaPkcsPss, mechanism: pss(ckm.sha256RsaPkcsPss), input: (digest) => Buffer.from(digest) },
    { number: ckm.rsaPkcsPss, mechanism: pss(ckm.rsaPkcsPss), input: (digest) => sha256(digest) },
    { number: ckm.rsaX509, mechanism: () => ({ mechanism: ckm.rsaX509 }), input: (digest, modulus) => pssEncoded(digest, modulus, randomBytes(32)) },
  ],
};

/** @param offered CKM_* of the token */
export function chosenMechanism(version: "A005" | "A006", offered: ReadonlySet<number>): CardMechanism | undefined {
  return ways[version].find(({ number }) => offered.has(number));
}

export function mechanismsOf(offered: ReadonlySet<number>): ("A005" | "A006")[] {
  return (["A005", "A006"] as const).filter((version) => chosenMechanism(version, offered) !== undefined);
}

/** The ways to the transaction key of an EBICS message, best first: the card takes the padding off, or gives the bare number. EBICS 3.0 §14.3. */
export const decryptions: readonly { readonly number: number; /** What C_Decrypt has given. */ readonly plain: (out: Uint8Array) => Uint8Array | undefined }[] = [
  { number: ckm.rsaPkcs, plain: (out) => out },
  { number: ckm.rsaX509, plain: withoutPadding },
];

/** RFC 8017 §7.2.2, step 3. @param block may lack leading zeros @returns undefined when it is not padded so */
function withoutPadding(block: Uint8Array): Uint8Array | undefined {
  const begin = block.findIndex((byte) => byte !== 0);
  const end = block.indexOf(0, begin + 1);
  return block[begin] === 2 && end - begin > 8 ? block.subarray(end + 1) : undefined;
}

/** EMSA-PKCS1-v1_5, as long as the modulus. RFC 8017 §9.2. */
function pkcs1Encoded(digest: Uint8Array, modulus: Uint8Array): Buffer {
  const info = digestInfo(digest);
  return Buffer.concat([Buffer.of(0, 1), Buffer.alloc(modulus.length - info.length - 3, 0xff), Buffer.of(0), info]);
}

/** EMSA-PSS with SHA-256 and MGF1-SHA-256, as long as the modulus. RFC 8017 §9.1.1. @param salt 32 bytes */
function pssEncoded(message: Uint8Array, modulus: Uint8Array, salt: Uint8Array): Buffer {
  const emBits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24 - 1;
  const emLength = Math.ceil(emBits / 8);
  const hash = sha256(Buffer.alloc(8), sha256(message), salt);
  const db = Buffer.concat([Buffer.alloc(emLength - salt.length - hash.length - 2), Buffer.of(1), salt]);
  const mask = mgf1(hash, db.length);
  for (let at = 0; at < db.length; at++) db[at] = (db[at] ?? 0) ^ (mask[at] ?? 0);
  db[0] = (db[0] ?? 0) & (0xff >> (8 * emLength - emBits));
  return Buffer.concat([Buffer.alloc(modulus.length - emLength), db, hash, Buffer.of(0xbc)]);
}

function mgf1(seed: Uint8Array, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let count = 0; count * 32 < length; count++) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(count);
    blocks.push(sha256(seed, counter));
  }
  return Buffer.concat(blocks).subarray(0, length);
}
