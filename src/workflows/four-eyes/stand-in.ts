import { toIsoInstant } from "../../domain/clock.ts";
import { counted } from "../../domain/counted.ts";
import { AppError } from "../../domain/errors.ts";
import type { IsoInstant } from "../../domain/ids.ts";
import type { WorkflowContext } from "../context.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { JournalRepository } from "../ports/journal.ts";
import type { Proposal } from "../ports/proposals.ts";

/**
 * When a recovery code counts, by the machine's clock and by what the journal has seen of the time. A clock can be set, what was written cannot be
 * unwritten: set back while the code is used, it shortens nothing; set forward, it leaves hours in which nothing was written, and that is told.
 */

/** So long everybody can see that a code was used, before it counts. */
export const standInHours = 48;
const hourMs = 3_600_000;
/** Nothing written for so long of those hours is told: nobody worked, or the clock was set. */
const silentHoursMin = 24;
/** Clocks are put right by so much without anybody's doing. */
const driftMs = 5 * 60_000;

/** @returns why the code stood in, for the decision @throws AppError rights/`own-proposal`, `stand-in-waits` */
export async function requireStandIn(context: WorkflowContext, store: CustomerStore, { standIn }: Proposal): Promise<string> {
  if (standIn === undefined) throw new AppError("rights", "own-proposal", "You have proposed this yourself.", { meaning: "Nothing was changed.", next: "Another administrator has to approve it." });
  const now = context.tools.clock.now();
  const from = await countsFrom(store.journal, standIn, now);
  if (now < Date.parse(from)) {
    const why = from === standIn.from ? "" : " When it was used, the machine's clock was behind what had been written before.";
    throw new AppError("rights", "stand-in-waits", `The recovery code of ${standIn.of} counts from ${from.slice(0, 16).replace("T", " ")} UTC on: until then everybody can see it, and another administrator refuse it.${why}`, { meaning: "Nothing was changed.", next: "Approve it then." });
  }
  const hours = Math.floor((await longestSilenceMs(store.journal, standIn, now)) / hourMs);
  const silence = hours < silentHoursMin ? "" : `; meanwhile nothing was written here for ${counted(hours, "hour")} on end: if nobody remembers why, the machine's clock was set`;
  return `the recovery code of ${standIn.of} stood in${silence}`;
}

/** By the times that were seen before the code was used, as far as they are not in the future: one that is was an error of the clock, which must not lock anybody out. */
async function countsFrom(journal: JournalRepository, { from, after }: StandIn, nowMs: number): Promise<IsoInstant> {
  const seen = after === undefined ? undefined : await journal.latestAt({ upTo: after, notAfter: toIsoInstant(nowMs) as IsoInstant });
  const bySeen = seen === undefined ? 0 : Date.parse(seen) + standInHours * hourMs;
  return bySeen > Date.parse(from) ? (toIsoInstant(bySeen) as IsoInstant) : from;
}

async function longestSilenceMs(journal: JournalRepository, { at, after }: StandIn, nowMs: number): Promise<number> {
  if (after === undefined) return 0;
  let [longest, before] = [0, Date.parse(at)];
  for (const time of [...(await journal.timesAfter(after)).map((one) => Date.parse(one)), nowMs]) {
    longest = Math.max(longest, time - before); // one by one: there may be more of them than arguments of a call
    before = time;
  }
  return longest;
}

/** For whoever is told of a code: how far the clock is behind what was written; empty where it is not. */
export async function clockBehindText(journal: JournalRepository, nowMs: number): Promise<string> {
  const latest = await journal.latestAt();
  const behindMs = latest === undefined ? 0 : Date.parse(latest) - nowMs;
  return behindMs <= driftMs ? "" : `the machine's clock is ${behindMs < hourMs ? counted(Math.round(behindMs / 60_000), "minute") : counted(Math.round(behindMs / hourMs), "hour")} behind what was written here`;
}

type StandIn = NonNullable<Proposal["standIn"]>;
