import type { WorkflowContext } from "../context.ts";
import { mandateDay } from "./keep-mandate.ts";

/** A need that `attentionOf` tells. */
export interface StoppedMandatesNeed {
  readonly title: string;
  readonly note: string;
}

const looked = 50;

/** Mandates that a bank's refusal has suspended, until somebody has settled it. */
export async function stoppedMandates(context: WorkflowContext): Promise<readonly StoppedMandatesNeed[]> {
  const { mandates } = context.store;
  const suspended = { today: mandateDay(context), states: ["suspended"] } as const;
  const count = await mandates.count(suspended);
  if (count === 0) return [];
  const stopped = (await mandates.list({ ...suspended, limit: looked })).filter(({ mandate }) => mandate.stopCode !== undefined);
  if (stopped.length === 0) return [];
  return [{
    title: `${stopped.length}${stopped.length === looked ? "+" : ""} ${stopped.length === 1 ? "mandate" : "mandates"} stopped`,
    note: stopped.slice(0, 3).map(({ mandate }) => `${mandate.stopCode ?? ""} ${mandate.mandateId} ${mandate.debtor.name}`).join(", "),
  }];
}
