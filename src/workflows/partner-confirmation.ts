import { accountText, formatAccount } from "../domain/account-number.ts";
import { AppError } from "../domain/errors.ts";
import type { IsoInstant } from "../domain/ids.ts";
import type { Right } from "../domain/rights.ts";
import { instantNow, requireRightNow, type WorkflowContext } from "./context.ts";
import { type ChangedField, changedFields } from "./four-eyes/fields.ts";
import { foldName } from "./order-survey.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { CustomerProfile } from "./ports/profile.ts";
import type { Partner, PartnerAccount } from "./ports/partners.ts";

/**
 * Four eyes on partners: who enters or changes an account could send money anywhere, so it stays unconfirmed until somebody else has looked at it.
 * What is confirmed is the account together with the partner's name and the BIC.
 */

/** By itself where administration is under four eyes; else as the customer has chosen. */
export function wantsConfirmedPartners(profile: CustomerProfile): boolean {
  return profile.confirmPartners ?? profile.fourEyes === true;
}

/** One of these is needed to confirm: whoever has another one may still see the account and must not have the word about it. */
export const confirmingRights: readonly Right[] = ["prepare", "sign", "administer"];

/** What was found of a partner's account that waits. */
export interface WaitingAccount {
  readonly account: PartnerAccount;
  readonly by: readonly string[];
  /** As it was confirmed, and as it stands. */
  readonly changes: readonly ChangedField[];
}

export function waitingAccounts(partner: Partner): readonly WaitingAccount[] {
  return partner.accounts.flatMap((account) => {
    if (account.unconfirmed === undefined) return [];
    const { by, was } = account.unconfirmed;
    const before = was === undefined ? {} : fieldsOf(was.name, account, was.bic);
    return { account, by, changes: changedFields(before, fieldsOf(partner.name, account, account.bic)) };
  });
}

/** What this operator may confirm of it: nobody confirms what they have entered or changed themselves. */
export function accountsToConfirm({ operator, rights }: WorkflowContext, partner: Partner): readonly WaitingAccount[] {
  return confirmingRights.some((right) => rights.includes(right)) ? waitingAccounts(partner).filter(({ by }) => !by.includes(operator.name)) : [];
}

/**
 * Marks what is new or different in a partner; what is put back as it was confirmed is confirmed again.
 * @param before as it is stored; undefined makes a new one @param by the operator's name @param after marks in it are not looked at
 */
export function markUnconfirmed(before: Partner | undefined, after: Partner, by: string, at: IsoInstant): Partner {
  return { ...after, accounts: after.accounts.map(({ unconfirmed: _, ...account }): PartnerAccount => {
    const old = before?.accounts.find((one) => accountText(one.number) === accountText(account.number));
    if (before === undefined || old === undefined) return { ...account, unconfirmed: { by: [by], at } };
    const was = old.unconfirmed === undefined ? { name: before.name, bic: old.bic } : old.unconfirmed.was;
    if (was !== undefined && sameMatter(was, { name: after.name, bic: account.bic })) return account;
    if (sameMatter({ name: before.name, bic: old.bic }, { name: after.name, bic: account.bic })) return { ...account, unconfirmed: old.unconfirmed };
    return { ...account, unconfirmed: { by: [...new Set([...(old.unconfirmed?.by ?? []), by])], at, was } };
  }) };
}

/** What was chosen to be confirmed of a partner. */
export interface ChosenAccounts {
  /** As it was shown to the operator. */
  readonly partner: Partner;
  /** As texts. */
  readonly accounts: readonly string[];
}

/** Confirms one account of a partner that others have entered or changed. @returns the partner as it stands now */
export async function confirmAccount(context: WorkflowContext, shown: Partner, account: string): Promise<Partner> {
  const [confirmed = shown] = await confirmAccounts(context, [{ partner: shown, accounts: [account] }]);
  return confirmed;
}

/**
 * Confirms accounts of partners: all of them, or none.
 * @returns the partners as they stand now
 * @throws AppError workflow/`changed-meanwhile`, `nothing-to-confirm`; rights/`own-change`, `not-allowed`
 */
export async function confirmAccounts(context: WorkflowContext, chosen: readonly ChosenAccounts[]): Promise<readonly Partner[]> {
  const right = confirmingRights.find((one) => context.rights.includes(one)) ?? "prepare";
  return context.store.transaction(async (store) => {
    await requireRightNow(context, store, right, "confirm accounts of partners");
    const confirmed: Partner[] = [];
    for (const { partner: shown, accounts } of chosen) {
      let partner = await store.partners.get(shown.id);
      if (partner === undefined || matterOf(partner) !== matterOf(shown)) throw new AppError("workflow", "changed-meanwhile", `${shown.name} has been changed since you looked at it.`, { meaning: "Nothing was confirmed.", next: "Look at it again." });
      for (const account of accounts) partner = await confirmOne(context, store, partner, account);
      confirmed.push(partner);
    }
    return confirmed;
  });
}

async function confirmOne(context: WorkflowContext, store: CustomerStore, partner: Partner, account: string): Promise<Partner> {
  const waiting = waitingAccounts(partner).find((one) => accountText(one.account.number) === account);
  if (waiting === undefined) throw new AppError("workflow", "nothing-to-confirm", `${partner.name} has no account ${account} that waits to be confirmed.`, { meaning: "Nothing was changed." });
  if (waiting.by.includes(context.operator.name)) throw new AppError("rights", "own-change", "You have entered or changed this account yourself.", { meaning: "Nothing was confirmed.", next: "Another operator has to compare it with a source of their own, and confirm it." });
  const at = instantNow(context);
  const confirmed = { ...partner, accounts: partner.accounts.map((one) => (one === waiting.account ? withoutMark(one) : one)), changedAt: at };
  await store.partners.put(confirmed);
  await store.journal.append({
    at, actor: context.operator.name, action: "partner.confirmed", subject: partner.id, summary: `Partner ${partner.name}: account confirmed`,
    detail: { account, enteredBy: waiting.by, changes: waiting.changes },
  });
  return confirmed;
}

function withoutMark({ unconfirmed: _, ...account }: PartnerAccount): PartnerAccount {
  return account;
}

interface Matter { readonly name: string; readonly bic?: string | undefined }
function sameMatter(one: Matter, other: Matter): boolean {
  return foldName(one.name) === foldName(other.name) && (one.bic ?? "") === (other.bic ?? "");
}

/** Everything that is confirmed, in one text. */
function matterOf({ name, accounts }: Partner): string {
  return JSON.stringify([name, accounts.map(({ number, bic, unconfirmed }) => [accountText(number), bic, unconfirmed?.by, unconfirmed?.at])]);
}

function fieldsOf(name: string, { number }: PartnerAccount, bic: string | undefined) {
  return { name, account: formatAccount(number), ...(bic === undefined ? {} : { BIC: bic }) };
}
