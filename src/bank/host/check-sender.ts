import type { KeyObject } from "node:crypto";
import { bankDigestsMatch, type DownloadInitialisation, type HpbRequest, type PublicKey, readPublicKey, type SignedHostRequest, type UploadInitialisation, verifyRequestSignature } from "../../ebics/index.ts";
import { findSubscriber, listSubscribers, type Subscriber } from "../subscribers/subscriber.ts";
import type { Host } from "./host.ts";

/** Either who sent it, or the code to refuse it with. */
export type Sender = { readonly kind: "known"; readonly subscriber: Subscriber } | { readonly kind: "refused"; readonly code: string; /** In the host's own words, for the trace. */ readonly reason: string };

/**
 * Checks the first message of a transaction in the order that tells a stranger least: host, signature, state, replay, bank keys.
 * An unknown user and one in the wrong state look the same (091002).
 */
export function checkInitialisation(host: Host, request: UploadInitialisation | DownloadInitialisation | HpbRequest): Sender {
  if (request.ids.hostId !== host.hostId) return refused("091011", `The host id is ${request.ids.hostId}; this is ${host.hostId}.`);
  const subscriber = findSubscriber(host.ledger.database, request.ids.partnerId, request.ids.userId);
  if (subscriber?.authentication === undefined) return refused("091002", subscriber === undefined ? "There is no such user." : "The user has sent no authentication key yet.");
  if (!verifyRequestSignature(request, publicKeyOf(subscriber.authentication))) return refused("061001", "The AuthSignature is not by the user's authentication key over exactly what is read: header, and what else the schema marks.");
  if (subscriber.state !== "ready") return refused("091002", `The user is ${subscriber.state}, not ready.`);
  const stale = host.nonces.refusal(request.nonce, request.timestamp, host.protocolClock.now());
  if (stale !== undefined) return refused(stale.code, stale.reason);
  if (request.kind !== "no-pub-key-digests" && !bankDigestsMatch(request.bankPubKeyDigests, host.keys.publicKeys)) return refused("091008", "The digests of the bank's keys in the header are not those of its keys as they are now.");
  return { kind: "known", subscriber };
}

/**
 * Checks a later message against the user whose transaction it names. A valid signature of another user of this partner: 091101; none: 061001.
 * Nobody else's key is tried: a forged message must not cost as many checks as the bank has users.
 */
export function checkContinuation(host: Host, request: SignedHostRequest, owner: { readonly partnerId: string; readonly userId: string }): Sender {
  const { database } = host.ledger;
  const subscriber = findSubscriber(database, owner.partnerId, owner.userId);
  if (subscriber?.authentication === undefined) return refused("091101", "The user whose transaction it is has no keys any more.");
  if (!verifyRequestSignature(request, publicKeyOf(subscriber.authentication))) {
    const isSomebodyElse = listSubscribers(database).some(
      (other) => other.partnerId === owner.partnerId && other.authentication !== undefined && verifyRequestSignature(request, publicKeyOf(other.authentication)),
    );
    return isSomebodyElse ? refused("091101", "The transaction is another user's.") : refused("061001", "The AuthSignature is not by the user whose transaction it is.");
  }
  return subscriber.state === "ready" ? { kind: "known", subscriber } : refused("091002", `The user is ${subscriber.state}, not ready.`);
}

export function publicKeyOf(key: PublicKey): KeyObject {
  return readPublicKey(key).publicKey;
}

function refused(code: string, reason: string): Sender {
  return { kind: "refused", code, reason };
}
