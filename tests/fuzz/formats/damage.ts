/**
 * Ways to damage a file at one byte: cut before it, one bit, the top bit, and the sign that means most to a format. Each is done at every
 * byte of every file, of 90 KB too: what that costs is the square of their sizes, some 10^11 bytes for each way, an hour of a processor.
 */
export const damages = ["cut", "bit", "high", "sign"] as const;
export type Damage = (typeof damages)[number];

/** A copy, damaged at that byte. */
export function damaged(bytes: Buffer, at: number, how: Damage): Buffer {
  if (how === "cut") return Buffer.from(bytes.subarray(0, at));
  const copy = Buffer.from(bytes);
  const before = copy[at] ?? 0;
  copy[at] = how === "bit" ? before ^ 0x01 : how === "high" ? before ^ 0x80 : bytes.includes(0x3c) ? 0x3c : 0x0a;
  return copy;
}

/**
 * True where a cut there may leave what is a whole file by its format: it falls between two lines, or behind the balance that closes the
 * last statement of SWIFT, or in it (`90,` says what `90,00` says); an MT942 has nothing that ends it.
 */
export function mayBeWhole(formatId: string, bytes: Buffer, at: number): boolean {
  const lineEnd = (byte: number | undefined): boolean => byte === 0x0a || byte === 0x0d;
  if (at === 0 || lineEnd(bytes[at]) || lineEnd(bytes[at - 1]) || formatId === "mt942") return true;
  if (formatId !== "mt940") return false;
  const rest = bytes.toString("latin1", 0, at);
  const closed = rest.lastIndexOf("\n:62");
  return closed >= 0 && !/\n:(?:20|61):/.test(rest.slice(closed));
}
