import { createHash } from "node:crypto";
import { assert } from "../../domain/errors.ts";
import type { TransferId } from "../../domain/ids.ts";
import type { SegmentStore, UploadState } from "../../ebics/index.ts";
import type { WorkflowContext } from "../context.ts";
import { notAtBank } from "./found-at-bank.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order, OrderSignature } from "../ports/orders.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import type { Transmission } from "../ports/transmissions.ts";
import type { TransferRepository } from "../ports/transfers.ts";

/** The segments of a transfer in the customer's store: durable one by one. */
export function segmentsOf(transfers: TransferRepository, id: TransferId): SegmentStore {
  return {
    put: (number, ciphertext) => transfers.putSegment(id, number, ciphertext),
    get: async (number) => {
      const ciphertext = await transfers.segment(id, number);
      assert(ciphertext !== undefined, "a prepared transfer has all its segments");
      return ciphertext;
    },
  };
}

/** What an upload was prepared from: a transfer goes on only with the same file, the same signatures and the same user. */
export function sealOf(order: Order, signatures: readonly OrderSignature[], subscriber: Subscriber): string {
  const parts = [order.signedDigest, order.connectionId, subscriber.id, ...signatures.map((one) => `${one.subscriberId} ${Buffer.from(one.signature).toString("hex")}`)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/**
 * The transaction of an earlier try that the bank may still know, with all its segments prepared: to go on with it sends nothing twice.
 * @param tries of the order, oldest first
 */
export async function resumableUpload(store: CustomerStore, tries: readonly Transmission[], seal: string): Promise<{ readonly transferId: TransferId; readonly state: UploadState } | undefined> {
  const last = tries.at(-1);
  // Asked for in vain: whoever queued it again wants it sent anew.
  if (last?.outcome === notAtBank) return undefined;
  if (last?.transferId === undefined || last.transactionId === undefined || last.orderType === undefined) return undefined;
  const transfer = await store.transfers.get(last.transferId);
  if (transfer?.kind !== "upload" || transfer.seal !== seal) return undefined;
  return {
    transferId: transfer.id,
    state: {
      order: last.orderType, transactionId: last.transactionId, bankOrderId: last.bankOrderId, segments: last.segments, acknowledged: last.segmentsAcknowledged,
      lastMayHaveArrived: last.phase === "last-segment-leaving",
    },
  };
}

/** Removes what was prepared for orders that are not on their way any more, and what no bank gives the rest of any more. */
export async function forgetStaleTransfers(context: WorkflowContext): Promise<void> {
  const { store } = context;
  for (const transfer of await store.transfers.all()) {
    if (transfer.kind === "download") {
      const isStale = context.tools.clock.now() - Date.parse(transfer.startedAt) > downloadMsMax && !context.tools.processes.isAlive(transfer.owner);
      if (isStale && transfer.fileIsContent !== true) await store.files.remove(transfer.fileId);
      if (isStale) await store.transfers.remove(transfer.id);
      continue;
    }
    const order = await store.orders.get(transfer.orderId);
    const last = (await store.transmissions.ofOrder(transfer.orderId)).at(-1);
    const isNeeded = last?.transferId === transfer.id && (order?.state === "queued" || order?.state === "sending" || order?.state === "unanswered");
    if (!isNeeded) await store.transfers.remove(transfer.id);
  }
}

/** A week: banks keep a transaction open for a day or so. */
const downloadMsMax = 7 * 86_400_000;
