import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import { mustGetSubscriber } from "../keys/on-line.ts";
import { lettersOf, type PrintedDocument } from "../print-pages.ts";
import type { Mark } from "../ports/subscribers.ts";
import { marked, type QueueEntry } from "./queue.ts";

/** The letters of all these users in one document, in the order given, each in its customer's language. Mark them once it is written. */
export async function printLetterQueue(entries: readonly QueueEntry[], name: string): Promise<PrintedDocument | undefined> {
  const [first] = entries;
  if (first === undefined) return undefined;
  const letters = await Promise.all(
    entries.map(async ({ context, connection, subscriber }) => {
      requireRight(context, "administer", "print letters");
      return { letters: await lettersOf(context, connection, subscriber), language: context.customer.profile.language };
    }),
  );
  const clean = name.replace(/[^A-Za-z0-9.-]+/g, "-").replace(/^[.-]+/, "").slice(0, 80);
  return { fileName: `letters-${clean}.pdf`, bytes: first.context.tools.printer.letterBook(letters) };
}

/** Notes what was done with the letters, with a journal entry per user. The first time counts. @returns for how many it was new */
export async function markLetters(entries: readonly Pick<QueueEntry, "context" | "subscriber">[], what: "printed" | "posted"): Promise<number> {
  let count = 0;
  for (const { context, subscriber } of entries) {
    requireRight(context, "administer", "note what became of letters");
    if (await markOne(context, subscriber.id, what, { at: instantNow(context), by: context.operator.name })) count++;
  }
  return count;
}

function markOne(context: WorkflowContext, id: QueueEntry["subscriber"]["id"], what: "printed" | "posted", mark: Mark): Promise<boolean> {
  return context.store.transaction(async (store) => {
    const subscriber = await mustGetSubscriber(store, id);
    if (subscriber.letters?.[what] !== undefined) return false;
    await store.connections.putSubscriber({ ...subscriber, letters: marked(subscriber.letters, what, mark) });
    await store.journal.append({ at: mark.at, actor: mark.by, action: `letters.${what}`, subject: id, summary: `Letters of ${subscriber.userId} ${what}` });
    return true;
  });
}
