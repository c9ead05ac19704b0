import { AppError } from "../../domain/errors.ts";
import type { SubscriberId } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";
import { fetchBankKeys, type KeyChange, keyChangeOrderData, readPublicKey, sendKeyChange } from "../../ebics/index.ts";
import { converse, type Line, orderContext, subscriberContext } from "../communication/line.ts";
import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import { mustGetConnection } from "../must-get.ts";
import type { BankKeys, Connection } from "../ports/connections.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import { accepted, mustGetSubscriber, onLine } from "./on-line.ts";
import { withCardPin } from "../transport-keys.ts";
import { openOwnDevice, readyUser, signedBy } from "./own-keys.ts";

/** How far a connection is on its way to EBICS 3.0. */
export interface MovedUser {
  readonly subscriber: Subscriber;
  /** User ids that still have to be moved before the connection speaks 3.0; empty: it does from now on. */
  readonly left: readonly string[];
}

/**
 * Brings a user of EBICS 2.4 or 2.5 to 3.0 without letters: the same three keys go to the bank in certificates (HCS), signed with the signature key
 * that it knows. The bank's own certificates must hold the keys that were confirmed. Nothing that is signed is lost, for no key changes, and a lost
 * answer does no harm: either way the same keys count. The connection speaks 3.0 once all its users have been moved.
 * @throws AppError workflow/`already-3`, `bank-keys-differ`; ebics/`refused` where the bank wants a new initialisation; areas "signer", "channel"
 */
export async function moveTo3(context: WorkflowContext, id: SubscriberId, pin: Secret): Promise<MovedUser> {
  requireRight(context, "administer", "move a connection to EBICS 3.0");
  const { subscriber, connection } = await readyUser(context, id, "move to EBICS 3.0");
  if (connection.protocol === "H005") throw new AppError("workflow", "already-3", `${connection.title} is used by EBICS 3.0 already.`, { meaning: "Nothing was sent." });
  if (subscriber.keyChange !== undefined) throw new AppError("workflow", "key-change-open", `New keys of ${subscriber.userId} are prepared and not at the bank yet.`, { meaning: "Nothing was sent.", next: "Renew the keys first; then move." });
  const device = await openOwnDevice(context, subscriber, pin);
  try {
    const ids = { hostId: connection.hostId, partnerId: connection.partnerId, userId: subscriber.userId };
    const orderData = keyChangeOrderData({ protocol: "H005", ids }, certificatesOf(subscriber));
    const signature = await signedBy(context, device, connection, subscriber, `keys of ${subscriber.userId} for EBICS 3.0 (HCS)`, orderData); // before the line is up: a code may be asked for
    const bankKeys = await onLine(withCardPin(context, subscriber, pin), in3(connection), subscriber, async (line) => {
      const keys = await sameBankKeys(context, connection, line);
      const certified: Line = { ...line, connection: { ...in3(connection), bankKeys: keys } };
      accepted(await converse(certified, sendKeyChange(orderContext(context, certified), "HCS", orderData, signature)), "HCS");
      return keys;
    });
    return await conclude(context, subscriber, bankKeys);
  } finally {
    await device.close();
  }
}

function in3(connection: Connection): Connection {
  return { ...connection, protocol: "H005", keyForm: "certificate" };
}

/** HPB in 3.0 gives certificates; the keys in them must be those that somebody has compared. */
async function sameBankKeys(context: WorkflowContext, before: Connection, line: Line): Promise<BankKeys> {
  const { bankKeys } = before;
  if (bankKeys?.confirmedAt === undefined) throw new AppError("workflow", "bank-keys-unconfirmed", `The keys of ${before.title} were not confirmed yet.`, { meaning: "Nothing was sent.", next: "Compare them first." });
  const { keys } = accepted(await converse(line, fetchBankKeys(subscriberContext(context, line))), "HPB in EBICS 3.0");
  const same = (["authentication", "encryption"] as const).every((use) => readPublicKey(keys[use]).publicKeyHash === readPublicKey(bankKeys[use]).publicKeyHash);
  if (!same) {
    throw new AppError("workflow", "bank-keys-differ", `${before.title} has other keys in EBICS 3.0 than those that were confirmed.`, {
      meaning: "Nothing was sent; the connection is as it was.", next: "Ask the bank. A new connection by EBICS 3.0, with letters and a comparison of its keys, is the way then.",
    });
  }
  return { ...bankKeys, authentication: keys.authentication, encryption: keys.encryption };
}

function certificatesOf(subscriber: Subscriber): KeyChange {
  return {
    order: "HCS", signature: { version: subscriber.signatureVersion, certificateDer: subscriber.signatureCertificateDer },
    authentication: { version: "X002", certificateDer: subscriber.authenticationCertificateDer }, encryption: { version: "E002", certificateDer: subscriber.encryptionCertificateDer },
  };
}

function conclude(context: WorkflowContext, moved: Subscriber, bankKeys: BankKeys): Promise<MovedUser> {
  return context.store.transaction(async (store) => {
    const subscriber: Subscriber = { ...(await mustGetSubscriber(store, moved.id)), movedTo3: true };
    await store.connections.putSubscriber(subscriber);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "subscriber.moved", subject: subscriber.id, summary: `The bank has the keys of ${subscriber.userId} in certificates, for EBICS 3.0` });
    const left = (await store.connections.subscribers(subscriber.connectionId)).filter((one) => one.state === "ready" && one.movedTo3 !== true).map((one) => one.userId);
    if (left.length === 0) await switchConnection(context, store, await mustGetConnection(store, subscriber.connectionId), bankKeys);
    return { subscriber, left };
  });
}

/** From the next session on. What the bank grants is fetched anew, for 3.0 names orders otherwise. */
async function switchConnection(context: WorkflowContext, store: CustomerStore, connection: Connection, bankKeys: BankKeys): Promise<void> {
  await store.connections.put({ ...in3(connection), bankKeys });
  await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "connection.moved", subject: connection.id, summary: `${connection.title} is used by EBICS 3.0 from now on`, detail: { before: connection.protocol } });
}
