import { toIsoInstant } from "../../domain/clock.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import type { Handled } from "./handle-request.ts";

/** One request and its answer, as a person learning EBICS wants to read them. */
export interface Exchange {
  readonly number: number;
  /** Real time, UTC. */
  readonly at: string;
  readonly summary: string;
  readonly partnerId: string | undefined;
  readonly userId: string | undefined;
  readonly technical: string;
  readonly business: string;
  readonly orderId: string | undefined;
  /** XML; long base64 is replaced by its length. Outside text, not filtered. */
  readonly request: string;
  readonly answer: string;
}

interface ExchangeRow {
  readonly id: bigint;
  readonly protocol_ms: bigint;
  readonly summary: string;
  readonly partner_id: string | null;
  readonly user_id: string | null;
  readonly technical_code: string;
  readonly business_code: string;
  readonly order_id: string | null;
  readonly request: string;
  readonly answer: string;
}

/** So many exchanges are kept. */
const exchangesKept = 1000;
/** A request longer than this is cut in the trace. */
const textMax = 20_000;

export function recordExchange(database: BankDatabase, nowMs: number, request: Uint8Array, handled: Handled): void {
  const { outcome, summary, answer } = handled;
  database.transaction(() => {
    const { id } = database.run(
      "INSERT INTO exchange (protocol_ms, summary, partner_id, user_id, order_id, technical_code, business_code, request, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      nowMs, summary, outcome.partnerId ?? null, outcome.userId ?? null, outcome.orderId ?? null, outcome.codes.technical, outcome.codes.business, readable(request), readable(answer),
    );
    database.run("DELETE FROM exchange WHERE id <= ?", id - BigInt(exchangesKept));
  });
}

/** The newest exchanges, oldest of them first. */
export function listExchanges(database: BankDatabase, last: number): Exchange[] {
  const rows = database.all<ExchangeRow>("SELECT * FROM exchange ORDER BY id DESC LIMIT ?", last).reverse();
  return rows.map((row) => ({
    number: Number(row.id),
    at: toIsoInstant(Number(row.protocol_ms)),
    summary: row.summary,
    partnerId: row.partner_id ?? undefined,
    userId: row.user_id ?? undefined,
    technical: row.technical_code,
    business: row.business_code,
    orderId: row.order_id ?? undefined,
    request: row.request,
    answer: row.answer,
  }));
}

/** Keys, signatures and encrypted data shrink to their length: what is left is the message's shape. */
function readable(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return text.replace(/>([A-Za-z0-9+/=\s]{120,})</g, (_match, base64: string) => `>(${base64.length} characters)<`).slice(0, textMax);
}
