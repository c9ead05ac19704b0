import { ebicsOrder, type EbicsOrder, type MessageVersion } from "../../ebics/index.ts";

/**
 * In which versions this bank serves an order; the names are those of the table of orders. Everything else is answered 091006.
 * docs/ebics-orders.md is made of this table, and each version in it needs a test (CONTRIBUTING.md, "Proving a cell").
 */
export const servedOrders: Readonly<Record<string, readonly MessageVersion[]>> = {
  HEV: ["H000"],
  INI: ["H005"],
  HIA: ["H005"],
  H3K: ["H005"],
  HPB: ["H005"],
  PUB: ["H005"],
  HCA: ["H005"],
  HCS: ["H005"],
  SPR: ["H005"],
  HAA: ["H005"],
  HPD: ["H005"],
  HKD: ["H005"],
  HTD: ["H005"],
  HAC: ["H005"],
  PTK: ["H005"],
  BTU: ["H005"],
  BTD: ["H005"],
  WSS: ["H005"],
  HVU: ["H005"],
  HVZ: ["H005"],
  HVD: ["H005"],
  HVT: ["H005"],
  HVE: ["H005"],
  HVS: ["H005"],
};

/** Does this bank serve it? @param orderType AdminOrderType, or OrderType of EBICS 2.4 and 2.5 */
export function isServed(version: MessageVersion, orderType: string, direction: EbicsOrder["direction"]): boolean {
  const order = ebicsOrder(orderType, direction);
  return order !== undefined && servedOrders[order.name]?.includes(version) === true;
}
