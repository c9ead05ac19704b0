import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Clock } from "../../src/domain/clock.ts";
import type { SignerId } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";
import { oneTimePassword } from "../../src/signing/one-time-password/index.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import type { NewReleaseToken, ReleaseToken } from "../../src/workflows/ports/one-time-password.ts";
import type { DeviceSurroundings, SignedMatter, SigningDevice } from "../../src/workflows/ports/signing-device.ts";

export const matterOver = (...digests: readonly string[]): SignedMatter => ({ title: `${digests.length} orders`, digests, sums: [], accounts: ["HU42 1177 3016"] });

/** The last code that the practice gateway has written. */
export function codeIn(file: string): string {
  const codes = [...readFileSync(file, "utf8").matchAll(/Code (\d+)/g)];
  const code = codes.at(-1)?.[1];
  if (code === undefined) throw new Error(`no code in ${file}`);
  return code;
}

/** Answers a device's challenge for these digests from the practice gateway's file. */
export async function releaseFromFile(device: SigningDevice, file: string, ...digests: readonly string[]): Promise<void> {
  if (device.release === undefined) throw new Error("the device asks for a code");
  const { id } = await device.release.challenge(matterOver(...digests));
  await device.release.answer(id, Secret.fromText(codeIn(file)));
}

/** A store in the folder, for devices that keep a state. */
export async function surroundingsIn(folder: string, { clock = { now: () => Date.now() }, dataKey = Uint8Array.from(randomBytes(32)) }: { readonly clock?: Clock; readonly dataKey?: Uint8Array } = {}): Promise<DeviceSurroundings> {
  const store = await openCustomerStore({ path: path.join(folder, "store.db"), dataKey, create: true });
  await store.profile.update({ name: "Danube Kft.", shortName: "DANUBE", code: "D-1", colour: "cyan", language: "en", confirmAbove: [] });
  return { store, clock, randomness: { bytes: (size) => Uint8Array.from(randomBytes(size)) }, actor: "Anna" };
}

/** A telephone at the practice gateway, confirmed. */
export async function confirmedTelephone(of: DeviceSurroundings, file: string): Promise<ReleaseToken> {
  const { token } = await oneTimePassword.enrol({ signerId: "anna" as SignerId, title: "telephone of Anna", method: { kind: "text-message", number: "+36 30 123 4567", gateway: { kind: "practice", file } } }, of);
  await confirm(token, of, () => codeIn(file));
  return token;
}

/** @param codeFor computes the code from the challenge's instruction */
export async function confirmedToken(of: DeviceSurroundings, method: NewReleaseToken["method"], codeFor: (token: ReleaseToken, instruction: string) => string): Promise<ReleaseToken> {
  const { token } = await oneTimePassword.enrol({ signerId: "anna" as SignerId, title: "token of Anna", method }, of);
  await confirm(token, of, (instruction) => codeFor(token, instruction));
  const active = await of.store.releases.token(token.id);
  if (active?.state !== "active") throw new Error("a token whose first code was right is active");
  return active;
}

async function confirm(token: ReleaseToken, of: DeviceSurroundings, codeFor: (instruction: string) => string): Promise<void> {
  const proof = oneTimePassword.proof(token.id, of);
  const { id, instruction } = await proof.challenge(matterOver("00".repeat(32)));
  await proof.answer(id, Secret.fromText(codeFor(instruction)));
}
