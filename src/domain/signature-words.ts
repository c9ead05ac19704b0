import { formatAmount, type Money } from "./money.ts";
import type { OrderKind, PointsNeeded, SignableFacts, SignatureRule, SignerGroup, Signer, SigningParty, SigningPolicy } from "./signature-rules.ts";
import { visibleText } from "./text.ts";

/** `Kis Anna (A)`. */
export function titleOf(signer: Signer): string {
  return `${visibleText(signer.name)} (${signer.signatureClass})`;
}

/** A signer's title, or a group's. */
export function partyTitle(policy: SigningPolicy, id: SigningParty): string {
  const signer = policy.signers.find((one) => one.id === id);
  if (signer !== undefined) return titleOf(signer);
  const group = policy.groups.find((one) => one.id === id);
  return group === undefined ? "a former signer" : groupTitle(group);
}

export function groupTitle(group: SignerGroup): string {
  return `the group "${visibleText(group.title)}"`;
}

/** What a rule asks for, as the end of "The rule wants …". */
export function wanted({ signaturesNeeded }: SignatureRule): string {
  if (signaturesNeeded === 1) return "one signature of class E";
  if (signaturesNeeded === 2) return "one signature of class E, or two of which one is of class A";
  return `signatures of ${pointsText(signaturesNeeded.points)}`;
}

/** A whole rule in a line: `up to 500.00 EUR; credit transfers; one signature of class E; of Kis Anna (A) and Nagy Béla (B)`. */
export function ruleInWords(policy: SigningPolicy, rule: SignatureRule): string {
  const party = (id: SigningParty): string => partyTitle(policy, id);
  const { kinds = [], signaturesNeeded } = rule;
  return [
    rule.upTo.length === 0 ? "any sum" : `up to ${listOf(rule.upTo.map(show))}`,
    rule.accounts.length === 0 ? "all accounts" : `accounts ${rule.accounts.map((one) => visibleText(one)).join(", ")}`,
    ...(kinds.length === 0 ? [] : [listOf(kinds.map((kind) => orderKindTitle[kind]), "and")]),
    wanted(rule),
    ...(typeof signaturesNeeded === "object" ? [`points: ${pointsLines(policy, signaturesNeeded).join(", ")}`] : []),
    ...(rule.signers.length === 0 ? [] : [`only of ${listOf(rule.signers.map(party), "and")}`]),
    ...rule.exclusions.map(([one, other]) => (one === other ? `no two of ${party(one)} together` : `${party(one)} not with ${party(other)}`)),
  ].join("; ");
}

function pointsLines(policy: SigningPolicy, needed: PointsNeeded): readonly string[] {
  return [
    ...needed.ofSigner.map(([id, points]) => `${partyTitle(policy, id)} ${points}`),
    ...(["E", "A", "B"] as const).flatMap((one) => (needed.ofClass[one] === undefined ? [] : [`class ${one} ${needed.ofClass[one]}`])),
  ];
}

/** Points of a signer under a rule, with the class they sign or have signed with. */
export function pointsOf(needed: PointsNeeded, signer: { readonly signerId: Signer["id"]; readonly signatureClass: Signer["signatureClass"] }): number {
  if (signer.signatureClass === "T") return 0;
  return needed.ofSigner.find(([id]) => id === signer.signerId)?.[1] ?? needed.ofClass[signer.signatureClass] ?? 0;
}

export function pointsText(points: number): string {
  return points === 1 ? "1 point" : `${points} points`;
}

/** `1,000.00 HUF`. */
export function show(money: Money): string {
  return `${formatAmount(money, "en")} ${money.currency}`;
}

/** `a, b or c`. */
export function listOf(names: readonly string[], last = "or"): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}

export const orderKindTitle: Readonly<Record<OrderKind, string>> = {
  "credit-transfer": "credit transfers", "direct-debit": "direct debits", recall: "recalls", unknown: "files whose content is not known",
};

export function noRuleSentence(facts: SignableFacts): string {
  if (facts.contentUnknown === true) return "No signing rule fits a file whose content is not known: it takes one for all accounts, any sum and such files, which an administrator may add.";
  return `No signing rule fits this order (${facts.accounts.map((one) => visibleText(one)).join(", ")}; ${facts.sums.map(show).join(", ")}): an administrator must add one.`;
}
