import { addDays } from "../domain/iso-date.ts";
import { AppError } from "../domain/errors.ts";
import type { ConnectionId, IsoDate, IsoInstant } from "../domain/ids.ts";
import type { HacEvent } from "../ebics/index.ts";
import { daysSince, fetchProtocol } from "./communication/fetch-protocol.ts";
import { withLine } from "./communication/with-line.ts";
import { instantNow, requireRight, type WorkflowContext } from "./context.ts";
import { mustGetConnection } from "./must-get.ts";
import type { LostPart } from "./ports/store-mark.ts";

export const olderCopyText =
  "This is an older copy of the customer's store: since it was made, orders have left that it does not know. Nothing was sent, for it may have been paid already. Compare with the bank, then accept the copy with a reason.";

/** An order that the bank has from this customer and this copy of the store does not know. */
export interface UnknownAtBank {
  readonly bankOrderId: string;
  /** "BTU SCT pain.001": as far as the bank says it. */
  readonly orderType: string | undefined;
  readonly userId: string | undefined;
  /** The bank's words, oldest first. */
  readonly events: readonly { readonly at: string; readonly action: string; readonly text: string }[];
}

/** How far the bank's protocol reaches back where nobody can tell since when the copy is behind. */
const farBackDays = 90;

/**
 * Fetches the customer protocol of the days that an older copy of the store is missing, and names the orders in it that the copy does not know.
 * Orders that it knows are brought up to date on the way.
 * @throws AppError workflow/`protocol-missing` when the bank did not give the protocol of those days whole; nothing is proved then
 */
export async function compareOlderCopy(context: WorkflowContext, connectionId: ConnectionId, lost: LostPart): Promise<readonly UnknownAtBank[]> {
  requireRight(context, "fetch", "fetch the customer protocol");
  const connection = await mustGetConnection(context.store, connectionId);
  const since = lost.since ?? (`${addDays(lost.until.slice(0, 10) as IsoDate, -farBackDays)}T00:00:00Z` as IsoInstant);
  return withLine(context, connection, undefined, async (line) => {
    const { events, gap } = await fetchProtocol(context, line, daysSince(context, line, since));
    if (gap !== undefined) throw new AppError("workflow", "protocol-missing", gap, { meaning: "So it is not known what left since this copy was made. Nothing is sent.", next: "Try again later, or ask the bank for the orders of those days." });
    const unknown = new Map<string, HacEvent[]>();
    for (const event of events) {
      if (event.orderId === undefined || (event.partnerId !== undefined && event.partnerId !== connection.partnerId)) continue;
      if ((await context.store.orders.findByBankOrderId(connection.id, event.orderId)) !== undefined) continue;
      unknown.set(event.orderId, [...(unknown.get(event.orderId) ?? []), event]);
    }
    return [...unknown].map(([bankOrderId, its]) => ({
      bankOrderId,
      orderType: firstOf(its.map((event) => [event.adminOrderType, event.serviceName, event.messageName].filter((part) => part !== undefined).join(" "))),
      userId: firstOf(its.map((event) => event.userId ?? "")),
      events: its.map((event) => ({ at: event.timestamp, action: event.action, text: event.text.join(" ") })),
    }));
  });
}

function firstOf(texts: readonly string[]): string | undefined {
  return texts.find((text) => text !== "");
}

/**
 * From now on this copy of the store counts, and its orders may be sent again. Whoever does it has compared them with the bank.
 * @throws AppError workflow/`reason-missing`, `not-an-older-copy`
 */
export async function acceptOlderCopy(context: WorkflowContext, reason: string): Promise<void> {
  requireRight(context, "administer", "accept an older copy of the store");
  const lost = await context.store.mark.lost();
  if (lost === undefined) throw new AppError("workflow", "not-an-older-copy", "This is no older copy of the customer's store.", { meaning: "Nothing was changed." });
  if (reason.trim() === "") throw new AppError("workflow", "reason-missing", "Accepting an older copy takes a reason.", { meaning: "Nothing was changed.", next: "Say what was compared, and with what." });
  const at = instantNow(context);
  await context.store.journal.append({
    at, actor: context.operator.name, action: "store.older-copy-accepted", subject: context.customer.id,
    summary: `An older copy of the store was accepted: ${reason.trim()}`, detail: { since: lost.since ?? null, until: lost.until, entries: lost.entries ?? null },
  });
  await context.store.mark.accept();
}
