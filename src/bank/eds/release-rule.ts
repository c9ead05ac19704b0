import type { SignatureClass } from "../../domain/signature-rules.ts";

/**
 * Do these signatures release an order that needs so many? One E where one is enough; else so many of which one is E or A.
 * B alone never leads; T never counts. EBICS 3.0 §3.14. Where one is enough, A with another does as well as E.
 */
export function releases(classes: readonly SignatureClass[], required: number): boolean {
  const counting = classes.filter((one) => one !== "T");
  const single = counting.includes("E");
  if (single && counting.length >= required) return true;
  return counting.length >= Math.max(2, required) && (single || counting.includes("A"));
}
