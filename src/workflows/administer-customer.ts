import { AppError } from "../domain/errors.ts";
import { amountText, type Money } from "../domain/money.ts";
import type { SignatureRule, Signer } from "../domain/signature-rules.ts";
import { instantNow, requireRight, requireRightNow, type WorkflowContext } from "./context.ts";
import type { CustomerProfile } from "./ports/customer-store.ts";

/** Changes who the customer is. The short name and the colour stay: the registry and the operators' eyes know the customer by them. */
export async function saveProfile(context: WorkflowContext, changed: Omit<CustomerProfile, "shortName" | "colour">): Promise<CustomerProfile> {
  requireRight(context, "administer", "change the profile");
  if (changed.name.trim() === "") throw new AppError("input", "name-missing", "A customer needs a name.", { meaning: "Nothing was changed." });
  return context.store.transaction(async (store) => {
    await requireRightNow(context, store, "administer", "change the profile");
    const before = await store.profile.get();
    const after: CustomerProfile = { ...before, ...changed };
    await store.profile.update(after);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: "profile.changed", subject: context.customer.id, summary: `Profile of ${after.shortName} changed`,
      detail: { name: [before.name, after.name], language: [before.language, after.language], confirmAbove: [shown(before.confirmAbove), shown(after.confirmAbove)], codeChanged: before.code !== after.code },
    });
    return after;
  });
}

/** Enters or changes a signer: name, class, limits, and whose key it is. @throws AppError rights/`administrator-cannot-sign` */
export async function saveSigner(context: WorkflowContext, signer: Signer): Promise<void> {
  requireRight(context, "administer", "change signers");
  await context.store.transaction(async (store) => {
    await requireRightNow(context, store, "administer", "change signers");
    if (signer.operatorId !== undefined && (await store.profile.rightsOf(signer.operatorId)).includes("administer")) {
      throw new AppError("rights", "administrator-cannot-sign", "An administrator cannot sign: this operator administers the customer.", { meaning: "Nothing was changed.", next: "Choose another operator, or give the right to administer to somebody else." });
    }
    const before = (await store.signers.all()).find((one) => one.id === signer.id);
    await store.signers.put(signer);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: before === undefined ? "signer.created" : "signer.changed", subject: signer.id,
      summary: `Signer ${signer.name} (${signer.signatureClass})`, detail: { before: before === undefined ? undefined : signerFacts(before), after: signerFacts(signer) },
    });
  });
}

/** Replaces all signature rules; the first that fits an order counts. */
export async function saveRules(context: WorkflowContext, rules: readonly SignatureRule[]): Promise<void> {
  requireRight(context, "administer", "change signature rules");
  await context.store.transaction(async (store) => {
    await requireRightNow(context, store, "administer", "change signature rules");
    const before = await store.signers.rules();
    await store.signers.putRules(rules);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: "signature-rules.changed", subject: context.customer.id,
      summary: `Signature rules: ${rules.map((rule) => rule.title).join(", ") || "none"}`, detail: { before: before.map(ruleFacts), after: rules.map(ruleFacts) },
    });
  });
}

function signerFacts(signer: Signer): Readonly<Record<string, unknown>> {
  return { name: signer.name, class: signer.signatureClass, operator: signer.operatorId, perTransaction: shown(signer.perTransactionLimits), perFile: shown(signer.perFileLimits), perDay: shown(signer.perDayLimits) };
}

function ruleFacts(rule: SignatureRule): Readonly<Record<string, unknown>> {
  return { title: rule.title, accounts: rule.accounts, upTo: shown(rule.upTo), needed: rule.signaturesNeeded, signers: rule.signers, exclusions: rule.exclusions };
}

function shown(amounts: readonly Money[]): string[] {
  return amounts.map((amount) => `${amountText(amount)} ${amount.currency}`);
}
