import { toIsoInstant } from "../../domain/clock.ts";
import { AppError } from "../../domain/errors.ts";
import type { IsoInstant, ProposalId } from "../../domain/ids.ts";
import { newId, requireRight, requireRightNow, type WorkflowContext } from "../context.ts";
import type { Proposal } from "../ports/proposals.ts";
import { type AdministrativeAct, kindOf, readAct } from "./acts/all.ts";
import { changedFields, sameFields } from "./fields.ts";
import { decide, hasExpired, mustBeOpen, mustGetProposal, noteProposal, proposalDays } from "./proposals.ts";
import { requireStandIn } from "./stand-in.ts";

/** What became of a wished change: it is done, or it waits for a second administrator. */
export type Administered = { readonly kind: "done" } | { readonly kind: "proposed"; readonly proposal: Proposal };

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
    await noteProposal(context, store, context.operator.name, proposal, "proposed", `${proposal.title}: proposed`);
    return proposal;
  });
}

/**
 * Approves what another administrator has proposed, and carries it out in the same transaction, if what it was proposed against still stands.
 * One's own, where the recovery code of a lost administrator stands for the other approval and has been known for long enough.
 * @throws AppError rights/`own-proposal`, `stand-in-waits`, `not-allowed`; workflow/`not-open`, `proposal-expired`, `changed-meanwhile`; whatever speaks against the act now
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
    const reason = proposal.proposedBy.id === context.operator.id ? await requireStandIn(context, store, proposal) : undefined;
    const { before } = await kind.fields(store, act, context.tools);
    if (!sameFields(before, proposal.before)) {
      const [now] = changedFields(proposal.before, before);
      throw new AppError("workflow", "changed-meanwhile", `What it was proposed against is not so any more: ${now?.field} was "${now?.from ?? "-"}" and is now "${now?.to ?? "-"}".`, { meaning: "Nothing was changed.", next: "Refuse it, and have it proposed again." });
    }
    await kind.check(store, act);
    approved = await decide(context, store, proposal, "approved", reason);
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
