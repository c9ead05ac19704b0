import { crc32, createDeflateRaw } from "node:zlib";
import { type AsyncFlateStreamHandler, Zip, type ZipInputFile } from "fflate";

/** One file of an archive. */
export interface ZipMember {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly modifiedMs: number;
}

/** Packs the files one after the other, chunk by chunk: neither a file nor the archive has to fit in memory. */
export async function* zipArchive(members: AsyncIterable<ZipMember>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  let failure: Error | undefined;
  const archive = new Zip((error, chunk) => {
    if (error !== null) failure = error;
    else ready.push(chunk);
  });
  const take = function* (): Generator<Uint8Array> {
    if (failure !== undefined) throw failure;
    yield* ready.splice(0);
  };
  for await (const member of members) {
    const file = new DeflatedFile(member.name, member.modifiedMs);
    archive.add(file);
    for await (const chunk of member.content) {
      await file.push(chunk);
      yield* take();
    }
    await file.end();
    yield* take();
  }
  archive.end();
  yield* take();
}

/** A file of an archive, compressed by Node's own zlib: five times as fast as fflate's, and off this thread. */
class DeflatedFile implements ZipInputFile {
  readonly filename: string;
  readonly mtime: number;
  readonly compression = 8; // deflate; APPNOTE.TXT 4.4.5
  readonly flag = 0;
  size = 0;
  crc = 0;
  /** Set by the archive. */
  ondata?: AsyncFlateStreamHandler;
  readonly #deflate = createDeflateRaw();

  constructor(filename: string, mtime: number) {
    this.filename = filename;
    this.mtime = mtime;
    this.#deflate.on("data", (chunk: Uint8Array<ArrayBuffer>) => this.ondata?.(null, chunk, false));
  }

  /** Settles when the chunk was taken in; it may be used again then. */
  push(chunk: Uint8Array): Promise<void> {
    this.size += chunk.length;
    this.crc = crc32(chunk, this.crc);
    return new Promise((resolve, reject) => {
      this.#deflate.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
  }

  end(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#deflate.once("error", reject);
      this.#deflate.once("end", () => {
        this.ondata?.(null, new Uint8Array(0), true);
        resolve();
      });
      this.#deflate.end();
    });
  }
}
