import { AppError, assert, isAppError } from "../../domain/errors.ts";
import type { SubscriberId } from "../../domain/ids.ts";
import type { OrderState } from "../../domain/order-life.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { Secret } from "../../domain/secret.ts";
import {
  type Answer, inForm, type KeyChange, keyChangeOrderData, orderDataDigest, type PublicKey, readCertificate, sendKeyChange, sendSuspension, suspensionOrderData,
} from "../../ebics/index.ts";
import { profileOf } from "../bank-profile.ts";
import { converse, type Line, orderContext, rejectionText } from "../communication/line.ts";
import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import { createDevice, openDevice, releaseDevice } from "../devices.ts";
import { mustGetConnection } from "../must-get.ts";
import type { Connection } from "../ports/connections.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { NewOwnKeys, OwnKeyChange, Subscriber } from "../ports/subscribers.ts";
import type { KeySubject, SigningDevice, SigningDeviceConfig } from "../ports/signing-device.ts";
import { matterWithoutMoney } from "../signed-matter.ts";
import { makeTransportKeys, withCardPin } from "../transport-keys.ts";
import { mustGetSubscriber, onLine } from "./on-line.ts";

/** Why this key must not sign now, as a sentence: it was replaced since it was shown, or the bank may have another one. */
export function whyNotThisKey(shown: Subscriber, now: Subscriber | undefined): string | undefined {
  if (now === undefined || Buffer.compare(now.signatureCertificateDer, shown.signatureCertificateDer) !== 0) return "This signing key was replaced meanwhile. Look again, then sign with the new one.";
  if (now.state === "suspended") return `${now.userId} is suspended at the bank, which takes no signature by this key any more.`;
  if (now.keyChange?.phase === "leaving") return `Your ${now.keyChange.order} was never answered: which of your keys the bank has is to be asked first.`;
  return undefined;
}

/** Which of a user's keys are made anew: the signature key (PUB), the two that work unattended (HCA), or all three (HCS). */
export type WhichKeys = "signature" | "transport" | "all";
const orderOf = { signature: "PUB", transport: "HCA", all: "HCS" } as const satisfies Record<WhichKeys, KeyChange["order"]>;

export const ownKeyYears = 5;

/** Orders whose signatures the bank has not verified yet, or may have to verify again. */
const beforeBank: readonly OrderState[] = ["partly-signed", "signed", "queued", "sending", "unanswered"];

export interface Renewal {
  readonly which: WhichKeys;
  /** Of the present signature key, which signs the change. */
  readonly pin: Secret;
  /** Of the new key file; default: the same. */
  readonly newPin?: Secret | undefined;
}

/**
 * New keys for a user who is ready. They are made and kept first; then the bank gets them, signed with the old signature key, and only its answer
 * puts them in the place of the old ones. Where no answer came, both are kept and nothing is sent or signed with either before `askAboutKeys` has
 * found out which the bank has.
 * @throws AppError workflow/`signed-orders-open`, `key-change-open`, `key-change-unanswered`; ebics/`refused`; areas "signer" and "channel"
 */
export async function renewKeys(context: WorkflowContext, id: SubscriberId, renewal: Renewal): Promise<Subscriber> {
  const { subscriber, connection } = await readyUser(context, id, "renew keys");
  const order = orderOf[renewal.which];
  if (order !== "HCA") await requireNoSignedOrders(context.store, subscriber, beforeBank);
  const device = await openOwnDevice(context, subscriber, renewal.pin);
  try {
    const change = await preparedChange(context, connection, subscriber, order, renewal);
    const orderData = keyChangeOrderData({ protocol: connection.protocol, ids: idsOf(connection, subscriber) }, namedKeys(connection, subscriber, change));
    const signature = await signedBy(context, device, connection, subscriber, `new keys (${order}) of ${subscriber.userId}`, orderData);
    return await carryOut(withCardPin(context, subscriber, renewal.pin), connection, subscriber, change, (line) => sendKeyChange(orderContext(context, line), order, orderData, signature));
  } finally {
    await device.close();
  }
}

/**
 * SPR: the user is locked out at the bank at once and signs nothing more there, until they have initialised anew with new letters.
 * @throws as `renewKeys`
 */
export async function suspendUser(context: WorkflowContext, id: SubscriberId, pin: Secret): Promise<Subscriber> {
  const { subscriber, connection } = await readyUser(context, id, "suspend a signer");
  const device = await openOwnDevice(context, subscriber, pin);
  try {
    const change: OwnKeyChange = { order: "SPR", phase: "made", at: instantNow(context), by: context.operator.name, next: {} };
    const signature = await signedBy(context, device, connection, subscriber, `suspension of ${subscriber.userId}`, suspensionOrderData);
    return await carryOut(withCardPin(context, subscriber, pin), connection, subscriber, change, (line) => sendSuspension(orderContext(context, line), signature));
  } finally {
    await device.close();
  }
}

/** Who may deal with a user's keys: an administrator, or the operator whose keys they are. */
export async function requireKeyRight(context: WorkflowContext, subscriber: Subscriber, doing: string): Promise<void> {
  const signer = (await context.store.signers.all()).find((one) => one.id === subscriber.signerId);
  if (signer?.operatorId === context.operator.id && context.rights.includes("sign")) return;
  requireRight(context, "administer", doing);
}

export async function readyUser(context: WorkflowContext, id: SubscriberId, doing: string): Promise<{ readonly subscriber: Subscriber; readonly connection: Connection }> {
  const subscriber = await mustGetSubscriber(context.store, id);
  await requireKeyRight(context, subscriber, doing);
  if (subscriber.keyChange?.phase === "leaving") {
    throw new AppError("workflow", "key-change-open", `A ${subscriber.keyChange.order} of ${subscriber.userId} was never answered.`, { meaning: "Old and new keys are both kept. Nothing was sent.", next: "Ask the bank which it has; then go on." });
  }
  if (subscriber.state !== "ready") throw new AppError("workflow", "not-ready", `${subscriber.userId} is not ready at this bank.`, { meaning: "Nothing was sent.", next: "Finish the set-up first, or make new keys and letters." });
  return { subscriber, connection: await mustGetConnection(context.store, subscriber.connectionId) };
}

/** A signature by the old key would be refused once the bank has the new one. @throws AppError workflow/`signed-orders-open` */
export async function requireNoSignedOrders(store: CustomerStore, subscriber: Subscriber, states: readonly OrderState[]): Promise<void> {
  const open: string[] = [];
  for (const order of await store.orders.list({ states })) {
    if ((await store.orders.signatures(order.id)).some((one) => one.subscriberId === subscriber.id)) open.push(orderNumberText(order.number));
  }
  if (open.length === 0) return;
  throw new AppError("workflow", "signed-orders-open", `${open.length === 1 ? "Order" : "Orders"} ${open.slice(0, 5).join(", ")} ${open.length === 1 ? "carries" : "carry"} a signature by the key that would go.`, {
    meaning: "Nothing was changed; the bank would refuse them.", next: "Send them first, or withdraw their signatures; ask the bank about those never answered.",
  });
}

/** @throws AppError signer/`no-key` when it is another key than the one the bank knows */
export async function openOwnDevice(context: WorkflowContext, subscriber: Subscriber, pin: Secret): Promise<SigningDevice> {
  const device = await openDevice(context, subscriber.device, pin);
  if (Buffer.compare(device.certificateDer, subscriber.signatureCertificateDer) === 0) return device;
  await device.close();
  throw new AppError("signer", "no-key", "The key on this device is not the one that the bank knows for this user.", { meaning: "Nothing was sent.", next: "Use the key file or card with which the user was set up at the bank." });
}

/** Keys of an earlier try that certainly did not arrive are used again; else new ones are made, and kept before anything leaves. */
async function preparedChange(context: WorkflowContext, connection: Connection, subscriber: Subscriber, order: KeyChange["order"], renewal: Renewal): Promise<OwnKeyChange> {
  const kept = subscriber.keyChange;
  if (kept !== undefined && kept.order === order) {
    // Whoever forgot the new key file's passphrase is told now, not when nothing else counts any more.
    if (kept.next.device !== undefined) await (await openDevice(context, kept.next.device, renewal.newPin ?? renewal.pin)).close();
    return kept;
  }
  const change: OwnKeyChange = { order, phase: "made", at: instantNow(context), by: context.operator.name, next: await makeKeys(context, connection, subscriber, renewal) };
  await write(context, subscriber, change, "keys.made", `New keys (${order}) of ${subscriber.userId} made; the old ones count until ${connection.title} has them`, hashes(change.next));
  return change;
}

async function makeKeys(context: WorkflowContext, connection: Connection, subscriber: Subscriber, { which, pin, newPin }: Renewal): Promise<NewOwnKeys> {
  const { tools } = context;
  const signer = (await context.store.signers.all()).find((one) => one.id === subscriber.signerId);
  const subject = {
    commonName: signer?.name ?? subscriber.userId, organisation: context.customer.profile.name, country: profileOf(tools.banks, connection.bankProfile).country,
    validFrom: new Date(tools.clock.now()), validYears: ownKeyYears, keyBits: 2048,
  } as const;
  const [signature, transport] = await Promise.all([
    which === "transport" ? undefined : newDevice(context, subscriber.device, newPin ?? pin, subject),
    which === "signature" ? undefined : makeTransportKeys(context, subscriber.transportCard, pin, subject), // where the old ones are
  ]);
  return {
    ...(signature === undefined ? {} : { device: signature.config, signatureCertificateDer: signature.certificateDer }),
    ...transport,
  };
}

const keyTriesMax = 100;

/** A key beside the old one, which stays where it is: `anna.p12`, then `anna-2.p12`. */
export async function newDevice(context: WorkflowContext, old: SigningDeviceConfig, pin: Secret, subject: KeySubject): Promise<{ readonly config: SigningDeviceConfig; readonly certificateDer: Uint8Array }> {
  const driver = context.tools.device(old.kind);
  for (let number = 2; number < keyTriesMax; number++) {
    const config = driver.beside(old, number);
    try {
      const device = await createDevice(context, config, pin, subject);
      const certificateDer = Uint8Array.from(device.certificateDer);
      await device.close();
      return { config, certificateDer };
    } catch (error) {
      if (!isAppError(error, "signer", "exists")) throw error;
    }
  }
  throw new AppError("signer", "exists", `There are ${keyTriesMax} keys beside ${driver.place(old)} already.`, { meaning: "No key was made.", next: "Remove old ones." });
}

/** The new keys as the order names them, in the form in which this bank has the old ones. */
function namedKeys(connection: Connection, subscriber: Subscriber, change: OwnKeyChange): KeyChange {
  const form = (certificateDer: Uint8Array | undefined): PublicKey => {
    assert(certificateDer !== undefined, "the keys of the order were made");
    return inForm(connection.keyForm ?? "certificate", certificateDer);
  };
  const signature = () => ({ version: subscriber.signatureVersion, ...form(change.next.signatureCertificateDer) });
  const authentication = () => ({ version: "X002", ...form(change.next.authenticationCertificateDer) });
  const encryption = () => ({ version: "E002", ...form(change.next.encryptionCertificateDer) });
  switch (change.order) {
    case "PUB":
      return { order: "PUB", signature: signature() };
    case "HCA":
      return { order: "HCA", authentication: authentication(), encryption: encryption() };
    default:
      return { order: "HCS", signature: signature(), authentication: authentication(), encryption: encryption() };
  }
}

/** @param title what is signed, for the code that may be asked for. @throws AppError area "signer" */
export async function signedBy(context: WorkflowContext, device: SigningDevice, connection: Connection, subscriber: Subscriber, title: string, orderData: Uint8Array) {
  const digest = await orderDataDigest(orderData);
  await releaseDevice(context, device, matterWithoutMoney(title, [Buffer.from(digest).toString("hex")]));
  const value = await device.sign(subscriber.signatureVersion, digest);
  return { partnerId: connection.partnerId, userId: subscriber.userId, version: subscriber.signatureVersion, value };
}

/** Sends it, with every step written down before it leaves; the answer decides which keys count. */
async function carryOut(
  context: WorkflowContext, connection: Connection, subscriber: Subscriber, change: OwnKeyChange, exchange: (line: Line) => ReturnType<typeof sendKeyChange>,
): Promise<Subscriber> {
  const lease = context.tools.processes.begin();
  let now: OwnKeyChange = change;
  let answer: Answer<{ readonly bankOrderId: string | undefined }>;
  try {
    answer = await onLine(context, connection, subscriber, (line) =>
      converse(line, exchange(line), async ({ step }) => {
        if (step.last !== true) return;
        now = { ...change, phase: "leaving", owner: lease.owner, bankOrderId: step.bankOrderId, at: instantNow(context) };
        await write(context, subscriber, now, "keys.leaving", `${change.order} of ${subscriber.userId} leaves for ${connection.title}`, {}, async (store) => {
          if (change.next.signatureCertificateDer !== undefined) await requireNoSignedOrders(store, subscriber, beforeBank);
        });
      }),
    );
  } catch (error) {
    const certainlyNotThere = now.phase === "made" || (isAppError(error, "channel") && error.context.requestMayHaveArrived === false);
    await write(context, subscriber, { ...now, phase: certainlyNotThere ? "made" : "leaving", owner: undefined }, "keys.not-answered", certainlyNotThere ? `${change.order} of ${subscriber.userId} did not arrive; nothing has changed` : `${change.order} of ${subscriber.userId} was never answered`);
    if (certainlyNotThere) throw error;
    throw neverAnswered(change, subscriber, error);
  } finally {
    lease.end();
  }
  if (answer.kind === "ok") return adoptChange(context, subscriber.id);
  const { code, text, next } = rejectionText(answer);
  if (answer.kind === "rejected" && answer.mayBeExecuting) {
    await write(context, subscriber, { ...now, owner: undefined }, "keys.not-answered", `${change.order} of ${subscriber.userId}: ${code} ${text}`);
    throw neverAnswered(change, subscriber, undefined);
  }
  await write(context, subscriber, { ...change, phase: "made", owner: undefined }, "keys.refused", `${connection.title} refused ${change.order} of ${subscriber.userId}: ${code} ${text}`);
  throw new AppError("ebics", "refused", `The bank refused ${change.order}: ${code} ${text}`, { meaning: "The old keys count as before.", next, context: { code } });
}

function neverAnswered(change: OwnKeyChange, subscriber: Subscriber, cause: unknown): AppError {
  return new AppError("workflow", "key-change-unanswered", `The bank never answered ${change.order} of ${subscriber.userId}.`, {
    meaning: change.order === "SPR" ? "The user may be suspended or not. No payment is concerned." : "It may have the new keys or the old ones; both are kept, and neither is used before that is known. No payment is concerned.",
    next: "Ask the bank (subscriber ask, or under Settings, connections).", cause,
  });
}

/** The bank has done it: the new keys take the place of the old ones, or the user is suspended. */
export async function adoptChange(context: WorkflowContext, id: SubscriberId): Promise<Subscriber> {
  return context.store.transaction(async (store) => {
    const { keyChange, ...subscriber } = await mustGetSubscriber(store, id);
    assert(keyChange !== undefined, "a change that the bank has answered is noted");
    const adopted: Subscriber = keyChange.order === "SPR" ? { ...subscriber, state: "suspended" } : { ...subscriber, ...keyChange.next, made: { at: keyChange.at, by: keyChange.by } };
    await store.connections.putSubscriber(adopted);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: keyChange.order === "SPR" ? "subscriber.suspended" : "keys.renewed", subject: id,
      summary: keyChange.order === "SPR" ? `${subscriber.userId} is suspended at the bank at their own wish; a new initialisation is needed before anything else` : `The new keys of ${subscriber.userId} (${keyChange.order}) are at the bank; the old ones do not count any more`,
      detail: { old: hashes(subscriber), new: hashes(keyChange.next) },
    });
    return adopted;
  });
}

/** Only the note changes; whatever else was written about the user meanwhile stands. */
export async function write(context: WorkflowContext, { id }: Subscriber, keyChange: OwnKeyChange | undefined, action: string, summary: string, detail: Readonly<Record<string, unknown>> = {}, guard?: (store: CustomerStore) => Promise<void>): Promise<void> {
  await context.store.transaction(async (store) => {
    await guard?.(store);
    const now = await mustGetSubscriber(store, id);
    await store.connections.putSubscriber({ ...now, keyChange });
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action, subject: id, summary, detail });
  });
}

function idsOf(connection: Connection, subscriber: Subscriber) {
  return { hostId: connection.hostId, partnerId: connection.partnerId, userId: subscriber.userId };
}

function hashes(keys: NewOwnKeys): Readonly<Record<string, string | undefined>> {
  const hash = (certificateDer: Uint8Array | undefined): string | undefined => certificateDer && readCertificate(certificateDer).certificateHash;
  return { signature: hash(keys.signatureCertificateDer), authentication: hash(keys.authenticationCertificateDer), encryption: hash(keys.encryptionCertificateDer) };
}
