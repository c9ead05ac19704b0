import { isBic } from "../../domain/account-number.ts";
import type { ExecutionRule } from "../../domain/calendar.ts";
import type { IsoDate } from "../../domain/ids.ts";
import { addMoney, type Language, type Money } from "../../domain/money.ts";
import type { Transaction } from "../../domain/order.ts";
import type { PaymentEntry } from "../../workflows/enter-payment.ts";
import { readTypedAccount } from "../typed/account.ts";
import { readTypedAmount } from "../typed/amount.ts";
import { readTypedDate } from "../typed/date.ts";
import { isEmptyLine, type PaymentDraft, type PaymentLine } from "./payment-draft.ts";

export type LineField = "payee" | "account" | "bic" | "amount" | "remittance" | "reference" | "endToEndId";
export type HeadField = "title" | "debtorAccountId" | "currency" | "executionDate";

/** What keeps the draft from being stored, or is worth a look. */
export interface DraftProblem {
  /** 0-based line; undefined for the head. */
  readonly line: number | undefined;
  readonly field: LineField | HeadField;
  readonly sentence: string;
  /** A warning does not keep it from being stored. */
  readonly warning: boolean;
}

/** What reading the typed texts needs to know. */
export interface DraftSurroundings {
  readonly language: Language;
  readonly today: IsoDate;
  readonly bank: ExecutionRule;
}

/** ISO 20022: Max140Text, Max70Text (SEPA), Max35Text. */
export const remittanceMax = 140;
const nameMax = 70;
const referenceMax = 35;

/** Everything that is wrong with the draft, in the order of the form. Empty lines after the first are passed over. */
export function checkDraft(draft: PaymentDraft, around: DraftSurroundings): DraftProblem[] {
  const problems: DraftProblem[] = [];
  const head = (field: HeadField, sentence: string): void => void problems.push({ line: undefined, field, sentence, warning: false });
  if (draft.debtorAccountId === undefined) head("debtorAccountId", "Choose the account to pay from.");
  const date = readTypedDate(draft.executionDate, around.today, around.language, around.bank.calendar);
  if (!date.ok) head("executionDate", date.sentence);
  const filled = filledLines(draft);
  for (const { line, index } of filled) problems.push(...checkLine(line, index, draft, around.language));
  return problems;
}

/** @throws never: call it with a draft whose `checkDraft` has warnings at most; otherwise undefined */
export function toEntry(draft: PaymentDraft, around: DraftSurroundings, fromTemplate: boolean): PaymentEntry | undefined {
  const date = readTypedDate(draft.executionDate, around.today, around.language, around.bank.calendar);
  if (draft.debtorAccountId === undefined || !date.ok || checkDraft(draft, around).some((problem) => !problem.warning)) return undefined;
  const transactions = filledLines(draft).flatMap(({ line }) => toTransaction(line, draft, around.language) ?? []);
  const title = draft.title.trim();
  return {
    title: title === "" ? (transactions.length === 1 ? (transactions[0]?.creditor.name ?? "") : `${transactions.length} payments`) : title,
    debtorAccountId: draft.debtorAccountId,
    executionDate: date.date,
    transactions,
    batchBooking: transactions.length > 1 ? draft.batchBooking : undefined,
    instant: draft.speed === "instant",
    urgent: draft.speed === "urgent",
    fromTemplate,
  };
}

/** Sum of what can be read so far; amounts not yet right are left out. */
export function draftSum(draft: PaymentDraft, language: Language): Money {
  let sum: Money = { minor: 0n, currency: draft.currency };
  for (const line of draft.lines) {
    const read = readTypedAmount(line.amount, draft.currency, language);
    if (read.ok) sum = addMoney(sum, read.money);
  }
  return sum;
}

/** A payment as it will stand in the file; undefined while the line has mistakes. */
function toTransaction(line: PaymentLine, draft: PaymentDraft, language: Language): Transaction | undefined {
  const amount = readTypedAmount(line.amount, draft.currency, language);
  const account = readTypedAccount(line.account);
  if (!amount.ok || account.kind !== "ok") return undefined;
  const text = line.remittance.trim();
  const reference = compactReference(line.reference);
  const bic = line.bic.trim().toUpperCase();
  const sameCreditor = line.base !== undefined && line.base.creditor.name === line.payee.trim();
  return {
    ...line.base,
    // An address belongs to the payee it was entered with.
    creditor: sameCreditor ? (line.base?.creditor ?? { name: line.payee.trim() }) : { name: line.payee.trim() },
    endToEndId: line.endToEndId.trim() === "" ? "NOTPROVIDED" : line.endToEndId.trim(),
    amount: amount.money,
    creditorAccount: account.account,
    creditorAgent: bic === "" ? undefined : { bic },
    remittance: {
      unstructured: text === "" ? [] : [text],
      ...(reference === "" ? {} : { creditorReference: reference, creditorReferenceType: "SCOR" }),
    },
  };
}

function filledLines(draft: PaymentDraft): { line: PaymentLine; index: number }[] {
  const all = draft.lines.map((line, index) => ({ line, index }));
  const filled = all.filter(({ line }) => !isEmptyLine(line));
  return filled.length === 0 ? all.slice(0, 1) : filled;
}

function checkLine(line: PaymentLine, index: number, draft: PaymentDraft, language: Language): DraftProblem[] {
  const problems: DraftProblem[] = [];
  const wrong = (field: LineField, sentence: string): void => void problems.push({ line: index, field, sentence, warning: false });
  const payee = line.payee.trim();
  if (payee === "") wrong("payee", "Enter the payee's name.");
  else if (payee.length > nameMax) wrong("payee", `The name is ${payee.length} characters long; ${nameMax} are allowed.`);
  const account = readTypedAccount(line.account);
  if (account.kind === "empty") wrong("account", "Enter the payee's account.");
  else if (account.kind !== "ok") wrong("account", account.sentence);
  else if (account.account.kind === "other") problems.push({ line: index, field: "account", sentence: account.sentence, warning: true });
  if (line.bic.trim() !== "" && !isBic(line.bic.trim().toUpperCase())) wrong("bic", "A BIC has 8 or 11 characters: bank, country, place, and three for a branch.");
  const amount = readTypedAmount(line.amount, draft.currency, language);
  if (!amount.ok) wrong("amount", amount.sentence);
  const text = line.remittance.trim();
  if (text.length > remittanceMax) wrong("remittance", `The remittance is ${text.length} characters long; ${remittanceMax} are allowed.`);
  const reference = compactReference(line.reference);
  if (reference !== "" && text !== "" && draft.currency === "EUR") wrong("reference", "A euro payment carries a remittance text or a reference, not both.");
  else if (reference.length > referenceMax) wrong("reference", `A reference has at most ${referenceMax} characters.`);
  else if (/^RF\d\d/.test(reference) && !isCreditorReference(reference)) wrong("reference", "The check digits of the RF reference do not fit: one character is mistyped.");
  if (line.endToEndId.trim().length > referenceMax) wrong("endToEndId", `An end-to-end id has at most ${referenceMax} characters.`);
  return problems;
}

function compactReference(text: string): string {
  return text.replace(/\s/g, "").toUpperCase();
}

/** ISO 11649: RF, two check digits, up to 21 characters; modulo 97 as in an IBAN. */
function isCreditorReference(reference: string): boolean {
  if (!/^RF\d\d[A-Z0-9]{1,21}$/.test(reference)) return false;
  const digits = (reference.slice(4) + reference.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
