import { createDecipheriv } from "node:crypto";
import { Readable, type Transform } from "node:stream";
import { createDeflate, createInflate } from "node:zlib";
import { TransactionCipher, aesBlockBytes, zeroVector } from "./crypto/transaction-cipher.ts";

/** Order data piece by piece: compressed, encrypted and cut, and back again, with a few pieces in memory however long they are. */
export type Pieces = AsyncIterable<Uint8Array>;

/** Why order data cannot be opened. One kind for wrong key, damaged ciphertext and damaged zlib alike: the difference would help an attacker. */
export class OrderDataError extends Error {
  readonly kind: "undecryptable" | "too-large";
  constructor(kind: "undecryptable" | "too-large", options?: ErrorOptions) {
    super(kind === "too-large" ? "the order data inflate beyond the limit" : "the order data cannot be decrypted and decompressed", options);
    this.name = "OrderDataError";
    this.kind = kind;
  }
}

/** zlib format, level 6. It runs beside this thread, so that reading, hashing and encrypting go on meanwhile. */
export function deflated(plain: Pieces | Uint8Array): AsyncGenerator<Uint8Array> {
  return through(piecesOf(plain), createDeflate({ level: 6, chunkSize: chunkBytes }));
}

/** AES-128-CBC with padding. @param key 16 bytes; wiped by its owner only after the last piece */
export async function* encrypted(key: Uint8Array, compressed: Pieces): AsyncGenerator<Uint8Array> {
  const cipher = new TransactionCipher(key);
  for await (const piece of compressed) yield cipher.update(piece);
  yield cipher.final();
}

/** Pieces of exactly this size; the last is shorter. Each is an array of its own. Nothing at all gives none. */
export async function* cut(content: Pieces, sizeBytes: number): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(sizeBytes);
  let filled = 0;
  for await (const chunk of content) {
    for (let from = 0; from < chunk.length; ) {
      const taken = Math.min(sizeBytes - filled, chunk.length - from);
      piece.set(chunk.subarray(from, from + taken), filled);
      filled += taken;
      from += taken;
      if (filled < sizeBytes) continue;
      yield piece;
      piece = new Uint8Array(sizeBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.slice(0, filled);
}

/**
 * Decrypts and takes the padding off, whoever made it: X9.23, ISO 10126 and PKCS#7 all end in the count. Where the last byte is no such count
 * the bytes stay: the zlib stream in front knows its own end.
 * @throws OrderDataError at the end, when the length is no multiple of the block
 */
export async function* decrypted(key: Uint8Array, segments: Pieces | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decipher = createDecipheriv("aes-128-cbc", key, zeroVector).setAutoPadding(false);
  let sizeBytes = 0;
  let lastBlock: Uint8Array = new Uint8Array(0);
  for await (const segment of segments) {
    sizeBytes += segment.length;
    const plain = decipher.update(segment);
    if (plain.length === 0) continue;
    if (lastBlock.length > 0) yield lastBlock;
    if (plain.length > aesBlockBytes) yield plain.subarray(0, -aesBlockBytes);
    lastBlock = Uint8Array.from(plain.subarray(-aesBlockBytes));
  }
  if (sizeBytes === 0 || sizeBytes % aesBlockBytes !== 0) throw new OrderDataError("undecryptable");
  const count = lastBlock.at(-1) ?? 0;
  yield count >= 1 && count <= aesBlockBytes ? lastBlock.subarray(0, -count) : lastBlock;
}

/** How far data may grow when inflated. */
export interface InflateLimit {
  /** At most so many bytes in all. */
  readonly bytesMax: number;
  /** And at most so many times what went in, once `freeBytes` are exceeded: real files never get near, a zip bomb does at once. */
  readonly timesMax?: number | undefined;
}

/** What no limit of growth is applied to. */
const freeBytes = 64 * 1024 * 1024;

/** Bytes after the end of the zlib stream are ignored: some clients pad oddly. @throws OrderDataError */
export async function* inflated(compressed: Pieces | Uint8Array, limit: InflateLimit): AsyncGenerator<Uint8Array> {
  let inBytes = 0;
  let outBytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of piecesOf(compressed)) {
      inBytes += piece.length;
      yield piece;
    }
  };
  try {
    for await (const piece of through(counted(), createInflate({ chunkSize: chunkBytes }))) {
      outBytes += piece.length;
      if (outBytes > limit.bytesMax || outBytes > freeBytes + inBytes * (limit.timesMax ?? Number.POSITIVE_INFINITY)) throw new OrderDataError("too-large");
      yield piece;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_")) throw new OrderDataError("undecryptable", { cause: error });
    throw error;
  }
}

/** Large enough that crossing into zlib costs nothing, small enough that a dozen of them are nothing. */
const chunkBytes = 256 * 1024;

/** Reads the source through one of zlib's streams. What fails in either comes out here; whoever leaves early closes the source. */
async function* through(source: AsyncGenerator<Uint8Array>, zlib: Transform): AsyncGenerator<Uint8Array> {
  const input = Readable.from(source, { highWaterMark: 2 });
  input.once("error", (error) => zlib.destroy(error));
  input.pipe(zlib);
  try {
    for await (const chunk of zlib) yield chunk as Uint8Array; // zlib gives nothing else
  } finally {
    input.destroy();
    zlib.destroy();
  }
}

async function* piecesOf(content: Pieces | Uint8Array): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) yield content;
  else yield* content;
}
