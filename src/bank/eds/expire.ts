import { toIsoInstant } from "../../domain/clock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { recordEvent } from "../reports/protocol-event.ts";
import { waitingOrders } from "./waiting-order.ts";

/** Deletes the orders that waited too long. Nothing of them is executed; the customer protocol says so. @returns how many */
export function expireWaiting(ledger: Ledger): number {
  const { database } = ledger;
  const now = ledger.clock.now();
  if (database.get("SELECT 1 FROM customer_order WHERE state = 'waiting' AND eds_until_ms <= ?", now) === undefined) return 0;
  return database.transaction(() => {
    const over = waitingOrders(database).filter((order) => order.untilMs <= now);
    for (const { row, partnerId, service, orderId, untilMs } of over) {
      database.run("UPDATE customer_order SET state = 'expired', reason_code = 'DS24', reason_text = 'Nobody released it in time.' WHERE id = ?", row);
      const common = { partnerId, adminOrderType: "BTU", service, orderId, reasonCode: "DS24" };
      recordEvent(ledger, { ...common, action: "VEU_VERIFICATION_END", text: `The order waited for signatures until ${toIsoInstant(untilMs)}; it was deleted.` });
      recordEvent(ledger, { ...common, action: "ORDER_HAC_FINAL_NEG", text: "Nobody released the order in time; nothing of it is executed." });
    }
    return over.length;
  });
}
