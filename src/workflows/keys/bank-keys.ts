import { AppError, assert } from "../../domain/errors.ts";
import type { ConnectionId } from "../../domain/ids.ts";
import { type Answer, fetchBankKeys, type FetchedBankKeys, type PublicKey, readPublicKey } from "../../ebics/index.ts";
import { converse, type Line, subscriberContext } from "../communication/line.ts";
import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import { administerNow } from "../four-eyes/administer.ts";
import { mustGetConnection } from "../must-get.ts";
import type { BankKeys, Connection } from "../ports/connections.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import { accepted, mustGetSubscriber, onLine } from "./on-line.ts";
import { bankKeysActOf } from "../four-eyes/acts/bank-keys.ts";
import { type BankKeyHashes, hashDetail, hashesOf, sameKeys, trustKeys } from "./trust-keys.ts";

/** How a user stands after the bank was asked. */
export interface Activation {
  readonly subscriber: Subscriber;
  /** `waiting`: the bank has not worked on the letters yet. `activated`: it has, and its keys are to be confirmed. `ready`: all is done. */
  readonly kind: "waiting" | "activated" | "ready";
}

/** Codes of a bank for a user whom it has not activated. */
export const notActivatedCodes: ReadonlySet<string> = new Set(["061001", "091002", "091003", "091004"]);

/**
 * Step 5, after the letters: HPB for every user whose keys were sent, to see whom the bank has activated. What it says of its own keys is kept
 * unconfirmed until somebody compares them. A user whose bank keys are confirmed already is ready at once.
 * @param asked only these users; default: all who wait, else one that is ready, to look at the bank's keys
 */
export async function pollActivation(context: WorkflowContext, connectionId: ConnectionId): Promise<readonly Activation[]> {
  requireRight(context, "administer", "fetch bank keys");
  const connection = await mustGetConnection(context.store, connectionId);
  const users = await context.store.connections.subscribers(connectionId);
  const waiting = users.filter((one) => one.state === "keys-sent");
  const asked = waiting.length > 0 ? waiting : users.filter((one) => one.state === "ready").slice(0, 1);
  const [first] = asked;
  if (first === undefined) throw new AppError("workflow", "keys-not-sent", "No signer has sent keys to this bank yet.", { next: "Make keys and send them first." });
  return onLine(context, connection, first, async (line) => {
    const activations: Activation[] = [];
    for (const subscriber of asked) activations.push(await pollOne(context, line, subscriber));
    return activations;
  });
}

async function pollOne(context: WorkflowContext, line: Line, subscriber: Subscriber): Promise<Activation> {
  const answer = await askForBankKeys(context, line, subscriber);
  if (answer.kind === "rejected" && notActivatedCodes.has(answer.decisive.code)) return { subscriber, kind: "waiting" };
  const fetched = accepted(answer, "HPB");
  return context.store.transaction(async (store) => {
    const connection = await keepFetched(context, store, line.connection.id, fetched);
    const now = await mustGetSubscriber(store, subscriber.id);
    if (now.state !== "keys-sent") return { subscriber: now, kind: "ready" as const };
    const isTrusted = connection.bankKeys?.confirmedAt !== undefined;
    const activated = now.letters?.activated ?? { at: instantNow(context), by: context.operator.name };
    const next: Subscriber = { ...now, state: isTrusted ? "ready" : "keys-sent", unanswered: undefined, letters: { ...now.letters, activated } };
    await store.connections.putSubscriber(next);
    if (now.letters?.activated === undefined) {
      await store.journal.append({ at: activated.at, actor: context.operator.name, action: "subscriber.activated", subject: now.id, summary: `${connection.title} has activated ${now.userId}` });
    }
    return { subscriber: next, kind: isTrusted ? ("ready" as const) : ("activated" as const) };
  });
}

/**
 * The bank answered that it has other keys (091008): asks for them at once, so that the operator sees old and new. Nothing is proved by that.
 * @returns true when they are others than those confirmed, and nothing more is sent to it
 */
export async function noteChangedBankKeys(context: WorkflowContext, line: Line): Promise<boolean> {
  const answer = await askForBankKeys(context, line, line.subscriber);
  if (answer.kind !== "ok") return false;
  const { bankKeys } = await context.store.transaction((store) => keepFetched(context, store, line.connection.id, answer.value));
  return bankKeys?.previous !== undefined;
}

/** HPB as one of our users, or with other keys of the one who speaks. Nothing is kept. */
export async function askForBankKeys(context: WorkflowContext, line: Line, subscriber: Subscriber): Promise<Answer<FetchedBankKeys>> {
  if (subscriber === line.subscriber) return converse(line, fetchBankKeys(subscriberContext(context, line)));
  assert(line.keys !== undefined, "this line was dialled with keys");
  const keys = await line.keys.others(subscriber);
  try {
    return await converse(line, fetchBankKeys(subscriberContext(context, { connection: line.connection, subscriber, keys })));
  } finally {
    await keys.close();
  }
}

/**
 * Keeps what the bank says its keys are. The confirmed ones stay in use while it says the same; others are put in their place unconfirmed, with
 * the old ones beside them, and nothing is sent to the bank until somebody has compared them.
 */
export async function keepFetched(context: WorkflowContext, store: CustomerStore, connectionId: ConnectionId, fetched: Pick<FetchedBankKeys, "keys">): Promise<Connection> {
  const connection = await mustGetConnection(store, connectionId);
  const { bankKeys } = connection;
  const { keys } = fetched;
  if (bankKeys !== undefined && sameKeys(bankKeys, keys)) return connection;
  if (bankKeys?.previous !== undefined && sameKeys(bankKeys.previous, keys)) return takeBack(context, store, connection, bankKeys.previous);
  const previous = bankKeys?.confirmedAt === undefined ? bankKeys?.previous : { authentication: bankKeys.authentication, encryption: bankKeys.encryption, confirmedAt: bankKeys.confirmedAt, confirmedBy: bankKeys.confirmedBy };
  const next: Connection = { ...connection, bankKeys: { authentication: keys.authentication, encryption: keys.encryption, fetchedAt: instantNow(context), previous } };
  await store.connections.put(next);
  await store.journal.append({
    at: instantNow(context), actor: context.operator.name, action: previous === undefined ? "bank-keys.fetched" : "bank-keys.changed", subject: connectionId,
    summary: previous === undefined ? `Keys of ${connection.title} fetched, to be confirmed` : `${connection.title} has other keys than those confirmed; nothing is sent until they are compared`,
    detail: { ...hashDetail(keys), old: previous === undefined ? undefined : hashDetail(previous) },
  });
  return next;
}

/** The bank says the confirmed keys again: they need no second comparison. */
async function takeBack(context: WorkflowContext, store: CustomerStore, connection: Connection, previous: NonNullable<BankKeys["previous"]>): Promise<Connection> {
  const next: Connection = { ...connection, bankKeys: { ...previous, fetchedAt: instantNow(context) } };
  await store.connections.put(next);
  await store.journal.append({
    at: instantNow(context), actor: context.operator.name, action: "bank-keys.as-before", subject: connection.id, summary: `${connection.title} has the keys again that were confirmed`, detail: hashDetail(previous),
  });
  return next;
}

/**
 * As `pollActivation`, for one bank at a time.
 * @returns undefined while the bank has activated nobody
 */
export async function fetchBankKeyHashes(context: WorkflowContext, connectionId: ConnectionId): Promise<BankKeyHashes | undefined> {
  const activations = await pollActivation(context, connectionId);
  return activations.every((one) => one.kind === "waiting") ? undefined : storedBankKeyHashes(context, connectionId);
}

/** The hashes of the bank's keys as they are stored, to go on with a comparison that was left; undefined before they were fetched. */
export async function storedBankKeyHashes(context: WorkflowContext, connectionId: ConnectionId): Promise<BankKeyHashes | undefined> {
  const { bankKeys } = await mustGetConnection(context.store, connectionId);
  return bankKeys === undefined ? undefined : hashesOf(bankKeys);
}

/** What the bank has published of its keys. */
export interface PublishedHashes {
  readonly authenticationHash: string;
  readonly encryptionHash: string;
}

/**
 * Step 6: the operator gives the hashes as the bank has published them; either rule will do. Only when both fit are the keys used.
 * Users whom the bank has activated are ready then.
 * @throws AppError workflow/`bank-hash-differs`: then the keys are not used; rights/`proposed`: when a second administrator has approved
 */
export async function confirmBankKeys(context: WorkflowContext, connectionId: ConnectionId, published: PublishedHashes): Promise<Connection> {
  requireRight(context, "administer", "confirm bank keys");
  const shown = await mustGetConnection(context.store, connectionId);
  if ((await context.store.profile.get()).fourEyes === true && shown.bankKeys !== undefined) {
    assertPublished(published, shown.bankKeys);
    await administerNow(context, bankKeysActOf(shown, shown.bankKeys));
  }
  return context.store.transaction(async (store) => {
    const connection = await mustGetConnection(store, connectionId);
    const { bankKeys } = connection;
    if (bankKeys === undefined) throw new AppError("workflow", "no-bank-keys", "The bank's keys were not fetched yet.", { next: "Fetch them first." });
    assertPublished(published, bankKeys);
    return trustKeys(context, store, connection, bankKeys);
  });
}

/** @throws AppError workflow/`bank-hash-differs` unless both hashes are those of the keys, by either rule */
export function assertPublished(published: PublishedHashes, keys: Pick<BankKeys, "authentication" | "encryption">): void {
  assertHash(published.authenticationHash, keys.authentication, "authentication (X002)");
  assertHash(published.encryptionHash, keys.encryption, "encryption (E002)");
}

function assertHash(published: string, key: PublicKey, use: string): void {
  const typed = published.replace(/[^0-9a-f]/gi, "").toUpperCase();
  const { certificateHash, publicKeyHash } = readPublicKey(key);
  if (typed === certificateHash || typed === publicKeyHash) return;
  throw new AppError("workflow", "bank-hash-differs", `The hash of the bank's ${use} key is not the one you gave.`, {
    meaning: "The keys are not used; nothing can be sent to somebody who pretends to be the bank.",
    next: "Compare with the bank's letter or web page, digit by digit. If it still differs, call the bank.",
  });
}
