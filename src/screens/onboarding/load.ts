import { letterQueue, type QueueEntry, stageWords } from "../../workflows/onboarding/queue.ts";
import { allCustomers } from "../all-customers.ts";
import { filterRows, type ListAction, type ListModel } from "../lists/list-model.ts";
import type { ContextOf } from "../routes.ts";
import { arrayRows } from "../widgets/row-source.ts";

export type OnboardingModel = ListModel<QueueEntry>;
export type OnboardingAction = ListAction<QueueEntry>;
export type OnboardingContext = ContextOf<"onboarding", OnboardingModel, OnboardingAction>;

/** Everybody's way to a bank, over all customers; the filter finds names, ids, stages and runs. */
export async function loadQueue({ session, dispatch, current }: OnboardingContext): Promise<void> {
  const entries = await letterQueue(await allCustomers(session));
  const { filter } = current().table;
  dispatch({ type: "rows", filter, rows: arrayRows(filterRows(entries, filter, textOf)) });
}

export function keyOf({ subscriber }: QueueEntry): string {
  return subscriber.id;
}

/** The marked rows; with none marked, all that are shown. */
export function chosenEntries({ rows, table }: OnboardingModel): readonly QueueEntry[] {
  const shown = Array.from({ length: rows.count }, (_, at) => rows.row(at)).filter((row) => row !== undefined);
  return table.marked.size === 0 ? shown : shown.filter((row) => table.marked.has(keyOf(row)));
}

function textOf({ context, connection, subscriber, signerName, stage }: QueueEntry): string {
  return `${context.customer.profile.shortName} ${connection.title} ${connection.hostId} ${subscriber.userId} ${signerName} ${stageWords[stage]} ${subscriber.run ?? ""}`;
}
