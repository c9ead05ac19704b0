import { AppError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { cardNamed, keyOn, newKeyOn } from "../workflows/cards.ts";
import type { Tools, WorkflowContext } from "../workflows/context.ts";
import type { SigningDeviceConfig } from "../workflows/ports/signing-device.ts";
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

/** @throws AppError input/`two-devices`, `bad-key-id`, `several-cards`; signer/`token-not-present` */
export async function deviceFor({ tools }: WorkflowContext, userId: string, { keyFile, card, module, keyId }: DeviceOptions): Promise<SigningDeviceConfig> {
  if (card === undefined) return { kind: "key-file", path: keyFile ?? `keys/${userId}.p12` };
  if (keyFile !== undefined) throw new AppError("input", "two-devices", "A key lies in a file or on a card, not in both.", { meaning: "No key was made.", next: "Give --key-file or --card." });
  if (keyId !== undefined && !/^(?:[0-9a-f]{2}){1,64}$/i.test(keyId)) throw new AppError("input", "bad-key-id", `"${keyId}" is no key id.`, { meaning: "No key was made.", next: "Copy it from: kontor card keys" });
  const seen = await cardNamed(tools.cards, card, module);
  return keyId === undefined ? newKeyOn(seen, tools.randomness) : keyOn(seen, keyId);
}

/** The secret that opens this device, from where the options say; an empty one where it is typed on the card reader. @throws as `readSecret` */
export function readDevicePin(tools: Tools, device: SigningDeviceConfig, { pinFile, pinFd }: PinOptions): Secret {
  if (tools.device(device.kind).secretName(device) === undefined) return new Secret(new Uint8Array());
  return readSecret("pin", { file: pinFile, fd: pinFd });
}
