import type { EdsResult } from "../../workflows/eds/sign-at-bank.ts";
import type { SigningResult } from "../../workflows/sign-orders.ts";
import type { SignChoice } from "../../workflows/signing-groups.ts";
import { refusalOf, type ReviewGroup, type ReviewOrder } from "../../workflows/review-sheet.ts";

/** What became of an order: the signing's word, the bank's, or why it did not come to that. */
export type ReviewResult = SigningResult | { readonly kind: "at-bank"; readonly result: EdsResult } | { readonly kind: "failed"; readonly reason: string };

export function isSigned(result: ReviewResult | undefined): boolean {
  return result?.kind === "signed" || (result?.kind === "at-bank" && (result.result.kind === "done" || result.result.kind === "already"));
}

/** What the operator has before them, and what they have chosen. */
export interface ReviewState {
  readonly groups: readonly ReviewGroup[];
  /** Which of the operator's keys signs, by group. */
  readonly choices: ReadonlyMap<string, number>;
  /** Keys of orders. */
  readonly leftOut: ReadonlySet<string>;
  readonly results: ReadonlyMap<string, ReviewResult>;
}

/** The key that is to sign a group's orders; undefined: the operator has none there. */
export function keyFor(model: Pick<ReviewState, "choices">, { group, prepared }: ReviewGroup): SignChoice | undefined {
  return prepared?.choices[model.choices.get(group.key) ?? 0];
}

/** Why the operator cannot sign it, as a sentence. */
export function whyNotMine(model: Pick<ReviewState, "choices">, group: ReviewGroup, order: ReviewOrder): string | undefined {
  const key = keyFor(model, group);
  return key === undefined ? "You have no signing key at this bank." : refusalOf(key, order);
}

/** Whether the operator's key may sign it, and it was not left out. */
export function isToBeSigned(model: Pick<ReviewState, "choices" | "leftOut">, group: ReviewGroup, order: ReviewOrder): boolean {
  return !model.leftOut.has(order.key) && whyNotMine(model, group, order) === undefined;
}

/** Groups with those of their orders that will be signed. */
export function toBeSigned(model: Pick<ReviewState, "choices" | "leftOut" | "groups">): readonly { readonly group: ReviewGroup; readonly orders: readonly ReviewOrder[] }[] {
  return model.groups
    .map((group) => ({ group, orders: group.orders.filter((order) => isToBeSigned(model, group, order)) }))
    .filter(({ orders }) => orders.length > 0);
}
