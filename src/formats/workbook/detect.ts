import { constants, inflateRawSync } from "node:zlib";

const localSignature = Buffer.from("PK\x03\x04", "latin1");

/**
 * True for a spreadsheet in Office Open XML (.xlsx, .xlsm), by the parts that its archive begins with.
 * @param head the first bytes of the file, 4 KiB are enough
 */
export function isWorkbook(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.indexOf(localSignature) !== 0) return false;
  for (let at = 0; at >= 0 && at + 30 <= bytes.length; at = bytes.indexOf(localSignature, at + 4)) {
    const nameEnd = at + 30 + bytes.readUInt16LE(at + 26);
    const name = bytes.toString("latin1", at + 30, nameEnd);
    if (/^xl[/\\]/i.test(name)) return true;
    if (name === "[Content_Types].xml" && beginningOf(bytes, at, nameEnd).includes("spreadsheetml")) return true;
  }
  return false;
}

/** As much of a member as the head has of it. */
function beginningOf(bytes: Buffer, at: number, nameEnd: number): string {
  const from = nameEnd + bytes.readUInt16LE(at + 28);
  const packed = bytes.readUInt32LE(at + 18);
  const part = bytes.subarray(from, packed === 0 ? bytes.length : Math.min(bytes.length, from + packed));
  if (bytes.readUInt16LE(at + 8) === 0) return part.toString("latin1");
  try {
    return inflateRawSync(part, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1024 * 1024 }).toString("latin1");
  } catch {
    return "";
  }
}
