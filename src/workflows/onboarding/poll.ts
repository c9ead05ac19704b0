import { AppError } from "../../domain/errors.ts";
import { fetchGrants } from "../connect-bank.ts";
import type { WorkflowContext } from "../context.ts";
import { pollActivation } from "../keys/bank-keys.ts";
import { trustKnownBanks } from "../keys/bank-key-change.ts";
import type { Connection } from "../ports/connections.ts";
import { letterQueue, type Stage } from "./queue.ts";

/** What asking all the banks brought. */
export interface PollResult {
  /** Users whom their bank has not activated yet. */
  readonly waiting: number;
  /** Activated, and now waiting for somebody to compare the bank's keys. */
  readonly activated: number;
  readonly ready: number;
  /** Connections whose accounts and order types were fetched for the first time. */
  readonly granted: number;
  readonly problems: readonly { readonly customer: string; readonly bank: string; readonly text: string }[];
}

/**
 * Asks each bank for each user who waits (HPB). Where the bank's keys were confirmed before, for this customer or for another at the same bank, the
 * user is ready, and what the bank grants is fetched. @param onBank before each conversation
 */
export async function pollAll(contexts: readonly WorkflowContext[], onBank: (customer: string, bank: string) => void = () => undefined, signal?: AbortSignal): Promise<PollResult> {
  const problems: { customer: string; bank: string; text: string }[] = [];
  const administered = contexts.filter((one) => one.rights.includes("administer"));
  const each = async (wants: (context: WorkflowContext, connection: Connection) => Promise<boolean>, work: (context: WorkflowContext, connection: Connection) => Promise<unknown>): Promise<number> => {
    let done = 0;
    for (const context of administered) {
      for (const connection of await context.store.connections.all()) {
        if (signal?.aborted === true || !(await wants(context, connection))) continue;
        const customer = context.customer.profile.shortName;
        onBank(customer, connection.title);
        try {
          await work(context, connection);
          done++;
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          problems.push({ customer, bank: connection.title, text: error.message });
        }
      }
    }
    return done;
  };
  await each(async (context, { id }) => (await context.store.connections.subscribers(id)).some((one) => one.state === "keys-sent"), (context, { id }) => pollActivation(context, id));
  await trustKnownBanks(administered);
  const granted = await each(
    async (context, { id, bankKeys }) => bankKeys?.confirmedAt !== undefined && (await context.store.connections.grants(id)).length === 0 && (await context.store.connections.subscribers(id)).some((one) => one.state === "ready"),
    (context, { id }) => fetchGrants(context, id),
  );
  const queue = await letterQueue(administered);
  const count = (of: (stage: Stage) => boolean): number => queue.filter((one) => of(one.stage)).length;
  return { waiting: count((stage) => stage === "made" || stage === "printed" || stage === "posted"), activated: count((stage) => stage === "activated"), ready: count((stage) => stage === "ready"), granted, problems };
}
