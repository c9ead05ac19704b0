import { createHmac, timingSafeEqual } from "node:crypto";
import { assert } from "../../domain/errors.ts";
import type { CodeMethod, ReleaseChallenge } from "../../workflows/ports/one-time-password.ts";
import { hotp, timeStep } from "./codes/hotp.ts";
import { ocra } from "./codes/ocra.ts";

/** Presses of the button between two codes that count. RFC 4226 §7.4 */
const lookAhead = 10;
/** Time steps before and after the present one: for clocks that are not quite right, and slow typists. RFC 6238 §5.2 */
const stepsAround = 1;

/** `right` carries the method as it has to be kept from then on, so that the same code never counts again. */
export type CodeVerdict = { readonly kind: "right"; readonly method: CodeMethod } | { readonly kind: "wrong" } | { readonly kind: "used-before" };

/** Whether this is the code. Every candidate is compared, each in constant time. @param typed digits only; see `digitsOf` */
export function checkCode(method: CodeMethod, challenge: Pick<ReleaseChallenge, "id" | "question" | "codeHash">, sealShare: Uint8Array, typed: Uint8Array, nowMs: number): CodeVerdict {
  switch (method.kind) {
    case "challenge":
      assert(challenge.question !== undefined, "a challenge for a challenge token has a question");
      return same(typed, Buffer.from(ocra(method.suite, method.secret, { question: challenge.question }))) ? { kind: "right", method } : { kind: "wrong" };
    case "text-message":
      assert(challenge.codeHash !== undefined, "a challenge by text message has a code");
      return same(hashOfCode(challenge.id, typed, sealShare), challenge.codeHash) ? { kind: "right", method } : { kind: "wrong" };
    case "counter": {
      const found = findCode(method, typed, method.next, method.next + lookAhead - 1);
      if (found !== undefined) return { kind: "right", method: { ...method, next: found + 1 } };
      return findCode(method, typed, Math.max(0, method.next - lookAhead), method.next - 1) === undefined ? { kind: "wrong" } : { kind: "used-before" };
    }
    case "time": {
      const now = timeStep(nowMs, method.periodS) + method.driftSteps;
      const found = findCode(method, typed, Math.max(method.usedStep + 1, now - stepsAround), now + stepsAround);
      if (found !== undefined) return { kind: "right", method: { ...method, usedStep: found } };
      return findCode(method, typed, Math.max(0, now - stepsAround), Math.min(method.usedStep, now + stepsAround)) === undefined ? { kind: "wrong" } : { kind: "used-before" };
    }
  }
}

/** How far two codes in a row are looked for: presses of a button, and time steps to either side. */
const counterReach = 1000;
const stepReach = 120;

/** Sets a token right by two codes in a row. @returns undefined where they are not found in reach, or were used before */
export function resynchronised(method: Extract<CodeMethod, { readonly kind: "counter" | "time" }>, first: Uint8Array, second: Uint8Array, nowMs: number): CodeMethod | undefined {
  const inRow = (from: number, to: number): number | undefined => {
    let found: number | undefined;
    for (let at = Math.max(0, from); at < to; at++) {
      const both = same(first, code(method, at)) && same(second, code(method, at + 1));
      if (both) found ??= at;
    }
    return found;
  };
  if (method.kind === "counter") {
    const at = inRow(method.next, method.next + counterReach);
    return at === undefined ? undefined : { ...method, next: at + 2 };
  }
  const now = timeStep(nowMs, method.periodS);
  const at = inRow(Math.max(method.usedStep + 1, now - stepReach), now + stepReach);
  return at === undefined ? undefined : { ...method, usedStep: at + 1, driftSteps: at + 1 - now };
}

/** What is kept of a code that was sent: the code itself is nowhere. */
export function hashOfCode(challengeId: string, code: Uint8Array, sealShare: Uint8Array): Buffer {
  return createHmac("sha256", sealShare).update(challengeId).update(code).digest();
}

/** The digits of what was typed, without the blanks and hyphens that people and texts put between. The caller wipes it. */
export function digitsOf(typed: Uint8Array): Uint8Array {
  return typed.filter((byte) => byte !== 0x20 && byte !== 0x2d && byte !== 0x0d && byte !== 0x0a);
}

function findCode(method: Extract<CodeMethod, { readonly kind: "counter" | "time" }>, typed: Uint8Array, from: number, to: number): number | undefined {
  let found: number | undefined;
  for (let at = from; at <= to; at++) if (same(typed, code(method, at))) found ??= at;
  return found;
}

function code(method: Extract<CodeMethod, { readonly kind: "counter" | "time" }>, at: number): Buffer {
  return Buffer.from(hotp(method.secret, at, method.digits, method.algorithm));
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
