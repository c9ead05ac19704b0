import { protocols } from "../protocol.ts";
import type { OrderContext } from "../subscriber.ts";

const digits = 36;
const places = 3;

/** OrderID of a payment order where the client gives it (2.4): `A001` is the first. @param number counts from 1 within the customer; comes round after 1.2 million */
export function orderIdOf(number: number): string {
  const perLetter = digits ** places;
  return `${String.fromCharCode(65 + (Math.floor(number / perLetter) % 26))}${(number % perLetter).toString(digits).toUpperCase().padStart(places, "0")}`;
}

/** OrderID of an order that is not counted, such as new keys: `Z` and three at random, far from those that are. Undefined where the bank gives it. */
export function uncountedOrderId({ protocol, randomness }: Pick<OrderContext, "protocol" | "randomness">): string | undefined {
  if (protocols[protocol].orderIdBy === "bank") return undefined;
  const random = Buffer.from(randomness.bytes(4)).readUInt32BE() % digits ** places;
  return `Z${random.toString(digits).toUpperCase().padStart(places, "0")}`;
}
