import { toIsoInstant } from "../../domain/clock.ts";
import { buildHac, type DateRange } from "../../ebics/index.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { type Delivery, statusFormat } from "./delivery.ts";
import { protocolEvents } from "./protocol-event.ts";

/** HAC: the partner's events as pain.002.001.03. Given again at every fetch, so that a lost answer loses nothing. */
export function customerProtocolDelivery(ledger: Ledger, partnerId: string, range: DateRange | undefined): Delivery | undefined {
  const events = protocolEvents(ledger, partnerId, range);
  if (events.length === 0) return undefined;
  const now = ledger.clock.now();
  const { header, batches } = buildHac({ messageId: `PRACTICE-HAC-${now}`, createdAt: toIsoInstant(now) }, events);
  return { content: statusFormat("pain.002.001.03").write(header, batches, []), markDelivered: () => undefined };
}
