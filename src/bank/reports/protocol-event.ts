import { toIsoInstant } from "../../domain/clock.ts";
import { todayIn } from "../../domain/iso-date.ts";
import type { BtfService, DateRange, HacAction, HacEvent, OrderName, ProtocolVersion } from "../../ebics/index.ts";
import { namesIn, offeredOrder } from "../subscribers/offered-orders.ts";
import type { Ledger } from "../ledger/ledger.ts";

/** What happened to an order, for the customer protocol (HAC). */
export interface ProtocolEvent {
  readonly partnerId: string;
  /** FINAL events have none. */
  readonly userId?: string | undefined;
  readonly action: HacAction;
  readonly adminOrderType: string;
  readonly service?: BtfService | undefined;
  readonly orderId?: string | undefined;
  /** TS01, DS01, DS0B, TD03 … */
  readonly reasonCode: string;
  readonly text: string;
}

interface EventRow {
  readonly id: bigint;
  readonly partner_id: string;
  readonly at_ms: bigint;
  readonly action: HacAction;
  readonly user_id: string | null;
  readonly order_type: string;
  readonly order_id: string | null;
  readonly reason_code: string;
  readonly text: string;
}

/** Without a date range the protocol goes back so many days. */
const protocolDays = 30;

export function recordEvent(ledger: Ledger, event: ProtocolEvent): void {
  const now = ledger.clock.now();
  const orderType = JSON.stringify({ adminOrderType: event.adminOrderType, service: event.service });
  ledger.database.run(
    "INSERT INTO protocol_event (partner_id, at_ms, day, action, user_id, order_type, order_id, reason_code, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    event.partnerId, now, todayIn(ledger.hours.zone, now), event.action, event.userId ?? null, orderType, event.orderId ?? null, event.reasonCode, event.text,
  );
}

/** The partner's events, oldest first: of the range, or of the last 30 days. The same ones are given again at every fetch. */
export function protocolEvents(ledger: Ledger, protocol: ProtocolVersion, partnerId: string, range: DateRange | undefined): HacEvent[] {
  const since = range === undefined ? ledger.clock.now() - protocolDays * 86_400_000 : 0;
  const rows = ledger.database.all<EventRow>(
    "SELECT * FROM protocol_event WHERE partner_id = ? AND at_ms >= ? AND day BETWEEN ? AND ? ORDER BY id", partnerId, since, range?.start ?? "", range?.end ?? "9999",
  );
  return rows.map((row) => hacEvent(protocol, row));
}

function hacEvent(protocol: ProtocolVersion, row: EventRow): HacEvent {
  const order = JSON.parse(row.order_type) as Pick<ProtocolEvent, "adminOrderType" | "service">; // written by recordEvent
  const { adminOrderType, service } = nameIn(protocol, order.adminOrderType, order.service);
  return {
    action: row.action,
    // Milliseconds: several events of one order share the second, and the customer tells them apart by it.
    timestamp: new Date(Number(row.at_ms)).toISOString(),
    partnerId: row.partner_id,
    userId: row.user_id ?? undefined,
    orderId: row.order_id ?? undefined,
    adminOrderType,
    serviceName: service?.serviceName,
    scope: service?.scope,
    serviceOption: service?.serviceOption,
    containerType: service?.container,
    messageName: service?.message.name,
    reasonCode: row.reason_code,
    text: [row.text, `PRACTICE, recorded ${toIsoInstant(Number(row.at_ms))}`],
  };
}

/** The protocol names an order as the version does in which it is fetched; what has no name there keeps its own. */
function nameIn(protocol: ProtocolVersion, adminOrderType: string, service: BtfService | undefined): OrderName {
  const own = { adminOrderType, service };
  const offered = service === undefined ? undefined : offeredOrder(adminOrderType === "BTD" ? "BTD" : "BTU", service);
  if (offered === undefined) return own;
  const [name] = namesIn(protocol, offered);
  if (name?.service !== undefined || name === undefined) return own; // the event may say more of the service than what is offered
  return adminOrderType === offered.adminOrderType ? name : { adminOrderType };
}
