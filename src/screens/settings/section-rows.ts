import { formatAccount } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import type { SigningParty } from "../../domain/signature-rules.ts";
import { wantsConfirmedMandates } from "../../workflows/mandates/confirm-mandates.ts";
import { wantsConfirmedPartners } from "../../workflows/partner-confirmation.ts";
import { limitsText } from "../typed/limits.ts";
import { onboardingSummary } from "./onboarding.ts";
import type { SectionId, SettingsData, SettingsRow } from "./rows.ts";

/** The rows of one section. @param grants by connection id */
export function sectionRows(section: SectionId, data: SettingsData, grants: ReadonlyMap<string, readonly { readonly json: string }[]>, language: Language): SettingsRow[] {
  switch (section) {
    case "profile":
      return profileRows(data, language);
    case "accounts":
      return data.accounts.map((account) => ({ kind: "account", account, bank: data.connections.find((one) => one.id === account.connectionId)?.title ?? "-" }));
    case "signers":
      return [...data.signers.map((signer): SettingsRow => {
        const own = data.subscribers.filter((one) => one.signerId === signer.id);
        return {
          kind: "signer", signer, operatorName: data.operators.find((one) => one.operatorId === signer.operatorId)?.operatorName ?? (signer.operatorId === undefined ? "nobody here" : "another operator"),
          keys: own.length === 0 ? "no keys" : own.map((one) => `${one.userId} ${one.state}`).join(", "),
        };
      }), ...data.groups.map((group): SettingsRow => ({ kind: "signer-group", group, members: group.members.map((id) => nameOf(data, id)).join(", ") }))];
    case "rules":
      return data.rules.map((rule, position) => ({
        kind: "rule", rule, position,
        who: rule.signers.length === 0 ? "all signers" : rule.signers.map((id) => nameOf(data, id)).join(", "),
        apart: rule.exclusions.map(([one, other]) => `${nameOf(data, one)} not with ${nameOf(data, other)}`).join("; "),
      }));
    case "connections":
      return data.connections.map((connection) => {
        const subscribers = data.subscribers.filter((one) => one.connectionId === connection.id);
        const { ready, text } = onboardingSummary({ connection, subscribers, grants: grants.get(connection.id) ?? [] });
        return { kind: "connection", connection, state: text, ready };
      });
    case "operators":
      return [
        ...data.operators.filter((one) => one.rights.length > 0).map((one): SettingsRow => ({ kind: "operator", operatorId: one.operatorId, name: one.operatorName, rights: one.rights, groups: data.operatorGroups.filter((group) => one.groups.includes(group.id)).map((group) => group.title).join(", ") })),
        ...data.operatorGroups.map((group): SettingsRow => ({ kind: "operator-group", group, members: data.operators.filter((one) => one.groups.includes(group.id)).map((one) => one.operatorName).join(", ") })),
      ];
    case "approvals":
      return data.proposals.map((proposal) => ({ kind: "proposal", proposal, own: proposal.proposedBy.id === data.operatorId }));
  }
}

function profileRows({ profile, recoveryCodes }: SettingsData, language: Language): SettingsRow[] {
  const languages = { en: "English", hu: "magyar", de: "Deutsch" };
  const facts: readonly (readonly [string, string])[] = [
    ["legal name", profile.name],
    ["short name", `${profile.shortName}   (for ever: it is on every screen and print)`],
    ["colour", profile.colour],
    ["code", `${"•".repeat(profile.code.length)}   (typed where large amounts are signed)`],
    ["code asked above", profile.confirmAbove.length === 0 ? "never" : limitsText(profile.confirmAbove, language)],
    ["language", languages[profile.language]],
    ["address", profile.address ?? "-"],
    ["four eyes", profile.fourEyes === true ? "yes: a second administrator approves each change here" : "no: a change here takes effect at once   (y)"],
    ["partners", wantsConfirmedPartners(profile) ? "a new or changed account waits for another operator's confirmation   (o)" : "a new or changed account counts at once   (o)"],
    ["mandates", wantsConfirmedMandates(profile) ? "a new or changed mandate waits for another operator's confirmation   (l)" : "a new or changed mandate counts at once   (l)"],
    ...(profile.fourEyes === true || recoveryCodes.length > 0 ? [["recovery codes", recoveryCodes.map((one) => `${one.operatorName} ${one.sealedAt.slice(0, 10)}${one.spent === undefined ? "" : ", spent"}`).join("; ") || "none sealed: s in part 7"] as const] : []),
  ];
  return facts.map(([label, text]) => ({ kind: "profile", label, text }));
}

function nameOf(data: SettingsData, id: SigningParty): string {
  return data.signers.find((one) => one.id === id)?.name ?? data.groups.find((one) => one.id === id)?.title ?? "a former signer";
}

/** What a filter looks at. */
export function rowText(row: SettingsRow): string {
  switch (row.kind) {
    case "profile":
      return `${row.label} ${row.text}`;
    case "account":
      return `${row.account.title} ${formatAccount(row.account.number)} ${row.account.currency} ${row.bank}`;
    case "signer":
      return `${row.signer.name} ${row.operatorName} ${row.keys}`;
    case "rule":
      return `${row.rule.title} ${row.who}`;
    case "connection":
      return `${row.connection.title} ${row.connection.hostId} ${row.state}`;
    case "signer-group":
    case "operator-group":
      return `${row.group.title} ${row.members}`;
    case "proposal":
      return `${row.proposal.title} ${row.proposal.proposedBy.name} ${row.proposal.state}`;
    case "operator":
      return `${row.name} ${row.rights.join(" ")}`;
  }
}
