import { Zip, ZipDeflate } from "fflate";

/** One file of an archive. */
export interface ZipMember {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly modifiedMs: number;
}

/** Packs the files one after the other, chunk by chunk: neither a file nor the archive has to fit in memory. */
export async function* zipArchive(members: AsyncIterable<ZipMember> | Iterable<ZipMember>): AsyncGenerator<Uint8Array> {
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
    const file = new ZipDeflate(member.name, { level: 6 });
    file.mtime = member.modifiedMs;
    archive.add(file);
    for await (const chunk of member.content) {
      // Copied: fflate keeps what it is given, and a writer may use its buffer again.
      file.push(Uint8Array.from(chunk));
      yield* take();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    file.push(new Uint8Array(0), true);
    yield* take();
  }
  archive.end();
  yield* take();
}
