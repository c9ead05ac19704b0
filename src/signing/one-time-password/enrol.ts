import { toIsoInstant } from "../../domain/clock.ts";
import { AppError } from "../../domain/errors.ts";
import { type IsoInstant, makeId, type ReleaseTokenId } from "../../domain/ids.ts";
import { visibleLine } from "../../domain/text.ts";
import type { CodeMethod, Enrolment, Handover, HashAlgorithm, NewReleaseToken, ReleaseToken } from "../../workflows/ports/one-time-password.ts";
import type { DeviceSurroundings } from "../../workflows/ports/signing-device.ts";
import { toBase32 } from "./codes/base32.ts";
import { plainSuite } from "./codes/ocra.ts";
import { otpauthUri } from "./codes/otpauth.ts";

/** RFC 4226 §4 R6 asks for 16 at least and recommends 20. */
const secretBytesMin = 16;
/** As long as the hash: RFC 4226 §4 R6, RFC 6238 §5.1. */
const secretBytes: Readonly<Record<HashAlgorithm, number>> = { SHA1: 20, SHA256: 32, SHA512: 64 };
const shareBytes = 32;

/** Makes a token that counts once its first code was right. @throws AppError input/`bad-token`, input/`bad-number` */
export async function enrolToken(wanted: NewReleaseToken, of: DeviceSurroundings): Promise<Enrolment> {
  const method = methodOf(wanted, of);
  const at = toIsoInstant(of.clock.now()) as IsoInstant;
  const token: ReleaseToken = {
    id: makeId<"ReleaseTokenId">(of.clock.now(), of.randomness.bytes(10)) as ReleaseTokenId, signerId: wanted.signerId, title: visibleLine(wanted.title, 60), method,
    sealShare: Uint8Array.from(of.randomness.bytes(shareBytes)), state: "not-confirmed", wrongCodes: 0, made: { at, by: of.actor },
  };
  const customer = await of.store.transaction(async (store) => {
    await store.releases.putToken(token);
    await store.journal.append({ at, actor: of.actor, action: "code-token.made", subject: token.id, summary: `One-time passwords: ${token.title} set up, not confirmed yet`, detail: { method: method.kind } });
    return store.profile.get();
  });
  const shown = method.kind !== "text-message" && wanted.method.kind !== "text-message" && wanted.method.secret === undefined;
  return { token, handover: shown ? handoverOf(method, `Kontor ${customer.shortName}`, token.title) : undefined };
}

function methodOf({ method }: NewReleaseToken, of: DeviceSurroundings): CodeMethod {
  if (method.kind === "text-message") {
    const number = method.number.replace(/[\s()/-]/g, "");
    if (!/^\+[1-9]\d{6,14}$/.test(number)) throw new AppError("input", "bad-number", `"${method.number}" is no international telephone number.`, { meaning: "Nothing was set up.", next: "Write it as +36 30 123 4567." });
    return { kind: "text-message", number, gateway: method.gateway };
  }
  const secret = method.secret === undefined ? Uint8Array.from(of.randomness.bytes(secretBytes[method.algorithm ?? (method.kind === "challenge" ? "SHA256" : "SHA1")])) : Uint8Array.from(method.secret.bytes);
  if (secret.length < secretBytesMin) throw badToken(`A token's secret has at least ${secretBytesMin} bytes; this one has ${secret.length}.`);
  switch (method.kind) {
    case "challenge": {
      const suite = `OCRA-1:HOTP-${method.algorithm ?? "SHA256"}-${method.digits ?? 8}:QN08`;
      if (plainSuite(suite) === undefined || (method.digits ?? 8) < 6) throw badToken("A challenge token's codes have 6 to 10 digits.");
      return { kind: "challenge", suite, secret };
    }
    case "counter":
      return { kind: "counter", algorithm: method.algorithm ?? "SHA1", digits: digitsOf(method.digits), secret, next: 0 };
    case "time": {
      const periodS = method.periodS ?? 30;
      if (periodS !== 30 && periodS !== 60) throw badToken("A token's time steps are 30 or 60 seconds long.");
      return { kind: "time", algorithm: method.algorithm ?? "SHA1", digits: digitsOf(method.digits), periodS, secret, usedStep: -1, driftSteps: 0 };
    }
  }
}

/** Authenticator programs know SHA-1 and six digits best. RFC 4226 §5.3: six at least. */
function digitsOf(digits = 6): number {
  if (digits === 6 || digits === 7 || digits === 8) return digits;
  throw badToken("A token's codes have 6, 7 or 8 digits.");
}

function handoverOf(method: Exclude<CodeMethod, { readonly kind: "text-message" }>, issuer: string, account: string): Handover {
  const secretBase32 = toBase32(method.secret);
  const secretHex = Buffer.from(method.secret).toString("hex");
  return method.kind === "challenge" ? { uri: undefined, secretBase32, secretHex, suite: method.suite } : { uri: otpauthUri(method, issuer, account), secretBase32, secretHex };
}

function badToken(message: string): AppError {
  return new AppError("input", "bad-token", message, { meaning: "Nothing was set up.", next: "Look at the token's papers." });
}
