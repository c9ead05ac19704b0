/** A key's hash by the two rules that banks publish: over the certificate (EBICS 3.0), over exponent and modulus (2.5). */
export interface TwoHashes {
  /** Undefined for a key that came without a certificate. */
  readonly certificateHash: string | undefined;
  readonly publicKeyHash: string;
}

export type HashComparison =
  | { readonly kind: "incomplete"; readonly sentence: string }
  | { readonly kind: "fits"; readonly sentence: string }
  | { readonly kind: "differs"; readonly sentence: string };

const pairs = 32;

/** Compares what was typed from the bank's letter or web page with the key that was fetched. Blanks, colons and case do not matter. */
export function compareHash(typed: string, hashes: TwoHashes): HashComparison {
  const compact = typed.replace(/[\s:.-]/g, "").toUpperCase();
  const bad = /[^0-9A-F]/.exec(compact);
  if (bad !== null) return { kind: "differs", sentence: `A hash has digits and the letters A to F, not "${bad[0]}".` };
  if (compact.length > pairs * 2) return { kind: "differs", sentence: `A SHA-256 hash has ${pairs} pairs; this has more.` };
  const rules = [["certificate", hashes.certificateHash], ["public key", hashes.publicKeyHash]] as const;
  const differences = rules.flatMap(([over, hash]) => (hash === undefined ? [] : [{ over, at: firstDifference(compact, hash) }]));
  const fitting = differences.find(({ at }) => at === undefined);
  if (fitting === undefined) return differs(Math.max(...differences.map(({ at }) => at ?? 0)));
  if (compact.length < pairs * 2) return { kind: "incomplete", sentence: `${Math.floor(compact.length / 2)} of ${pairs} pairs, right so far.` };
  return { kind: "fits", sentence: `Fits: the hash of the ${fitting.over}.` };
}

/** The hash that a bank of this key publishes first: over the certificate where there is one. */
export function usualHash({ certificateHash, publicKeyHash }: TwoHashes): string {
  return certificateHash ?? publicKeyHash;
}

/** `3F 2A …` in lines of sixteen pairs, as letters print it. */
export function hashLines(hash: string): string[] {
  const shown = hash.toUpperCase().match(/../g) ?? [];
  return [shown.slice(0, 16).join(" "), shown.slice(16).join(" ")];
}

/** 0-based pair; undefined when one is the beginning of the other. */
function firstDifference(typed: string, hash: string): number | undefined {
  for (let i = 0; i < Math.min(typed.length, hash.length); i++) if (typed[i] !== hash.toUpperCase()[i]) return Math.floor(i / 2);
  return undefined;
}

function differs(pair: number): HashComparison {
  return { kind: "differs", sentence: `Differs from pair ${pair + 1} on. If you typed it right, this is not the bank's key.` };
}
