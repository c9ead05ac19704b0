import { createCipheriv, createDecipheriv } from "node:crypto";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import type { Randomness } from "../domain/clock.ts";
import { Secret } from "../domain/secret.ts";
import { deriveKey, type KeyDerivation } from "./key-derivation.ts";
import type { SealedIdentity } from "./registry-schema.ts";

/** An operator's age key pair. The identity opens every key slot made for the recipient. */
export interface Identity {
  /** `AGE-SECRET-KEY-1…` */
  readonly secret: Secret;
  /** `age1…` */
  readonly recipient: string;
}

export async function newIdentity(): Promise<Identity> {
  const text = await generateX25519Identity();
  return { secret: Secret.fromText(text), recipient: await identityToRecipient(text) };
}

/** Whose identity it is: bound to the ciphertext, so that it opens in no other operator's row. */
export interface IdentityOwner {
  readonly id: string;
  readonly recipient: string;
}

/** Encrypts an identity under a passphrase (docs/store-format.md, "registry.json"). */
export async function sealIdentity(secret: Secret, owner: IdentityOwner, passphrase: Secret, cost: KeyDerivation, randomness: Randomness): Promise<SealedIdentity> {
  const salt = randomness.bytes(16);
  const nonce = randomness.bytes(12);
  const key = await deriveKey(passphrase, salt, cost);
  try {
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(associated(owner));
    const sealed = Buffer.concat([cipher.update(secret.bytes), cipher.final(), cipher.getAuthTag()]);
    return { kdf: "argon2id", ...cost, salt: base64(salt), cipher: "aes-256-gcm", nonce: base64(nonce), sealed: base64(sealed) };
  } finally {
    key.fill(0);
  }
}

/** @returns undefined when the passphrase, or the row, is not the right one */
export async function unsealIdentity(sealed: SealedIdentity, owner: IdentityOwner, passphrase: Secret): Promise<Secret | undefined> {
  const key = await deriveKey(passphrase, Buffer.from(sealed.salt, "base64"), sealed);
  try {
    const bytes = Buffer.from(sealed.sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(sealed.nonce, "base64")).setAAD(associated(owner));
    decipher.setAuthTag(bytes.subarray(-16));
    const head = decipher.update(bytes.subarray(0, -16));
    try {
      decipher.final();
    } catch {
      head.fill(0); // not authenticated: the passphrase does not fit
      return undefined;
    }
    return new Secret(head);
  } finally {
    key.fill(0);
  }
}

function associated(owner: IdentityOwner): Buffer {
  return Buffer.from(`kontor identity 1\0${owner.id}\0${owner.recipient}`);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
