import type { ProtocolVersion } from "./subscriber.ts";

/** Of messages: HEV is asked before a version is agreed on. */
export type MessageVersion = "H000" | "H003" | "H004" | "H005";
/** Columns of every table of orders, oldest first. */
export const messageVersions: readonly MessageVersion[] = ["H000", "H003", "H004", "H005"];

/** One order of EBICS, or a family of them that is spoken the same way. */
export interface EbicsOrder {
  /** `HPB`; `upload` and `download`: everything that is named by an order type of three letters (EBICS 2.4, 2.5). */
  readonly name: string;
  readonly what: string;
  readonly direction: "to the bank" | "from the bank";
  /** The versions whose specification has it. */
  readonly existsIn: readonly MessageVersion[];
  /** Those of them in which this program speaks it as a client. */
  readonly client: readonly MessageVersion[];
}

const old = ["H003", "H004"] as const;
const all = ["H003", "H004", "H005"] as const;

/**
 * The orders of EBICS and in which versions the client speaks them. The client refuses all others before anything is sent;
 * docs/ebics-orders.md is made of this table, and each version in it needs a test (CONTRIBUTING.md, "Proving a cell").
 */
export const ebicsOrders: readonly EbicsOrder[] = [
  { name: "HEV", what: "versions that the host speaks", direction: "from the bank", existsIn: ["H000"], client: ["H000"] },
  { name: "INI", what: "first signature key", direction: "to the bank", existsIn: all, client: all },
  { name: "HIA", what: "first authentication and encryption keys", direction: "to the bank", existsIn: all, client: all },
  { name: "H3K", what: "all three keys at once, by certificates of an authority", direction: "to the bank", existsIn: ["H004", "H005"], client: ["H005"] },
  { name: "HPB", what: "the bank's keys", direction: "from the bank", existsIn: all, client: all },
  { name: "PUB", what: "new signature key", direction: "to the bank", existsIn: all, client: all },
  { name: "HCA", what: "new authentication and encryption keys", direction: "to the bank", existsIn: all, client: all },
  { name: "HCS", what: "all three keys anew", direction: "to the bank", existsIn: all, client: all },
  { name: "SPR", what: "lock the own user", direction: "to the bank", existsIn: all, client: all },
  { name: "HAA", what: "what there is to fetch", direction: "from the bank", existsIn: all, client: all },
  { name: "HPD", what: "parameters of the bank", direction: "from the bank", existsIn: all, client: all },
  { name: "HKD", what: "rights of the customer and all its users", direction: "from the bank", existsIn: all, client: all },
  { name: "HTD", what: "rights of the customer and the own user", direction: "from the bank", existsIn: all, client: all },
  { name: "HAC", what: "customer protocol", direction: "from the bank", existsIn: all, client: all },
  { name: "PTK", what: "customer protocol as text", direction: "from the bank", existsIn: all, client: all },
  { name: "upload", what: "files by order type: CCT, CDD …", direction: "to the bank", existsIn: old, client: old },
  { name: "download", what: "files by order type: C53, STA …", direction: "from the bank", existsIn: old, client: old },
  { name: "FUL", what: "files by file format (France)", direction: "to the bank", existsIn: old, client: old },
  { name: "FDL", what: "files by file format (France)", direction: "from the bank", existsIn: old, client: old },
  { name: "BTU", what: "files by business transaction format", direction: "to the bank", existsIn: ["H005"], client: ["H005"] },
  { name: "BTD", what: "files by business transaction format", direction: "from the bank", existsIn: ["H005"], client: ["H005"] },
  { name: "HVU", what: "orders that wait for signatures", direction: "from the bank", existsIn: all, client: ["H004", "H005"] },
  { name: "HVZ", what: "the same with their sums", direction: "from the bank", existsIn: all, client: ["H004", "H005"] },
  { name: "HVD", what: "state of one of them", direction: "from the bank", existsIn: all, client: ["H004", "H005"] },
  { name: "HVT", what: "content of one of them", direction: "from the bank", existsIn: all, client: ["H004", "H005"] },
  { name: "HVE", what: "sign one of them", direction: "to the bank", existsIn: all, client: ["H004", "H005"] },
  { name: "HVS", what: "cancel one of them", direction: "to the bank", existsIn: all, client: ["H004", "H005"] },
  { name: "WSS", what: "access to real-time notifications (BTD of wssparam in 3.0)", direction: "from the bank", existsIn: all, client: all },
];

const byName: ReadonlyMap<string, EbicsOrder> = new Map(ebicsOrders.map((order) => [order.name, order]));

/** Which row of the table an order type belongs to. @param orderType AdminOrderType, or OrderType of EBICS 2.4 and 2.5 */
export function ebicsOrder(orderType: string, direction: EbicsOrder["direction"]): EbicsOrder | undefined {
  return byName.get(orderType) ?? byName.get(direction === "to the bank" ? "upload" : "download");
}

/** Does the client speak it? */
export function isSpoken(protocol: ProtocolVersion, orderType: string, direction: EbicsOrder["direction"]): boolean {
  return ebicsOrder(orderType, direction)?.client.includes(protocol) === true;
}
