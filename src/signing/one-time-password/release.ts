import { AppError, assert } from "../../domain/errors.ts";
import { toIsoInstant } from "../../domain/clock.ts";
import type { Clock, Randomness } from "../../domain/clock.ts";
import { type IsoInstant, makeId, type ReleaseTokenId } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";
import type { CustomerStore } from "../../workflows/ports/customer-store.ts";
import type { ReleaseChallenge, ReleaseToken } from "../../workflows/ports/one-time-password.ts";
import type { DeviceSurroundings, KeyRelease, SignedMatter } from "../../workflows/ports/signing-device.ts";
import { checkCode, digitsOf, hashOfCode } from "./check-code.ts";
import { plainSuite } from "./codes/ocra.ts";
import { codeError } from "./errors.ts";
import { digestHead, matterDigest, textFor } from "./matter.ts";
import type { SmsGateways } from "./sms/gateway.ts";

/** How long a code counts. */
const minutesMax = 5;
/** Wrong codes until the challenge is void, and until the token is locked. With six digits, a guesser who gets this far had a chance of 1 in 100,000. */
const triesPerChallenge = 3;
export const triesPerToken = 9;
/** Text messages an hour: each costs money and patience. */
const textsPerHourMax = 20;
/** Of codes that are sent. */
const sentDigits = 8;

/** @param purpose `proof`: the token's first code, which makes it active @param onReleased hears of the matter whose code was right */
export function keyRelease(tokenId: ReleaseTokenId, of: DeviceSurroundings, gateways: SmsGateways, purpose: "sign" | "proof", onReleased: (matter: SignedMatter) => void): KeyRelease {
  const asked = new Map<string, SignedMatter>();
  return {
    async challenge(matter) {
      assert(matter.digests.length > 0, "a code is asked for something");
      const { token, challenge, code } = await of.store.transaction((store) => prepare(store, tokenId, matter, purpose, of));
      asked.set(challenge.id, matter);
      const text = code === undefined ? undefined : textFor(matter, code, minutesMax);
      if (text !== undefined) await send(token, challenge, text, of, gateways);
      const practice = token.method.kind === "text-message" && token.method.gateway.kind === "practice";
      return { id: challenge.id, instruction: instructionOf(token, challenge), digestHead: digestHead(matter), expiresAt: challenge.expiresAt, ...(practice ? { practiceText: text } : {}) };
    },
    async answer(challengeId, code) {
      const matter = asked.get(challengeId);
      if (matter === undefined) throw voided();
      // What is counted must stand whatever is said of it, so nothing is thrown within the transaction.
      const problem = await of.store.transaction((store) => weigh(store, tokenId, challengeId, matterDigest(matter), code, purpose, of));
      if (problem !== undefined) throw problem;
      onReleased(matter);
    },
  };
}

/** @throws AppError signer/`code-not-set-up`, `code-locked` */
export async function usableToken(store: CustomerStore, id: ReleaseTokenId, purpose: "sign" | "proof"): Promise<ReleaseToken> {
  const token = await store.releases.token(id);
  if (token === undefined) throw codeError("code-not-set-up", "This key is released by a token that is not known here.", "Ask an administrator; the customer's data may be older than the key.");
  const problem = whyNotUsable(token, purpose);
  if (problem !== undefined) throw problem;
  return token;
}

function whyNotUsable(token: ReleaseToken, purpose: "sign" | "proof"): AppError | undefined {
  switch (token.state) {
    case "active":
      return purpose === "sign" ? undefined : codeError("code-void", `The ${token.title} is confirmed already.`, "Nothing is left to do.");
    case "not-confirmed":
      return purpose === "proof" ? undefined : codeError("code-not-set-up", `The ${token.title} was never confirmed by a code.`, "Confirm it first: kontor one-time-password confirm.");
    case "locked":
      return codeError("code-locked", `The ${token.title} is locked: too many wrong codes.`, "An administrator unlocks it: kontor one-time-password unlock. Find out first who typed them.");
    case "lost":
      return codeError("code-locked", `The ${token.title} was reported lost and counts no more.`, "Set up a new one, and protect the key with it.");
  }
}

async function prepare(store: CustomerStore, tokenId: ReleaseTokenId, matter: SignedMatter, purpose: "sign" | "proof", of: DeviceSurroundings) {
  const token = await usableToken(store, tokenId, purpose);
  const nowMs = of.clock.now();
  const before = await store.releases.challenges(tokenId, textsPerHourMax);
  const hourAgo = toIsoInstant(nowMs - 3_600_000);
  if (token.method.kind === "text-message" && before.length === textsPerHourMax && before.every(({ at }) => at > hourAgo)) {
    throw codeError("too-many-codes", `${textsPerHourMax} codes were sent to the ${token.title} within an hour.`, "Wait, and find out why the earlier ones were not used.");
  }
  for (const one of before) if (one.state === "open") await store.releases.putChallenge({ ...one, state: "void" });
  const id = makeId<"ReleaseChallengeId">(nowMs, of.randomness.bytes(10));
  const code = token.method.kind === "text-message" ? randomDigits(of.randomness, sentDigits) : undefined;
  const challenge: ReleaseChallenge = {
    id, tokenId, matterDigest: matterDigest(matter), matterTitle: matter.title, at: instant(of.clock), expiresAt: toIsoInstant(nowMs + minutesMax * 60_000) as IsoInstant, state: "open", wrongCodes: 0,
    ...(token.method.kind === "challenge" ? { question: randomDigits(of.randomness, plainSuite(token.method.suite)?.questionDigits ?? 8) } : {}),
    ...(code === undefined ? {} : { codeHash: Uint8Array.from(hashOfCode(id, Buffer.from(code), token.sealShare)) }),
  };
  await store.releases.putChallenge(challenge);
  await store.journal.append({
    at: challenge.at, actor: of.actor, action: "code.asked", subject: tokenId, summary: `One-time password of the ${token.title} asked for: ${matter.title}`,
    detail: { challenge: id, matter: challenge.matterDigest, digests: matter.digests.slice(0, 20), digestCount: matter.digests.length },
  });
  return { token, challenge, code };
}

async function send(token: ReleaseToken, challenge: ReleaseChallenge, text: string, of: DeviceSurroundings, gateways: SmsGateways): Promise<void> {
  assert(token.method.kind === "text-message", "only texts are sent");
  try {
    await gateways.send(token.method.gateway, { number: token.method.number, text });
  } catch (cause) {
    await of.store.transaction(async (store) => {
      await store.releases.putChallenge({ ...challenge, state: "void" });
      if (cause instanceof AppError && cause.context.simPinRefused === true) await forgetSimPin(store, token.id);
    });
    const why = cause instanceof AppError ? cause.message : "The gateway could not be used.";
    throw codeError("code-not-sent", `No code was sent to the ${token.title}: ${why}`, (cause instanceof AppError ? cause.next : undefined) ?? "Check the gateway's settings, then sign again.", { cause, retryable: true });
  }
}

/** Three wrong PINs lock a SIM: one that was refused is not tried again by the next signature. */
async function forgetSimPin(store: CustomerStore, id: ReleaseTokenId): Promise<void> {
  const token = await store.releases.token(id);
  if (token?.method.kind !== "text-message" || token.method.gateway.kind !== "gsm-modem") return;
  await store.releases.putToken({ ...token, method: { ...token.method, gateway: { ...token.method.gateway, simPin: undefined } } });
}

/** @returns why the code was not taken; undefined when it was right, and is used up now */
async function weigh(store: CustomerStore, tokenId: ReleaseTokenId, challengeId: string, matter: string, code: Secret, purpose: "sign" | "proof", of: DeviceSurroundings): Promise<AppError | undefined> {
  const token = await store.releases.token(tokenId);
  const challenge = await store.releases.challenge(challengeId);
  if (token === undefined || challenge === undefined || challenge.tokenId !== tokenId || challenge.matterDigest !== matter || challenge.state === "void") return voided();
  if (challenge.state === "used") return codeError("code-used", "This code was used already; one code releases the key once.", "Sign again; a new code is needed.");
  const unusable = whyNotUsable(token, purpose);
  if (unusable !== undefined) return unusable;
  const now = instant(of.clock);
  if (now > challenge.expiresAt) {
    await store.releases.putChallenge({ ...challenge, state: "void" });
    return codeError("code-expired", `The code was asked for more than ${minutesMax} minutes ago and counts no more.`, "Sign again; a new code is needed.");
  }
  const typed = digitsOf(code.bytes);
  const verdict = checkCode(token.method, challenge, token.sealShare, typed, of.clock.now());
  typed.fill(0);
  const journal = (action: string, summary: string): Promise<unknown> => store.journal.append({ at: now, actor: of.actor, action, subject: tokenId, summary, detail: { challenge: challengeId, matter } });
  if (verdict.kind === "right") {
    await store.releases.putToken({ ...token, method: verdict.method, state: "active", wrongCodes: 0 });
    await store.releases.putChallenge({ ...challenge, state: "used" });
    await journal("code.accepted", `One-time password of the ${token.title} accepted: ${challenge.matterTitle}`);
    return undefined;
  }
  const wrongCodes = token.wrongCodes + 1;
  const locked = wrongCodes >= triesPerToken && purpose === "sign";
  const exhausted = challenge.wrongCodes + 1 >= triesPerChallenge;
  await store.releases.putToken({ ...token, wrongCodes, state: locked ? "locked" : token.state });
  await store.releases.putChallenge({ ...challenge, wrongCodes: challenge.wrongCodes + 1, state: exhausted || locked ? "void" : "open" });
  await journal(locked ? "code.locked" : "code.wrong", `Wrong one-time password for the ${token.title}${locked ? ": it is locked now" : ""}`);
  if (locked) return whyNotUsable({ ...token, state: "locked" }, purpose);
  if (exhausted) return codeError("code-void", `${triesPerChallenge} wrong codes: this challenge counts no more.`, "Sign again; a new code is needed.");
  const left = triesPerChallenge - challenge.wrongCodes - 1;
  return codeError("wrong-code", verdict.kind === "used-before" ? "That code was used before: wait for the next one, or press the button again." : `That is not the code for this. ${left === 1 ? "One try is left." : `${left} tries are left.`}`, "Compare the digest, and type the code again.", { retryable: true });
}

function voided(): AppError {
  return codeError("code-void", "This challenge counts no more: another one was asked for, or it was for something else.", "Sign again; a new code is needed.");
}

function instructionOf({ method, title }: ReleaseToken, { question }: ReleaseChallenge): string {
  switch (method.kind) {
    case "challenge":
      return `Type ${grouped(question ?? "")} into the ${title}, then its answer here.`;
    case "counter":
      return `Press the button of the ${title} and type the code it shows.`;
    case "time":
      return `Type the code that the ${title} shows now.`;
    case "text-message":
      return `A text message was sent to the ${title} (…${method.number.slice(-4)}). Read what it says is signed; if that is right, type its code.`;
  }
}

function grouped(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, "$1 ");
}

/** Each digit string equally likely: numbers beyond the largest whole multiple are drawn again. */
function randomDigits(randomness: Randomness, digits: number): string {
  const size = 10 ** digits;
  const limit = Math.floor(2 ** 48 / size) * size;
  for (;;) {
    const number = Buffer.from(randomness.bytes(6)).readUIntBE(0, 6);
    if (number < limit) return (number % size).toString().padStart(digits, "0");
  }
}

function instant(clock: Clock): IsoInstant {
  return toIsoInstant(clock.now()) as IsoInstant;
}
