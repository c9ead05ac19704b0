import { toIsoInstant } from "../../domain/clock.ts";
import { buildHac, type DateRange, type HacEvent, hacReasonSentence, type ProtocolVersion, protocols, ptkColumns, writePtk } from "../../ebics/index.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { type Delivery, statusFormat } from "./delivery.ts";
import { practiceBankName } from "../practice-bank-facts.ts";
import { protocolEvents } from "./protocol-event.ts";

/** HAC: the partner's events as pain.002.001.03. Given again at every fetch, so that a lost answer loses nothing. */
export function customerProtocolDelivery(ledger: Ledger, protocol: ProtocolVersion, partnerId: string, range: DateRange | undefined): Delivery | undefined {
  const events = protocolEvents(ledger, protocol, partnerId, range);
  if (events.length === 0) return undefined;
  const now = ledger.clock.now();
  const { header, batches } = buildHac({ messageId: `PRACTICE-HAC-${now}`, createdAt: toIsoInstant(now) }, events, protocols[protocol].naming);
  return { content: statusFormat("pain.002.001.03").write(header, batches, []) };
}

/** PTK: the same events as text for people, 80 columns of ISO-8859-1. */
export function customerProtocolTextDelivery(ledger: Ledger, protocol: ProtocolVersion, partnerId: string, range: DateRange | undefined): Delivery | undefined {
  const events = protocolEvents(ledger, protocol, partnerId, range);
  if (events.length === 0) return undefined;
  const period = range === undefined ? "" : `, ${range.start} to ${range.end}`;
  const head = [practiceBankName, `Customer protocol (PTK) of ${partnerId}${period}`, `made ${toIsoInstant(ledger.clock.now())}`, "=".repeat(ptkColumns)];
  const bytes = writePtk([...head, ...events.flatMap(protocolLines)]);
  return { content: (async function* () { yield bytes; })() };
}

function protocolLines(event: HacEvent): string[] {
  const order = [event.adminOrderType, event.orderId].filter((part) => part !== undefined).join(" ");
  const service = [event.serviceName, event.scope, event.serviceOption, event.messageName, event.containerType].filter((part) => part !== undefined).join("/");
  const sentence = hacReasonSentence(event.reasonCode ?? "");
  return [
    `${event.timestamp.slice(0, 19).replace("T", " ")}  ${order.padEnd(9)}${service}`,
    `  user ${event.userId ?? "-"}  ${event.action}`,
    `  ${event.reasonCode ?? ""} ${sentence ?? ""}`.trimEnd(),
    ...event.text.slice(0, 1).map((text) => `  ${text}`),
    "-".repeat(ptkColumns),
  ];
}
