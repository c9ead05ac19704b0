import { formatAccount } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import type { Partner } from "../../workflows/ports/partners.ts";
import type { Column } from "../widgets/table.tsx";
import { instantText } from "../wording/dates.ts";
import { addressText } from "../typed/address-fields.ts";

/** @param waiting whether any partner has an account that waits to be confirmed: then a column marks those */
export function partnerColumns(language: Language, nowMs: number, waiting: boolean): readonly Column<Partner>[] {
  return [
    { title: "name", width: { min: 18, grow: 3 }, cell: (partner) => partner.name },
    { title: "account", width: 34, cell: (partner) => accountCell(partner) },
    ...(waiting ? [{ title: "", width: 1, cell: (partner: Partner) => (isUnconfirmed(partner) ? "▲" : ""), look: () => ({ tone: "warning", bold: true }) as const }] : []),
    { title: "last paid", width: 13, cell: (partner) => (partner.lastPaidAt === undefined ? "never" : instantText(partner.lastPaidAt, nowMs, language)) },
    { title: "changed", width: 13, cell: (partner) => instantText(partner.changedAt, nowMs, language), from: 100 },
    { title: "address", width: { min: 20, grow: 2 }, cell: (partner) => addressText(partner.address), from: 125 },
    { title: "note", width: { min: 12, grow: 1 }, cell: (partner) => partner.note, from: 145 },
  ];
}

/** With an account that waits for another operator. */
function isUnconfirmed(partner: Partner): boolean {
  return partner.accounts.some((account) => account.unconfirmed !== undefined);
}

function accountCell(partner: Partner): string {
  const [first, ...more] = partner.accounts;
  if (first === undefined) return "-";
  return more.length === 0 ? formatAccount(first.number) : `${first.number.kind === "iban" ? first.number.iban : first.number.value} +${more.length}`;
}
