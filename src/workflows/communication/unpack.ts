import { unzipSync } from "fflate";
import { AppError } from "../../domain/errors.ts";

/** What one download may unpack to: far above a year of statements, far below what fills a disk. */
const unpackedBytesMax = 1024 * 1024 * 1024;
const membersMax = 10_000;

export interface Member {
  /** As the archive calls it: outside text, never used as a path. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The files of a download. @param zipped the service's container is ZIP; a bank that sends the bare file all the same is understood
 * @throws AppError format/`bad-archive`; nothing was stored then, and the bank keeps the data
 */
export function unpack(data: Uint8Array, zipped: boolean, plainName: string): readonly Member[] {
  const looksZipped = data[0] === 0x50 && data[1] === 0x4b;
  if (!zipped || !looksZipped) return [{ name: plainName, bytes: data }];
  try {
    const found: Member[] = [];
    // The library gives members by name: of several with the same one, each round takes the next.
    for (let round = 1, more = true; more; round++) {
      const taken = unpackRound(data, round);
      found.push(...taken.members);
      more = taken.more;
    }
    return found;
  } catch (cause) {
    throw new AppError("format", "bad-archive", "What the bank sent is no archive that can be unpacked.", {
      meaning: "Nothing was taken over, and the bank was told to keep it.", next: "Fetch again later; if it stays so, ask the bank.", cause,
    });
  }
}

/** The members that are the n-th of their name. */
function unpackRound(data: Uint8Array, round: number): { readonly members: readonly Member[]; readonly more: boolean } {
  const seen = new Map<string, number>();
  let size = 0;
  let count = 0;
  let more = false;
  const files = unzipSync(data, {
    filter: (file) => {
      size += file.originalSize;
      count++;
      if (size > unpackedBytesMax || count > membersMax) throw new Error("too large");
      if (file.name.endsWith("/")) return false;
      const nth = (seen.get(file.name) ?? 0) + 1;
      seen.set(file.name, nth);
      if (nth > round) more = true;
      return nth === round;
    },
  });
  return { members: Object.entries(files).map(([name, bytes]) => ({ name, bytes })), more };
}
