import { z } from "zod";
import at from "../../../profiles/orders/at.json" with { type: "json" };
import ch from "../../../profiles/orders/ch.json" with { type: "json" };
import de from "../../../profiles/orders/de.json" with { type: "json" };
import fr from "../../../profiles/orders/fr.json" with { type: "json" };
import generic from "../../../profiles/orders/generic.json" with { type: "json" };
import hu from "../../../profiles/orders/hu.json" with { type: "json" };
import practiceBank from "../../../profiles/practice-bank.json" with { type: "json" };
import { assert } from "../../domain/errors.ts";
import { type BtfService, btfMatches, type CatalogueOrder, joinCatalogues, nameIn, type OrderName, orderNameText, parseOrderCatalogue, type ProtocolVersion, protocols } from "../../ebics/index.ts";
import type { Subscriber } from "./subscriber.ts";

/** What an order does at this bank. */
type OfferedKind =
  | "credit-transfer" | "direct-debit" | "recall" | "recall-answers" | "document-upload" | "documents" | "statements" | "status-reports" | "notification-access"
  | "customer-protocol" | "customer-protocol-text" | "user-data" | "customer-data" | "bank-parameters" | "available-orders"
  /** What concerns orders that wait for signatures at the bank. */
  | "eds";

/** One order type of the bank's price list: what HTD shows and the host serves. */
export interface OfferedOrder {
  /** `BTU`, `BTD`, `HAC`, `HTD`. */
  readonly adminOrderType: string;
  readonly service?: BtfService | undefined;
  /** What BTU and BTD with this service are called in 2.4 and 2.5; nothing: not offered there. */
  readonly classic?: readonly OrderName[] | undefined;
  readonly kind: OfferedKind;
  readonly description: string;
}

/** The bank's price list: which entries of the catalogue of orders it offers. */
const priceList = z.strictObject({ offers: z.array(z.strictObject({ order: z.string(), alsoCalled: z.array(z.string()).optional() })).min(1) });

/** What an entry of the catalogue does at this bank, by its kind. */
const kinds: Readonly<Record<CatalogueOrder["direction"], Partial<Record<CatalogueOrder["kind"], OfferedKind>>>> = {
  send: { "credit-transfer": "credit-transfer", "direct-debit": "direct-debit", recall: "recall", documents: "document-upload" },
  fetch: { statements: "statements", "status-reports": "status-reports", "recall-answers": "recall-answers", documents: "documents", "notification-access": "notification-access" },
};

/** Orders about the agreement itself: part of EBICS, in no country's catalogue. */
const administrative: readonly OfferedOrder[] = [
  { adminOrderType: "HAC", kind: "customer-protocol", description: "Customer protocol" },
  { adminOrderType: "PTK", kind: "customer-protocol-text", description: "Customer protocol as text" },
  { adminOrderType: "HTD", kind: "user-data", description: "Customer's and user's data" },
  { adminOrderType: "HKD", kind: "customer-data", description: "Customer's data with all users" },
  { adminOrderType: "HPD", kind: "bank-parameters", description: "Bank parameters" },
  { adminOrderType: "HAA", kind: "available-orders", description: "What there is to fetch" },
  { adminOrderType: "HVU", kind: "eds", description: "Orders to sign at the bank" },
  { adminOrderType: "HVZ", kind: "eds", description: "Orders to sign at the bank, with details" },
  { adminOrderType: "HVD", kind: "eds", description: "State of an order to sign" },
  { adminOrderType: "HVT", kind: "eds", description: "Content of an order to sign" },
  { adminOrderType: "HVE", kind: "eds", description: "Sign an order at the bank" },
  { adminOrderType: "HVS", kind: "eds", description: "Cancel an order at the bank" },
];

/** Everything that can be ordered here: profiles/practice-bank.json, by the catalogue of profiles/orders. */
export const offeredOrders: readonly OfferedOrder[] = [...offersOf(practiceBank), ...administrative];

/** @returns what is offered under that name, or undefined: 091005 */
export function offeredOrder(adminOrderType: string, service: BtfService | undefined): OfferedOrder | undefined {
  return offeredOrders.find((order) => {
    if (order.adminOrderType !== adminOrderType) return false;
    if (order.service === undefined || service === undefined) return order.service === service;
    return btfMatches(service, order.service);
  });
}

/** The same, by the name that it has in a version of EBICS. */
export function orderNamed(protocol: ProtocolVersion, name: OrderName): OfferedOrder | undefined {
  if (protocols[protocol].naming === "btf") return offeredOrder(name.adminOrderType, name.service);
  const text = orderNameText(name);
  return offeredOrders.find((order) => (order.service === undefined ? order.adminOrderType === text : order.classic?.some((one) => orderNameText(one) === text) === true));
}

/** What an order is called in a version of EBICS: France has names of its own besides. */
export function namesIn(protocol: ProtocolVersion, { adminOrderType, service, classic }: OfferedOrder): readonly OrderName[] {
  if (service === undefined) return [{ adminOrderType }];
  return protocols[protocol].naming === "btf" ? [{ adminOrderType, service }] : (classic ?? []);
}

/** May this user order it? Rights name an order as 3.0 does: `BTU SCT/-/-/pain.001`, `HTD`. Else: 090003. */
export function isAllowed(subscriber: Subscriber, { adminOrderType, service }: OfferedOrder): boolean {
  return subscriber.orderTypes.length === 0 || subscriber.orderTypes.includes(orderNameText({ adminOrderType, service }));
}

/** @throws AppError input/`bad-catalogue` and ZodError for data that were changed by hand and are not right */
function offersOf(json: unknown): readonly OfferedOrder[] {
  const catalogue = joinCatalogues([at, ch, de, fr, generic, hu].map((file) => parseOrderCatalogue(file, "of the practice bank")));
  const named = (id: string): CatalogueOrder => {
    const order = catalogue.get(id);
    assert(order !== undefined, `the practice bank offers ${id}, which is in a catalogue`);
    return order;
  };
  return priceList.parse(json).offers.map(({ order: id, alsoCalled = [] }) => {
    const order = named(id);
    const kind = kinds[order.direction][order.kind];
    const name = nameIn("H005", order);
    assert(kind !== undefined && name !== undefined, `the practice bank knows what ${id} does`);
    const classic = [order, ...alsoCalled.map(named)].flatMap((one) => one.classic ?? []);
    return { ...name, kind, description: order.title, classic };
  });
}
