import { toIsoInstant } from "../../domain/clock.ts";
import type { CurrencyCode } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import { type BtfService, btfText } from "../../ebics/index.ts";
import { documentFormat } from "../ledger/documents.ts";
import type { Ledger } from "../ledger/ledger.ts";

/** One order at the bank, for the list. */
export interface OrderSummary {
  readonly partnerId: string;
  readonly userId: string;
  readonly orderId: string;
  /** `SCT/-/-/pain.001`. */
  readonly service: string;
  readonly receivedAt: string;
  readonly messageId: string | undefined;
  readonly transactions: number;
  /** Sums of what was accepted, one per currency. */
  readonly accepted: readonly Money[];
  /** `received`: still being judged; `to-sign`: waits at the bank for signatures. */
  readonly status: "received" | "to-sign" | "cancelled" | "expired" | "refused" | "partly refused" | "waiting" | "executed";
  readonly reasonCode: string | undefined;
  /** How many payments were refused for which reason, most first. */
  readonly refused: readonly { readonly code: string; readonly payments: number }[];
}

interface OrderRow {
  readonly id: bigint;
  readonly partner_id: string;
  readonly user_id: string;
  readonly order_id: string;
  readonly order_type: string;
  readonly received_ms: bigint;
  readonly message_id: string | null;
  readonly transactions: bigint;
  readonly state: string;
  readonly reason_code: string | null;
  readonly format: string | null;
}

/** All orders, oldest first. */
export function listOrders(ledger: Ledger): OrderSummary[] {
  return ledger.database
    .all<OrderRow>("SELECT id, partner_id, user_id, order_id, order_type, received_ms, message_id, transactions, state, reason_code, format FROM customer_order ORDER BY id")
    .map((row) => summary(ledger, row));
}

function summary(ledger: Ledger, row: OrderRow): OrderSummary {
  const { database } = ledger;
  const accepted = database.all<{ currency: CurrencyCode; minor: bigint }>(
    `SELECT a.currency, sum(b.accepted_minor) AS minor FROM batch b JOIN account a ON a.id = b.account
     WHERE b.order_row = ? AND b.state IN ('pending', 'executed') AND b.accepted_count > 0 GROUP BY a.currency`, row.id,
  );
  const refused = database.all<{ code: string; payments: bigint }>(
    `SELECT coalesce(b.reason_code, p.reason_code) AS code, count(*) AS payments FROM payment p JOIN batch b ON b.id = p.batch
     WHERE b.order_row = ? AND coalesce(b.reason_code, p.reason_code) IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1`, row.id,
  );
  const waiting = database.get("SELECT 1 FROM batch WHERE order_row = ? AND state = 'pending'", row.id) !== undefined;
  return {
    partnerId: row.partner_id,
    userId: row.user_id,
    orderId: row.order_id,
    service: btfText(JSON.parse(row.order_type) as BtfService), // written when the order was taken
    receivedAt: toIsoInstant(Number(row.received_ms)),
    messageId: row.message_id ?? undefined,
    transactions: Number(row.transactions),
    accepted: accepted.map(({ currency, minor }) => ({ currency, minor })),
    status: statusOf(row, accepted.length > 0, refused.length > 0, waiting),
    reasonCode: row.reason_code ?? undefined,
    refused: refused.map(({ code, payments }) => ({ code, payments: Number(payments) })),
  };
}

function statusOf(row: OrderRow, someAccepted: boolean, someRefused: boolean, waiting: boolean): OrderSummary["status"] {
  if (row.state === "received" || row.state === "cancelled" || row.state === "expired") return row.state;
  if (row.state === "waiting") return "to-sign";
  if (row.format === documentFormat || (row.format?.startsWith("camt.055.") === true && row.reason_code === null)) return "executed";
  if (row.reason_code !== null || !someAccepted) return "refused";
  if (waiting) return "waiting";
  return someRefused ? "partly refused" : "executed";
}
