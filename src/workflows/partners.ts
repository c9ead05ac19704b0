import { accountText } from "../domain/account-number.ts";
import { AppError } from "../domain/errors.ts";
import type { PartnerId } from "../domain/ids.ts";
import { instantNow, requireRight, type WorkflowContext } from "./context.ts";
import { markUnconfirmed, wantsConfirmedPartners } from "./partner-confirmation.ts";
import type { Partner } from "./ports/partners.ts";

/** Adds or changes a counterparty; the journal keeps what changed. Where the customer wants it, new and changed accounts wait for another operator. @returns as stored @throws AppError input/`no-name`, input/`account-of-other` */
export async function savePartner(context: WorkflowContext, partner: Partner): Promise<Partner> {
  requireRight(context, "prepare", "change partners");
  if (partner.name.trim() === "") throw new AppError("input", "no-name", "A partner needs a name.", { meaning: "Nothing was stored." });
  return context.store.transaction(async (store) => {
    for (const account of partner.accounts) {
      const other = await store.partners.findByAccount(accountText(account.number));
      if (other !== undefined && other.id !== partner.id) {
        throw new AppError("input", "account-of-other", `This account already belongs to ${other.name}.`, { meaning: "Nothing was stored.", next: "Check which of the two is right." });
      }
    }
    const before = await store.partners.get(partner.id);
    const at = instantNow(context);
    const stored = wantsConfirmedPartners(await store.profile.get()) ? markUnconfirmed(before, partner, context.operator.name, at) : partner;
    await store.partners.put(stored);
    await store.journal.append({
      at, actor: context.operator.name, action: before === undefined ? "partner.created" : "partner.changed", subject: partner.id,
      summary: `Partner ${partner.name}`, detail: { before: before === undefined ? undefined : factsOf(before), after: factsOf(partner) },
    });
    return stored;
  });
}

export async function removePartner(context: WorkflowContext, id: PartnerId): Promise<void> {
  requireRight(context, "prepare", "remove partners");
  await context.store.transaction(async (store) => {
    const before = await store.partners.get(id);
    if (before === undefined) return;
    await store.partners.remove(id);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "partner.removed", subject: id, summary: `Partner ${before.name} removed`, detail: { before: factsOf(before) } });
  });
}

function factsOf(partner: Partner): Readonly<Record<string, unknown>> {
  return { name: partner.name, accounts: partner.accounts.map((account) => accountText(account.number)), note: partner.note };
}
