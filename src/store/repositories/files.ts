import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import type { Randomness } from "../../domain/clock.ts";
import { type IsoInstant, makeId, type StoredFileId } from "../../domain/ids.ts";
import type { FileRepository, StoredFile, StoredFileKind } from "../../workflows/ports/customer-store.ts";
import type { Access } from "../access.ts";
import { storeError } from "../store-error.ts";
import { pieces } from "./pieces.ts";

/** Order files, statements and letters, cut into compressed pieces (docs/store-format.md, "Stored files"). */
export class SqlFiles implements FileRepository {
  readonly #access: Access;
  readonly #randomness: Randomness;
  constructor(access: Access, randomness: Randomness) {
    this.#access = access;
    this.#randomness = randomness;
  }

  add(file: { readonly kind: StoredFileKind; readonly name: string; readonly at: IsoInstant; readonly content: AsyncIterable<Uint8Array> }): Promise<StoredFile> {
    return this.#access.within(async (access) => {
      const id: StoredFileId = makeId(Date.parse(file.at), this.#randomness.bytes(10));
      try {
        return await this.#write(access, id, file);
      } catch (error) {
        // The transaction may go on without this file: its pieces must not stay.
        await access.write(({ db }) => db.deleteFrom("file_chunks").where("file_id", "=", id).execute()).catch(() => undefined);
        throw error;
      }
    });
  }

  async #write(access: Access, id: StoredFileId, file: Parameters<FileRepository["add"]>[0]): Promise<StoredFile> {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    let sequence = 0;
    for await (const piece of pieces(file.content, pieceBytes)) {
      hash.update(piece);
      sizeBytes += piece.length;
      const packed = await compress(piece);
      const smaller = packed.length < piece.length;
      const row = { file_id: id, sequence: sequence++, encoding: smaller ? "zstd" : "plain", content: smaller ? packed : piece };
      await access.write(({ db }) => db.insertInto("file_chunks").values(row).execute());
    }
    const stored: StoredFile = { id, kind: file.kind, name: file.name, sizeBytes, sha256: hash.digest("hex"), at: file.at };
    await access.write(({ db }) =>
      db.insertInto("files").values({ id, kind: stored.kind, name: stored.name, size_bytes: sizeBytes, sha256: stored.sha256, at: stored.at }).execute(),
    );
    return stored;
  }

  get(id: StoredFileId): Promise<StoredFile | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("files").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : toStoredFile(row);
    });
  }

  findBySha256(sha256: string): Promise<readonly StoredFile[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("files").selectAll().where("sha256", "=", sha256).orderBy("at").execute()).map(toStoredFile));
  }

  async *read(id: StoredFileId): AsyncGenerator<Uint8Array, void, undefined> {
    const file = await this.get(id);
    if (file === undefined) throw storeError("not-found", { message: "The file is no longer in the customer's store.", context: { file: id } });
    const hash = createHash("sha256");
    let sizeBytes = 0;
    for (let sequence = 0; sizeBytes < file.sizeBytes; sequence++) {
      const chunk = await this.#access.read(({ db }) =>
        db.selectFrom("file_chunks").select(["encoding", "content"]).where("file_id", "=", id).where("sequence", "=", sequence).executeTakeFirst(),
      );
      if (chunk === undefined) throw damagedFile(id, "missing-piece");
      const piece = chunk.encoding === "zstd" ? await expand(id, chunk.content) : new Uint8Array(chunk.content);
      hash.update(piece);
      sizeBytes += piece.length;
      yield piece;
    }
    if (sizeBytes !== file.sizeBytes || hash.digest("hex") !== file.sha256) throw damagedFile(id, "sha256");
  }

  remove(id: StoredFileId): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db.deleteFrom("files").where("id", "=", id).execute();
    });
  }
}

/** 1 MiB: large enough to compress well, small enough that memory stays flat. */
const pieceBytes = 1024 * 1024;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

async function expand(id: StoredFileId, packed: Uint8Array): Promise<Uint8Array> {
  try {
    return await decompress(packed, { maxOutputLength: pieceBytes });
  } catch (error) {
    throw damagedFile(id, "compression", error);
  }
}

function damagedFile(id: StoredFileId, part: string, cause?: unknown) {
  return storeError("damaged", { message: "A stored file cannot be read back as it was written.", cause, context: { file: id, part } });
}

function toStoredFile(row: { id: string; kind: string; name: string; size_bytes: number; sha256: string; at: string }): StoredFile {
  return { id: row.id as StoredFileId, kind: row.kind as StoredFileKind, name: row.name, sizeBytes: row.size_bytes, sha256: row.sha256, at: row.at as IsoInstant };
}
