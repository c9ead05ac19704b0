import { assert } from "../domain/errors.ts";
import { formats } from "../formats/all.ts";
import type { OrderFormat, StatusFormat } from "../formats/format.ts";

/** An order format that is known to exist: ids in the store were written by this program. */
export function orderFormat(id: string): OrderFormat {
  const format = formats.find((one) => one.id === id);
  assert(format?.kind === "orders", `${id} is an order format`);
  return format;
}

export function statusFormat(id: string): StatusFormat {
  const format = formats.find((one) => one.id === id);
  assert(format?.kind === "status", `${id} is a status format`);
  return format;
}
