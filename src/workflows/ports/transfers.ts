import type { ConnectionId, IsoInstant, OrderId, StoredFileId, SubscriberId, TransferId } from "../../domain/ids.ts";

/** Order data on their way, as the encrypted segments that travel. */
export type Transfer = UploadTransfer | DownloadTransfer;

/** Prepared for the bank; how far they got stands in the order's transmission. */
export interface UploadTransfer {
  readonly kind: "upload";
  readonly id: TransferId;
  readonly orderId: OrderId;
  /** Of what it was prepared from: another file or other signatures are another transfer. */
  readonly seal: string;
}

/** Come from the bank and not acknowledged yet. */
export interface DownloadTransfer {
  readonly kind: "download";
  readonly id: TransferId;
  readonly connectionId: ConnectionId;
  readonly subscriberId: SubscriberId;
  /** What was asked for; the same question goes on with this transfer. */
  readonly question: string;
  readonly startedAt: IsoInstant;
  /** Who is at it, as `Tools.processes` names it: nobody else goes on with it while they live. */
  readonly owner: string;
  /** What the bank has opened. */
  readonly state: {
    /** `BTD`, `C53`. */
    readonly order: string;
    readonly transactionId: string;
    readonly segments: number;
    /** The AES key, encrypted for our encryption key. */
    readonly encryption: { readonly encryptionPubKeyDigest: { readonly version: string; readonly digest: Uint8Array }; readonly transactionKey: Uint8Array };
  };
  /** The file that its content is written to. */
  readonly fileId: StoredFileId;
  /** Its content is stored for good: only the bank must be told. */
  readonly takenIn: boolean;
  /** That file is what was taken in, and stays. */
  readonly fileIsContent?: boolean | undefined;
}

/** Each write is durable when it returns, and a write of its own: others write in between, however large the whole is. */
export interface TransferRepository {
  put(transfer: Transfer): Promise<void>;
  get(id: TransferId): Promise<Transfer | undefined>;
  all(): Promise<readonly Transfer[]>;
  /** @param number SegmentNumber, from 1 */
  putSegment(id: TransferId, number: number, content: Uint8Array): Promise<void>;
  segment(id: TransferId, number: number): Promise<Uint8Array | undefined>;
  /** How many are there, from the first without a gap. */
  segmentCount(id: TransferId): Promise<number>;
  /** With its segments, one after the other: to be called outside a transaction. */
  remove(id: TransferId): Promise<void>;
}
