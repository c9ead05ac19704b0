import { formatAccount } from "../../domain/account-number.ts";
import type { IsoDate } from "../../domain/ids.ts";
import type { MandateCollection, MandateState, RegisterEntry } from "../../domain/mandate.ts";
import { amendmentToTell, lastDayOf, mandateStateOn, nextSequenceType } from "../../domain/mandate-rules.ts";
import { formatAmount, type Language } from "../../domain/money.ts";
import { statesAtBank } from "../../domain/order-life.ts";
import type { Look } from "../widgets/paint.ts";
import type { Column } from "../widgets/table.tsx";
import { dayText } from "../wording/dates.ts";

export const mandateStateText: Readonly<Record<MandateState, string>> = { active: "active", suspended: "suspended", cancelled: "cancelled", expired: "expired", "used-up": "used up" };
const stateLooks: Readonly<Record<MandateState, Look>> = { active: {}, suspended: { tone: "warning" }, cancelled: { dim: true }, expired: { dim: true }, "used-up": { dim: true } };

/** @param waiting whether any waits to be confirmed: then a column marks those */
export function mandateColumns(language: Language, today: IsoDate, waiting: boolean): readonly Column<RegisterEntry>[] {
  const state = (entry: RegisterEntry): MandateState => mandateStateOn(entry, today);
  return [
    { title: "reference", width: { min: 14, grow: 1 }, cell: ({ mandate }) => mandate.mandateId },
    { title: "debtor", width: { min: 15, grow: 3 }, cell: ({ mandate }) => mandate.debtor.name },
    ...(waiting ? [{ title: "", width: 1, cell: ({ mandate }: RegisterEntry) => (mandate.unconfirmed === undefined ? "" : "▲"), look: () => ({ tone: "warning", bold: true }) as const }] : []),
    { title: "for", width: 4, cell: ({ mandate }) => (mandate.scheme === "B2B" ? "B2B" : "Core") },
    { title: "state", width: 9, cell: (entry) => mandateStateText[state(entry)], look: (entry) => stateLooks[state(entry)] },
    { title: "last", width: 11, cell: (entry) => lastText(entry, language), from: 70 },
    { title: "amount", width: 11, align: "right", cell: (entry) => lastAmount(entry, language), from: 70 },
    { title: "next", width: 5, cell: (entry) => nextText(entry, state(entry)) },
    { title: "account", width: 34, cell: ({ mandate }) => formatAccount(mandate.debtorAccount), from: 118 },
    { title: "signed", width: 11, cell: ({ mandate }) => dayText(mandate.signedOn, language), from: 130 },
    { title: "until", width: 11, cell: (entry) => dayText(lastDayOf(entry.lastUsedOn), language), from: 142 },
    { title: "note", width: { min: 12, grow: 1 }, cell: ({ mandate }) => mandate.stateReason ?? mandate.note, from: 155 },
  ];
}

/** The last collection that went to the bank. */
function lastCollection({ collections }: Pick<RegisterEntry, "collections">): MandateCollection | undefined {
  return collections.find((one) => statesAtBank.has(one.orderState) || one.orderState === "refused");
}

function lastText(entry: RegisterEntry, language: Language): string {
  const last = lastCollection(entry);
  if (last !== undefined) return dayText(last.dueOn, language);
  const before = entry.mandate.collectedBefore;
  return before === undefined ? "never" : before.lastOn === undefined ? "elsewhere" : dayText(before.lastOn, language);
}

function lastAmount(entry: RegisterEntry, language: Language): string {
  const last = lastCollection(entry);
  if (last === undefined) return "";
  return last.state === "refused" ? `✕ ${last.reasonCode ?? "refused"}` : formatAmount(last.amount, language);
}

/** `RCUR`; with a star where it has to tell of an amendment. */
function nextText(entry: RegisterEntry, state: MandateState): string {
  if (state !== "active" && state !== "suspended") return "-";
  return `${nextSequenceType(entry)}${amendmentToTell(entry) === undefined ? "" : "*"}`;
}
