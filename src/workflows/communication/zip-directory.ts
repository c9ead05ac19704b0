/** Bytes that can be read anywhere: a stored file, or what is held in memory. */
export interface RandomAccess {
  readonly sizeBytes: number;
  /** @returns fewer bytes only at the end */
  readAt(offset: number, lengthBytes: number): Promise<Uint8Array>;
}

/** One file of an archive, as its central directory has it. */
export interface ZipEntry {
  /** As the archive calls it: outside text. Ends with `/` for a folder. */
  readonly name: string;
  readonly method: "stored" | "deflated";
  readonly crc32: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** Where its local header begins. */
  readonly headerOffset: number;
}

/** The bytes are no archive that is understood here. */
export class ZipError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ZipError";
  }
}

const endRecordBytes = 22;
const commentBytesMax = 65_535;
const membersMax = 100_000;
/** Far above the directory of so many members. */
const directoryBytesMax = 64 * 1024 * 1024;

/**
 * The members of a ZIP archive by its central directory, which alone says what belongs to it. ZIP64 too; encrypted and split ones are refused.
 * Source: APPNOTE.TXT 6.3.9, sections 4.3 and 4.4
 * @throws ZipError
 */
export async function zipEntries(archive: RandomAccess): Promise<readonly ZipEntry[]> {
  const { count, offset, sizeBytes } = await endRecord(archive);
  if (count > membersMax || sizeBytes > directoryBytesMax || offset + sizeBytes > archive.sizeBytes) throw new ZipError("its directory is not where it says");
  const directory = viewOf(await archive.readAt(offset, sizeBytes));
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let n = 0; n < count; n++) {
    const { entry, length } = readEntry(directory, at);
    entries.push(entry);
    at += length;
  }
  return entries;
}

/** Where a member's packed bytes begin. @throws ZipError */
export async function dataOffset(archive: RandomAccess, entry: ZipEntry): Promise<number> {
  const header = viewOf(await archive.readAt(entry.headerOffset, 30));
  if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50) throw new ZipError("a member is not where the directory says");
  const offset = entry.headerOffset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (offset + entry.packedBytes > archive.sizeBytes) throw new ZipError("a member goes on after the end");
  return offset;
}

interface EndRecord {
  readonly count: number;
  readonly sizeBytes: number;
  readonly offset: number;
}

async function endRecord(archive: RandomAccess): Promise<EndRecord> {
  const tailStart = Math.max(0, archive.sizeBytes - endRecordBytes - commentBytesMax);
  const tail = viewOf(await archive.readAt(tailStart, archive.sizeBytes - tailStart));
  for (let at = tail.byteLength - endRecordBytes; at >= 0; at--) {
    if (tail.getUint32(at, true) !== 0x06054b50 || at + endRecordBytes + tail.getUint16(at + 20, true) !== tail.byteLength) continue;
    const count = tail.getUint16(at + 10, true);
    const sizeBytes = tail.getUint32(at + 12, true);
    const offset = tail.getUint32(at + 16, true);
    if (count !== 0xffff && sizeBytes !== 0xffffffff && offset !== 0xffffffff) return { count, sizeBytes, offset };
    return endRecord64(archive, tailStart + at - 20);
  }
  throw new ZipError("it has no end record");
}

/** @param locatorAt where the ZIP64 locator stands, in front of the end record */
async function endRecord64(archive: RandomAccess, locatorAt: number): Promise<EndRecord> {
  const locator = viewOf(locatorAt < 0 ? new Uint8Array(0) : await archive.readAt(locatorAt, 20));
  if (locator.byteLength < 20 || locator.getUint32(0, true) !== 0x07064b50) throw new ZipError("it has no ZIP64 locator");
  const record = viewOf(await archive.readAt(numberAt(locator, 8), 56));
  if (record.byteLength < 56 || record.getUint32(0, true) !== 0x06064b50) throw new ZipError("it has no ZIP64 end record");
  return { count: numberAt(record, 32), sizeBytes: numberAt(record, 40), offset: numberAt(record, 48) };
}

function readEntry(directory: DataView, at: number): { readonly entry: ZipEntry; readonly length: number } {
  if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== 0x02014b50) throw new ZipError("its directory breaks off");
  const flags = directory.getUint16(at + 8, true);
  const method = directory.getUint16(at + 10, true);
  const [nameBytes, extraBytes, commentBytes] = [directory.getUint16(at + 28, true), directory.getUint16(at + 30, true), directory.getUint16(at + 32, true)];
  const length = 46 + nameBytes + extraBytes + commentBytes;
  if (at + length > directory.byteLength) throw new ZipError("its directory breaks off");
  if ((flags & 1) !== 0) throw new ZipError("a member is encrypted");
  if (method !== 0 && method !== 8) throw new ZipError(`a member is packed by method ${method}`);
  const extra = extra64(directory, at + 46 + nameBytes, extraBytes);
  const sizeBytes = extra.next(directory.getUint32(at + 24, true));
  const packedBytes = extra.next(directory.getUint32(at + 20, true));
  const headerOffset = extra.next(directory.getUint32(at + 42, true));
  const name = Buffer.from(directory.buffer, directory.byteOffset + at + 46, nameBytes).toString((flags & 0x800) === 0 ? "latin1" : "utf8");
  return { entry: { name, method: method === 0 ? "stored" : "deflated", crc32: directory.getUint32(at + 16, true), packedBytes, sizeBytes, headerOffset }, length };
}

/** The ZIP64 extra field holds, in a fixed order, those of the values whose 32 bits are all ones. */
function extra64(directory: DataView, start: number, extraBytes: number): { next(value: number): number } {
  let at = start;
  let end = start;
  for (let field = start; field + 4 <= start + extraBytes; field += 4 + directory.getUint16(field + 2, true)) {
    if (directory.getUint16(field, true) !== 1) continue;
    at = field + 4;
    end = Math.min(at + directory.getUint16(field + 2, true), start + extraBytes);
    break;
  }
  return {
    next(value) {
      if (value !== 0xffffffff) return value;
      if (at + 8 > end) throw new ZipError("a ZIP64 value is missing");
      at += 8;
      return numberAt(directory, at - 8);
    },
  };
}

function numberAt(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ZipError("a size is impossible");
  return Number(value);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
