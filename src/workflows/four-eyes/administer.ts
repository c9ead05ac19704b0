import { toIsoInstant } from "../../domain/clock.ts";
import { AppError } from "../../domain/errors.ts";
import type { IsoInstant, ProposalId } from "../../domain/ids.ts";
import { instantNow, newId, requireRight, requireRightNow, type WorkflowContext } from "../context.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Proposal } from "../ports/proposals.ts";
import { type AdministrativeAct, kindOf, readAct } from "./acts/all.ts";
import { changedFields, sameFields } from "./fields.ts";

/** What became of a wished change: it is done, or it waits for a second administrator. */
export type Administered = { readonly kind: "done" } | { readonly kind: "proposed"; readonly proposal: Proposal };

/** A proposal is approved within a week, or made again: later nobody remembers why. */
export const proposalDays = 7;

/**
 * Does an administrative act; or, where the customer wants four eyes, proposes it to the other administrators. Every change of administration goes
 * through here.
 * @throws AppError rights/*, and whatever speaks against the act itself
 */
export async function administer(context: WorkflowContext, act: AdministrativeAct): Promise<Administered> {
  const kind = kindOf(act);
  requireRight(context, "administer", kind.doing);
  const wrong = kind.schema.safeParse(act).error?.issues[0];
  if (wrong !== undefined) throw new AppError("input", "incomplete", `Something is missing or cannot be: ${wrong.path.slice(1).join(" ")}.`, { meaning: "Nothing was changed." });
  if ((await context.store.profile.get()).fourEyes === true) return { kind: "proposed", proposal: await propose(context, act) };
  await kind.carryOut(context, act, async (store) => {
    await requireRightNow(context, store, "administer", kind.doing);
    // Switched on a moment ago, by the other administrator: then this change needs them.
    if ((await store.profile.get()).fourEyes === true) throw new AppError("rights", "needs-approval", "This customer has just been put under four eyes.", { meaning: "Nothing was changed.", next: "Do it again: it will be proposed to the other administrators." });
    await kind.check(store, act);
  });
  return { kind: "done" };
}

/** For callers whose answer has no room for "not yet". @throws AppError rights/`proposed` where it waits for a second administrator */
export async function administerNow(context: WorkflowContext, act: AdministrativeAct): Promise<void> {
  const outcome = await administer(context, act);
  if (outcome.kind === "done") return;
  throw new AppError("rights", "proposed", `Proposed, not done yet: another administrator has to approve "${outcome.proposal.title}" by ${outcome.proposal.expiresAt.slice(0, 10)}.`, { meaning: "Until then everything stays as it is." });
}

function propose(context: WorkflowContext, act: AdministrativeAct): Promise<Proposal> {
  const kind = kindOf(act);
  return context.store.transaction(async (store) => {
    await requireRightNow(context, store, "administer", kind.doing);
    await kind.check(store, act);
    const { before, after } = await kind.fields(store, act, context.tools);
    if (changedFields(before, after).length === 0) throw new AppError("input", "no-change", "Nothing would be changed by that.", { meaning: "Nothing was proposed." });
    const now = context.tools.clock.now();
    const same = (await store.proposals.list({ open: true })).find((one) => one.title === kind.title(act) && sameFields(one.before, before) && sameFields(one.after, after) && !hasExpired(context, one));
    if (same !== undefined) throw new AppError("workflow", "already-proposed", `${same.proposedBy.name} has proposed just that already.`, { meaning: "Nothing was changed.", next: "An administrator who has not proposed it has to approve it." });
    const proposal: Proposal = {
      id: newId<"ProposalId">(context), title: kind.title(act), act, before, after, state: "open", proposedBy: { id: context.operator.id, name: context.operator.name },
      proposedAt: toIsoInstant(now) as IsoInstant, expiresAt: toIsoInstant(now + proposalDays * 86_400_000) as IsoInstant,
    };
    await store.proposals.put(proposal);
    await note(context, store, context.operator.name, proposal, "proposed", `${proposal.title}: proposed`);
    return proposal;
  });
}

/**
 * Approves what another administrator has proposed, and carries it out in the same transaction, if what it was proposed against still stands.
 * @throws AppError rights/`own-proposal`, `not-allowed`; workflow/`not-open`, `proposal-expired`, `changed-meanwhile`; whatever speaks against the act now
 */
export async function approve(context: WorkflowContext, id: ProposalId): Promise<Proposal> {
  requireRight(context, "administer", "approve changes");
  const { act: kept } = await mustGetProposal(context.store, id);
  const act = readAct(kept);
  const kind = kindOf(act);
  let approved: Proposal | undefined;
  await kind.carryOut(context, act, async (store) => {
    await requireRightNow(context, store, "administer", "approve changes");
    const proposal = await mustBeOpen(context, store, id);
    if (proposal.proposedBy.id === context.operator.id) throw new AppError("rights", "own-proposal", "You have proposed this yourself.", { meaning: "Nothing was changed.", next: "Another administrator has to approve it." });
    const { before } = await kind.fields(store, act, context.tools);
    if (!sameFields(before, proposal.before)) {
      const [now] = changedFields(proposal.before, before);
      throw new AppError("workflow", "changed-meanwhile", `What it was proposed against is not so any more: ${now?.field} was "${now?.from ?? "-"}" and is now "${now?.to ?? "-"}".`, { meaning: "Nothing was changed.", next: "Refuse it, and have it proposed again." });
    }
    await kind.check(store, act);
    approved = await decide(context, store, proposal, "approved");
  });
  return approved ?? mustGetProposal(context.store, id);
}

/** Another administrator says no. @param reason for whoever has proposed it */
export function refuse(context: WorkflowContext, id: ProposalId, reason: string): Promise<Proposal> {
  requireRight(context, "administer", "refuse changes");
  return context.store.transaction(async (store) => {
    await requireRightNow(context, store, "administer", "refuse changes");
    const proposal = await mustBeOpen(context, store, id);
    if (proposal.proposedBy.id === context.operator.id) throw new AppError("rights", "own-proposal", "You have proposed this yourself.", { meaning: "Nothing was changed.", next: "Withdraw it." });
    return decide(context, store, proposal, "refused", reason.trim() === "" ? undefined : reason.trim());
  });
}

/** Whoever has proposed it takes it back. */
export function withdraw(context: WorkflowContext, id: ProposalId): Promise<Proposal> {
  requireRight(context, "administer", "withdraw changes");
  return context.store.transaction(async (store) => {
    await requireRightNow(context, store, "administer", "withdraw changes");
    const proposal = await mustBeOpen(context, store, id);
    if (proposal.proposedBy.id !== context.operator.id) throw new AppError("rights", "not-own-proposal", `${proposal.proposedBy.name} has proposed this.`, { meaning: "Nothing was changed.", next: "Refuse it instead." });
    return decide(context, store, proposal, "withdrawn");
  });
}

/** Proposals, newest first; what has run out is written down as that. */
export async function listProposals(context: WorkflowContext, filter: { readonly open?: boolean } = {}): Promise<readonly Proposal[]> {
  requireRight(context, "see", "see proposals");
  if ((await context.store.proposals.list({ open: true })).some((one) => hasExpired(context, one))) {
    await context.store.transaction(async (store) => {
      for (const one of await store.proposals.list({ open: true })) if (hasExpired(context, one)) await decide(context, store, one, "expired");
    });
  }
  return context.store.proposals.list(filter);
}

/** Open ones that this operator may decide; reads only. */
export async function proposalsToDecide(context: WorkflowContext): Promise<readonly Proposal[]> {
  if (!context.rights.includes("administer")) return [];
  return (await context.store.proposals.list({ open: true })).filter((one) => one.proposedBy.id !== context.operator.id && !hasExpired(context, one));
}

function hasExpired(context: WorkflowContext, proposal: Proposal): boolean {
  return context.tools.clock.now() > Date.parse(proposal.expiresAt);
}

async function mustGetProposal(store: CustomerStore, id: ProposalId): Promise<Proposal> {
  const proposal = await store.proposals.get(id);
  if (proposal === undefined) throw new AppError("workflow", "no-such-proposal", "There is no such proposal.", { next: "kontor approval list shows them." });
  return proposal;
}

async function mustBeOpen(context: WorkflowContext, store: CustomerStore, id: ProposalId): Promise<Proposal> {
  const proposal = await mustGetProposal(store, id);
  if (proposal.state !== "open") throw new AppError("workflow", "not-open", `"${proposal.title}" was ${proposal.state} already${proposal.decision === undefined ? "" : ` by ${proposal.decision.by}`}.`, { meaning: "Nothing was changed." });
  if (hasExpired(context, proposal)) throw new AppError("workflow", "proposal-expired", `"${proposal.title}" was proposed more than ${proposalDays} days ago.`, { meaning: "Nothing was changed.", next: "Have it proposed again." });
  return proposal;
}

async function decide(context: WorkflowContext, store: CustomerStore, proposal: Proposal, state: Exclude<Proposal["state"], "open">, reason?: string): Promise<Proposal> {
  // Nobody runs a proposal out: whoever looks first only notes it.
  const by = state === "expired" ? "service" : context.operator.name;
  const decided: Proposal = { ...proposal, state, decision: { by, at: instantNow(context), reason } };
  await store.proposals.put(decided);
  await note(context, store, by, decided, state, `${proposal.title}: ${state}${reason === undefined ? "" : ` (${reason})`}; proposed by ${proposal.proposedBy.name}`);
  return decided;
}

/** The changed fields stand in the journal with the proposal and with its end, so each entry can be read alone. */
async function note(context: WorkflowContext, store: CustomerStore, actor: string, proposal: Proposal, event: string, summary: string): Promise<void> {
  await store.journal.append({
    at: instantNow(context), actor, action: `administration.${event}`, subject: proposal.id, summary,
    detail: { proposedBy: proposal.proposedBy.name, changes: changedFields(proposal.before, proposal.after), reason: proposal.decision?.reason },
  });
}
