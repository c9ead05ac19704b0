import type { SignerId } from "./ids.ts";
import { cappedThough, completions, countingSignatures, excludes, hasWeight, isComplete, isInRule, isSamePerson, mayNotStandTogether, pointsTogether, type SigningCase, signingCase } from "./signature-completion.ts";
import { limitRefusal } from "./signature-limits.ts";
import type { GivenSignature, SignableFacts, SignatureRule, SignatureVerdict, SignedOrder, Signer, SignerRefusal, SigningPolicy } from "./signature-rules.ts";
import { groupTitle, listOf, noRuleSentence, orderKindTitle, partyTitle, pointsOf, pointsText, show, titleOf, wanted } from "./signature-words.ts";
import { visibleText } from "./text.ts";

/**
 * Says whether the signatures fulfil the first rule that fits, and if not, why not yet and who can.
 * Judged by what is there, in any order: the rule is fulfilled when some of the counting signatures fulfil it, so one more never spoils it.
 * @param given several of one signer count once
 * @param signedToday other orders of the customer; empty: limits per day are left out of account, as for orders that were signed before
 */
export function judgeSignatures(policy: SigningPolicy, given: readonly GivenSignature[], facts: SignableFacts, signedToday: readonly SignedOrder[] = []): SignatureVerdict {
  const rule = ruleFor(policy, facts);
  if (rule === undefined) return { complete: false, rule, explanation: noRuleSentence(facts), whoCan: [] };
  const one = signingCase(policy, rule, facts, signedToday);
  const counting = countingSignatures(one, given);
  if (isComplete(one, counting)) return { complete: true, rule, explanation: "", whoCan: [] };
  const who = whoHelps(one, given, counting).filter((signer) => refusalOf(one, given, signer, signedToday) === undefined);
  return { complete: false, rule, explanation: whyNotYet(one, counting, who), whoCan: who.map((signer) => signer.id) };
}

/**
 * Why this signer may not sign this order now; undefined when they may.
 * @param signedToday other orders that were signed since the bank's midnight
 */
export function signerRefusal(policy: SigningPolicy, given: readonly GivenSignature[], facts: SignableFacts, signerId: SignerId, signedToday: readonly SignedOrder[]): SignerRefusal | undefined {
  const rule = ruleFor(policy, facts);
  if (rule === undefined) return { code: "no-rule", message: noRuleSentence(facts) };
  const signer = policy.signers.find((one) => one.id === signerId);
  if (signer === undefined) return { code: "not-in-rule", message: "This person is not a signer of the customer." };
  const one = signingCase(policy, rule, facts, signedToday);
  const refusal = refusalOf(one, given, signer, signedToday);
  if (refusal !== undefined) return refusal;
  const counting = countingSignatures(one, given);
  return whoHelps(one, given, counting).includes(signer) ? undefined : wouldNotCount(one, given, counting, signer);
}

/**
 * Why this signer may not sign an order whose signatures the bank counts, by its own agreement: class T, limits, and whether a rule of ours that
 * fits names other signers or excludes those who signed. Whether the signature is enough is the bank's to say.
 * @param given signatures of signers who are known here
 */
export function signerRefusalAtBank(policy: SigningPolicy, given: readonly GivenSignature[], facts: SignableFacts, signer: Signer, signedToday: readonly SignedOrder[]): SignerRefusal | undefined {
  if (signer.signatureClass === "T") return transportOnly(signer);
  const rule = ruleFor(policy, facts);
  if (rule !== undefined && !isInRule(policy, rule, signer.id)) return notInRule(rule, signer);
  const other = rule === undefined ? undefined : given.find((one) => mayNotStandTogether(policy, rule, one.signerId, signer.id));
  return other === undefined ? limitRefusal(signer, facts, signedToday) : excluded(policy, signer, other.signerId);
}

/** The first rule that fits. */
export function ruleFor(policy: SigningPolicy, facts: SignableFacts): SignatureRule | undefined {
  return policy.rules.find((rule) => whyRuleDoesNotFit(rule, facts) === undefined);
}

/**
 * A rule fits when its accounts hold all of the order's, its kinds all of the order's, and its sums are not exceeded. What is in no known format
 * fits only rules for all accounts and any sum.
 * @returns undefined when it fits; else why not, as the end of "The rule does not fit: …"
 */
export function whyRuleDoesNotFit(rule: SignatureRule, facts: SignableFacts): string | undefined {
  const { kinds = [] } = rule;
  if (kinds.length > 0) {
    const other = facts.kinds === undefined ? "orders of a kind that is not known" : facts.kinds.filter((kind) => !kinds.includes(kind)).map((kind) => orderKindTitle[kind])[0];
    if (other !== undefined) return `it is not for ${other}`;
  }
  if (facts.contentUnknown === true) return rule.accounts.length + rule.upTo.length === 0 ? undefined : "what the file moves is not known, and it is for some accounts or sums only";
  const foreign = rule.accounts.length === 0 ? undefined : facts.accounts.find((account) => !rule.accounts.includes(account));
  if (foreign !== undefined) return `it is not for the account ${visibleText(foreign)}`;
  const over = rule.upTo.length === 0 ? undefined : facts.sums.find((sum) => !rule.upTo.some((limit) => limit.currency === sum.currency && sum.minor <= limit.minor));
  return over === undefined ? undefined : `it is for at most ${listOf(rule.upTo.map(show))}`;
}

/** What speaks against this signer, whoever else could sign. */
function refusalOf({ policy, rule, facts }: Pick<SigningCase, "policy" | "rule" | "facts">, given: readonly GivenSignature[], signer: Signer, signedToday: readonly SignedOrder[]): SignerRefusal | undefined {
  if (given.some((one) => isSamePerson(policy.signers, one.signerId, signer.id))) return { code: "already-signed", message: `${titleOf(signer)} has already signed this order.` };
  if (signer.signatureClass === "T") return transportOnly(signer);
  if (!isInRule(policy, rule, signer.id)) return notInRule(rule, signer);
  const other = given.find((one) => excludes(policy, rule, one.signerId, signer.id));
  if (other !== undefined) return excluded(policy, signer, other.signerId);
  if (!hasWeight(rule, asGiven(signer))) return { code: "would-not-count", message: `${titleOf(signer)} has no points under the rule "${visibleText(rule.title)}", which wants ${wanted(rule)}.` };
  return limitRefusal(signer, facts, signedToday);
}

/** Signers on some way to completeness on which nobody could be spared. Their own limits per day are left out: who has used theirs up today can sign tomorrow. */
function whoHelps(one: SigningCase, given: readonly GivenSignature[], counting: readonly GivenSignature[]): readonly Signer[] {
  const candidates = one.policy.signers.filter((signer) => refusalOf(one, given, signer, []) === undefined);
  const helping = new Set<SignerId>();
  for (const way of completions(one, counting, candidates)) {
    for (const id of way) helping.add(id);
    if (helping.size === candidates.length) break;
  }
  return candidates.filter((signer) => helping.has(signer.id));
}

function wouldNotCount(one: SigningCase, given: readonly GivenSignature[], counting: readonly GivenSignature[], signer: Signer): SignerRefusal {
  const capped = one.capped.find(({ group }) => group.members.includes(signer.id));
  if (capped !== undefined && whoHelps({ ...one, capped: [] }, given, counting).includes(signer)) {
    return { code: "over-joint-limit", message: `${capped.why}. ${titleOf(signer)} is a member, so a signature from outside is needed too, and nobody who could give it is left.` };
  }
  return { code: "would-not-count", message: `A signature of ${titleOf(signer)} would not bring the order nearer to leaving. The rule "${visibleText(one.rule.title)}" wants ${wanted(one.rule)}.` };
}

function whyNotYet(one: SigningCase, counting: readonly GivenSignature[], who: readonly Signer[]): string {
  const needs = needsSentence(one, counting);
  if (who.length === 0) {
    return `${needs}, and nobody who could give it is left: an administrator must add a signer or change the rule "${visibleText(one.rule.title)}".`;
  }
  const { signaturesNeeded } = one.rule;
  const names = who.map((signer) => (typeof signaturesNeeded === "number" ? titleOf(signer) : `${titleOf(signer)}: ${pointsOf(signaturesNeeded, asGiven(signer))}`));
  return typeof signaturesNeeded === "number" ? `${needs}: ${listOf(names)} can give it.` : `${needs}. Who can sign, and with how many points: ${names.join("; ")}.`;
}

function needsSentence(one: SigningCase, counting: readonly GivenSignature[]): string {
  const { rule } = one;
  const [capped] = cappedThough(one, counting);
  if (capped !== undefined) return `Needs a signature from outside ${groupTitle(capped.group)} (${capped.why})`;
  if (typeof rule.signaturesNeeded === "object") {
    const needed = rule.signaturesNeeded;
    const has = pointsTogether(one, needed, counting);
    return `Needs ${wanted(rule)}${has > 0 ? ` and has ${pointsText(has)}` : ""}`;
  }
  if (rule.signaturesNeeded === 2 && counting.some((signature) => signature.signatureClass === "A")) return "Needs one more signature";
  if (rule.signaturesNeeded === 2 && counting.length > 0) return "Needs one more signature, of class A or E (two of class B are not enough)";
  return `Needs ${wanted(rule)}`;
}

function transportOnly(signer: Signer): SignerRefusal {
  return { code: "transport-only", message: `${titleOf(signer)} may only carry orders to the bank: a signature of class T does not count.` };
}

function notInRule(rule: SignatureRule, signer: Signer): SignerRefusal {
  return { code: "not-in-rule", message: `${titleOf(signer)} is not among the signers of the rule "${visibleText(rule.title)}".` };
}

function excluded(policy: SigningPolicy, signer: Signer, other: SignerId): SignerRefusal {
  return { code: "excluded", message: `${titleOf(signer)} may not sign together with ${partyTitle(policy, other)}, who has already signed.` };
}

function asGiven(signer: Signer): GivenSignature {
  return { signerId: signer.id, signatureClass: signer.signatureClass };
}
