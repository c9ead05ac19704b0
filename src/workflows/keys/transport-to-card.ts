import type { SubscriberId } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";
import { requireRight, type WorkflowContext } from "../context.ts";
import { type Administered, administer } from "../four-eyes/administer.ts";
import { adoptTransportKeys, type KeysToAdopt, type TransportCard } from "../transport-keys.ts";
import { mustGetSubscriber } from "./on-line.ts";

/**
 * Lets a user who is set up speak with the bank by two keys on a card. Where the bank has keys of the user, those on the card must be these very ones:
 * what it has is known from what was sent.
 * @param pin of the card; is not kept
 * @throws AppError signer/`other-key-at-bank`, `same-key`, and what the card says; workflow/`key-change-open`. Nothing is changed then
 */
export async function moveTransportToCard(context: WorkflowContext, id: SubscriberId, card: TransportCard, ids: KeysToAdopt, pin: Secret): Promise<Administered> {
  requireRight(context, "administer", "choose where keys live");
  const { userId } = await mustGetSubscriber(context.store, id);
  const { transportCard, ...certificates } = await adoptTransportKeys(context, card, ids, pin);
  return administer(context, { kind: "transport-card", subscriberId: id, userId, card: transportCard, certificates });
}
