import { formats } from "../../formats/all.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { processOrder } from "../ledger/process-order.ts";
import { recordEvent } from "../reports/protocol-event.ts";
import type { HacAction } from "../../ebics/index.ts";
import type { SerialQueue } from "../host/serial-queue.ts";
import { releases } from "./release-rule.ts";
import type { WaitingOrder } from "./waiting-order.ts";

/** Within a transaction: what the customer protocol says of an order that waits or waited. */
export function tellOfWaiting(ledger: Ledger, order: Pick<WaitingOrder, "partnerId" | "service" | "orderId">, adminOrderType: "BTU" | "HVE" | "HVS", action: HacAction, reasonCode: string, text: string, userId?: string): void {
  recordEvent(ledger, { partnerId: order.partnerId, userId, action, adminOrderType, service: order.service, orderId: order.orderId, reasonCode, text });
}

/** Within a transaction: is the order released by the signatures it has now? Then it is one to be judged, as if it had arrived so. */
export function releaseWhenSigned(ledger: Ledger, order: WaitingOrder, withThis: WaitingOrder["signatures"]): boolean {
  if (!releases(withThis.map((one) => one.signatureClass), order.signaturesRequired)) return false;
  ledger.database.run("UPDATE customer_order SET state = 'received', signers = ? WHERE id = ?", JSON.stringify(withThis.map((one) => one.userId)), order.row);
  tellOfWaiting(ledger, order, "HVE", "VEU_VERIFICATION_END", "DS05", "All signatures that are needed are there.");
  tellOfWaiting(ledger, order, "BTU", "ORDER_HAC_FINAL_POS", "DS05", "The order was passed on for execution.");
  return true;
}

/** Judges an order that was released; it stays `received` and is judged at the next start when this is cut off. */
export async function judgeReleased(ledger: Ledger, orders: SerialQueue, row: bigint): Promise<void> {
  await orders.run(() => processOrder(ledger, formats, row));
}
