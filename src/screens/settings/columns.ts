import { formatAccount } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import { orderKindTitle, pointsText } from "../../domain/signature-words.ts";
import { limitsText } from "../typed/limits.ts";
import type { Column } from "../widgets/table.tsx";
import type { SectionId, SettingsRow } from "./rows.ts";

type Of<Kind extends SettingsRow["kind"]> = Extract<SettingsRow, { readonly kind: Kind }>;

/** A section's rows are all of its kind; the cell of another kind would be empty. */
function column<Kind extends SettingsRow["kind"]>(kind: Kind, title: string, width: Column<SettingsRow>["width"], cell: (row: Of<Kind>) => string, more: Pick<Column<SettingsRow>, "align" | "from"> = {}): Column<SettingsRow> {
  return { title, width, cell: (row) => (row.kind === kind ? cell(row as Of<Kind>) : ""), ...more };
}

/** A column of a section that has rows of several kinds. */
function either(title: string, width: Column<SettingsRow>["width"], cells: { readonly [Kind in SettingsRow["kind"]]?: (row: Of<Kind>) => string }, more: Pick<Column<SettingsRow>, "align" | "from"> = {}): Column<SettingsRow> {
  return { title, width, cell: (row) => (cells[row.kind] as ((one: SettingsRow) => string) | undefined)?.(row) ?? "", ...more }; // the table has, under each kind, the cell of that kind
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
        either("name", { min: 18, grow: 2 }, { signer: ({ signer }) => signer.name, "signer-group": ({ group }) => group.title }),
        either("class", 5, { signer: ({ signer }) => signer.signatureClass, "signer-group": () => "group" }),
        either("operator", { min: 14, grow: 1 }, { signer: (row) => row.operatorName, "signer-group": (row) => row.members }),
        either("keys", { min: 18, grow: 1 }, { signer: (row) => row.keys }),
        either("per order", 20, { signer: ({ signer }) => limit(signer.perFileLimits, language), "signer-group": ({ group }) => limit(group.perFileLimits, language) }, { from: 100, align: "right" }),
        either("per payment", 20, { signer: ({ signer }) => limit(signer.perTransactionLimits, language) }, { from: 122, align: "right" }),
        either("per day", 20, { signer: ({ signer }) => limit(signer.perDayLimits, language), "signer-group": ({ group }) => limit(group.perDayLimits, language) }, { from: 144, align: "right" }),
      ];
    case "rules":
      return [
        column("rule", "#", 2, (row) => String(row.position + 1), { align: "right" }),
        column("rule", "title", { min: 16, grow: 2 }, ({ rule }) => rule.title),
        column("rule", "needs", 12, ({ rule }) => (typeof rule.signaturesNeeded === "object" ? pointsText(rule.signaturesNeeded.points) : rule.signaturesNeeded === 1 ? "one (E)" : "two, or E")),
        column("rule", "up to", 18, ({ rule }) => (rule.upTo.length === 0 ? "any sum" : limitsText(rule.upTo, language)), { align: "right" }),
        column("rule", "of", { min: 14, grow: 2 }, (row) => row.who),
        column("rule", "accounts", 10, ({ rule }) => (rule.accounts.length === 0 ? "all" : String(rule.accounts.length)), { from: 100 }),
        column("rule", "orders", 18, ({ rule }) => (rule.kinds ?? []).map((kind) => orderKindTitle[kind]).join(", ") || "all", { from: 120 }),
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
      return [
        either("operator", { min: 18, grow: 1 }, { operator: (row) => row.name, "operator-group": ({ group }) => `${group.title} (group)` }),
        either("may", { min: 36, grow: 2 }, { operator: (row) => row.rights.join(", "), "operator-group": ({ group }) => group.rights.join(", ") }),
        either("groups, members", { min: 14, grow: 1 }, { operator: (row) => row.groups, "operator-group": (row) => row.members || "nobody" }),
      ];
    case "approvals":
      return [
        { title: "state", width: 11, cell: (row) => (row.kind === "proposal" ? `${row.proposal.state === "open" ? "◇" : row.proposal.state === "approved" ? "✓" : "·"} ${row.proposal.state}` : ""), look: (row) => (row.kind === "proposal" && row.proposal.state === "open" ? { tone: "accent" } : {}) },
        column("proposal", "change", { min: 30, grow: 3 }, ({ proposal }) => proposal.title),
        column("proposal", "proposed by", { min: 12, grow: 1 }, (row) => (row.own ? "you" : row.proposal.proposedBy.name)),
        column("proposal", "on", 10, ({ proposal }) => proposal.proposedAt.slice(0, 10)),
        column("proposal", "decided by", { min: 12, grow: 1 }, ({ proposal }) => (proposal.state === "expired" ? "nobody" : (proposal.decision?.by ?? "")), { from: 90 }),
      ];
  }
}

function limit(limits: Parameters<typeof limitsText>[0], language: Language): string {
  return limits.length === 0 ? "no limit" : limitsText(limits, language);
}
