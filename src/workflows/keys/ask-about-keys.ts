import { AppError } from "../../domain/errors.ts";
import type { SubscriberId } from "../../domain/ids.ts";
import { hacVerdict } from "../../ebics/index.ts";
import { profileOf } from "../bank-profile.ts";
import { daysSince, fetchProtocol } from "../communication/fetch-protocol.ts";
import type { Line } from "../communication/line.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import { mustGetConnection } from "../must-get.ts";
import type { Connection } from "../ports/connections.ts";
import type { OwnKeyChange, Subscriber } from "../ports/subscribers.ts";
import { askForBankKeys, notActivatedCodes } from "./bank-keys.ts";
import { sameKeys } from "./trust-keys.ts";
import { mustGetSubscriber, onLine } from "./on-line.ts";
import { adoptChange, requireKeyRight, write } from "./own-keys.ts";

/** What the bank was found to have. */
export interface AskedAboutKeys {
  /** `new`: the change happened. `old`: it did not, and may be tried again. `unknown`: ask again later. */
  readonly kind: "new" | "old" | "unknown";
  readonly subscriber: Subscriber;
  readonly text: string;
}

/**
 * Finds out what became of a key change or suspension that was never answered, without risking anything: nothing is changed at the bank.
 * HCA, HCS, SPR: HPB is signed with the authentication key and answered for the encryption key, so whichever pair it works with is the bank's.
 * PUB: the customer protocol tells. @throws AppError workflow/`no-key-change`, `being-sent`; area "channel"
 */
export async function askAboutKeys(context: WorkflowContext, id: SubscriberId): Promise<AskedAboutKeys> {
  await requireKeyRight(context, await mustGetSubscriber(context.store, id), "ask about keys");
  return ask(context, id);
}

async function ask(context: WorkflowContext, id: SubscriberId): Promise<AskedAboutKeys> {
  const { subscriber, change } = await openChange(context, id);
  const connection = await mustGetConnection(context.store, subscriber.connectionId);
  const found = await onLine(context, connection, subscriber, (line) => (change.order === "PUB" ? askProtocol(context, line, change) : askByKeys(context, line, change)));
  return conclude(context, connection, subscriber, change, found);
}

/**
 * The bank has told a person which keys it has, where it tells the program nothing: by telephone or letter. If that was wrong, the bank refuses
 * what is signed next, and executes nothing.
 * @throws AppError workflow/`no-key-change`, `being-sent`, `reason-missing`
 */
export async function settleKeysByWord(context: WorkflowContext, id: SubscriberId, found: "new" | "old", reason: string): Promise<AskedAboutKeys> {
  const { subscriber, change } = await openChange(context, id);
  await requireKeyRight(context, subscriber, "settle a change of keys");
  if (reason.trim() === "") throw new AppError("workflow", "reason-missing", "It takes a reason: who at the bank said so, and when.", { meaning: "Nothing was changed." });
  const connection = await mustGetConnection(context.store, subscriber.connectionId);
  await context.store.journal.append({
    at: instantNow(context), actor: context.operator.name, action: "keys.settled-by-word", subject: id,
    summary: `${connection.title} has the ${found} keys of ${subscriber.userId} (${change.order}), by word of the bank: ${reason.trim()}`,
  });
  return conclude(context, connection, subscriber, change, found);
}

async function openChange(context: WorkflowContext, id: SubscriberId): Promise<{ readonly subscriber: Subscriber; readonly change: OwnKeyChange }> {
  const subscriber = await mustGetSubscriber(context.store, id);
  const change = subscriber.keyChange;
  if (change?.phase !== "leaving") throw new AppError("workflow", "no-key-change", `No key change of ${subscriber.userId} waits for an answer.`);
  if (change.owner !== undefined && context.tools.processes.isAlive(change.owner)) {
    throw new AppError("workflow", "being-sent", `The ${change.order} of ${subscriber.userId} is being sent at this moment.`, { meaning: "Nothing was asked.", next: "Wait until that has ended." });
  }
  return { subscriber, change };
}

type Found = "new" | "old" | "unknown";

async function askByKeys(context: WorkflowContext, line: Line, change: OwnKeyChange): Promise<Found> {
  const works = async (user: Subscriber): Promise<boolean | undefined> => {
    const answer = await askForBankKeys(context, line, user);
    if (answer.kind === "rejected") return notActivatedCodes.has(answer.decisive.code) ? false : undefined;
    const { bankKeys } = line.connection;
    // Whoever answers with other keys than the confirmed ones proves nothing.
    return answer.kind === "ok" && bankKeys !== undefined && sameKeys(answer.value.keys, bankKeys) ? true : undefined;
  };
  if (change.order === "SPR") {
    const stillWorks = await works(line.subscriber);
    return stillWorks === undefined ? "unknown" : stillWorks ? "old" : "new";
  }
  if ((await works({ ...line.subscriber, ...change.next })) === true) return "new";
  return (await works(line.subscriber)) === true ? "old" : "unknown";
}

async function askProtocol(context: WorkflowContext, line: Line, change: OwnKeyChange): Promise<Found> {
  const { events, gap } = await fetchProtocol(context, line, daysSince(context, line, change.at));
  const own = events.filter((event) => event.adminOrderType === change.order && (change.bankOrderId === undefined ? event.userId === undefined || event.userId === line.subscriber.userId : event.orderId === change.bankOrderId));
  const recent = own.filter((event) => !(Date.parse(event.timestamp) < Date.parse(change.at) - clockDifferenceMs));
  const verdicts = recent.map(hacVerdict);
  if (verdicts.includes("accepted")) return "new";
  if (verdicts.includes("refused")) return "old";
  const waited = context.tools.clock.now() - Date.parse(change.at);
  const enough = waited >= profileOf(context.tools.banks, line.connection.bankProfile).answerWithinMinutes * 60_000;
  return gap === undefined && recent.length === 0 && enough ? "old" : "unknown";
}

/** The bank's clock and ours may differ. */
const clockDifferenceMs = 3_600_000;

async function conclude(context: WorkflowContext, connection: Connection, subscriber: Subscriber, change: OwnKeyChange, found: Found): Promise<AskedAboutKeys> {
  const { order } = change;
  switch (found) {
    case "new":
      return { kind: found, subscriber: await adoptChange(context, subscriber.id), text: order === "SPR" ? `${subscriber.userId} is suspended at ${connection.title}.` : `${connection.title} has the new keys of ${subscriber.userId}; they are used from now on.` };
    case "old":
      await write(context, subscriber, order === "SPR" ? undefined : { ...change, phase: "made", owner: undefined }, "keys.asked", `${connection.title} never got the ${order} of ${subscriber.userId}`);
      return {
        kind: found, subscriber: await mustGetSubscriber(context.store, subscriber.id),
        text: order === "SPR" ? `${subscriber.userId} is not suspended at ${connection.title}.` : `${connection.title} still has the old keys of ${subscriber.userId}; they count as before. The new ones are kept for another try.`,
      };
    case "unknown":
      return { kind: found, subscriber, text: `${connection.title} did not say which keys of ${subscriber.userId} it has. Both are kept. Ask again later, or call the bank and settle it by its word (subscriber settle; y on the connection).` };
  }
}

/** Asks about every change at this bank that was never answered, at the beginning of anybody's session. What cannot be found out stays open. */
export async function askAboutOpenKeys(context: WorkflowContext, connection: Connection): Promise<void> {
  for (const subscriber of await context.store.connections.subscribers(connection.id)) {
    if (subscriber.keyChange?.phase !== "leaving") continue;
    await ask(context, subscriber.id).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error; // the session tells why nobody can speak
    });
  }
}
