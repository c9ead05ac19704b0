import type { AccountNumber } from "./account-number.ts";
import { creditorIdentifierProblem, creditorOf } from "./creditor-identifier.ts";
import type { IsoDate, IsoInstant, OrderId, RegisteredMandateId } from "./ids.ts";
import type { Money } from "./money.ts";
import type { MandateAmendment, Party, SequenceType } from "./order.ts";
import type { OrderState, TransactionState } from "./order-life.ts";

export const mandateSchemes = ["CORE", "B2B"] as const;
export type MandateScheme = (typeof mandateSchemes)[number];

export const mandateTypes = ["recurrent", "one-off"] as const;
export type MandateType = (typeof mandateTypes)[number];

/** Where a mandate stands. `expired` is never stored: it follows from the day. */
export const mandateStates = ["active", "suspended", "cancelled", "expired", "used-up"] as const;
export type MandateState = (typeof mandateStates)[number];
export type KeptMandateState = Exclude<MandateState, "expired">;

/** A mandate as the creditor keeps it: a debtor's standing consent to be debited. */
export interface RegisteredMandate {
  readonly id: RegisteredMandateId;
  /** CdtrSchmeId: `DE98ZZZ09999999999`. */
  readonly creditorSchemeId: string;
  /** MndtId: the unique mandate reference, at most 35 characters; case is none. */
  readonly mandateId: string;
  readonly scheme: MandateScheme;
  readonly type: MandateType;
  readonly debtor: Party;
  readonly debtorAccount: AccountNumber;
  readonly debtorBic?: string | undefined;
  /** DtOfSgntr. */
  readonly signedOn: IsoDate;
  readonly state: KeptMandateState;
  /** Why it is suspended or cancelled: for people. */
  readonly stateReason?: string | undefined;
  /** The bank's reason, where that has suspended it. */
  readonly stopCode?: string | undefined;
  /** It was collected before it came into the register. */
  readonly collectedBefore?: { readonly lastOn?: IsoDate | undefined } | undefined;
  /** What was changed since: told in the next collection. */
  readonly amendment?: { readonly details: MandateAmendment; readonly at: IsoInstant } | undefined;
  /** `mandateKey`s that it had before it was amended. */
  readonly formerKeys: readonly string[];
  /** Refusals that were answered already, `order number/position`, newest last: the same word of the bank counts once. */
  readonly refusalsSeen: readonly string[];
  readonly note: string;
  /** Until somebody who is not among `by` has confirmed it. */
  readonly unconfirmed?: {
    /** Names of the operators who entered or changed it since. */
    readonly by: readonly string[];
    readonly at: IsoInstant;
    /** As it was confirmed; undefined: never. */
    readonly was?: MandateMatter | undefined;
  } | undefined;
  readonly createdAt: IsoInstant;
  readonly changedAt: IsoInstant;
}

/** What is confirmed of a mandate: whom it lets debit, where, and how. */
export interface MandateMatter {
  readonly debtorName: string;
  /** As it is shown. */
  readonly account: string;
  readonly bic: string | undefined;
  readonly mandateId: string;
  readonly creditorSchemeId: string;
  readonly scheme: MandateScheme;
  readonly type: MandateType;
  readonly signedOn: IsoDate;
  /** Cancelled or used up. */
  readonly isOver: boolean;
}

/** One collection under a mandate, as the orders have it. */
export interface MandateCollection {
  readonly orderId: OrderId;
  readonly orderNumber: number;
  readonly orderState: OrderState;
  /** 0-based within the order. */
  readonly position: number;
  readonly dueOn: IsoDate;
  readonly amount: Money;
  readonly sequenceType: SequenceType | undefined;
  /** It told the bank of an amendment. */
  readonly amended: boolean;
  readonly createdAt: IsoInstant;
  readonly state: TransactionState;
  /** It stood on a statement, also where it came back later. */
  readonly wasBooked: boolean;
  readonly reasonCode?: string | undefined;
}

/** A mandate with what became of it. */
export interface RegisterEntry {
  readonly mandate: RegisteredMandate;
  /** The due date of the last collection that went to the bank, also one that was refused; else the day of signature. */
  readonly lastUsedOn: IsoDate;
  /** Newest first; those of late, or all that were asked for. */
  readonly collections: readonly MandateCollection[];
}

/**
 * One text for creditor and reference, the same for every way of writing them: neither the creditor's business code nor case counts.
 * Source: EPC130-08 (AT-01 is not case sensitive), EPC262-08.
 */
export function mandateKey(creditorSchemeId: string, mandateId: string): string {
  return `${creditorOf(creditorSchemeId)} ${mandateId.trim().toUpperCase()}`;
}

export function keyOfMandate(mandate: Pick<RegisteredMandate, "creditorSchemeId" | "mandateId">): string {
  return mandateKey(mandate.creditorSchemeId, mandate.mandateId);
}

/** Source: EPC130-08, characters of references. @returns what is wrong with a mandate reference, as a sentence */
export function mandateIdProblem(mandateId: string): string | undefined {
  if (mandateId === "") return "A mandate needs its reference: without it the debtor's bank sends the money back.";
  if (mandateId.length > 35) return `A mandate reference has at most 35 characters, this has ${mandateId.length}.`;
  if (!/^[A-Za-z0-9/\-?:().,'+ ]*$/.test(mandateId)) return "A mandate reference has only letters without accents, digits, blanks and / - ? : ( ) . , ' +";
  if (mandateId.startsWith("/") || mandateId.endsWith("/") || mandateId.includes("//")) return "A mandate reference must not begin or end with / nor hold //: banks refuse it.";
  return undefined;
}

/** Everything that is wrong with a mandate in itself. @param today to know what is in the future @returns field of `RegisteredMandate` and sentence */
export function mandateFaults(mandate: RegisteredMandate, today: IsoDate): { readonly field: "creditorSchemeId" | "mandateId" | "debtor" | "debtorAccount" | "signedOn"; readonly message: string }[] {
  const faults: ReturnType<typeof mandateFaults> = [];
  const creditor = creditorIdentifierProblem(mandate.creditorSchemeId);
  if (creditor !== undefined) faults.push({ field: "creditorSchemeId", message: creditor });
  const reference = mandateIdProblem(mandate.mandateId);
  if (reference !== undefined) faults.push({ field: "mandateId", message: reference });
  const name = mandate.debtor.name.trim();
  if (name === "") faults.push({ field: "debtor", message: "The debtor's name is missing." });
  if (name.length > 70) faults.push({ field: "debtor", message: `SEPA carries 70 characters of a name, this has ${name.length}.` });
  if (mandate.debtorAccount.kind !== "iban") faults.push({ field: "debtorAccount", message: "A SEPA mandate is for an IBAN whose check digits are right." });
  if (mandate.signedOn > today) faults.push({ field: "signedOn", message: `The day of signature, ${mandate.signedOn}, is in the future.` });
  return faults;
}
