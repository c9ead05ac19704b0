import { createHash } from "node:crypto";
import { sql } from "kysely";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import type { Randomness } from "../../domain/clock.ts";
import { type IsoInstant, makeId, type StoredFileId } from "../../domain/ids.ts";
import type { FileRepository, StoredFile, StoredFileKind } from "../../workflows/ports/files.ts";
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

  add(file: { readonly kind: StoredFileKind; readonly name: string; readonly at: IsoInstant; readonly content: AsyncIterable<Uint8Array>; readonly id?: StoredFileId | undefined }): Promise<StoredFile> {
    return this.#access.within(async (access) => {
      const id: StoredFileId = file.id ?? makeId(Date.parse(file.at), this.#randomness.bytes(10));
      try {
        return await this.#write(access, id, file);
      } catch (error) {
        // The transaction may go on without this file: its pieces must not stay.
        await access.write(({ db }) => db.deleteFrom("file_chunks").where("file_id", "=", id).execute()).catch(() => undefined);
        throw error;
      }
    });
  }

  async addGradually(file: Parameters<FileRepository["addGradually"]>[0]): Promise<StoredFile> {
    const { id, name, at } = file;
    await this.#access.write(({ db }) => db.insertInto("files").values({ id, kind: incoming, name, size_bytes: 0, sha256: "", at }).execute());
    try {
      const { kind, sizeBytes, sha256 } = await this.#writePieces(this.#access, id, file);
      await this.#access.write(({ db }) => db.updateTable("files").set({ kind, size_bytes: sizeBytes, sha256 }).where("id", "=", id).execute());
      return { id, kind, name, sizeBytes, sha256, at };
    } catch (error) {
      await this.remove(id).catch(() => undefined);
      throw error;
    }
  }

  async #write(access: Access, id: StoredFileId, file: Parameters<FileRepository["add"]>[0]): Promise<StoredFile> {
    const stored = await this.#writePieces(access, id, file);
    await access.write(({ db }) =>
      db.insertInto("files").values({ id, kind: stored.kind, name: stored.name, size_bytes: stored.sizeBytes, sha256: stored.sha256, at: stored.at }).execute(),
    );
    return stored;
  }

  async #writePieces(access: Access, id: StoredFileId, file: Parameters<FileRepository["add"]>[0]): Promise<StoredFile> {
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
    return { id, kind: file.kind, name: file.name, sizeBytes, sha256: hash.digest("hex"), at: file.at };
  }

  get(id: StoredFileId): Promise<StoredFile | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("files").selectAll().where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : toStoredFile(row);
    });
  }

  findBySha256(sha256: string): Promise<readonly StoredFile[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("files").selectAll().where("sha256", "=", sha256).orderBy("at").orderBy(sql`rowid`).execute()).map(toStoredFile));
  }

  async *read(id: StoredFileId): AsyncGenerator<Uint8Array, void, undefined> {
    const file = await this.get(id);
    if (file === undefined) throw gone(id);
    const hash = createHash("sha256");
    let sizeBytes = 0;
    for (let sequence = 0; sizeBytes < file.sizeBytes; sequence++) {
      const piece = await this.#piece(id, sequence);
      hash.update(piece);
      sizeBytes += piece.length;
      yield piece;
    }
    if (sizeBytes !== file.sizeBytes || hash.digest("hex") !== file.sha256) throw damagedFile(id, "sha256");
  }

  async readAt(id: StoredFileId, offset: number, lengthBytes: number): Promise<Uint8Array> {
    const file = await this.get(id);
    if (file === undefined) throw gone(id);
    const end = Math.min(offset + lengthBytes, file.sizeBytes);
    const parts: Uint8Array[] = [];
    for (let at = offset; at < end; ) {
      const piece = await this.#piece(id, Math.floor(at / pieceBytes));
      const from = at % pieceBytes;
      const part = piece.subarray(from, Math.min(piece.length, from + end - at));
      if (part.length === 0) throw damagedFile(id, "short-piece");
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  async #piece(id: StoredFileId, sequence: number): Promise<Uint8Array> {
    const chunk = await this.#access.read(({ db }) =>
      db.selectFrom("file_chunks").select(["encoding", "content"]).where("file_id", "=", id).where("sequence", "=", sequence).executeTakeFirst(),
    );
    if (chunk === undefined) throw damagedFile(id, "missing-piece");
    return chunk.encoding === "zstd" ? await expand(id, chunk.content) : new Uint8Array(chunk.content);
  }

  async remove(id: StoredFileId): Promise<void> {
    // Freed content is overwritten, which takes as long as writing it did: a piece at a time, so that nobody waits for the whole.
    await this.#access.write(({ db }) => db.updateTable("files").set({ kind: incoming }).where("id", "=", id).execute());
    for (let sequence = await this.#lastPiece(id); sequence > 0; sequence--) {
      await this.#access.write(({ db }) => db.deleteFrom("file_chunks").where("file_id", "=", id).where("sequence", "=", sequence).execute());
    }
    await this.#access.write(({ db }) => db.deleteFrom("files").where("id", "=", id).execute());
  }

  #lastPiece(id: StoredFileId): Promise<number> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("file_chunks").select((of) => of.fn.max("sequence").as("last")).where("file_id", "=", id).executeTakeFirst())?.last ?? 0);
  }
}

/** The kind of what is not whole yet, or not any more. */
const incoming: StoredFileKind = "incoming";
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

function gone(id: StoredFileId) {
  return storeError("not-found", { message: "The file is no longer in the customer's store.", context: { file: id } });
}

function damagedFile(id: StoredFileId, part: string, cause?: unknown) {
  return storeError("damaged", { message: "A stored file cannot be read back as it was written.", cause, context: { file: id, part } });
}

function toStoredFile(row: { id: string; kind: string; name: string; size_bytes: number; sha256: string; at: string }): StoredFile {
  return { id: row.id as StoredFileId, kind: row.kind as StoredFileKind, name: row.name, sizeBytes: row.size_bytes, sha256: row.sha256, at: row.at as IsoInstant };
}
