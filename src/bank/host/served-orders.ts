import { ebicsOrder, type EbicsOrder, type MessageVersion } from "../../ebics/index.ts";

const all = ["H003", "H004", "H005"] as const;
const old = ["H003", "H004"] as const;

/**
 * In which versions this bank serves an order; the names are those of the table of orders. Everything else is answered 091006.
 * docs/ebics-orders.md is made of this table, and each version in it needs a test (CONTRIBUTING.md, "Proving a cell").
 */
export const servedOrders: Readonly<Record<string, readonly MessageVersion[]>> = {
  HEV: ["H000"],
  INI: all,
  HIA: all,
  H3K: ["H005"],
  HPB: all,
  PUB: all,
  HCA: all,
  HCS: all,
  SPR: all,
  HAA: all,
  HPD: all,
  HKD: all,
  HTD: all,
  HAC: all,
  PTK: all,
  upload: old,
  download: old,
  FUL: old,
  FDL: old,
  BTU: ["H005"],
  BTD: ["H005"],
  WSS: all,
  HVU: ["H004", "H005"],
  HVZ: ["H004", "H005"],
  HVD: ["H004", "H005"],
  HVT: ["H004", "H005"],
  HVE: ["H004", "H005"],
  HVS: ["H004", "H005"],
};

/** Does this bank serve it? @param orderType AdminOrderType, or OrderType of EBICS 2.4 and 2.5 */
export function isServed(version: MessageVersion, orderType: string, direction: EbicsOrder["direction"]): boolean {
  const order = ebicsOrder(orderType, direction);
  return order !== undefined && servedOrders[order.name]?.includes(version) === true;
}
