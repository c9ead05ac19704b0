import type { Language } from "../../domain/money.ts";
import { administer, approve, refuse, withdraw } from "../../workflows/four-eyes/administer.ts";
import { changedFields } from "../../workflows/four-eyes/fields.ts";
import { wantsConfirmedMandates } from "../../workflows/mandates/confirm-mandates.ts";
import { wantsConfirmedPartners } from "../../workflows/partner-confirmation.ts";
import type { Proposal } from "../../workflows/ports/proposals.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { type Fact, showFacts } from "../dialogs/facts-dialog.tsx";
import { instantText } from "../wording/dates.ts";
import type { SettingsContext } from "./load-settings.ts";
import { tellOutcome } from "./tell-outcome.ts";

/** The sheet: who wants what, and every field that would change, old and new. */
export async function showProposal({ params, shell }: SettingsContext, proposal: Proposal): Promise<void> {
  await showFacts(shell, { title: proposal.title, customer: customerOf(params.context), facts: proposalFacts(proposal, params.context.tools.clock.now(), params.context.operator.language) });
}

function proposalFacts(proposal: Proposal, nowMs: number, language: Language): Fact[] {
  const { decision } = proposal;
  const when = (at: Proposal["proposedAt"]): string => instantText(at, nowMs, language);
  return [
    ["proposed by", `${proposal.proposedBy.name}, ${when(proposal.proposedAt)}`],
    proposal.state === "open" ? ["until", when(proposal.expiresAt)] : [proposal.state, `${decision === undefined ? "" : `${proposal.state === "expired" ? "" : `by ${decision.by}, `}${when(decision.at)}`}${decision?.reason === undefined ? "" : `: ${decision.reason}`}`],
    ...(proposal.standIn === undefined ? [] : [["code", `the recovery code of ${proposal.standIn.of}, used ${when(proposal.standIn.at)}, counts from ${when(proposal.standIn.from)} on, unless an administrator refuses it`] as const]),
    ...changeLines(proposal).map((line): Fact => ["changes", line]),
  ];
}

/** `class: A → E`; a new one has no old, what is taken away no new. */
function changeLines(proposal: Proposal): readonly string[] {
  return changedFields(proposal.before, proposal.after).map(({ field, from, to }) => `${field}: ${from === undefined ? "(nothing)" : from} → ${to === undefined ? "(nothing)" : to}`);
}

/** @returns true when it is done now */
export async function approveProposal({ params, shell }: SettingsContext, proposal: Proposal): Promise<boolean> {
  const sure = await shell.confirm({
    title: "Approve a change", customer: customerOf(params.context), yes: "approve", no: "leave it open", consequence: `${proposal.title}: takes effect at once. ${proposal.proposedBy.name} has proposed it.`,
    details: changeLines(proposal),
  });
  if (!sure) return false;
  await approve(params.context, proposal.id);
  shell.notice(`${proposal.title}: approved and done.`, "good");
  return true;
}

/** Refuses what another has proposed, withdraws what is one's own. @returns true when it is over */
export async function endProposal({ params, shell }: SettingsContext, proposal: Proposal, own: boolean): Promise<boolean> {
  if (own) {
    const sure = await shell.confirm({ title: "Withdraw a change", customer: customerOf(params.context), yes: "withdraw", no: "leave it open", consequence: `${proposal.title}: nothing is changed, and nobody is asked any more.` });
    if (sure) await withdraw(params.context, proposal.id);
    return sure;
  }
  const reason = await shell.askText({ title: `Refuse: ${proposal.title}`, details: [`Nothing is changed. ${proposal.proposedBy.name} reads here and in the journal why.`], label: "why" });
  if (reason === undefined) return false;
  await refuse(params.context, proposal.id, reason);
  return true;
}

/** Switches four eyes on administration on, or proposes to end them. @returns true when something is new */
export async function changeFourEyes(screen: SettingsContext): Promise<boolean> {
  const { params, shell, model } = screen;
  const on = model.data?.profile.fourEyes !== true;
  const sure = await shell.confirm({
    title: "Four eyes on administration", customer: customerOf(params.context), yes: on ? "switch on" : "propose to end", no: "leave as it is",
    consequence: on ? "Every change of rights, signers, rules, accounts and limits then needs a second administrator, who sees old and new." : "Another administrator has to approve this, too. Then every change takes effect at once.",
    details: on ? ["At least two administrators must remain. To end it takes both, too: nobody can switch it off alone, not even support."] : [],
  });
  return sure && tellOutcome(screen, await administer(params.context, { kind: "four-eyes", on }));
}

/** What one operator enters and another confirms, and what it means to let it wait, or not. */
const confirmations = {
  "confirm-partners": {
    title: "Accounts of partners", isOn: wantsConfirmedPartners,
    on: "A new or changed account of a partner then stays unconfirmed, and payments there are warned of, until another operator has confirmed it.",
    off: "Whoever may prepare then enters or changes an account alone, and the next payment there is told as known.",
    details: (on: boolean) => (on ? ["Accounts that are here already count as confirmed."] : ["Invoices with another account than before are the commonest fraud."]),
  },
  "confirm-mandates": {
    title: "Mandates", isOn: wantsConfirmedMandates,
    on: "A new or changed mandate then stays unconfirmed, and collections under it are warned of, until another operator has compared it with the signed one.",
    off: "Whoever may prepare then enters or changes a mandate alone, and the next collection under it is not warned of.",
    details: (on: boolean) => (on ? ["Mandates that are here already count as confirmed."] : []),
  },
} as const;

/** Whether it waits for another operator: changed, or proposed to be. @returns true when something is new */
export async function changeConfirmation(screen: SettingsContext, kind: keyof typeof confirmations): Promise<boolean> {
  const { params, shell, model } = screen;
  const what = confirmations[kind];
  const on = model.data === undefined || !what.isOn(model.data.profile);
  const sure = await shell.confirm({
    title: what.title, customer: customerOf(params.context), yes: on ? "let them wait" : "let them count at once", no: "leave as it is",
    consequence: on ? what.on : what.off, details: what.details(on),
  });
  return sure && tellOutcome(screen, await administer(params.context, { kind, on }));
}
