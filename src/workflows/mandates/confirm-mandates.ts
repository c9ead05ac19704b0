import { formatAccount } from "../../domain/account-number.ts";
import { AppError } from "../../domain/errors.ts";
import type { IsoInstant } from "../../domain/ids.ts";
import type { MandateMatter, RegisteredMandate } from "../../domain/mandate.ts";
import { instantNow, requireRightNow, type WorkflowContext } from "../context.ts";
import { type ChangedField, changedFields } from "../four-eyes/fields.ts";
import { foldName } from "../order-survey.ts";
import { confirmingRights } from "../partner-confirmation.ts";
import type { CustomerProfile } from "../ports/profile.ts";

/**
 * Four eyes on mandates: who enters or changes one could debit anybody, so it stays unconfirmed until somebody else has compared it with the
 * paper that was signed. A state is not compared; but a mandate that was over and is in force again waits anew.
 */

/** By itself where administration is under four eyes; else as the customer has chosen. */
export function wantsConfirmedMandates(profile: CustomerProfile): boolean {
  return profile.confirmMandates ?? profile.fourEyes === true;
}

/** Who entered or changed it, and what is different: as it was confirmed, and as it stands. Undefined where nothing waits. */
export function waitingMandate(mandate: RegisteredMandate): { readonly by: readonly string[]; readonly changes: readonly ChangedField[] } | undefined {
  if (mandate.unconfirmed === undefined) return undefined;
  const { by, was } = mandate.unconfirmed;
  return { by, changes: changedFields(was === undefined ? {} : fieldsOf(was), fieldsOf(matterOf(mandate))) };
}

/** Nobody confirms what they have entered or changed themselves. */
export function mayConfirmMandate({ operator, rights }: WorkflowContext, { unconfirmed }: RegisteredMandate): boolean {
  return unconfirmed !== undefined && confirmingRights.some((right) => rights.includes(right)) && !unconfirmed.by.includes(operator.name);
}

/**
 * Marks what is new or different; what is put back as it was confirmed is confirmed again.
 * @param before as it is stored; undefined makes a new one @param by the operators' names @param after a mark in it is not looked at
 */
export function markUnconfirmed(before: RegisteredMandate | undefined, after: RegisteredMandate, by: readonly string[], at: IsoInstant): RegisteredMandate {
  const { unconfirmed: _, ...plain } = after;
  if (before === undefined) return { ...plain, unconfirmed: { by: [...new Set(by)], at } };
  const [stored, now] = [matterOf(before), matterOf(after)];
  const confirmed = before.unconfirmed === undefined ? stored : before.unconfirmed.was;
  const was = confirmed && { ...confirmed, isOver: confirmed.isOver || stored.isOver }; // one that ended while it waited stays over until that is confirmed
  if (was !== undefined && sameMatter(was, now)) return plain;
  if (sameMatter(stored, now)) return before.unconfirmed === undefined ? plain : { ...plain, unconfirmed: before.unconfirmed };
  return { ...plain, unconfirmed: { by: [...new Set([...(before.unconfirmed?.by ?? []), ...by])], at, was } };
}

/**
 * Confirms mandates that others have entered or changed: all of them, or none. `changedAt` stays: nothing in them is different.
 * @param shown as they were shown to the operator
 * @throws AppError workflow/`changed-meanwhile`, `nothing-to-confirm`; rights/`own-change`, `not-allowed`
 */
export async function confirmMandates(context: WorkflowContext, shown: readonly RegisteredMandate[]): Promise<void> {
  const right = confirmingRights.find((one) => context.rights.includes(one)) ?? "prepare";
  await context.store.transaction(async (store) => {
    await requireRightNow(context, store, right, "confirm mandates");
    const at = instantNow(context);
    for (const one of shown) {
      const mandate = (await store.mandates.get(one.id))?.mandate;
      if (mandate === undefined || shownText(mandate) !== shownText(one)) throw new AppError("workflow", "changed-meanwhile", `Mandate ${one.mandateId} has been changed since you looked at it.`, { meaning: "Nothing was confirmed.", next: "Look at it again." });
      const waiting = waitingMandate(mandate);
      if (waiting === undefined) throw new AppError("workflow", "nothing-to-confirm", `Mandate ${mandate.mandateId} does not wait to be confirmed.`, { meaning: "Nothing was confirmed." });
      if (waiting.by.includes(context.operator.name)) throw new AppError("rights", "own-change", `You have entered or changed mandate ${mandate.mandateId} yourself.`, { meaning: "Nothing was confirmed.", next: "Another operator has to compare it with the mandate that was signed, and confirm it." });
      const { unconfirmed: _, ...confirmed } = mandate;
      await store.mandates.put(confirmed);
      await store.journal.append({
        at, actor: context.operator.name, action: "mandate.confirmed", subject: mandate.id, summary: `Mandate ${mandate.mandateId} of ${mandate.debtor.name} confirmed`,
        detail: { enteredBy: waiting.by, changes: waiting.changes },
      });
    }
  });
}

function matterOf({ creditorSchemeId, mandateId, scheme, type, debtor, debtorAccount, debtorBic, signedOn, state }: RegisteredMandate): MandateMatter {
  return { debtorName: debtor.name, account: formatAccount(debtorAccount), bic: debtorBic, mandateId, creditorSchemeId, scheme, type, signedOn, isOver: state === "cancelled" || state === "used-up" };
}

/** That it has ended needs no second look. */
function sameMatter(was: MandateMatter, now: MandateMatter): boolean {
  const plain = (matter: MandateMatter): string => JSON.stringify([foldName(matter.debtorName), matter.account, matter.bic ?? "", matter.mandateId, matter.creditorSchemeId, matter.scheme, matter.type, matter.signedOn]);
  return plain(was) === plain(now) && (was.isOver === now.isOver || now.isOver);
}

function fieldsOf({ debtorName, account, bic, mandateId, creditorSchemeId, scheme, type, signedOn, isOver }: MandateMatter) {
  return { debtor: debtorName, account, ...(bic === undefined ? {} : { BIC: bic }), reference: mandateId, "creditor id": creditorSchemeId, scheme, for: type, "signed on": signedOn, state: isOver ? "over" : "in force" };
}

function shownText(mandate: RegisteredMandate): string {
  return JSON.stringify([matterOf(mandate), mandate.unconfirmed]);
}
