import { toIsoInstant } from "../../domain/clock.ts";
import type { BankDatabase, SqlValue } from "../storage/bank-database.ts";
import type { Handled } from "./handle-request.ts";

/** One request and its answer, as a person learning EBICS wants to read them. */
export interface Exchange {
  readonly number: number;
  /** Real time, UTC. */
  readonly at: string;
  readonly summary: string;
  readonly partnerId: string | undefined;
  readonly userId: string | undefined;
  /** `H005`; absent where the request names none. */
  readonly protocol: string | undefined;
  /** `BTU SCT/-/-/pain.001`, `HTD`. */
  readonly order: string | undefined;
  /** `Initialisation`, `Transfer`, `Receipt`; absent in key management. */
  readonly phase: string | undefined;
  readonly segment: number | undefined;
  readonly segments: number | undefined;
  readonly transactionId: string | undefined;
  readonly technical: string;
  readonly business: string;
  /** Why it was refused, in the host's own words, where it has more to say than the code. Outside text may be in it. */
  readonly reason: string | undefined;
  readonly orderId: string | undefined;
  readonly requestBytes: number | undefined;
  readonly answerBytes: number | undefined;
  /** XML; long base64 is replaced by its length. Outside text, not filtered. */
  readonly request: string;
  readonly answer: string;
}

/** Which exchanges to show; all that is given must fit. */
export interface ExchangeFilter {
  /** So many at most, the newest. Default 50. */
  readonly last?: number | undefined;
  readonly number?: number | undefined;
  /** Only those after this number. */
  readonly after?: number | undefined;
  readonly partnerId?: string | undefined;
  readonly userId?: string | undefined;
  /** Part of what was ordered, or an OrderID. */
  readonly order?: string | undefined;
  /** Technical or business code. */
  readonly code?: string | undefined;
  /** Milliseconds since 1970 UTC. */
  readonly sinceMs?: number | undefined;
}

interface ExchangeRow {
  readonly id: bigint;
  readonly protocol_ms: bigint;
  readonly summary: string;
  readonly partner_id: string | null;
  readonly user_id: string | null;
  readonly protocol: string | null;
  readonly order_text: string | null;
  readonly phase: string | null;
  readonly segment: bigint | null;
  readonly segments: bigint | null;
  readonly transaction_id: string | null;
  readonly technical_code: string;
  readonly business_code: string;
  readonly reason: string | null;
  readonly order_id: string | null;
  readonly request_bytes: bigint | null;
  readonly answer_bytes: bigint | null;
  readonly request: string;
  readonly answer: string;
}

/** So many exchanges are kept. */
const exchangesKept = 1000;
/** A request longer than this is cut in the trace. */
const textMax = 20_000;

export function recordExchange(database: BankDatabase, nowMs: number, request: Uint8Array, handled: Handled): void {
  const { outcome, summary, answer, protocol, phase } = handled;
  database.transaction(() => {
    const { id } = database.run(
      `INSERT INTO exchange (protocol_ms, summary, partner_id, user_id, order_id, technical_code, business_code, request, answer, protocol, order_text, phase, segment, segments, transaction_id,
         request_bytes, answer_bytes, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      nowMs, summary, outcome.partnerId ?? null, outcome.userId ?? null, outcome.orderId ?? null, outcome.codes.technical, outcome.codes.business, readable(request), readable(answer),
      protocol ?? null, outcome.order ?? null, phase ?? null, outcome.segment?.number ?? null, outcome.segments ?? null, outcome.transactionId ?? null, request.length, answer.length, outcome.reason ?? null,
    );
    database.run("DELETE FROM exchange WHERE id <= ?", id - BigInt(exchangesKept));
  });
}

/** The newest exchanges that fit, oldest of them first. */
export function listExchanges(database: BankDatabase, filter: ExchangeFilter): Exchange[] {
  const conditions: readonly (readonly [sql: string, value: SqlValue | undefined])[] = [
    ["id = ?", filter.number], ["id > ?", filter.after], ["partner_id = ?", filter.partnerId], ["user_id = ?", filter.userId],
    ["instr(upper(coalesce(order_text, summary) || ' ' || coalesce(order_id, '')), upper(?)) > 0", filter.order],
    ["? IN (technical_code, business_code)", filter.code], ["protocol_ms >= ?", filter.sinceMs],
  ];
  const asked = conditions.filter(([, value]) => value !== undefined);
  const where = asked.length === 0 ? "" : `WHERE ${asked.map(([sql]) => sql).join(" AND ")}`;
  const rows = database.all<ExchangeRow>(`SELECT * FROM exchange ${where} ORDER BY id DESC LIMIT ?`, ...asked.map(([, value]) => value ?? null), filter.last ?? 50).reverse();
  return rows.map(exchangeFrom);
}

function exchangeFrom(row: ExchangeRow): Exchange {
  const count = (value: bigint | null): number | undefined => (value === null ? undefined : Number(value));
  return {
    number: Number(row.id),
    at: toIsoInstant(Number(row.protocol_ms)),
    summary: row.summary,
    partnerId: row.partner_id ?? undefined,
    userId: row.user_id ?? undefined,
    protocol: row.protocol ?? undefined,
    order: row.order_text ?? undefined,
    phase: row.phase ?? undefined,
    segment: count(row.segment),
    segments: count(row.segments),
    transactionId: row.transaction_id ?? undefined,
    technical: row.technical_code,
    business: row.business_code,
    reason: row.reason ?? undefined,
    orderId: row.order_id ?? undefined,
    requestBytes: count(row.request_bytes),
    answerBytes: count(row.answer_bytes),
    request: row.request,
    answer: row.answer,
  };
}

/** Keys, signatures and encrypted data shrink to their length: what is left is the message's shape. */
function readable(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return text.replace(/>([A-Za-z0-9+/=\s]{120,})</g, (_match, base64: string) => `>(${base64.length} characters)<`).slice(0, textMax);
}
