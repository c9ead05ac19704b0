import type { Language } from "../../domain/money.ts";
import { AppError } from "../../domain/errors.ts";
import { needSpans } from "../needs/need-spans.ts";
import { moneyText, sparkline } from "../wording/amounts.ts";
import { instantText } from "../wording/dates.ts";
import type { Span } from "../widgets/line.tsx";
import type { Column } from "../widgets/table.tsx";
import type { CockpitCustomer, Need } from "./model.ts";

export function needColumns(language: Language, nowMs: number): readonly Column<Need>[] {
  return [
    { title: "customer", width: 12, cell: (row) => nameSpans(row.customer) },
    { title: "what", width: { min: 20, grow: 1 }, cell: (row) => needSpans(row.item, nowMs, language), whole: true },
  ];
}

export function customerColumns(language: Language, nowMs: number, width: number): readonly Column<CockpitCustomer>[] {
  const days = width >= 128 ? 30 : 10;
  return [
    { title: "customer", width: { min: 10, grow: 1 }, cell: (row) => nameSpans(row) },
    { title: "bank", width: { min: 8, grow: 2 }, cell: bankText, whole: true, look: (row) => (row.state === "failed" ? { tone: "bad" } : row.state === "waiting" ? { dim: true } : undefined) },
    { title: "channel", width: 12, cell: (row) => row.attention?.summary.channel ?? "", from: 96 },
    { title: "sign", width: 4, align: "right", cell: (row) => countText(row.attention?.summary.toSign) },
    { title: "out", width: 3, align: "right", cell: (row) => countText(row.attention?.summary.toSend) },
    { title: "new", width: 3, align: "right", cell: (row) => countText(row.attention?.summary.news) },
    { title: "last contact", width: 15, cell: (row) => contactText(row, nowMs, language), look: (row) => (row.attention?.summary.lastContact?.outcome === "failed" ? { tone: "bad" } : undefined) },
    { title: "balance", width: 19, align: "right", cell: (row) => balanceText(row, language) },
    { title: "30 days", width: days, cell: (row) => sparkline(historyOf(row), days), from: 92 },
  ];
}

/** A bar and the name in the customer's colour: the name suffices without it. */
function nameSpans({ summary }: CockpitCustomer): Span[] {
  return [{ text: "▌", tone: summary.colour }, { text: summary.shortName, bold: true }];
}

function bankText({ state, attention, error }: CockpitCustomer): string {
  if (state === "waiting") return "…";
  if (state === "failed") return `✕ ${error instanceof AppError ? error.message : "cannot be read"}`;
  return attention === undefined || attention.summary.bank === "" ? "no bank yet" : attention.summary.bank;
}

function countText(count: number | undefined): string {
  return count === undefined ? "" : count === 0 ? "-" : String(count);
}

const outcomeSigns = { running: "…", ok: "ok", failed: "✕", cancelled: "!" } as const;

function contactText({ attention }: CockpitCustomer, nowMs: number, language: Language): string {
  if (attention === undefined) return "";
  const contact = attention.summary.lastContact;
  return contact === undefined ? "never" : `${instantText(contact.at, nowMs, language)} ${outcomeSigns[contact.outcome]}`;
}

/** The main currency; a plus says that there are others. */
function balanceText({ attention }: CockpitCustomer, language: Language): string {
  const [first, ...more] = attention?.summary.balances ?? [];
  if (first === undefined) return attention === undefined ? "" : "-";
  return `${moneyText(first, language)}${more.length > 0 ? "+" : ""}`;
}

function historyOf({ attention }: CockpitCustomer): bigint[] {
  return (attention?.summary.history ?? []).map((day) => day.amount.minor);
}
