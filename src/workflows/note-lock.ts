import { toIsoInstant } from "../domain/clock.ts";
import type { IsoInstant } from "../domain/ids.ts";
import type { CustomerStore } from "./ports/customer-store.ts";

/** What happened to a screen on which customers are open. */
export type LockNote =
  | { readonly kind: "locked"; /** `after 10 minutes without a key` */ readonly reason: string }
  | { readonly kind: "unlocked" | "unlock-refused" | "session-ended" };

/** Writes it into the journal of a customer that is open on that screen. @param actor whose screen it is: a refused passphrase may be somebody else's */
export async function noteLock(store: CustomerStore, note: LockNote, actor: string, nowMs: number): Promise<void> {
  await store.journal.append({ at: toIsoInstant(nowMs) as IsoInstant, actor, action: `screen.${note.kind}`, subject: undefined, summary: summaryOf(note, actor) });
}

function summaryOf(note: LockNote, actor: string): string {
  switch (note.kind) {
    case "locked":
      return `Screen of ${actor} locked ${note.reason}`;
    case "unlocked":
      return `Screen of ${actor} unlocked`;
    case "unlock-refused":
      return `A wrong passphrase at the locked screen of ${actor}, or one too soon after others`;
    case "session-ended":
      return `Session of ${actor} ended at the locked screen, for another operator`;
  }
}
