import { counted } from "../../domain/counted.ts";
import type { WorkflowContext } from "../context.ts";
import { mayConfirmMandate, wantsConfirmedMandates } from "./confirm-mandates.ts";
import { mandateDay } from "./keep-mandate.ts";

/** A need that `attentionOf` tells. */
export interface MandatesNeed {
  readonly title: string;
  readonly note: string;
  /** False: others must see to it. */
  readonly mine?: false | undefined;
}

const looked = 50;

/** Mandates that a bank's refusal has suspended, until somebody has settled it. */
export async function stoppedMandates(context: WorkflowContext): Promise<readonly MandatesNeed[]> {
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

/** Mandates that wait for another operator than the one who entered them. */
export async function mandatesToConfirm(context: WorkflowContext): Promise<readonly MandatesNeed[]> {
  const { mandates, profile } = context.store;
  const unconfirmed = { today: mandateDay(context), unconfirmed: true };
  const count = await mandates.count(unconfirmed);
  if (count === 0 || !wantsConfirmedMandates(await profile.get())) return [];
  const waiting = (await mandates.list({ ...unconfirmed, limit: looked })).map(({ mandate }) => mandate);
  const mine = waiting.filter((mandate) => mayConfirmMandate(context, mandate));
  return [{
    title: `${counted(count, "mandate")} to confirm`, note: (mine.length > 0 ? mine : waiting).slice(0, 3).map(({ mandateId, debtor }) => `${mandateId} ${debtor.name}`).join(", "),
    ...(mine.length > 0 ? {} : { mine: false }),
  }];
}
