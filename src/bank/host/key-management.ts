import {
  type BankKeys, encryptFor, hpbOrderData, type HpbRequest, type KeyManagementResponse, openH3kOrderData, openHiaOrderData, openIniOrderData, plainKey, protocols, type PublicKey, readPublicKey,
  type UnsecuredRequest,
} from "../../ebics/index.ts";
import { issuedByTrusted } from "../subscribers/authorities.ts";
import { keepKeys } from "../subscribers/keys.ts";
import { findSubscriber, type Subscriber } from "../subscribers/subscriber.ts";
import { keysProblem } from "./check-keys.ts";
import { checkInitialisation } from "./check-sender.ts";
import { codesFor, ok } from "./codes.ts";
import type { Host } from "./host.ts";
import { isServed } from "./served-orders.ts";

/** INI, HIA and H3K: keeps the keys of a user who has sent none yet. The letters decide whether they count. */
export async function receiveKeys(host: Host, request: UnsecuredRequest): Promise<KeyManagementResponse> {
  const { hostId, partnerId, userId } = request.ids;
  if (hostId !== host.hostId) return codesFor("091011");
  const receive = receivers.get(request.adminOrderType);
  if (receive === undefined || !isServed(request.protocol, request.adminOrderType, "to the bank")) return codesFor("091006");
  const subscriber = findSubscriber(host.ledger.database, partnerId, userId);
  return subscriber !== undefined && mayInitialise(subscriber) ? receive(host, request, subscriber) : codesFor("091002");
}

const receivers: ReadonlyMap<string, (host: Host, request: UnsecuredRequest, subscriber: Subscriber) => Promise<KeyManagementResponse>> = new Map([
  ["INI", receiveSignatureKey], ["HIA", receiveTransportKeys], ["H3K", receiveAllKeys],
]);

/** Whoever suspended themselves (SPR) has no keys any more and begins anew; whom the bank suspended waits for the bank. */
function mayInitialise({ state }: Subscriber): boolean {
  return state === "new" || state === "partly-initialised" || state === "suspended-by-user";
}

async function receiveSignatureKey(host: Host, request: UnsecuredRequest, subscriber: Subscriber): Promise<KeyManagementResponse> {
  if (subscriber.signature !== undefined) return codesFor("091002");
  const opened = await openIniOrderData(request.protocol, request.orderData);
  if (opened.kind === "unreadable") return codesFor(opened.returnCode);
  const { partnerId, userId, ...signature } = opened.value;
  return keep(host, subscriber, { partnerId, userId, signature });
}

async function receiveTransportKeys(host: Host, request: UnsecuredRequest, subscriber: Subscriber): Promise<KeyManagementResponse> {
  if (subscriber.authentication !== undefined) return codesFor("091002");
  const opened = await openHiaOrderData(request.protocol, request.orderData);
  return opened.kind === "unreadable" ? codesFor(opened.returnCode) : keep(host, subscriber, opened.value);
}

/** All three at once, of an authority that this bank trusts: whoever sends their own sends INI and HIA. */
async function receiveAllKeys(host: Host, request: UnsecuredRequest, subscriber: Subscriber): Promise<KeyManagementResponse> {
  if (subscriber.signature !== undefined || subscriber.authentication !== undefined) return codesFor("091002");
  const opened = await openH3kOrderData(request.protocol, request.orderData);
  if (opened.kind === "unreadable") return codesFor(opened.returnCode);
  const { signature, authentication, encryption } = opened.value;
  const problem = keysProblem(host, subscriber, opened.value);
  if (problem !== undefined) return codesFor(problem);
  const issued = [signature, authentication, encryption].every((key) => issuedByTrusted(host.ledger.database, key));
  return issued ? keep(host, subscriber, opened.value) : codesFor("091214");
}

function keep(host: Host, seen: Subscriber, keys: Parameters<typeof keysProblem>[2]): KeyManagementResponse {
  return host.ledger.database.transaction(() => {
    // As it is now: opening the keys took a while, and another message may have brought some meanwhile.
    const subscriber = findSubscriber(host.ledger.database, seen.partnerId, seen.userId);
    if (subscriber === undefined || !mayInitialise(subscriber) || has(subscriber, keys)) return codesFor("091002");
    const problem = keysProblem(host, subscriber, keys);
    if (problem !== undefined) return codesFor(problem);
    keepKeys(host.ledger.database, subscriber, keys, "to-be-activated");
    return ok;
  });
}

function has(subscriber: Subscriber, keys: Parameters<typeof keysProblem>[2]): boolean {
  return (keys.signature !== undefined && subscriber.signature !== undefined) || (keys.authentication !== undefined && subscriber.authentication !== undefined);
}

/** HPB: the bank's own keys, in the form in which the user sent theirs, encrypted for a user whose letters were compared. */
export async function giveBankKeys(host: Host, request: HpbRequest): Promise<KeyManagementResponse> {
  const sender = checkInitialisation(host, request);
  if (sender.kind === "refused") return codesFor(sender.code);
  if (request.adminOrderType !== "HPB" || !isServed(request.protocol, "HPB", "from the bank")) return codesFor("091006");
  const recipient = sender.subscriber.encryption;
  if (recipient === undefined) return codesFor("091002");
  const isPlain = recipient.certificateDer === undefined && protocols[request.protocol].keyForms.includes("plain");
  const keys = isPlain ? withoutCertificates(host.keys.publicKeys) : host.keys.publicKeys;
  const { encryption, segments } = await encryptFor(recipient, hpbOrderData(request.protocol, host.hostId, keys), { randomness: host.randomness });
  return { ...ok, data: { encryption, orderData: Buffer.concat(segments) } };
}

function withoutCertificates({ authentication, encryption }: BankKeys): BankKeys {
  const plain = (key: PublicKey) => plainKey(readPublicKey(key).publicKey);
  return { authentication: { ...plain(authentication), version: authentication.version }, encryption: { ...plain(encryption), version: encryption.version } };
}
