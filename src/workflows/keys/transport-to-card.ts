import { AppError } from "../../domain/errors.ts";
import type { SubscriberId } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";
import { readCertificate } from "../../ebics/index.ts";
import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import type { Subscriber } from "../ports/customer-store.ts";
import { adoptTransportKeys, type KeysToAdopt, requireThreeKeys, type TransportCard } from "../transport-keys.ts";
import { mustGetSubscriber } from "./on-line.ts";

/**
 * A user who is set up speaks with the bank by two keys on a card from then on; private keys in the store are forgotten. Where the bank has keys
 * of the user, those on the card must be these very ones: what it has is known from what was sent.
 * @param pin of the card; is not kept
 * @throws AppError signer/`other-key-at-bank`, `same-key`, and what the card says; workflow/`key-change-open`. Nothing is changed then
 */
export async function moveTransportToCard(context: WorkflowContext, id: SubscriberId, card: TransportCard, ids: KeysToAdopt, pin: Secret): Promise<Subscriber> {
  requireRight(context, "administer", "choose where keys live");
  const shown = await mustGetSubscriber(context.store, id);
  requireNoChange(shown);
  const adopted = await adoptTransportKeys(context, card, ids, pin);
  requireThreeKeys([shown.signatureCertificateDer, adopted.authenticationCertificateDer, adopted.encryptionCertificateDer]);
  return context.store.transaction(async (store) => {
    const subscriber = await mustGetSubscriber(store, id);
    requireNoChange(subscriber);
    const sent = subscriber.state !== "new";
    if (sent) {
      requireSame("authentication", subscriber.authenticationCertificateDer, adopted.authenticationCertificateDer);
      requireSame("encryption", subscriber.encryptionCertificateDer, adopted.encryptionCertificateDer);
    }
    const { authenticationKeyPkcs8: _authentication, encryptionKeyPkcs8: _encryption, ...kept } = subscriber;
    // The bank goes on knowing the keys by the certificates that it was sent.
    const moved: Subscriber = { ...kept, ...(sent ? { transportCard: adopted.transportCard } : adopted) };
    await store.connections.putSubscriber(moved);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "subscriber.keys-on-card", subject: id, summary: `${subscriber.userId} speaks with the bank by keys on the card ${card.tokenLabel}`, detail: { ...ids } });
    return moved;
  });
}

function requireNoChange({ userId, keyChange }: Subscriber): void {
  if (keyChange === undefined) return;
  throw new AppError("workflow", "key-change-open", `A change of keys of ${userId} was never answered.`, { meaning: "Nothing was changed.", next: "Ask the bank which keys it has first (a at the connection, kontor subscriber ask)." });
}

function requireSame(use: "authentication" | "encryption", atBank: Uint8Array, onCard: Uint8Array): void {
  const [known, found] = [readCertificate(atBank), readCertificate(onCard)];
  if (known.publicKey.equals(found.publicKey)) return;
  throw new AppError("signer", "other-key-at-bank", `The bank has another ${use} key of this user (${known.publicKeyHash.slice(0, 16)}…) than the one on the card (${found.publicKeyHash.slice(0, 16)}…).`, {
    meaning: "Nothing was changed.", next: "Choose the key that the bank has; or set the user up anew with the keys of the card, and send them to the bank.",
  });
}
