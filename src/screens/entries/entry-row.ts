import { formatAccount } from "../../domain/account-number.ts";
import type { OrderId } from "../../domain/ids.ts";
import { formatAmount, type Language } from "../../domain/money.ts";
import type { EntryDetail } from "../../domain/statement.ts";
import type { StoredEntry } from "../../workflows/ports/statements.ts";
import { counted, moneyText } from "../wording/amounts.ts";
import { dayText, shortDayText } from "../wording/dates.ts";
import { reasonText } from "../wording/reason-codes.ts";
import type { Column } from "../widgets/table.tsx";

export function entryColumns(language: Language): readonly Column<StoredEntry>[] {
  return [
    { title: "#", width: 4, align: "right", cell: (entry) => String(entry.position + 1) },
    { title: "booked", width: 7, cell: (entry) => (entry.bookingDate === undefined ? statusText(entry) : shortDayText(entry.bookingDate, language)) },
    { title: "value", width: 7, cell: (entry) => (entry.valueDate === undefined ? "-" : shortDayText(entry.valueDate, language)), from: 100 },
    { title: "who", width: { min: 16, grow: 2 }, cell: whoText },
    { title: "what for", width: { min: 10, grow: 3 }, cell: whatText },
    { title: "amount", width: 17, align: "right", cell: (entry) => formatAmount(entry.amount, language), look: (entry) => (entry.amount.minor < 0n ? undefined : { tone: "good" }) },
    { title: "order", width: 7, cell: (entry) => matchText(entry) },
    { title: "code", width: 14, cell: (entry) => entry.bankTransactionCode ?? "", from: 120 },
    { title: "bank's reference", width: 20, cell: (entry) => entry.bankReference ?? "", from: 145 },
  ];
}

/** Orders an entry was matched to, each once. */
export function matchedOrderIds(entry: StoredEntry): OrderId[] {
  return [...new Set(entry.matchedOrders.map((match) => match.orderId))];
}

/** `→` one order, `→3` three, empty for none; part of a batch that was not matched shows as `→ part`. */
function matchText(entry: StoredEntry): string {
  const orders = matchedOrderIds(entry).length;
  if (orders === 0) return "";
  const details = new Set(entry.matchedOrders.map((match) => match.detail)).size;
  if (entry.details.length > details) return `→ ${details}/${entry.details.length}`;
  return orders === 1 ? "→" : `→ ${orders}`;
}

/** The other side; for a line of many payments, how many. */
export function whoText(entry: StoredEntry): string {
  if (entry.details.length > 1) return counted(entry.details.length, "payment");
  const [detail] = entry.details;
  if (detail?.counterparty !== undefined && detail.counterparty.name !== "") return detail.counterparty.name;
  return detail?.counterpartyAccount === undefined ? "-" : formatAccount(detail.counterpartyAccount);
}

function whatText(entry: StoredEntry): string {
  const [detail] = entry.details;
  const remittance = entry.details.length === 1 && detail !== undefined ? remittanceText(detail) : "";
  const marks = [entry.reversal ? "REVERSAL" : "", entry.details.some((one) => one.returnReason !== undefined) ? "RETURNED" : "", entry.status === "PDNG" ? "pending" : ""];
  return [...marks, remittance === "" ? (entry.additionalInformation ?? entry.entryReference ?? "") : remittance].filter((part) => part !== "").join(" ");
}

export function remittanceText(detail: EntryDetail): string {
  return detail.remittance.length > 0 ? detail.remittance.join(" ") : (detail.creditorReference ?? "");
}

/** All that is known of an entry, a fact a line; empty ones are left out. The details of a batch are listed apart. */
export function entryFacts(entry: StoredEntry, language: Language): readonly (readonly [label: string, text: string])[] {
  const facts: (readonly [string, string])[] = [
    ["amount", `${moneyText(entry.amount, language)}${entry.reversal ? " · reversal" : ""}${entry.status === "BOOK" ? "" : ` · ${statusText(entry)}, not in the balance`}`],
    ["booked", [entry.bookingDate, entry.valueDate].map((date) => (date === undefined ? "-" : dayText(date, language))).join(" · value ")],
    ["code", entry.bankTransactionCode ?? ""],
    ["bank's ref", entry.bankReference ?? ""],
    ["reference", entry.entryReference ?? ""],
    ["text", entry.additionalInformation ?? ""],
  ];
  const [only] = entry.details;
  if (entry.details.length === 1 && only !== undefined) facts.push(...detailFacts(only));
  return facts.filter(([, text]) => text !== "");
}

export function detailFacts(detail: EntryDetail): readonly (readonly [label: string, text: string])[] {
  const account = detail.counterpartyAccount === undefined ? "" : formatAccount(detail.counterpartyAccount);
  const facts: (readonly [string, string])[] = [
    ["who", detail.counterparty?.name ?? ""],
    ["account", [account, detail.counterpartyBic ?? ""].filter((part) => part !== "").join(" · ")],
    ["what for", remittanceText(detail)],
    ["returned", detail.returnReason === undefined ? "" : reasonText(detail.returnReason)],
    ["end-to-end", detail.endToEndId ?? ""],
    ["batch", [detail.messageId ?? "", detail.paymentInformationId ?? ""].filter((part) => part !== "").join(" · ")],
  ];
  return facts.filter(([, text]) => text !== "");
}

function statusText(entry: StoredEntry): string {
  return entry.status === "PDNG" ? "pending" : entry.status === "INFO" ? "info" : "-";
}
