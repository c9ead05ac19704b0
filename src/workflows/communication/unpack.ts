import { Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { AppError } from "../../domain/errors.ts";
import { dataOffset, type RandomAccess, zipEntries, type ZipEntry, ZipError } from "./zip-directory.ts";

/** What the members of one archive may unpack to: 64 MiB, and 256 times the archive; statements get nowhere near, a zip bomb does at once. */
const freeBytes = 64 * 1024 * 1024;
const timesMax = 256;
/** How much of the archive is read at a time. */
const readBytes = 1024 * 1024;

/** What came from the bank, whole and stored, or small and in memory. */
export interface ReceivedFile extends RandomAccess {
  /** It lies in the store under an id of its own. */
  readonly isStored: boolean;
  open(): AsyncIterable<Uint8Array>;
}

export interface Member {
  /** As the archive calls it: outside text, never used as a path. */
  readonly name: string;
  readonly sizeBytes: number;
  /** It is all that came, no member of an archive. */
  readonly isWhole: boolean;
  /** @throws AppError format/`bad-archive` where it is damaged */
  open(): AsyncIterable<Uint8Array>;
}

/**
 * The files of a download, each read from where it lies. @param zipped the service's container is ZIP; a bank that sends the bare file all the
 * same is understood
 * @throws AppError format/`bad-archive`; nothing was stored then, and the bank keeps the data
 */
export async function unpack(file: ReceivedFile, zipped: boolean, plainName: string): Promise<readonly Member[]> {
  if (!zipped || !(await isArchive(file))) return [{ name: plainName, sizeBytes: file.sizeBytes, isWhole: true, open: () => file.open() }];
  try {
    const entries = (await zipEntries(file)).filter((entry) => !entry.name.endsWith("/"));
    const unpackedBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
    if (unpackedBytes > freeBytes + timesMax * file.sizeBytes) throw new ZipError("it unpacks to more than is taken");
    return entries.map((entry) => ({ name: entry.name, sizeBytes: entry.sizeBytes, isWhole: false, open: () => content(file, entry) }));
  } catch (error) {
    throw badArchive(error);
  }
}

/** Whether it begins as an archive, or is an empty one. */
async function isArchive(file: RandomAccess): Promise<boolean> {
  const [p, k] = await file.readAt(0, 2);
  return p === 0x50 && k === 0x4b;
}

async function* content(file: ReceivedFile, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  let sum = 0;
  try {
    const packed = range(file, await dataOffset(file, entry), entry.packedBytes);
    for await (const piece of entry.method === "stored" ? packed : inflatedRaw(packed)) {
      sizeBytes += piece.length;
      if (sizeBytes > entry.sizeBytes) throw new ZipError("a member is larger than it says");
      sum = crc32(piece, sum);
      yield piece;
    }
    if (sizeBytes !== entry.sizeBytes || sum !== entry.crc32) throw new ZipError("a member is damaged");
  } catch (error) {
    throw badArchive(error);
  }
}

async function* range(file: ReceivedFile, offset: number, lengthBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < lengthBytes; at += readBytes) yield await file.readAt(offset + at, Math.min(readBytes, lengthBytes - at));
}

async function* inflatedRaw(packed: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = Readable.from(packed, { highWaterMark: 1 });
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  input.once("error", (error) => inflate.destroy(error));
  input.pipe(inflate);
  try {
    for await (const piece of inflate) yield piece as Uint8Array; // zlib gives nothing else
  } finally {
    input.destroy();
    inflate.destroy();
  }
}

/** What is wrong with the archive, not what went wrong while it was read. */
function badArchive(error: unknown): unknown {
  const isItsFault = error instanceof ZipError || (error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_"));
  if (!isItsFault) return error;
  return new AppError("format", "bad-archive", "What the bank sent is no archive that can be unpacked.", {
    meaning: "Nothing was taken over, and the bank was told to keep it.", next: "Fetch again later; if it stays so, ask the bank.", cause: error,
  });
}
