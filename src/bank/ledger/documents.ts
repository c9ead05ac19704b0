import { todayIn } from "../../domain/iso-date.ts";
import type { Ledger } from "./ledger.ts";

/** A free-form file: nothing in it is executed; it lies ready to be fetched by whoever of the partner asks for it. */
export function keepDocument(ledger: Ledger, orderRow: bigint): void {
  const now = ledger.clock.now();
  ledger.database.run("UPDATE customer_order SET state = 'judged', format = ? WHERE id = ?", documentFormat, orderRow);
  ledger.database.run(
    "INSERT INTO document (order_row, partner_id, day, made_ms) SELECT id, partner_id, ?, ? FROM customer_order WHERE id = ?", todayIn(ledger.hours.zone, now), now, orderRow,
  );
}

/** What stands in an order's `format` when it is a file of no format. */
export const documentFormat = "document";
