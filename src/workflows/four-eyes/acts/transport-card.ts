import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import type { SubscriberId } from "../../../domain/ids.ts";
import { readCertificate } from "../../../ebics/index.ts";
import { instantNow } from "../../context.ts";
import { mustGetSubscriber } from "../../keys/on-line.ts";
import type { TransportCertificates, TransportKeysOnCard } from "../../ports/chip-cards.ts";
import type { Subscriber } from "../../ports/subscribers.ts";
import type { Fields } from "../../ports/proposals.ts";
import { requireThreeKeys } from "../../transport-keys.ts";
import { type ActKind, inStore } from "../act-kind.ts";
import { subscriberId } from "../shapes.ts";

/**
 * A user who is set up speaks with the bank by two keys on a card from then on; private keys in the store are forgotten. Each key has shown to whoever
 * proposes it that it is there and does its work; whoever approves it needs no card.
 */
export interface TransportCardAct {
  readonly kind: "transport-card";
  readonly subscriberId: SubscriberId;
  /** For lists. */
  readonly userId: string;
  readonly card: TransportKeysOnCard;
  readonly certificates: TransportCertificates;
}

const bytes = z.instanceof(Uint8Array);
const text = z.string().min(1);

export const transportCardAct: ActKind<TransportCardAct> = {
  schema: z.strictObject({
    kind: z.literal("transport-card"), subscriberId, userId: text,
    card: z.strictObject({ modulePath: text, tokenLabel: z.string(), tokenSerial: z.string(), pinPad: z.literal(true).optional(), authenticationKeyId: text, encryptionKeyId: text }),
    certificates: z.strictObject({ authenticationCertificateDer: bytes, encryptionCertificateDer: bytes }),
  }),
  doing: "choose where keys live",
  title: ({ userId, card }) => `Keys of ${userId} that speak with the bank: on the card ${card.tokenLabel}`,
  async fields(store, act) {
    const subscriber = await mustGetSubscriber(store, act.subscriberId);
    return { before: fieldsOf(subscriber), after: fieldsOf(moved(subscriber, act)) };
  },
  async check(store, { subscriberId: id, certificates }) {
    const subscriber = await mustGetSubscriber(store, id);
    requireNoChange(subscriber);
    requireThreeKeys([subscriber.signatureCertificateDer, certificates.authenticationCertificateDer, certificates.encryptionCertificateDer]);
    if (!isAtBank(subscriber)) return;
    requireSame("authentication", subscriber.authenticationCertificateDer, certificates.authenticationCertificateDer);
    requireSame("encryption", subscriber.encryptionCertificateDer, certificates.encryptionCertificateDer);
  },
  carryOut: inStore(async (context, store, act) => {
    const subscriber = await mustGetSubscriber(store, act.subscriberId);
    await store.connections.putSubscriber(moved(subscriber, act));
    const { authenticationKeyId, encryptionKeyId, tokenLabel } = act.card;
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "subscriber.keys-on-card", subject: act.subscriberId, summary: `${subscriber.userId} speaks with the bank by keys on the card ${tokenLabel}`, detail: { authenticationKeyId, encryptionKeyId } });
  }),
};

function moved(subscriber: Subscriber, { card, certificates }: TransportCardAct): Subscriber {
  const { authenticationKeyPkcs8: _authentication, encryptionKeyPkcs8: _encryption, ...kept } = subscriber;
  // The bank goes on knowing the keys by the certificates that it was sent.
  return { ...kept, ...(isAtBank(subscriber) ? {} : certificates), transportCard: card };
}

function isAtBank({ state }: Subscriber): boolean {
  return state !== "new";
}

function fieldsOf({ transportCard: card, authenticationCertificateDer, encryptionCertificateDer }: Subscriber): Fields {
  const hash = (der: Uint8Array): string => readCertificate(der).publicKeyHash.slice(0, 32);
  return {
    "keys live": card === undefined ? "in the customer's store" : `on the card ${card.tokenLabel} (${card.tokenSerial})${card.pinPad === true ? ", its PIN typed on the reader" : ""}`,
    module: card?.modulePath ?? "-",
    "X002 key": `${hash(authenticationCertificateDer)}${card === undefined ? "" : `, id ${card.authenticationKeyId}`}`,
    "E002 key": `${hash(encryptionCertificateDer)}${card === undefined ? "" : `, id ${card.encryptionKeyId}`}`,
  };
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
