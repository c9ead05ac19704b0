import { counted } from "../../domain/counted.ts";
import { isAppError } from "../../domain/errors.ts";
import type { ConnectionId } from "../../domain/ids.ts";
import { fetchProtocol } from "../communication/fetch-protocol.ts";
import { withLine } from "../communication/with-line.ts";
import { requireRight, type WorkflowContext } from "../context.ts";
import { mustGetConnection } from "../must-get.ts";
import type { EdsOrder } from "../ports/eds-orders.ts";
import { fetchEdsContent } from "./fetch-content.ts";
import { type EdsListing, fetchEdsList } from "./fetch-list.ts";
import { settleAttempts } from "./settle.ts";
import { mustGetEds } from "./sheet.ts";

/** A session for the orders that wait at one bank: what became of them, and the list as it is now. */
export async function fetchOrdersAtBank(context: WorkflowContext, connectionId: ConnectionId, signal?: AbortSignal): Promise<EdsListing> {
  requireRight(context, "fetch", "fetch the orders to sign at the bank");
  const connection = await mustGetConnection(context.store, connectionId);
  return withLine(context, connection, signal, async (line) => {
    await settleAttempts(context, line);
    await fetchProtocol(context, line);
    return fetchEdsList(context, line);
  }, (listing) => (listing.kind === "listed" ? `${listing.waiting} orders to sign at the bank` : `${listing.code} ${listing.text}`));
}

/** A session for the content of one order. @throws AppError workflow/`eds-contradiction`, `eds-gone` */
export async function fetchOrderContent(context: WorkflowContext, connectionId: ConnectionId, bankOrderId: string, signal?: AbortSignal): Promise<EdsOrder> {
  requireRight(context, "fetch", "fetch orders to sign at the bank");
  const connection = await mustGetConnection(context.store, connectionId);
  const order = await mustGetEds(context.store, connectionId, bankOrderId);
  return withLine(context, connection, signal, (line) => fetchEdsContent(context, line, order), () => `content of order ${bankOrderId}`);
}

/**
 * A session for the contents of several orders of one bank. One that waits no more, or about which the bank contradicts itself, holds up no other:
 * it is written down, and the list says so.
 * @returns how many were fetched
 */
export async function fetchOrderContents(context: WorkflowContext, connectionId: ConnectionId, bankOrderIds: readonly string[], signal?: AbortSignal): Promise<number> {
  requireRight(context, "fetch", "fetch orders to sign at the bank");
  const connection = await mustGetConnection(context.store, connectionId);
  return withLine(context, connection, signal, async (line) => {
    let fetched = 0;
    for (const bankOrderId of bankOrderIds) {
      try {
        await fetchEdsContent(context, line, await mustGetEds(context.store, connectionId, bankOrderId));
        fetched++;
      } catch (error) {
        if (!isAppError(error, "workflow")) throw error;
        line.log.push(`${bankOrderId}: ${error.message}`);
      }
    }
    return fetched;
  }, (fetched) => `content of ${counted(fetched, "order")} to sign at the bank`);
}
