import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { AppError } from "../domain/errors.ts";
import type { Randomness } from "../domain/clock.ts";
import { Secret } from "../domain/secret.ts";
import type { PinOwner, PinSource } from "../workflows/onboarding/desk.ts";

/** Without those that look alike on paper. */
const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
const groups = 5;
const groupLength = 4;
const heading = "host id;partner id;user id;pin";

/**
 * A file with one PIN per user, `host id;partner id;user id;pin`, readable by its owner only. PINs that stand there are used; a missing one is made
 * (100 random bits) and written there, safe on the disk, before its key is made: so a run that was killed finds it again.
 * @throws AppError input/`unreadable-file`, `pins-readable` when others may read the file, `bad-pins`
 */
export function pinFile(path: string, randomness: Randomness): PinSource {
  const pins = existsSync(path) ? readPins(path) : startFile(path);
  const keyOf = ({ hostId, partnerId, userId }: PinOwner): string => `${hostId};${partnerId};${userId}`;
  return {
    async knownFor(user) {
      const known = pins.get(keyOf(user));
      return known === undefined ? undefined : Secret.fromText(known);
    },
    async pinFor(user) {
      const key = keyOf(user);
      const known = pins.get(key);
      if (known !== undefined) return Secret.fromText(known);
      const made = makePin(randomness);
      append(path, `${key};${made}\n`);
      pins.set(key, made);
      return Secret.fromText(made);
    },
  };
}

/** One PIN for every user of the run, from a secret that the caller wipes. */
export function samePin(secret: Secret): PinSource {
  return { pinFor: async () => secret.copy(), knownFor: async () => secret.copy() };
}

function readPins(path: string): Map<string, string> {
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new AppError("input", "pins-readable", `Others may read ${path}.`, { meaning: "Nothing was done: PINs belong to their users alone.", next: `chmod 600 ${path}` });
  }
  const pins = new Map<string, string>();
  for (const [index, line] of read(path).split(/\r?\n/).entries()) {
    if (line.trim() === "" || line === heading) continue;
    const [hostId, partnerId, userId, pin, ...more] = line.split(";");
    if (pin === undefined || pin === "" || more.length > 0) throw new AppError("input", "bad-pins", `Line ${index + 1} of ${path} is not "${heading}".`, { meaning: "Nothing was done." });
    pins.set(`${hostId};${partnerId};${userId}`, pin);
  }
  return pins;
}

function startFile(path: string): Map<string, string> {
  try {
    writeFileSync(path, `${heading}\n`, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    throw fileError(path, cause);
  }
  return new Map();
}

function append(path: string, text: string): void {
  try {
    const file = openSync(path, "a", 0o600);
    try {
      appendFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw fileError(path, cause);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw fileError(path, cause);
  }
}

function makePin(randomness: Randomness): string {
  const characters = [...randomness.bytes(groups * groupLength)].map((byte) => alphabet[byte % alphabet.length] ?? "");
  return Array.from({ length: groups }, (_, at) => characters.slice(at * groupLength, (at + 1) * groupLength).join("")).join("-");
}

function fileError(path: string, cause: unknown): AppError {
  return new AppError("input", "unreadable-file", `The file of PINs ${path} cannot be read or written.`, { meaning: "No key was made whose PIN is not kept.", cause });
}
