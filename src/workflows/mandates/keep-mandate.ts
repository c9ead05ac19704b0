import { type AccountNumber, accountText } from "../../domain/account-number.ts";
import { AppError } from "../../domain/errors.ts";
import type { IsoDate, RegisteredMandateId } from "../../domain/ids.ts";
import { todayIn } from "../../domain/iso-date.ts";
import { type KeptMandateState, keyOfMandate, mandateFaults, type RegisteredMandate, type RegisterEntry } from "../../domain/mandate.ts";
import { amendmentToTell, isKnownToBank, mandateStateOn } from "../../domain/mandate-rules.ts";
import type { MandateAmendment } from "../../domain/order.ts";
import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import { markUnconfirmed, wantsConfirmedMandates } from "./confirm-mandates.ts";

/** Only the scheme is European: a day here is a day in Brussels. */
export function mandateDay(context: Pick<WorkflowContext, "tools">): IsoDate {
  return todayIn("Europe/Brussels", context.tools.clock.now());
}

/** Adds a mandate, or corrects one; the journal keeps what was changed. @throws AppError input/`wrong-mandate`, input/`mandate-exists` */
export async function saveMandate(context: WorkflowContext, mandate: RegisteredMandate): Promise<void> {
  requireRight(context, "prepare", "change mandates");
  await context.store.transaction((store) => putMandate(context, store, mandate));
}

/**
 * Within a transaction. Where the customer wants it, what is new or changed waits for another operator.
 * @param from.source for the journal @param from.by who has a part in what it says, besides the operator
 */
export async function putMandate(context: WorkflowContext, store: CustomerStore, mandate: RegisteredMandate, { source = "entered", by = [] }: { readonly source?: string; readonly by?: readonly string[] } = {}): Promise<void> {
  const [fault] = mandateFaults(mandate, mandateDay(context));
  if (fault !== undefined) throw new AppError("input", "wrong-mandate", fault.message, { meaning: "Nothing was stored.", context: { field: fault.field } });
  const other = (await store.mandates.byKeys([keyOfMandate(mandate)])).get(keyOfMandate(mandate))?.mandate;
  if (other !== undefined && other.id !== mandate.id) {
    throw new AppError("input", "mandate-exists", `Mandate ${other.mandateId} of ${other.debtor.name} is in the register already.`, { meaning: "Nothing was stored.", next: "Change that one, or give this one its own reference." });
  }
  const before = (await store.mandates.get(mandate.id))?.mandate;
  const at = instantNow(context);
  await store.mandates.put(wantsConfirmedMandates(await store.profile.get()) ? markUnconfirmed(before, mandate, [...by, context.operator.name], at) : mandate);
  await store.journal.append({
    at, actor: context.operator.name, action: before === undefined ? "mandate.created" : "mandate.changed", subject: mandate.id,
    summary: `Mandate ${mandate.mandateId} of ${mandate.debtor.name}${before === undefined ? `, ${source}` : " changed"}`,
    detail: { before: before === undefined ? undefined : mandateFacts(before), after: mandateFacts(mandate) },
  });
}

/** Suspends, resumes or cancels. Cancelled is for good. @throws AppError workflow/`mandate-over` */
export async function setMandateState(context: WorkflowContext, id: RegisteredMandateId, to: Exclude<KeptMandateState, "used-up">, reason: string): Promise<void> {
  requireRight(context, "prepare", "change mandates");
  await context.store.transaction(async (store) => {
    const entry = await mustGetMandate(store, id);
    const { mandate } = entry;
    const state = mandateStateOn(entry, mandateDay(context));
    if (state === "cancelled" || (to !== "cancelled" && (state === "expired" || state === "used-up"))) {
      throw new AppError("workflow", "mandate-over", `Mandate ${mandate.mandateId} is ${state.replace("-", " ")}: it cannot be ${to === "active" ? "resumed" : to} any more.`, { meaning: "Nothing was changed.", next: "Have a new mandate signed, and enter it." });
    }
    await store.mandates.put({ ...mandate, state: to, stateReason: to === "active" ? undefined : reason, stopCode: undefined, changedAt: instantNow(context) });
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: `mandate.${to === "active" ? "resumed" : to}`, subject: id,
      summary: `Mandate ${mandate.mandateId} of ${mandate.debtor.name} ${to === "active" ? "resumed" : to}${reason === "" ? "" : `: ${reason}`}`, detail: { before: mandate.state },
    });
  });
}

/**
 * Takes a mandate out of the register that nothing was ever collected under: one that was entered by mistake.
 * @throws AppError workflow/`mandate-used` where an order names it, or another program has collected under it
 */
export async function removeMandate(context: WorkflowContext, id: RegisteredMandateId): Promise<void> {
  requireRight(context, "prepare", "remove mandates");
  await context.store.transaction(async (store) => {
    const entry = await mustGetMandate(store, id);
    const { mandate } = entry;
    if (!isUnused(entry)) throw new AppError("workflow", "mandate-used", `Mandate ${mandate.mandateId} was collected under, or an order names it.`, { meaning: "It stays in the register.", next: "Cancel it instead, or cancel the order first." });
    await store.mandates.remove(id);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: "mandate.removed", subject: id,
      summary: `Mandate ${mandate.mandateId} of ${mandate.debtor.name} removed: it was never used`, detail: { before: mandateFacts(mandate) },
    });
  });
}

/** No order names it but cancelled ones, and no other program has collected under it. */
export function isUnused({ mandate, collections }: RegisterEntry): boolean {
  return mandate.collectedBefore === undefined && collections.length === 0;
}

/** What a mandate may be amended in. */
export interface MandateChange {
  readonly mandateId: string;
  readonly creditorSchemeId: string;
  readonly debtorAccount: AccountNumber;
  readonly debtorBic?: string | undefined;
}

/** The debtor's account is another one, whatever it was: "same mandate, new debtor account". Source: EPC130-08, AT-24 (2016). */
const newDebtorAccount: AccountNumber = { kind: "other", value: "SMNDA" };

/** Changes what the debtor's bank must be told of: the next collection says what it was before. */
export async function amendMandate(context: WorkflowContext, id: RegisteredMandateId, change: MandateChange): Promise<void> {
  requireRight(context, "prepare", "amend mandates");
  await context.store.transaction(async (store) => {
    const entry = await mustGetMandate(store, id);
    const { mandate } = entry;
    const details = amendmentOf(entry, change);
    const after: RegisteredMandate = {
      ...mandate, ...change, formerKeys: [...new Set([...mandate.formerKeys, keyOfMandate(mandate)])].filter((key) => key !== keyOfMandate({ ...mandate, ...change })),
      amendment: details === undefined ? mandate.amendment : { details, at: instantNow(context) }, changedAt: instantNow(context),
    };
    await putMandate(context, store, after);
  });
}

/** What changed, and what an amendment that no collection has told yet adds to it: the bank knows the state before both. */
function amendmentOf(entry: RegisterEntry, change: MandateChange): MandateAmendment | undefined {
  const { mandate } = entry;
  const details: MandateAmendment = {
    ...(change.mandateId === mandate.mandateId ? {} : { originalMandateId: mandate.mandateId }),
    ...(change.creditorSchemeId === mandate.creditorSchemeId ? {} : { originalCreditorSchemeId: mandate.creditorSchemeId }),
    ...(accountText(change.debtorAccount) === accountText(mandate.debtorAccount) ? {} : { originalDebtorAccount: newDebtorAccount }),
    ...amendmentToTell(entry),
  };
  // Before the first collection the bank knows nothing of the mandate: there is nothing to amend.
  return isKnownToBank(entry) && Object.keys(details).length > 0 ? details : undefined;
}

export async function mustGetMandate(store: CustomerStore, id: RegisteredMandateId): Promise<RegisterEntry> {
  const entry = await store.mandates.get(id);
  if (entry === undefined) throw new AppError("workflow", "no-such-mandate", "This mandate is not in the register any more.", { meaning: "Nothing was changed." });
  return entry;
}

/** What the journal keeps of a mandate. */
function mandateFacts(mandate: RegisteredMandate): Readonly<Record<string, unknown>> {
  const { creditorSchemeId, mandateId, scheme, type, debtor, debtorAccount, debtorBic, signedOn, state, stateReason, collectedBefore, amendment, note } = mandate;
  return { creditorSchemeId, mandateId, scheme, type, debtor, account: accountText(debtorAccount), bic: debtorBic, signedOn, state, stateReason, collectedBefore, amendment: amendment?.details, note };
}
