import { createHash } from "node:crypto";

/** Stands before the first entry. */
export const firstPreviousHash = "0".repeat(64);

/** What a hash is over; `detail` is canonical JSON already. */
export interface HashedEntry {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | undefined;
  readonly summary: string;
  readonly detail: string;
}

/** Lower-case hex SHA-256 of an entry chained to the one before (docs/store-format.md, "Journal"). */
export function entryHash(previousHash: string, entry: HashedEntry): string {
  const text = (value: string) => JSON.stringify(value);
  const canonical =
    `{"action":${text(entry.action)},"actor":${text(entry.actor)},"at":${text(entry.at)},"detail":${entry.detail},` +
    `"sequence":${entry.sequence},"subject":${entry.subject === undefined ? "null" : text(entry.subject)},"summary":${text(entry.summary)}}`;
  return createHash("sha256").update(`${previousHash}\n${canonical}`, "utf8").digest("hex");
}

/** JSON with sorted keys and no blanks: one text for one value. A bigint becomes its digits in a string. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return part.toString();
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
