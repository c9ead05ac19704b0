import type { EncryptedOrderData } from "../../ebics/index.ts";

/** A download under way. */
export interface DownloadTransaction {
  readonly partnerId: string;
  readonly userId: string;
  /** For the trace. */
  readonly order: string;
  readonly data: EncryptedOrderData;
  readonly startedMs: number;
  /** Marks what was given as delivered; called once, upon a positive receipt. */
  readonly onReceipt: () => void;
}

/** Downloads without a receipt: nothing of them is marked as delivered, so a restart of the bank loses nothing. */
const downloadsMax = 50;
const staleAfterMs = 3_600_000;

/** The downloads under way, in memory, oldest first. */
export class Downloads {
  readonly #open = new Map<string, DownloadTransaction>();

  /** Makes room by forgetting those that nobody went on with, then the oldest. */
  keep(transactionId: string, download: DownloadTransaction): void {
    for (const [id, other] of this.#open) {
      if (other.startedMs < download.startedMs - staleAfterMs || this.#open.size >= downloadsMax) this.#open.delete(id);
    }
    this.#open.set(transactionId, download);
  }

  find(transactionId: string): DownloadTransaction | undefined {
    return this.#open.get(transactionId);
  }

  forget(transactionId: string): void {
    this.#open.delete(transactionId);
  }
}
