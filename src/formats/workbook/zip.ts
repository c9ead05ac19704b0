import { crc32, createInflateRaw } from "node:zlib";

/** Why a spreadsheet cannot be read on: thrown inside this folder only, handed out as a finding. */
export class WorkbookProblem extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A member of the archive: where its compressed bytes stand. */
interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly isLocked: boolean;
  readonly crc: number;
  readonly size: number;
  readonly packed: number;
  readonly at: number;
}

export type ZipEntries = ReadonlyMap<string, ZipEntry>;

const localSignature = 0x04034b50, centralSignature = 0x02014b50, endSignature = 0x06054b50;
const entriesMax = 10_000;
/** What one member may unpack to: a sheet of 200,000 rows is far below. */
const unpackedMax = 256 * 1024 * 1024;

const damaged = (): WorkbookProblem => new WorkbookProblem("workbook-damaged", "The spreadsheet is damaged, or was cut off. Nothing more is read from it: get it again, or save it anew.");

/** The table at the archive's end (APPNOTE.TXT 4.3.12 and 4.3.16). Archives over several disks or in ZIP64 are none of a spreadsheet's size. */
export function zipEntries(file: Buffer): ZipEntries {
  const end = endRecord(file);
  const count = file.readUInt16LE(end + 10);
  if (count > entriesMax) throw new WorkbookProblem("workbook-too-large", `The spreadsheet consists of more than ${entriesMax} parts: it is not read. Save it anew with the sheet alone that has the data.`);
  const entries = new Map<string, ZipEntry>();
  let at = file.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || file.readUInt32LE(at) !== centralSignature) throw damaged();
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString("utf8", at + 46, at + 46 + nameLength).replaceAll("\\", "/");
    entries.set(name.toLowerCase(), {
      name, isLocked: (file.readUInt16LE(at + 8) & 1) === 1, method: file.readUInt16LE(at + 10), crc: file.readUInt32LE(at + 16), packed: file.readUInt32LE(at + 20), size: file.readUInt32LE(at + 24), at: file.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return entries;
}

function endRecord(file: Buffer): number {
  // A comment of at most 64 KiB may stand behind it.
  for (let at = file.length - 22; at >= 0 && at >= file.length - 22 - 0xffff; at--) if (file.readUInt32LE(at) === endSignature) return at;
  throw damaged();
}

/** Unpacks a member, chunk by chunk. Its length and check sum are compared at the end; what unpacks to more than it may, or than it says, is stopped there. @throws WorkbookProblem */
export async function* unpack(file: Buffer, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  if (entry.isLocked) throw new WorkbookProblem("workbook-locked", "The spreadsheet is protected by a password. Save it without, and bring it again.");
  if (entry.size > unpackedMax) throw new WorkbookProblem("workbook-too-large", `A part of the spreadsheet unpacks to more than ${unpackedMax / 1024 / 1024} MB: it is not read. Divide it into several files.`);
  if (entry.at + 30 > file.length || file.readUInt32LE(entry.at) !== localSignature) throw damaged();
  const from = entry.at + 30 + file.readUInt16LE(entry.at + 26) + file.readUInt16LE(entry.at + 28);
  if (from + entry.packed > file.length) throw damaged();
  let size = 0, crc = 0;
  for await (const chunk of contentOf(file.subarray(from, from + entry.packed), entry.method)) {
    size += chunk.length;
    if (size > entry.size) throw damaged();
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (size !== entry.size || crc !== entry.crc) throw damaged();
}

async function* contentOf(packed: Buffer, method: number): AsyncGenerator<Uint8Array> {
  if (method === 0) {
    yield packed;
    return;
  }
  if (method !== 8) throw damaged();
  const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
  inflate.end(packed);
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) yield chunk; // a zlib stream hands out buffers
  } catch {
    throw damaged();
  }
}
