import type { ConnectionId, SubscriberId } from "../domain/ids.ts";
import { type CatalogueOrder, catalogueOrderNamed, type HtdData, type OrderName, sameName } from "../ebics/index.ts";
import type { CustomerStore } from "./ports/customer-store.ts";

/** What the bank grants one of our users, as it was last fetched (HTD). */
export interface Grants {
  readonly subscriberId: SubscriberId;
  readonly data: HtdData;
}

export async function readGrants(store: CustomerStore, connectionId: ConnectionId): Promise<readonly Grants[]> {
  return (await store.connections.grants(connectionId)).map(({ subscriberId, json }) => ({ subscriberId, data: JSON.parse(json) as HtdData })); // written by us when it was fetched
}

/** One line of the menu of orders: granted by the bank, told in the catalogue's words where it knows it. */
export interface MenuOrder {
  readonly name: OrderName;
  readonly direction: "send" | "fetch" | "administrative";
  /** The catalogue's title; else the bank's own words, which are outside text. */
  readonly title: string;
  readonly known: CatalogueOrder | undefined;
  /** How many signatures the bank wants; 0: it does not say. */
  readonly signaturesRequired: number;
  /** Per user of ours: what the bank lets them do with it. Users without a right to it are not in it. */
  readonly users: readonly MenuUser[];
}
export interface MenuUser {
  readonly userId: string;
  /** E, A, B, T; undefined: may order it, but signs nothing of it. */
  readonly level: "E" | "A" | "B" | "T" | undefined;
  /** Account ids of the bank's list; empty: all. */
  readonly accounts: readonly string[];
  readonly maxAmount: { readonly value: string; readonly currency: string } | undefined;
}

/** The menu of one bank: everything that it grants, never a list of ours. In the bank's order. */
export function orderMenu(grants: readonly Grants[], catalogue: Iterable<CatalogueOrder>): readonly MenuOrder[] {
  const known = [...catalogue];
  const menu: MenuOrder[] = [];
  for (const order of grants.flatMap(({ data }) => data.partner.orders)) {
    const name: OrderName = { adminOrderType: order.adminOrderType, service: order.service, fileFormat: order.fileFormat };
    if (menu.some((one) => sameName(one.name, name))) continue;
    const entry = catalogueOrderNamed(known, name);
    menu.push({
      name, known: entry, direction: directionOf(name, order.transfer, entry), title: entry?.title ?? order.description, signaturesRequired: order.signaturesRequired,
      users: grants.flatMap(({ data: { user } }) => {
        const permissions = user.permissions.filter((one) => sameName(one, name));
        const [first] = permissions;
        if (first === undefined) return [];
        return [{ userId: user.userId, level: first.authorisationLevel, maxAmount: first.maxAmount, accounts: permissions.flatMap((one) => (one.accountId === undefined ? [] : [one.accountId])) }];
      }),
    });
  }
  return menu;
}

function directionOf(name: OrderName, transfer: "Upload" | "Download" | undefined, entry: CatalogueOrder | undefined): MenuOrder["direction"] {
  if (name.adminOrderType === "BTU" || name.adminOrderType === "FUL") return "send";
  if (name.adminOrderType === "BTD" || name.adminOrderType === "FDL") return "fetch";
  if (entry !== undefined) return entry.direction;
  if (administrative.has(name.adminOrderType) || transfer === undefined) return "administrative";
  return transfer === "Upload" ? "send" : "fetch";
}
/** Orders about the agreement itself, whatever the bank says of their direction. */
const administrative: ReadonlySet<string> = new Set(["HAA", "HAC", "HPD", "HKD", "HTD", "HPB", "INI", "HIA", "H3K", "HCA", "HCS", "PUB", "SPR", "PTK", "HEV", "HVU", "HVZ", "HVD", "HVT", "HVE", "HVS"]);
