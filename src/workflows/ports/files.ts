import type { IsoInstant, StoredFileId } from "../../domain/ids.ts";

/** Order files and statements as they came, byte for byte, compressed inside the store. */
export interface FileRepository {
  /** Stores while reading; memory stays flat. `name` is as given by the outside, filtered only when shown. @param id where it must be known before the end */
  add(file: { readonly kind: StoredFileKind; readonly name: string; readonly at: IsoInstant; readonly content: AsyncIterable<Uint8Array>; readonly id?: StoredFileId | undefined }): Promise<StoredFile>;
  get(id: StoredFileId): Promise<StoredFile | undefined>;
  findBySha256(sha256: string): Promise<readonly StoredFile[]>;
  /** The bytes as they came. Its SHA-256 is checked at the end. @throws AppError store/`damaged` */
  read(id: StoredFileId): AsyncIterable<Uint8Array>;
  /** A part of it, without reading what is before. @returns fewer bytes only at its end @throws AppError store/`damaged` */
  readAt(id: StoredFileId, offset: number, lengthBytes: number): Promise<Uint8Array>;
  /**
   * Stores piece by piece, each a write of its own, so that others write in between, however large it is: outside a transaction.
   * Until it is whole its kind is `incoming`. After a crash the rest of it is removed by its id.
   */
  addGradually(file: { readonly id: StoredFileId; readonly kind: StoredFileKind; readonly name: string; readonly at: IsoInstant; readonly content: AsyncIterable<Uint8Array> }): Promise<StoredFile>;
  /** Outside a transaction: piece by piece. */
  remove(id: StoredFileId): Promise<void>;
}
export type StoredFileKind = "order" | "statement" | "status-report" | "protocol" | "letter" | "original" | "other" | "incoming";
export interface StoredFile {
  readonly id: StoredFileId;
  readonly kind: StoredFileKind;
  readonly name: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly at: IsoInstant;
}
