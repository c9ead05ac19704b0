import { createCipheriv, createDecipheriv, hash, pbkdf2, scrypt } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import forge from "node-forge";
import { child, count, der, DerError, type DerNode, integer, octets, oid, oidText, sequence, tags } from "./der.ts";
import { bmpPassphrase } from "./passphrase.ts";

/** The passphrase does not open it (or the ciphertext is damaged: the two cannot be told apart). */
export class WrongPassphraseError extends Error {
  override readonly name = "WrongPassphraseError";
}

const prfs: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.8": "sha224",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
};
const ciphers: Readonly<Record<string, { name: string; keyBytes: number }>> = {
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", keyBytes: 16 },
  "2.16.840.1.101.3.4.1.22": { name: "aes-192-cbc", keyBytes: 24 },
  "2.16.840.1.101.3.4.1.42": { name: "aes-256-cbc", keyBytes: 32 },
  "1.2.840.113549.3.7": { name: "des-ede3-cbc", keyBytes: 24 },
};
/** pbeWithSHA1And…, RFC 7292 appendix C: older programs. RC2 only ever hides certificates there. */
const oldCiphers: Readonly<Record<string, { name: "3des" | "rc2"; keyBytes: number }>> = {
  "1.2.840.113549.1.12.1.3": { name: "3des", keyBytes: 24 },
  "1.2.840.113549.1.12.1.4": { name: "3des", keyBytes: 16 },
  "1.2.840.113549.1.12.1.5": { name: "rc2", keyBytes: 16 },
  "1.2.840.113549.1.12.1.6": { name: "rc2", keyBytes: 5 },
};
const pbes2 = "1.2.840.113549.1.5.13";
const pbkdf2Oid = "1.2.840.113549.1.5.12";
const scryptOid = "1.3.6.1.4.1.11591.4.11";
/** A hostile file could ask for years of work or all memory. */
const iterationsMax = 10_000_000;
const scryptMemoryBytesMax = 512 * 1024 * 1024;

const pbkdf2Async = promisify(pbkdf2);
const scryptAsync = promisify<Uint8Array, Uint8Array, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/**
 * Decrypts what a passphrase protects in a key file.
 * @param algorithm AlgorithmIdentifier: PBES2 (RFC 8018) or one of PKCS#12's own
 * @param passphrase UTF-8
 * @returns plaintext; the caller wipes it
 * @throws WrongPassphraseError, DerError when the algorithm is none of these
 */
export async function decryptWithPassphrase(algorithm: DerNode, ciphertext: Uint8Array, passphrase: Uint8Array): Promise<Buffer> {
  const name = oidText(child(algorithm, 0));
  const parameters = child(algorithm, 1, tags.sequence);
  if (name === pbes2) return decryptPbes2(parameters, ciphertext, passphrase);
  const old = oldCiphers[name];
  if (old === undefined) throw new DerError(`encrypted in an unknown way (${name})`);
  const salt = octets(child(parameters, 0));
  const iterations = checkedIterations(child(parameters, 1));
  const key = await pkcs12Key("sha1", passphrase, salt, 1, iterations, old.keyBytes);
  const iv = await pkcs12Key("sha1", passphrase, salt, 2, iterations, 8);
  try {
    if (old.name === "rc2") return decryptRc2(key, iv, ciphertext);
    return decipher("des-ede3-cbc", old.keyBytes === 16 ? Buffer.concat([key, key.subarray(0, 8)]) : key, iv, ciphertext);
  } finally {
    key.fill(0);
  }
}

/** How hard a new file makes it: OWASP's figures (2023) for PBKDF2 with HMAC-SHA-256, and for scrypt in 16 MiB, since OpenSSL opens nothing that asks for more than 32. */
const pbkdf2Iterations = 600_000;
const scryptCost = { N: 2 ** 14, r: 8, p: 5 } as const;

/** How the key is derived from the passphrase. scrypt costs memory too, but Java's PKCS#12 does not know it. Argon2 has no place in PBES2 that another program would read. */
export type Derivation = "pbkdf2" | "scrypt";

/** EncryptedPrivateKeyInfo (RFC 5958): PBES2 with AES-256-CBC. Source: RFC 8018, RFC 7914 §7 (scrypt). @param privateKeyPkcs8 DER; stays the caller's */
export async function encryptPrivateKey(privateKeyPkcs8: Uint8Array, passphrase: Uint8Array, random: (size: number) => Uint8Array, by: Derivation): Promise<Buffer> {
  const salt = random(16);
  const iv = random(16);
  const key = await (by === "scrypt" ? scryptAsync(passphrase, salt, 32, { ...scryptCost, maxmem: scryptMemoryBytesMax }) : pbkdf2Async(passphrase, salt, pbkdf2Iterations, 32, "sha256"));
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  const ciphertext = Buffer.concat([cipher.update(privateKeyPkcs8), cipher.final()]);
  key.fill(0);
  const derivation = by === "scrypt"
    ? sequence(oid(scryptOid), sequence(der(tags.octetString, salt), integer(scryptCost.N), integer(scryptCost.r), integer(scryptCost.p), integer(32)))
    : sequence(oid(pbkdf2Oid), sequence(der(tags.octetString, salt), integer(pbkdf2Iterations), integer(32), sequence(oid("1.2.840.113549.2.9"), der(tags.null))));
  const encryption = sequence(oid("2.16.840.1.101.3.4.1.42"), der(tags.octetString, iv));
  return sequence(sequence(oid(pbes2), sequence(derivation, encryption)), der(tags.octetString, ciphertext));
}

/** EncryptedPrivateKeyInfo back to PKCS#8; the caller wipes it. */
export function decryptPrivateKey(info: DerNode, passphrase: Uint8Array): Promise<Buffer> {
  return decryptWithPassphrase(child(info, 0, tags.sequence), octets(child(info, 1)), passphrase);
}

/**
 * Key derivation of PKCS#12, RFC 7292 appendix B.2. Gives way to others now and then: it is slow on purpose.
 * @param id 1 key, 2 initialisation vector, 3 MAC key
 */
export async function pkcs12Key(digest: "sha1" | "sha256" | "sha384" | "sha512", passphrase: Uint8Array, salt: Uint8Array, id: 1 | 2 | 3, iterations: number, size: number): Promise<Buffer> {
  const block = digest === "sha1" || digest === "sha256" ? 64 : 128;
  const password = bmpPassphrase(passphrase);
  const input = Buffer.concat([filled(salt, block), filled(password, block)]);
  password.fill(0);
  const diversifier = Buffer.alloc(block, id);
  const output = Buffer.alloc(size);
  for (let at = 0; at < size; ) {
    let a: Buffer = hash(digest, Buffer.concat([diversifier, input]), "buffer");
    for (let i = 1; i < iterations; i++) {
      a = hash(digest, a, "buffer");
      if (i % 20_000 === 0) await nextTurn();
    }
    at += a.copy(output, at);
    const b = filled(a.subarray(0, block), block);
    for (let j = 0; j < input.length; j += block) addPlusOne(input.subarray(j, j + block), b);
    a.fill(0);
  }
  input.fill(0);
  return output;
}

export function checkedIterations(node: DerNode): number {
  const iterations = count(node);
  if (iterations < 1 || iterations > iterationsMax) throw new DerError(`${iterations} iterations`);
  return iterations;
}

async function decryptPbes2(parameters: DerNode, ciphertext: Uint8Array, passphrase: Uint8Array): Promise<Buffer> {
  const derivation = child(parameters, 0, tags.sequence);
  const encryption = child(parameters, 1, tags.sequence);
  const cipher = ciphers[oidText(child(encryption, 0))];
  if (cipher === undefined) throw new DerError(`encrypted with an unknown cipher (${oidText(child(encryption, 0))})`);
  const key = await derivedKey(derivation, passphrase, cipher.keyBytes);
  try {
    return decipher(cipher.name, key, octets(child(encryption, 1)), ciphertext);
  } finally {
    key.fill(0);
  }
}

async function derivedKey(derivation: DerNode, passphrase: Uint8Array, keyBytes: number): Promise<Buffer> {
  const name = oidText(child(derivation, 0));
  const parameters = child(derivation, 1, tags.sequence);
  const salt = octets(child(parameters, 0));
  if (name === scryptOid) {
    const [N, r, p] = [count(child(parameters, 1)), count(child(parameters, 2)), count(child(parameters, 3))];
    if (128 * N * r > scryptMemoryBytesMax || p > 16) throw new DerError("asks for too much memory");
    return scryptAsync(passphrase, salt, keyBytes, { N, r, p, maxmem: scryptMemoryBytesMax * 2 });
  }
  if (name !== pbkdf2Oid) throw new DerError(`a passphrase used in an unknown way (${name})`);
  const prfNode = parameters.children.find((node, i) => i >= 2 && node.tag === tags.sequence);
  const prf = prfNode === undefined ? "sha1" : prfs[oidText(child(prfNode, 0))];
  if (prf === undefined) throw new DerError("a passphrase used in an unknown way");
  return pbkdf2Async(passphrase, salt, checkedIterations(child(parameters, 1)), keyBytes, prf);
}

function decipher(name: string, key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Buffer {
  const head = ivBytes(name);
  if (iv.length !== head || ciphertext.length === 0 || ciphertext.length % head !== 0) throw new DerError("a ciphertext of impossible length");
  const decryption = createDecipheriv(name, key, iv);
  const start = decryption.update(ciphertext);
  try {
    const end = decryption.final();
    const plain = Buffer.concat([start, end]);
    end.fill(0);
    return plain;
  } catch (cause) {
    throw new WrongPassphraseError("the padding is wrong", { cause });
  } finally {
    start.fill(0);
  }
}

function ivBytes(cipher: string): number {
  return cipher.startsWith("aes") ? 16 : 8;
}

/** OpenSSL 3 no longer has RC2; node-forge does. What it hides here are certificates, so strings do no harm. */
function decryptRc2(key: Buffer, iv: Buffer, ciphertext: Uint8Array): Buffer {
  const cipher = forge.rc2.createDecryptionCipher(key.toString("latin1"), key.length * 8);
  cipher.start(iv.toString("latin1"));
  cipher.update(forge.util.createBuffer(Buffer.from(ciphertext).toString("latin1")));
  if (!cipher.finish()) throw new WrongPassphraseError("the padding is wrong");
  return Buffer.from(cipher.output.getBytes(), "latin1");
}

/** As many copies as fill whole blocks, the last one cut. Nothing stays nothing. */
function filled(bytes: Uint8Array, block: number): Buffer {
  const out = Buffer.alloc(Math.ceil(bytes.length / block) * block);
  for (let i = 0; i < out.length; i++) out[i] = bytes[i % bytes.length] ?? 0;
  return out;
}

/** target = target + b + 1, big-endian, within its length. */
function addPlusOne(target: Buffer, b: Buffer): void {
  let carry = 1;
  for (let i = target.length - 1; i >= 0; i--) {
    const sum = (target[i] ?? 0) + (b[i] ?? 0) + carry;
    target[i] = sum;
    carry = sum >> 8;
  }
}
