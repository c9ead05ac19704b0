import { formatAccount } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import { limitsText } from "../typed/limits.ts";
import type { Column } from "../widgets/table.tsx";
import type { SectionId, SettingsRow } from "./rows.ts";

type Of<Kind extends SettingsRow["kind"]> = Extract<SettingsRow, { readonly kind: Kind }>;

/** A section's rows are all of its kind; the cell of another kind would be empty. */
function column<Kind extends SettingsRow["kind"]>(kind: Kind, title: string, width: Column<SettingsRow>["width"], cell: (row: Of<Kind>) => string, more: Pick<Column<SettingsRow>, "align" | "from"> = {}): Column<SettingsRow> {
  return { title, width, cell: (row) => (row.kind === kind ? cell(row as Of<Kind>) : ""), ...more };
}

export function sectionColumns(section: SectionId, language: Language): readonly Column<SettingsRow>[] {
  switch (section) {
    case "profile":
      return [column("profile", "", 18, (row) => row.label), column("profile", "", { min: 30, grow: 1 }, (row) => row.text)];
    case "accounts":
      return [
        column("account", "title", { min: 16, grow: 2 }, ({ account }) => account.title),
        column("account", "number", 34, ({ account }) => formatAccount(account.number)),
        column("account", "", 3, ({ account }) => account.currency),
        column("account", "bank", { min: 12, grow: 1 }, (row) => row.bank),
        column("account", "BIC", 11, ({ account }) => account.bic ?? "", { from: 105 }),
        column("account", "owner", { min: 16, grow: 1 }, ({ account }) => account.ownerName, { from: 125 }),
      ];
    case "signers":
      return [
        column("signer", "name", { min: 18, grow: 2 }, ({ signer }) => signer.name),
        column("signer", "class", 5, ({ signer }) => signer.signatureClass),
        column("signer", "operator", { min: 14, grow: 1 }, (row) => row.operatorName),
        column("signer", "keys", { min: 18, grow: 1 }, (row) => row.keys),
        column("signer", "per order", 20, ({ signer }) => limit(signer.perFileLimits, language), { from: 100, align: "right" }),
        column("signer", "per payment", 20, ({ signer }) => limit(signer.perTransactionLimits, language), { from: 122, align: "right" }),
        column("signer", "per day", 20, ({ signer }) => limit(signer.perDayLimits, language), { from: 144, align: "right" }),
      ];
    case "rules":
      return [
        column("rule", "#", 2, (row) => String(row.position + 1), { align: "right" }),
        column("rule", "title", { min: 16, grow: 2 }, ({ rule }) => rule.title),
        column("rule", "needs", 12, ({ rule }) => (rule.signaturesNeeded === 1 ? "one (E)" : "two, or E")),
        column("rule", "up to", 18, ({ rule }) => (rule.upTo.length === 0 ? "any sum" : limitsText(rule.upTo, language)), { align: "right" }),
        column("rule", "of", { min: 14, grow: 2 }, (row) => row.who),
        column("rule", "accounts", 10, ({ rule }) => (rule.accounts.length === 0 ? "all" : String(rule.accounts.length)), { from: 100 }),
        column("rule", "apart", { min: 20, grow: 1 }, (row) => row.apart, { from: 125 }),
      ];
    case "connections":
      return [
        column("connection", "bank", { min: 16, grow: 1 }, ({ connection }) => connection.title),
        { title: "state", width: { min: 28, grow: 1 }, cell: (row) => (row.kind === "connection" ? `${row.ready ? "✓" : "…"} ${row.state}` : ""), look: (row) => ({ tone: row.kind === "connection" && row.ready ? "good" : "warning" }) },
        column("connection", "host", 12, ({ connection }) => connection.hostId),
        column("connection", "partner", 12, ({ connection }) => connection.partnerId),
        column("connection", "address", { min: 20, grow: 1 }, ({ connection }) => connection.channel.url, { from: 110 }),
      ];
    case "operators":
      return [column("operator", "operator", { min: 18, grow: 1 }, (row) => row.name), column("operator", "may", { min: 40, grow: 2 }, (row) => row.rights.join(", "))];
  }
}

function limit(limits: Parameters<typeof limitsText>[0], language: Language): string {
  return limits.length === 0 ? "no limit" : limitsText(limits, language);
}
