import type { Right } from "../domain/rights.ts";
import type { AttentionItem } from "./attention.ts";
import type { WorkflowContext } from "./context.ts";
import { type OwnSigner, ownSigners } from "./own-signers.ts";
import type { Order } from "./ports/orders.ts";

/** Which right settles it; what is not named here is news for everybody. */
const settledBy: Partial<Readonly<Record<AttentionItem["kind"], Right>>> = {
  "older-copy": "administer", unanswered: "send", "bank-keys": "administer", "to-send": "send", findings: "prepare", "to-approve": "administer", "mandates-stopped": "prepare", "statements-missing": "fetch",
  "own-keys": "administer", subscriber: "administer",
};

/** True where this operator can do something about it; false where others must. */
export function isMyTurn({ rights }: WorkflowContext, kind: AttentionItem["kind"]): boolean {
  const right = settledBy[kind];
  return right === undefined || rights.includes(right);
}

/** Orders by who has to see to them. */
export interface Turns<Of> {
  readonly mine: readonly Of[];
  readonly byOthers: readonly Of[];
}

export function split<Of>(all: readonly Of[], isMine: (one: Of) => boolean): Turns<Of> {
  return { mine: all.filter(isMine), byOthers: all.filter((one) => !isMine(one)) };
}

/** The keys of this operator's; none without the right to sign. */
export async function keysToSignWith(context: WorkflowContext): Promise<readonly OwnSigner[]> {
  return context.rights.includes("sign") ? ownSigners(context, (await context.store.signers.policy()).signers) : [];
}

/** Mine is what one of the keys has not signed yet. Whether that is enough, and allowed, the signing sheet says. */
export async function whoSigns({ store }: WorkflowContext, own: readonly OwnSigner[], orders: readonly Order[]): Promise<Turns<Order>> {
  const done = new Set<Order>();
  for (const order of own.length === 0 ? [] : orders.filter(({ state }) => state === "partly-signed")) {
    const signed = new Set((await store.orders.signatures(order.id)).map((one) => one.signerId));
    if (own.every(({ signer }) => signed.has(signer.id))) done.add(order);
  }
  return split(orders, (order) => own.length > 0 && !done.has(order));
}
