import { accountText, formatAccount, parseAccountNumber } from "../../domain/account-number.ts";
import { creditorIdentifierProblem } from "../../domain/creditor-identifier.ts";
import { targetCalendar } from "../../domain/calendar.ts";
import type { IsoDate, IsoInstant, RegisteredMandateId } from "../../domain/ids.ts";
import { mandateIdProblem, type MandateScheme, type MandateType, type RegisteredMandate } from "../../domain/mandate.ts";
import type { Language } from "../../domain/money.ts";
import { readTypedAccount } from "../typed/account.ts";
import { addressFields, addressOf, addressText, checkBic, tooLong } from "../typed/address-fields.ts";
import { readTypedDate } from "../typed/date.ts";
import type { FieldCheck, FormField, FormTexts } from "../widgets/form-fields.ts";
import { dayText } from "../wording/dates.ts";

/** What a form needs to know beside the mandate. */
export interface DraftFacts {
  readonly today: IsoDate;
  readonly language: Language;
  /** Of the mandate that was entered last: companies have one. */
  readonly creditorSchemeId: string;
}

/** The fields by which the debtor's bank knows the mandate: corrected freely before the first collection, amended after. */
export function identityFields(mandate: Partial<RegisteredMandate>): FormField[] {
  return [
    { kind: "text", name: "creditor", label: "creditor id", value: mandate.creditorSchemeId ?? "", required: true, hint: "your creditor identifier: DE98ZZZ09999999999", check: problemOf(creditorIdentifierProblem) },
    { kind: "text", name: "reference", label: "reference", value: mandate.mandateId ?? "", required: true, hint: "of the mandate, as it was signed", check: problemOf(mandateIdProblem) },
    { kind: "text", name: "account", label: "account", value: mandate.debtorAccount === undefined ? "" : formatAccount(mandate.debtorAccount), required: true, hint: "the debtor's IBAN", check: checkIban },
    { kind: "text", name: "bic", label: "  BIC", value: mandate.debtorBic ?? "", width: 12, hint: "only outside of the European Economic Area", check: checkBic },
  ];
}

/** The form of a mandate. @param mandate undefined: a new one @param collected it was: what the bank knows is amended, not corrected */
export function mandateFields(mandate: RegisteredMandate | undefined, collected: boolean, facts: DraftFacts): FormField[] {
  return [
    { kind: "text", name: "name", label: "debtor", value: mandate?.debtor.name ?? "", required: true, check: (text) => tooLong(text, 70) },
    ...(collected ? [] : identityFields(mandate ?? { creditorSchemeId: facts.creditorSchemeId })),
    { kind: "select", name: "scheme", label: "scheme", value: mandate?.scheme ?? "CORE", options: [{ value: "CORE", text: "Core", note: "the debtor may claim the money back" }, { value: "B2B", text: "B2B", note: "between businesses; the debtor's bank has the mandate, too" }] },
    { kind: "select", name: "type", label: "for", value: mandate?.type ?? "recurrent", options: [{ value: "recurrent", text: "recurrent", note: "collections until it is cancelled" }, { value: "one-off", text: "one-off", note: "one collection only" }] },
    { kind: "text", name: "signed", label: "signed on", value: mandate?.signedOn ?? "", required: true, check: (text) => checkPastDay(text, facts) },
    { kind: "text", name: "lastOn", label: "last time", value: mandate?.collectedBefore?.lastOn ?? "", hint: "the last collection with another program, where there was one", check: (text) => checkPastDay(text, facts) },
    ...addressFields(mandate?.debtor.address),
    { kind: "text", name: "note", label: "note", value: mandate?.note ?? "" },
  ];
}

/** The mandate as typed. @param texts checked by the form; those of fields that were not shown are as they were */
export function mandateOf(texts: FormTexts, mandate: RegisteredMandate | undefined, id: RegisteredMandateId, at: IsoInstant, facts: DraftFacts): RegisteredMandate {
  const identity = texts.creditor === undefined && mandate !== undefined ? mandate : identityOf(texts);
  const lastOn = typedDay(texts.lastOn ?? "", facts);
  return {
    ...(mandate ?? { state: "active", formerKeys: [], refusalsSeen: [], createdAt: at }), id,
    creditorSchemeId: identity.creditorSchemeId, mandateId: identity.mandateId, debtorAccount: identity.debtorAccount, debtorBic: identity.debtorBic,
    scheme: texts.scheme as MandateScheme, type: texts.type as MandateType, // the options of the two selects
    debtor: { ...mandate?.debtor, name: texts.name ?? "", address: addressOf(texts, mandate?.debtor.address) },
    signedOn: typedDay(texts.signed ?? "", facts) ?? facts.today,
    collectedBefore: lastOn !== undefined ? { lastOn } : mandate?.collectedBefore !== undefined && mandate.collectedBefore.lastOn === undefined ? mandate.collectedBefore : undefined,
    note: texts.note ?? "", changedAt: at,
  };
}

/** What `identityFields` ask for. */
export function identityOf(texts: FormTexts): Pick<RegisteredMandate, "creditorSchemeId" | "mandateId" | "debtorAccount" | "debtorBic"> {
  const bic = (texts.bic ?? "").toUpperCase();
  return {
    creditorSchemeId: (texts.creditor ?? "").replace(/\s/g, "").toUpperCase(), mandateId: texts.reference ?? "",
    debtorAccount: parseAccountNumber(texts.account ?? "") ?? { kind: "other", value: "" }, debtorBic: bic === "" ? undefined : bic,
  };
}

/** One line per changed field: `account: HU42 … → HU93 …`. */
export function changedFields(before: RegisteredMandate, after: RegisteredMandate): string[] {
  const facts = (of: RegisteredMandate): readonly (readonly [string, string])[] => [
    ["debtor", of.debtor.name], ["creditor id", of.creditorSchemeId], ["reference", of.mandateId], ["account", accountText(of.debtorAccount)], ["BIC", of.debtorBic ?? ""],
    ["scheme", of.scheme], ["for", of.type], ["signed on", of.signedOn], ["last time", of.collectedBefore?.lastOn ?? ""], ["address", addressText(of.debtor.address)], ["note", of.note],
  ];
  const now = facts(after);
  return facts(before).flatMap(([label, old], at) => {
    const text = now[at]?.[1] ?? "";
    return old === text ? [] : [`${label}: ${old === "" ? "(none)" : old} → ${text === "" ? "(none)" : text}`];
  });
}

function problemOf(rule: (text: string) => string | undefined): (text: string) => FieldCheck | undefined {
  return (text) => {
    const problem = rule(text);
    return problem === undefined ? undefined : { problem };
  };
}

function checkIban(text: string): FieldCheck {
  const read = readTypedAccount(text);
  if (read.kind !== "ok") return { problem: read.sentence };
  return read.account.kind === "iban" ? { echo: read.sentence } : { problem: "A SEPA mandate is for an IBAN." };
}

function checkPastDay(text: string, facts: DraftFacts): FieldCheck {
  const day = typedDay(text, facts);
  if (day === undefined) return { problem: "Write the date as 2026-11-24." };
  return day > facts.today ? { problem: `${dayText(day, facts.language)} is in the future.` } : { echo: dayText(day, facts.language) };
}

function typedDay(text: string, { today, language }: DraftFacts): IsoDate | undefined {
  const typed = readTypedDate(text, today, language, targetCalendar);
  return typed.ok ? typed.date : undefined;
}
