import { counted } from "../../domain/counted.ts";
import type { EdsOrder } from "../ports/eds-orders.ts";

/** Who is missing, as far as the bank tells: how many signatures, and of which class one must be. `1 more signature, of class A or E`. */
export function missingText(order: EdsOrder): string {
  const counting = order.signers.filter((signer) => signer.signatureClass !== "T");
  const more = Math.max(1, order.signaturesRequired - counting.length);
  const hasLeading = counting.some((signer) => signer.signatureClass === "A" || signer.signatureClass === "E");
  return `${counted(more, "more signature")}${counting.length > 0 && !hasLeading ? ", of class A or E" : ""}`;
}
