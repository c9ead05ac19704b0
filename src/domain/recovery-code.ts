import { assert } from "./errors.ts";

/**
 * A code on paper that nobody can guess: 120 random bits in 24 characters of Crockford's base 32 (no I, L, O, U), and one that checks them, so
 * that a mistyped one is told from a wrong one. Written in groups of five: `7K3QM-…`.
 */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const groupLength = 5;
const payloadLength = 24;
export const recoveryCodeBytes = (payloadLength * 5) / 8;

/** @param random `recoveryCodeBytes` of them */
export function makeRecoveryCode(random: Uint8Array): string {
  assert(random.length === recoveryCodeBytes, "a recovery code is made of 15 random bytes");
  let bits = random.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  let payload = "";
  for (let at = 0; at < payloadLength; at++) {
    payload = `${alphabet[Number(bits & 31n)]}${payload}`;
    bits >>= 5n;
  }
  return (`${payload}${checkCharacter(payload)}`.match(new RegExp(`.{${groupLength}}`, "g")) ?? []).join("-");
}

/** As it was written; case, blanks, hyphens and the usual mix-ups aside. @returns undefined when something is mistyped or missing */
export function readRecoveryCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  const payload = code.slice(0, payloadLength);
  if (code.length !== payloadLength + 1 || [...code].some((one) => !alphabet.includes(one)) || checkCharacter(payload) !== code.at(-1)) return undefined;
  return (code.match(new RegExp(`.{${groupLength}}`, "g")) ?? []).join("-");
}

/** Differs when one character is another one (but for the first and last of the alphabet), or two neighbours changed places. */
function checkCharacter(payload: string): string {
  const sum = [...payload].reduce((all, one, at) => all + alphabet.indexOf(one) * (at + 1), 0);
  return alphabet[sum % 31] ?? "";
}
