import { createHash } from "node:crypto";
import { toIsoInstant } from "../../domain/clock.ts";
import { AppError } from "../../domain/errors.ts";
import type { IsoInstant, OperatorId, ProposalId } from "../../domain/ids.ts";
import { makeRecoveryCode, readRecoveryCode, recoveryCodeBytes } from "../../domain/recovery-code.ts";
import { instantNow, requireRight, requireRightNow, type WorkflowContext } from "../context.ts";
import { type PrintedDocument, printRecoveryLetter } from "../print-pages.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Proposal } from "../ports/proposals.ts";
import type { RecoveryCode } from "../ports/recovery-codes.ts";
import { readAct } from "./acts/all.ts";
import { mustBeOpen, noteProposal, proposalDays } from "./proposals.ts";
import { clockBehindText, standInHours } from "./stand-in.ts";

/**
 * The way out when one of two administrators is lost. Each seals a code of their own, on paper, for a safe to which the other has no key. It stands
 * for their approval of one single thing, that a new administrator is let in, and not before two days on which everybody can see that and another
 * administrator, the one who is said to be lost among them, refuse it.
 */

/** So long afterwards it is told to whoever logs in. */
const toldDays = 30;

/**
 * Makes this administrator's code and has its letter written before it counts; an earlier one counts no more.
 * The caller has asked for the operator's own passphrase: the code is their word, and nobody else makes it at a keyboard that was left alone.
 */
export async function sealRecoveryCode(context: WorkflowContext, write: (letter: PrintedDocument) => Promise<void>): Promise<void> {
  requireRight(context, "administer", "seal a recovery code");
  const code = makeRecoveryCode(context.tools.randomness.bytes(recoveryCodeBytes));
  await write(printRecoveryLetter(context, code, standInHours));
  const { id: operatorId, name: operatorName } = context.operator;
  await context.store.transaction(async (store) => {
    await requireRightNow(context, store, "administer", "seal a recovery code");
    const at = instantNow(context);
    await store.recoveryCodes.put({ operatorId, operatorName, digest: digestOf(operatorId, code), sealedAt: at });
    await store.journal.append({ at, actor: operatorName, action: "recovery-code.sealed", subject: operatorId, summary: `${operatorName} has sealed a recovery code; an earlier one counts no more` });
  });
}

/**
 * Lets a lost administrator's code stand for their approval of a proposal that lets a new administrator in. It is spent by that, whatever becomes of
 * the proposal; `approve` carries it out after `standInHours`. The caller has asked for the operator's own passphrase.
 * @throws AppError input/`mistyped-code`; rights/`wrong-recovery-code`, `own-recovery-code`, `spent-recovery-code`, `not-allowed`; workflow/`not-for-recovery`, `not-open`, `proposal-expired`
 */
export async function standIn(context: WorkflowContext, id: ProposalId, typed: string): Promise<Proposal> {
  requireRight(context, "administer", "use a recovery code");
  const code = readRecoveryCode(typed);
  if (code === undefined) throw new AppError("input", "mistyped-code", "That is no recovery code as it is printed: 25 letters and digits, one of which checks the others.", { meaning: "Nothing was changed.", next: "Type it again from the letter." });
  const done = await context.store.transaction(async (store): Promise<Proposal | undefined> => {
    await requireRightNow(context, store, "administer", "use a recovery code");
    const proposal = await mustBeOpen(context, store, id);
    const newcomer = await newAdministrator(store, proposal);
    const found = (await store.recoveryCodes.all()).find((one) => one.digest === digestOf(one.operatorId, code));
    if (found === undefined) {
      // Kept, also where it is refused: whoever tries codes is seen.
      await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "recovery-code.refused", subject: id, summary: `A wrong recovery code was tried for "${proposal.title}"` });
      return undefined;
    }
    await requireUsable(context, store, found, proposal, newcomer);
    return stand(context, store, found, proposal);
  });
  if (done === undefined) throw new AppError("rights", "wrong-recovery-code", "No administrator of this customer has sealed this code, or a newer one has taken its place.", { meaning: "Nothing was changed; the journal keeps that it was tried." });
  return done;
}

async function stand(context: WorkflowContext, store: CustomerStore, code: RecoveryCode, proposal: Proposal): Promise<Proposal> {
  const now = context.tools.clock.now();
  const at = toIsoInstant(now) as IsoInstant;
  const fromMs = now + standInHours * 3_600_000;
  const standing: Proposal = {
    ...proposal, standIn: { of: code.operatorName, at, from: toIsoInstant(fromMs) as IsoInstant, after: await store.journal.count() }, expiresAt: toIsoInstant(fromMs + proposalDays * 86_400_000) as IsoInstant,
  };
  await store.recoveryCodes.put({ ...code, spent: { by: context.operator.name, at, proposalId: proposal.id } });
  await store.proposals.put(standing);
  await noteProposal(context, store, context.operator.name, standing, "stand-in", `${proposal.title}: the recovery code of ${code.operatorName} was used; it counts in ${standInHours} hours unless another administrator refuses it`);
  return standing;
}

async function requireUsable(context: WorkflowContext, store: CustomerStore, code: RecoveryCode, proposal: Proposal, newcomer: OperatorId): Promise<void> {
  const no = (name: string, message: string, next: string): AppError => new AppError("rights", name, message, { meaning: "Nothing was changed.", next });
  if (proposal.proposedBy.id !== context.operator.id) throw no("not-own-proposal", `${proposal.proposedBy.name} has proposed this.`, "Approve it yourself: that needs no code.");
  if (code.operatorId === context.operator.id || code.operatorId === newcomer) throw no("own-recovery-code", `This is the code of ${code.operatorName}: it stands for somebody else than who proposes and who is let in.`, "Use the code of the administrator who is lost.");
  if (code.spent !== undefined) throw no("spent-recovery-code", `This code was used by ${code.spent.by} on ${code.spent.at.slice(0, 10)}: it counts once.`, "Another administrator has to approve it.");
  if (!(await store.profile.rightsOf(code.operatorId)).includes("administer")) throw no("spent-recovery-code", `${code.operatorName} does not administer this customer any more.`, "Another administrator has to approve it.");
}

/** @returns who would be let in @throws AppError workflow/`not-for-recovery` */
async function newAdministrator(store: CustomerStore, proposal: Proposal): Promise<OperatorId> {
  const act = readAct(proposal.act);
  if (act.kind === "grant" && act.rights.includes("administer") && (await store.profile.rightsOf(act.operatorId)).length === 0) return act.operatorId;
  throw new AppError("workflow", "not-for-recovery", "A recovery code does one thing: it lets in a new administrator, who could not open the customer before.", { meaning: "Nothing was changed; the code was not used.", next: "Propose to let a new operator in with the right to administer." });
}

/** The digest is over the administrator, too: nobody's stands in another's place. */
function digestOf(operatorId: OperatorId, code: string): string {
  return createHash("sha256").update(`kontor recovery code 1\n${operatorId}\n${code}`).digest("hex");
}

/** What has to be told about recovery codes: that one was used, to everybody; that none is sealed, to the administrator. */
export interface RecoveryNeed {
  readonly kind: "recovery-used" | "recovery-missing";
  readonly title: string;
  readonly note: string;
}

export async function recoveryNeeds(context: WorkflowContext): Promise<readonly RecoveryNeed[]> {
  const { store, operator, rights, tools } = context;
  const codes = await store.recoveryCodes.all();
  const needs: RecoveryNeed[] = [];
  for (const { spent, operatorName } of codes) {
    if (spent === undefined || Date.parse(spent.at) + toldDays * 86_400_000 < tools.clock.now()) continue;
    const proposal = await store.proposals.get(spent.proposalId);
    const standing = proposal?.state === "open" ? `counts from ${proposal.standIn?.from.slice(0, 16).replace("T", " ") ?? "-"} UTC; an administrator may refuse it` : [proposal?.state, proposal?.decision?.reason].filter((part) => part !== undefined).join(": ");
    const clock = await clockBehindText(store.journal, tools.clock.now());
    needs.push({ kind: "recovery-used", title: "recovery code used", note: `${clock === "" ? "" : `${clock}; `}${spent.by} with that of ${operatorName}: ${proposal?.title ?? ""} (new administrator), ${standing}` });
  }
  if (rights.includes("administer") && (await store.profile.get()).fourEyes === true && !codes.some((one) => one.operatorId === operator.id && one.spent === undefined)) {
    const administrators = (await store.profile.operators()).filter((one) => one.rights.includes("administer")).length;
    // With three, two are left when one is lost.
    if (administrators === 2) needs.push({ kind: "recovery-missing", title: "no recovery code", note: "were you lost, nothing could be approved any more: settings, part 7, s" });
  }
  return needs;
}
