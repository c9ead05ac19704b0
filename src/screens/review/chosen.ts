import type { SigningResult } from "../../workflows/sign-orders.ts";
import type { SignChoice, SignEffect } from "../../workflows/signing-groups.ts";
import type { ReviewGroup, ReviewOrder } from "../../workflows/review-sheet.ts";

/** What became of an order: the signing's word, or why it did not come to that. */
export type ReviewResult = SigningResult | { readonly kind: "failed"; readonly reason: string };

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

export function effectOn(model: Pick<ReviewState, "choices">, group: ReviewGroup, { entry }: ReviewOrder): SignEffect | undefined {
  return keyFor(model, group)?.effects.get(entry.order.id);
}

/** Whether the operator's key may sign it, and it was not left out. */
export function isToBeSigned(model: Pick<ReviewState, "choices" | "leftOut">, group: ReviewGroup, order: ReviewOrder): boolean {
  const effect = effectOn(model, group, order);
  return effect !== undefined && effect.refusal === undefined && !model.leftOut.has(order.key);
}

/** Groups with those of their orders that will be signed. */
export function toBeSigned(model: Pick<ReviewState, "choices" | "leftOut" | "groups">): readonly { readonly group: ReviewGroup; readonly orders: readonly ReviewOrder[] }[] {
  return model.groups
    .map((group) => ({ group, orders: group.orders.filter((order) => isToBeSigned(model, group, order)) }))
    .filter(({ orders }) => orders.length > 0);
}
