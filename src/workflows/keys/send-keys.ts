import { AppError, isAppError } from "../../domain/errors.ts";
import type { SubscriberId } from "../../domain/ids.ts";
import { type Answer, type Exchange, inForm, type PublicKey, readCertificate, sendH3k, sendHia, sendIni } from "../../ebics/index.ts";
import { converse, type Line } from "../communication/line.ts";
import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import { mustGetConnection } from "../must-get.ts";
import { marked } from "../onboarding/queue.ts";
import type { InitialisationOrder, Subscriber } from "../ports/subscribers.ts";
import type { NewJournalEntry } from "../ports/journal.ts";
import { accepted, mustGetSubscriber, onLine } from "./on-line.ts";

/** What a bank answers to a user whose keys it has already, and to one it does not know. */
const wrongStateCodes: ReadonlySet<string> = new Set(["091002", "091003", "091004"]);

/**
 * INI and HIA. That each one leaves is written down before it does; so after a lost answer or a crash it is known that the bank may have it.
 * May be repeated: what was answered is not sent again. Where the answer to an order was lost, and the bank now says that the user is in another
 * state, it has that order, most likely ours: the set-up goes on with the same keys, the order stays noted in `unanswered`, and the bank's
 * comparison with the letter of these keys, then HPB, tell the truth.
 * @throws AppError ebics/`refused`; area "channel"
 */
export async function sendKeys(context: WorkflowContext, id: SubscriberId): Promise<Subscriber> {
  const { first, connection, unsecured } = await newUser(context, id);
  const asSent = (certificateDer: Uint8Array): PublicKey => inForm(connection.keyForm ?? "certificate", certificateDer);
  let subscriber = first;
  await onLine(context, connection, first, async (line) => {
    if (subscriber.state === "new" || subscriber.state === "hia-sent") {
      const exchange = sendIni(unsecured, { version: subscriber.signatureVersion, ...asSent(subscriber.signatureCertificateDer) });
      subscriber = await sendOne(context, line, subscriber, "INI", exchange, subscriber.state === "new" ? "ini-sent" : "keys-sent");
    }
    if (subscriber.state === "ini-sent") {
      const keys = { authentication: asSent(subscriber.authenticationCertificateDer), encryption: asSent(subscriber.encryptionCertificateDer) };
      subscriber = await sendOne(context, line, subscriber, "HIA", sendHia(unsecured, keys), "keys-sent");
    }
  }, { withoutKeys: true });
  return subscriber;
}

/**
 * All three keys with one order (H3K) and without letters: the bank knows the authority that issued their certificates, and compares nothing by
 * hand. Written down before it leaves, and may be repeated, as INI and HIA. EBICS 3.0 only, and not every bank takes it.
 * @throws AppError workflow/`no-h3k` where it cannot be; ebics/`refused` (091214: the bank does not trust the authority); area "channel"
 */
export async function sendKeysAtOnce(context: WorkflowContext, id: SubscriberId): Promise<Subscriber> {
  const { first, connection, unsecured } = await newUser(context, id);
  const no = (why: string): AppError => new AppError("workflow", "no-h3k", why, { meaning: "Nothing was sent.", next: "Send the keys with INI and HIA, and post the letters." });
  if (connection.protocol !== "H005") throw no(`${connection.title} is used by ${connection.protocol}: all keys at once (H3K) are a matter of EBICS 3.0.`);
  if (first.state !== "new") throw no(`Keys of ${first.userId} are at the bank already.`);
  if (!hasCertificatesOfAuthority(first)) throw no(`The certificates of ${first.userId} have signed themselves: for H3K an authority must have issued all three.`);
  let subscriber = first;
  await onLine(context, connection, first, async (line) => {
    const keys = {
      signature: { version: first.signatureVersion, certificateDer: first.signatureCertificateDer },
      authentication: { version: "X002", certificateDer: first.authenticationCertificateDer }, encryption: { version: "E002", certificateDer: first.encryptionCertificateDer },
    };
    subscriber = await sendOne(context, line, first, "H3K", sendH3k(unsecured, keys), "keys-sent");
  }, { withoutKeys: true });
  return subscriber;
}

/** Whether somebody else has issued each of the user's certificates. */
export function hasCertificatesOfAuthority({ signatureCertificateDer, authenticationCertificateDer, encryptionCertificateDer }: Subscriber): boolean {
  return [signatureCertificateDer, authenticationCertificateDer, encryptionCertificateDer].map(readCertificate).every(({ issuer, subject }) => issuer !== subject);
}

async function newUser(context: WorkflowContext, id: SubscriberId) {
  requireRight(context, "administer", "send keys");
  const first = await mustGetSubscriber(context.store, id);
  const connection = await mustGetConnection(context.store, first.connectionId);
  const ids = { hostId: connection.hostId, partnerId: connection.partnerId, userId: first.userId };
  return { first, connection, unsecured: { protocol: connection.protocol, ids, product: { name: "Kontor", language: context.operator.language } } };
}

async function sendOne(
  context: WorkflowContext, line: Line, before: Subscriber, order: InitialisationOrder, exchange: Exchange<Answer<unknown>>, next: Subscriber["state"],
): Promise<Subscriber> {
  const wasLost = before.unanswered?.includes(order) ?? false;
  const others = (before.unanswered ?? []).filter((one) => one !== order);
  const leaving: Subscriber = { ...before, unanswered: [...others, order] };
  const notThere: Subscriber = { ...before, unanswered: others };
  // Nothing is posted then, but the queue goes on as if it were: the bank is to activate.
  const letters = order === "H3K" ? marked(before.letters, "posted", { at: instantNow(context), by: context.operator.name }) : before.letters;
  let answer: Answer<unknown>;
  try {
    answer = await converse(line, exchange, () => write(context, before, leaving));
  } catch (error) {
    const certainlyNotThere = isAppError(error, "channel") && error.context.requestMayHaveArrived === false;
    if (certainlyNotThere && !wasLost) await write(context, leaving, notThere);
    throw error;
  }
  if (answer.kind === "ok") return conclude(context, line, leaving, { ...notThere, state: next, letters }, `${order} of ${before.userId} is at ${line.connection.title}`);
  if (wasLost && answer.kind === "rejected" && wrongStateCodes.has(answer.decisive.code)) {
    return conclude(
      context, line, leaving, { ...leaving, state: next, letters },
      `${order} of ${before.userId}: its answer was lost, and ${line.connection.title} now says ${answer.decisive.code}: it has keys of this user, most likely these; the letter shows them`,
    );
  }
  if (!wasLost && answer.kind === "rejected" && answer.decisive.money === "not-executed") await write(context, leaving, notThere);
  return accepted<never>(answer as Exclude<typeof answer, { kind: "ok" }>, order); // "ok" was returned above; throws with the bank's code
}

/** Somebody else may have gone on with the same user meanwhile: then what they wrote stands. @param entry of the journal, all or nothing */
async function write(context: WorkflowContext, expected: Subscriber, next: Subscriber, entry?: NewJournalEntry): Promise<void> {
  await context.store.transaction(async (store) => {
    const now = await mustGetSubscriber(store, expected.id);
    if (now.state === expected.state) await store.connections.putSubscriber({ ...now, state: next.state, unanswered: next.unanswered, letters: next.letters ?? now.letters });
    if (entry !== undefined) await store.journal.append(entry);
  });
}

async function conclude(context: WorkflowContext, line: Line, expected: Subscriber, next: Subscriber, summary: string): Promise<Subscriber> {
  await write(context, expected, next, {
    at: instantNow(context), actor: context.operator.name, action: next.state === "keys-sent" ? "subscriber.keys-sent" : "subscriber.key-sent", subject: next.id,
    summary: next.state === "keys-sent" && next.letters?.posted === undefined ? `${summary}; letters to be posted` : summary, detail: { host: line.connection.hostId, unanswered: next.unanswered ?? [] },
  });
  return mustGetSubscriber(context.store, next.id);
}
