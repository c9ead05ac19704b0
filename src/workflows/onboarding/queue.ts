import type { WorkflowContext } from "../context.ts";
import type { Connection } from "../ports/connections.ts";
import type { LetterTrail, Mark, Subscriber } from "../ports/subscribers.ts";

/** How far a user is on the way to a bank, from our side. */
export const stages = ["to-send", "unanswered", "made", "printed", "posted", "activated", "ready", "suspended"] as const;
export type Stage = (typeof stages)[number];

/** For lists: what is so, and what is next. */
export const stageWords: Readonly<Record<Stage, string>> = {
  "to-send": "keys to be sent",
  unanswered: "sent, never answered",
  made: "letter to be printed",
  printed: "letter to be posted",
  posted: "posted, bank to activate",
  activated: "activated, bank keys to compare",
  ready: "ready",
  suspended: "suspended",
};

/** One user in the letter queue. */
export interface QueueEntry {
  readonly context: WorkflowContext;
  readonly connection: Connection;
  readonly subscriber: Subscriber;
  readonly signerName: string;
  readonly stage: Stage;
  /** When it came there and by whom; unknown for what was done before this was noted. */
  readonly mark: Mark | undefined;
}

export function stageOf(subscriber: Subscriber): { readonly stage: Stage; readonly mark: Mark | undefined } {
  const { state, letters, unanswered, made } = subscriber;
  switch (state) {
    case "suspended":
      return { stage: "suspended", mark: undefined };
    case "ready":
      return { stage: "ready", mark: letters?.activated };
    case "new":
    case "ini-sent":
    case "hia-sent":
      return { stage: unanswered !== undefined && unanswered.length > 0 ? "unanswered" : "to-send", mark: made };
    case "keys-sent":
      if (letters?.activated !== undefined) return { stage: "activated", mark: letters.activated };
      if (letters?.posted !== undefined) return { stage: "posted", mark: letters.posted };
      return letters?.printed !== undefined ? { stage: "printed", mark: letters.printed } : { stage: "made", mark: made };
  }
}

/** Every user of these customers, in the order of customers, banks and user ids. */
export async function letterQueue(contexts: readonly WorkflowContext[]): Promise<readonly QueueEntry[]> {
  const entries: QueueEntry[] = [];
  for (const context of contexts) {
    const { connections, signers } = context.store;
    const all = await connections.all();
    const names = new Map((await signers.all()).map((one) => [one.id, one.name]));
    for (const subscriber of await connections.subscribers()) {
      const connection = all.find((one) => one.id === subscriber.connectionId);
      if (connection !== undefined) entries.push({ context, connection, subscriber, signerName: names.get(subscriber.signerId) ?? subscriber.userId, ...stageOf(subscriber) });
    }
  }
  return entries.sort((a, b) => compare(shortName(a), shortName(b)) || compare(a.connection.title, b.connection.title) || compare(a.subscriber.userId, b.subscriber.userId));
}

/** How many stand at each stage; stages with nobody are left out. */
export function countStages(entries: readonly Pick<QueueEntry, "stage">[]): Partial<Record<Stage, number>> {
  const counts: Partial<Record<Stage, number>> = {};
  for (const stage of stages) {
    const count = entries.filter((one) => one.stage === stage).length;
    if (count > 0) counts[stage] = count;
  }
  return counts;
}

/** @returns the same with one more mark; one that stands there already is kept: the first time counts */
export function marked(letters: LetterTrail | undefined, what: "printed" | "posted", mark: Mark): LetterTrail {
  return { ...letters, [what]: letters?.[what] ?? mark };
}

function shortName(entry: QueueEntry): string {
  return entry.context.customer.profile.shortName;
}
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
