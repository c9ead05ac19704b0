import { AppError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { cardNamed, keyOn, newKeyOn } from "../workflows/cards.ts";
import type { Tools, WorkflowContext } from "../workflows/context.ts";
import type { SigningDeviceConfig } from "../workflows/ports/signing-device.ts";
import type { KeysToAdopt } from "../workflows/transport-keys.ts";
import { readSecret } from "./secrets.ts";

/** Where a signer's key is to lie. */
export interface DeviceOptions extends PinOptions {
  readonly keyFile?: string;
  readonly card?: string;
  readonly module?: string;
  readonly keyId?: string;
}
interface PinOptions {
  readonly pinFile?: string | undefined;
  readonly pinFd?: string | undefined;
}

/** Authentication and encryption keys that are on a card already. */
export interface AdoptOptions {
  readonly authenticationKeyId?: string;
  readonly encryptionKeyId?: string;
}

/** @returns undefined when no key is named @throws AppError input/`bad-key-id`, `one-key` */
export function keysToAdopt({ authenticationKeyId, encryptionKeyId }: AdoptOptions): KeysToAdopt | undefined {
  if (authenticationKeyId === undefined && encryptionKeyId === undefined) return undefined;
  if (authenticationKeyId === undefined || encryptionKeyId === undefined) throw new AppError("input", "one-key", "A user speaks with the bank by two keys.", { meaning: "Nothing was changed.", next: "Give --authentication-key-id and --encryption-key-id: kontor card keys shows them." });
  for (const id of [authenticationKeyId, encryptionKeyId]) requireKeyId(id);
  return { authenticationKeyId: authenticationKeyId.toLowerCase(), encryptionKeyId: encryptionKeyId.toLowerCase() };
}

function requireKeyId(id: string): void {
  if (!/^(?:[0-9a-f]{2}){1,64}$/i.test(id)) throw new AppError("input", "bad-key-id", `"${id}" is no key id.`, { meaning: "No key was made.", next: "Copy it from: kontor card keys" });
}

/** @throws AppError input/`two-devices`, `bad-key-id`, `several-cards`; signer/`token-not-present` */
export async function deviceFor({ tools }: WorkflowContext, userId: string, { keyFile, card, module, keyId }: DeviceOptions): Promise<SigningDeviceConfig> {
  if (card === undefined) return { kind: "key-file", path: keyFile ?? `keys/${userId}.p12` };
  if (keyFile !== undefined) throw new AppError("input", "two-devices", "A key lies in a file or on a card, not in both.", { meaning: "No key was made.", next: "Give --key-file or --card." });
  if (keyId !== undefined) requireKeyId(keyId);
  const seen = await cardNamed(tools.cards, card, module);
  return keyId === undefined ? newKeyOn(seen, tools.randomness) : keyOn(seen, keyId);
}

/** The secret that opens this device, from where the options say; an empty one where it is typed on the card reader. @throws as `readSecret` */
export function readDevicePin(tools: Tools, device: SigningDeviceConfig, { pinFile, pinFd }: PinOptions): Secret {
  if (tools.device(device.kind).secretName(device) === undefined) return new Secret(new Uint8Array());
  return readSecret("pin", { file: pinFile, fd: pinFd });
}
