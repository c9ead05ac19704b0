import type { SignatureClass } from "../../domain/signature-rules.ts";
import { type BtfService, btfMatches, type EdsOrderRef, type ProtocolVersion } from "../../ebics/index.ts";
import { offeredOrder, isAllowed, type OfferedOrder, orderNamed } from "../subscribers/offered-orders.ts";
import type { Subscriber } from "../subscribers/subscriber.ts";
import type { BankDatabase } from "../storage/bank-database.ts";
import { type OrderSurvey, surveyOf } from "./order-survey.ts";

/** An order that waits at the bank for signatures. */
export interface WaitingOrder {
  readonly row: bigint;
  readonly partnerId: string;
  /** Who brought it. */
  readonly userId: string;
  readonly orderId: string;
  readonly service: BtfService;
  readonly receivedMs: number;
  /** Of the order data, as signed. */
  readonly digest: Uint8Array;
  readonly sizeBytes: number;
  readonly signaturesRequired: number;
  readonly survey: OrderSurvey;
  /** It is deleted then, when it still waits. */
  readonly untilMs: number;
  readonly signatures: readonly WaitingSignature[];
}
export interface WaitingSignature {
  readonly userId: string;
  readonly name: string;
  readonly signatureClass: SignatureClass;
  readonly signedMs: number;
}

interface WaitingRow {
  readonly id: bigint;
  readonly partner_id: string;
  readonly user_id: string;
  readonly order_id: string;
  readonly order_type: string;
  readonly received_ms: bigint;
  readonly digest: string;
  readonly size_bytes: bigint;
  readonly signatures_required: bigint;
  readonly survey: string;
  readonly eds_until_ms: bigint;
}

const columns = "id, partner_id, user_id, order_id, order_type, received_ms, digest, size_bytes, signatures_required, survey, eds_until_ms";

/** All that wait, oldest first. @param partnerId only this partner's */
export function waitingOrders(database: BankDatabase, partnerId?: string): WaitingOrder[] {
  return database
    .all<WaitingRow>(`SELECT ${columns} FROM customer_order WHERE state = 'waiting' AND (? IS NULL OR partner_id = ?) ORDER BY id`, partnerId ?? null, partnerId ?? null)
    .map((row) => fromRow(database, row));
}

/** The one that is meant; undefined when it is unknown, of another kind, or waits no more. */
export function findWaiting(database: BankDatabase, protocol: ProtocolVersion, ref: EdsOrderRef): WaitingOrder | undefined {
  const row = database.get<WaitingRow>(`SELECT ${columns} FROM customer_order WHERE state = 'waiting' AND partner_id = ? AND order_id = ?`, ref.partnerId, ref.orderId);
  const order = row === undefined ? undefined : fromRow(database, row);
  const meant = ref.name.service ?? orderNamed(protocol, ref.name)?.service;
  return order !== undefined && meant !== undefined && btfMatches(meant, order.service) ? order : undefined;
}

export function addSignature(database: BankDatabase, order: bigint, signer: Pick<Subscriber, "userId" | "name" | "signatureClass">, signedMs: number): void {
  database.run("INSERT INTO order_signature (order_row, user_id, name, signature_class, signed_ms) VALUES (?, ?, ?, ?, ?)", order, signer.userId, signer.name, signer.signatureClass, signedMs);
}

/** The kind of order it is, when this user may take part in it at all. */
export function visibleTo(subscriber: Subscriber, order: WaitingOrder): OfferedOrder | undefined {
  const offered = offeredOrder("BTU", order.service);
  return offered !== undefined && order.partnerId === subscriber.partnerId && isAllowed(subscriber, offered) ? offered : undefined;
}

function fromRow(database: BankDatabase, row: WaitingRow): WaitingOrder {
  const signatures = database.all<{ user_id: string; name: string; signature_class: SignatureClass; signed_ms: bigint }>(
    "SELECT user_id, name, signature_class, signed_ms FROM order_signature WHERE order_row = ? ORDER BY signed_ms, user_id", row.id,
  );
  return {
    row: row.id, partnerId: row.partner_id, userId: row.user_id, orderId: row.order_id, service: JSON.parse(row.order_type) as BtfService, // both written when it was taken
    receivedMs: Number(row.received_ms), digest: Buffer.from(row.digest, "hex"), sizeBytes: Number(row.size_bytes), signaturesRequired: Number(row.signatures_required),
    survey: surveyOf(row.survey), untilMs: Number(row.eds_until_ms),
    signatures: signatures.map((one) => ({ userId: one.user_id, name: one.name, signatureClass: one.signature_class, signedMs: Number(one.signed_ms) })),
  };
}
