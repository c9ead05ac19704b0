import type { RegisteredMandate, RegisterEntry } from "../../domain/mandate.ts";
import { isKnownToBank } from "../../domain/mandate-rules.ts";
import { instantNow, newId } from "../../workflows/context.ts";
import { amendMandate, mandateDay, saveMandate } from "../../workflows/mandates/keep-mandate.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { addressProblems } from "../typed/address-fields.ts";
import type { MandatesContext } from "./load-mandates.ts";
import { changedFields, type DraftFacts, identityFields, identityOf, mandateFields, mandateOf } from "./mandate-draft.ts";

/** Asks for a mandate's data and stores them. @returns true when something was stored */
export async function editMandate({ params, shell }: MandatesContext, entry: RegisterEntry | undefined): Promise<boolean> {
  const { context } = params;
  const mandate = entry?.mandate;
  const collected = entry !== undefined && isKnownToBank(entry);
  const facts: DraftFacts = { today: mandateDay(context), language: context.operator.language, creditorSchemeId: await creditorOfLate(context) };
  const saved = await askForm(shell, {
    title: mandate === undefined ? "New mandate" : `Mandate ${mandate.mandateId}`, customer: customerOf(context), submit: "store", fields: mandateFields(mandate, collected, facts),
    intro: collected ? ["It was collected: what the debtor's bank knows it by (reference, creditor, account) is amended with a."] : [],
    async onSubmit({ texts }) {
      const problems = addressProblems(texts);
      if (Object.keys(problems).length > 0) return { problems };
      const after = mandateOf(texts, mandate, mandate?.id ?? newId<"RegisteredMandateId">(context), instantNow(context), facts);
      if (mandate !== undefined && changedFields(mandate, after).length === 0) return { done: false };
      await saveMandate(context, after);
      return { done: true };
    },
  });
  if (saved === true) shell.notice(mandate === undefined ? "Mandate added." : "Mandate changed; the journal keeps what it was.", "good");
  return saved === true;
}

/** Asks for what the debtor's bank must be told of. @returns true when something was stored */
export async function amendMandateOf({ params, shell }: MandatesContext, { mandate }: RegisterEntry): Promise<boolean> {
  const { context } = params;
  const saved = await askForm(shell, {
    title: `Amend mandate ${mandate.mandateId}`, customer: customerOf(context), submit: "amend", fields: identityFields(mandate),
    intro: [`The next collection tells the bank of ${mandate.debtor.name} what it was before. A typing mistake that never reached a bank is corrected with e instead.`],
    async onSubmit({ texts }) {
      const change = identityOf(texts);
      if (changedFields(mandate, { ...mandate, ...change }).length === 0) return { done: false };
      await amendMandate(context, mandate.id, change);
      return { done: true };
    },
  });
  if (saved === true) shell.notice("Mandate amended: its next collection says so.", "good");
  return saved === true;
}

/** Companies have one creditor identifier: it is offered again. */
async function creditorOfLate({ store, tools }: MandatesContext["params"]["context"]): Promise<RegisteredMandate["creditorSchemeId"]> {
  const [last] = await store.mandates.list({ today: mandateDay({ tools }), limit: 1 });
  return last?.mandate.creditorSchemeId ?? "";
}
