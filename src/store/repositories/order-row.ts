import type { ConnectionId, IsoDate, IsoInstant, OrderId, StoredFileId } from "../../domain/ids.ts";
import type { OrderKind } from "../../domain/signature-rules.ts";
import type { OrderState } from "../../domain/order-life.ts";
import type { Selectable } from "kysely";
import type { Order, OrderFields } from "../../workflows/ports/orders.ts";
import { fromBody, toBody } from "../body.ts";
import { foldParts } from "../fold.ts";
import type { OrderTable } from "../schema.ts";

/** What stands in `orders.body`. */
export type OrderBody = Pick<Order, "sums" | "largest" | "accounts" | "kinds" | "findings" | "forOthers" | "duplicateOverride" | "bankAnswer" | "originalFileId" | "sendAs" | "contentUnknown" | "recall">;

/** Columns for the fields of an order; number, id, state and revision are the repository's. */
export function orderColumns(order: OrderFields) {
  const body: OrderBody = {
    sums: order.sums,
    largest: order.largest,
    accounts: order.accounts,
    kinds: order.kinds,
    findings: order.findings,
    forOthers: order.forOthers,
    duplicateOverride: order.duplicateOverride,
    bankAnswer: order.bankAnswer,
    originalFileId: order.originalFileId,
    sendAs: order.sendAs,
    contentUnknown: order.contentUnknown,
    recall: order.recall,
  };
  return {
    title: order.title,
    origin: order.origin,
    connection_id: order.connectionId ?? null,
    format: order.format,
    message_id: order.messageId,
    file_id: order.fileId ?? null,
    fingerprint: order.fingerprint,
    signed_digest: order.signedDigest ?? null,
    transaction_count: order.transactionCount,
    execution_date: order.executionDate,
    created_at: order.createdAt,
    created_by: order.createdBy,
    bank_order_id: order.bankOrderId ?? null,
    recalled_order_id: order.recall?.orderId ?? null,
    search: foldParts([order.title, order.messageId, order.bankOrderId]),
    body: toBody(body),
  };
}

/** Brands are put back here: what was stored had them. */
export function toOrder(row: Selectable<OrderTable>): Order {
  const body = fromBody<OrderBody>(row.body);
  return {
    id: row.id as OrderId,
    number: row.number,
    title: row.title,
    state: row.state as OrderState,
    revision: row.revision,
    origin: row.origin as Order["origin"],
    connectionId: (row.connection_id ?? undefined) as ConnectionId | undefined,
    format: row.format,
    messageId: row.message_id,
    fileId: (row.file_id ?? undefined) as StoredFileId | undefined,
    fingerprint: row.fingerprint,
    signedDigest: row.signed_digest ?? undefined,
    transactionCount: row.transaction_count,
    executionDate: row.execution_date as IsoDate,
    createdAt: row.created_at as IsoInstant,
    createdBy: row.created_by,
    bankOrderId: row.bank_order_id ?? undefined,
    ...body,
    kinds: body.kinds ?? kindsOfFormat(row.format),
  };
}

/** Orders stored by earlier versions do not say their kind; most formats do. */
function kindsOfFormat(format: string): readonly OrderKind[] | undefined {
  if (format.startsWith("pain.001.")) return ["credit-transfer"];
  if (format.startsWith("pain.008.")) return ["direct-debit"];
  return format === "free-form" ? ["unknown"] : undefined;
}
