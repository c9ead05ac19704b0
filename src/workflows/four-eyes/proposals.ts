import { AppError } from "../../domain/errors.ts";
import type { ProposalId } from "../../domain/ids.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Proposal } from "../ports/proposals.ts";
import { changedFields } from "./fields.ts";

/** A proposal is approved within a week, or made again: later nobody remembers why. */
export const proposalDays = 7;

/** True once it cannot be approved any more. */
export function hasExpired(context: WorkflowContext, proposal: Proposal): boolean {
  return context.tools.clock.now() > Date.parse(proposal.expiresAt);
}

/** @throws AppError workflow/`no-such-proposal` */
export async function mustGetProposal(store: CustomerStore, id: ProposalId): Promise<Proposal> {
  const proposal = await store.proposals.get(id);
  if (proposal === undefined) throw new AppError("workflow", "no-such-proposal", "There is no such proposal.", { next: "kontor approval list shows them." });
  return proposal;
}

/** @throws AppError workflow/`no-such-proposal`, `not-open`, `proposal-expired` */
export async function mustBeOpen(context: WorkflowContext, store: CustomerStore, id: ProposalId): Promise<Proposal> {
  const proposal = await mustGetProposal(store, id);
  if (proposal.state !== "open") throw new AppError("workflow", "not-open", `"${proposal.title}" was ${proposal.state} already${proposal.decision === undefined ? "" : ` by ${proposal.decision.by}`}.`, { meaning: "Nothing was changed." });
  if (hasExpired(context, proposal)) throw new AppError("workflow", "proposal-expired", `"${proposal.title}" was proposed more than ${proposalDays} days ago.`, { meaning: "Nothing was changed.", next: "Have it proposed again." });
  return proposal;
}

/** Ends it, with an entry in the journal. */
export async function decide(context: WorkflowContext, store: CustomerStore, proposal: Proposal, state: Exclude<Proposal["state"], "open">, reason?: string): Promise<Proposal> {
  // Nobody runs a proposal out: whoever looks first only notes it.
  const by = state === "expired" ? "service" : context.operator.name;
  const decided: Proposal = { ...proposal, state, decision: { by, at: instantNow(context), reason } };
  await store.proposals.put(decided);
  await noteProposal(context, store, by, decided, state, `${proposal.title}: ${state}${reason === undefined ? "" : ` (${reason})`}; proposed by ${proposal.proposedBy.name}`);
  return decided;
}

/** The changed fields stand in the journal with the proposal and with its end, so each entry can be read alone. */
export async function noteProposal(context: WorkflowContext, store: CustomerStore, actor: string, proposal: Proposal, event: string, summary: string): Promise<void> {
  await store.journal.append({
    at: instantNow(context), actor, action: `administration.${event}`, subject: proposal.id, summary,
    detail: { proposedBy: proposal.proposedBy.name, changes: changedFields(proposal.before, proposal.after), reason: proposal.decision?.reason },
  });
}
