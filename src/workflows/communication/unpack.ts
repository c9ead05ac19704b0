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
  let size = 0;
  let members = 0;
  try {
    const files = unzipSync(data, {
      filter: (file) => {
        size += file.originalSize;
        members++;
        if (size > unpackedBytesMax || members > membersMax) throw new Error("too large");
        return !file.name.endsWith("/");
      },
    });
    return Object.entries(files).map(([name, bytes]) => ({ name, bytes }));
  } catch (cause) {
    throw new AppError("format", "bad-archive", "What the bank sent is no archive that can be unpacked.", {
      meaning: "Nothing was taken over, and the bank was told to keep it.", next: "Fetch again later; if it stays so, ask the bank.", cause,
    });
  }
}
