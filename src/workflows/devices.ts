import { AppError, isAppError } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";
import type { WorkflowContext } from "./context.ts";
import type { Challenge, DeviceSurroundings, KeyRelease, KeySubject, SignedMatter, SigningDevice, SigningDeviceConfig } from "./ports/signing-device.ts";

/** Asks the person for the code. @param problem why the one before was not taken. @returns undefined when they turn back */
export type AskCode = (challenge: Challenge, matter: SignedMatter, problem: string | undefined) => Promise<Secret | undefined>;

/** @param pin is not kept. @throws AppError area "signer" */
export function openDevice(context: WorkflowContext, config: SigningDeviceConfig, pin: Secret): Promise<SigningDevice> {
  return context.tools.device(config.kind).open(config, pin, context.customer.folder, surroundingsOf(context));
}

/** Makes a new key. @throws AppError signer/`weak-passphrase`, `exists` */
export function createDevice(context: WorkflowContext, config: SigningDeviceConfig, pin: Secret, subject: KeySubject): Promise<SigningDevice> {
  return context.tools.device(config.kind).create(config, pin, context.customer.folder, subject, surroundingsOf(context));
}

/**
 * Where the device wants a code for what is to be signed, asks for it until it is right. Others are ready as they are.
 * @throws AppError signer/`code-not-given` when the person turns back or nobody can be asked; the other codes of `KeyRelease`
 */
export async function releaseDevice(context: WorkflowContext, device: SigningDevice, matter: SignedMatter): Promise<void> {
  if (device.release !== undefined) await answerChallenge(context, device.release, matter);
}

/**
 * The same for a device that signs in several steps: it signs what the one code has released, nothing else, and none of the steps asks for another.
 * @param device stays the caller's to close
 */
export async function deviceReleasedFor(context: WorkflowContext, device: SigningDevice, matter: SignedMatter): Promise<SigningDevice> {
  if (device.release === undefined) return device;
  await answerChallenge(context, device.release, matter);
  const { mechanisms, certificateDer, signsAhead } = device;
  return { mechanisms, certificateDer, signsAhead, describe: () => device.describe(), sign: (mechanism, digest) => device.sign(mechanism, digest), close: () => device.close() };
}

/** Asks for a code until it is right. @throws as `releaseDevice` */
export async function answerChallenge(context: WorkflowContext, release: KeyRelease, matter: SignedMatter): Promise<void> {
  if (context.askCode === undefined) throw notGiven("A one-time password is wanted, and nobody can be asked for it here.");
  const challenge = await release.challenge(matter);
  for (let problem: string | undefined; ; ) {
    using code = await context.askCode(challenge, matter, problem);
    if (code === undefined) throw notGiven("No one-time password was given.");
    try {
      return await release.answer(challenge.id, code);
    } catch (error) {
      if (!isAppError(error, "signer", "wrong-code")) throw error;
      problem = error.message;
    }
  }
}

function notGiven(message: string): AppError {
  return new AppError("signer", "code-not-given", message, { meaning: "Nothing was signed.", next: "Sign again; a new code is needed then." });
}

/** What a device may need of this customer. */
export function surroundingsOf({ store, tools, operator }: WorkflowContext): DeviceSurroundings {
  return { store, clock: tools.clock, randomness: tools.randomness, actor: operator.name };
}
