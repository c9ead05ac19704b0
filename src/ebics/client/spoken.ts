import { ebicsError } from "../errors.ts";
import { type EbicsOrder, isSpoken } from "../order-support.ts";
import type { ProtocolVersion } from "../subscriber.ts";

/** @throws AppError ebics/`bad-order` when the order does not exist in this version of EBICS, or is not spoken here */
export function requireSpoken(protocol: ProtocolVersion, orderType: string, direction: EbicsOrder["direction"]): void {
  if (isSpoken(protocol, orderType, direction)) return;
  throw ebicsError("bad-order", `${orderType} is no order that can be used in ${protocol}.`, "Nothing was sent.", "Choose another kind of order, or use the bank by another version of EBICS.");
}
