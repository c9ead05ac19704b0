import { createHmac } from "node:crypto";
import { isAppError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import type { CustomerStore } from "../../workflows/ports/customer-store.ts";
import type { KeyFileConfig, KeySeal, OneTimePasswordConfig, SigningDevice, SigningDeviceDriver } from "../../workflows/ports/signing-device.ts";
import { signerError } from "../key-file/errors.ts";
import { passphraseProblem } from "../key-file/passphrase.ts";
import { codeError } from "./errors.ts";

/** Whose files, where they lie, and where the shares are kept. */
export interface Sealing {
  readonly keys: SigningDeviceDriver<KeyFileConfig>;
  readonly baseFolder: string;
  readonly store: CustomerStore;
}

/**
 * The passphrase of the file under a seal. With a token's share: HMAC-SHA-256 of the PIN under the share, so that neither opens the file alone;
 * printable, so that openssl can open it for whoever has both. The caller wipes it. @throws AppError signer/`code-not-set-up`
 */
export async function passphraseUnder(seal: KeySeal, pin: Secret, store: CustomerStore): Promise<Secret> {
  if (seal === "pin") return pin.copy();
  const token = await store.releases.token(seal);
  if (token === undefined) throw codeError("code-not-set-up", "This key is sealed with a token that is not known here.", "Ask an administrator; the customer's data may be older than the key.");
  const mac = createHmac("sha256", token.sealShare).update("kontor key file 1\0").update(pin.bytes).digest();
  const text = Uint8Array.from(Buffer.from(mac.toString("base64url"), "ascii"));
  mac.fill(0);
  return new Secret(text);
}

/** Opens the file; where a change of its seal was broken off, it is completed. @throws AppError area "signer" */
export async function openSealed({ key, tokenId, changingFrom }: OneTimePasswordConfig, pin: Secret, sealing: Sealing): Promise<SigningDevice> {
  try {
    return await openUnder(key, tokenId, pin, sealing);
  } catch (error) {
    if (changingFrom === undefined || !isAppError(error, "signer", "wrong-passphrase")) throw error;
    await resealed(key, changingFrom, tokenId, pin, sealing);
    return openUnder(key, tokenId, pin, sealing);
  }
}

export async function openUnder(key: KeyFileConfig, seal: KeySeal, pin: Secret, { keys, baseFolder, store }: Sealing): Promise<SigningDevice> {
  using passphrase = await passphraseUnder(seal, pin, store);
  return await keys.open(key, passphrase, baseFolder); // the passphrase is wiped when this function ends
}

/** @throws AppError signer/`wrong-passphrase`, `weak-passphrase` */
export async function resealed(key: KeyFileConfig, from: KeySeal, to: KeySeal, pin: Secret, sealing: Sealing): Promise<void> {
  return changePin(key, from, to, pin, pin, sealing);
}

/** @throws as `resealed` */
export async function changePin(key: KeyFileConfig, from: KeySeal, to: KeySeal, oldPin: Secret, newPin: Secret, { keys, baseFolder, store }: Sealing): Promise<void> {
  requireGoodPin(newPin);
  using before = await passphraseUnder(from, oldPin, store);
  using after = await passphraseUnder(to, newPin, store);
  await keys.changeSecret(key, before, after, baseFolder);
}

/** What the share adds does not excuse a weak PIN: whoever has the customer's store has the share. */
export function requireGoodPin(pin: Secret): void {
  const problem = passphraseProblem(pin);
  if (problem !== undefined) throw signerError("weak-passphrase", problem, "Choose another passphrase.", { meaning: "Nothing was written." });
}
