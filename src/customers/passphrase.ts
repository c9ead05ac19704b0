import { AppError } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";
import { fold } from "../store/index.ts";

/** Fewer can be guessed by a machine that has the disk, whatever the derivation costs. */
const lengthMin = 10;
const differentMin = 5;
/** What is tried first, and long enough to pass the other rules. */
const common = ["1234567890", "0123456789", "qwertyuiop", "qwertzuiop", "password12", "password123", "passwort123", "jelszo1234", "abcdefghij", "letmein123", "administrator", "kontor1234"];

/** @param operatorName must not make up the passphrase. @throws AppError rights/`weak-passphrase` with the reason as a sentence */
export function requireStrongPassphrase(passphrase: Secret, operatorName: string): void {
  const problem = passphraseProblem(passphrase, operatorName);
  if (problem !== undefined) throw new AppError("rights", "weak-passphrase", problem, { meaning: "Nothing was changed.", next: "Choose another passphrase." });
}

function passphraseProblem(passphrase: Secret, operatorName: string): string | undefined {
  const text = passphrase.revealText();
  const letters = [...text];
  if (letters.length < lengthMin) return `A passphrase needs at least ${lengthMin} characters; several words are easiest to remember.`;
  if (new Set(letters).size < differentMin) return "The passphrase repeats the same few characters.";
  const folded = fold(text);
  if (common.some((word) => folded.startsWith(word) && folded.length < word.length + 4)) return "This passphrase is among the first that are tried.";
  const name = fold(operatorName);
  if (name.length >= 3 && folded.includes(name) && folded.length < name.length + lengthMin) return "The passphrase is made of your name.";
  return undefined;
}
