import type { SignerId } from "./ids.ts";
import { addMoney, formatAmount, type Money } from "./money.ts";
import type { SignableFacts, SignatureClass, SignatureRule, SignatureVerdict, Signer, SignerRefusal } from "./signature-rules.ts";
import { visibleText } from "./text.ts";

/** A signature that stands on the order: who gave it, and the class they had then. */
export interface GivenSignature {
  readonly signerId: SignerId;
  readonly signatureClass: SignatureClass;
}

/**
 * Says whether the signatures fulfil the first rule that fits, and if not, why not yet and who can.
 * Judged by what is there, in any order: the rule is fulfilled when some of the counting signatures fulfil it, so one more never spoils it.
 * @param given several of one signer count once
 */
export function judgeSignatures(rules: readonly SignatureRule[], signers: readonly Signer[], given: readonly GivenSignature[], facts: SignableFacts): SignatureVerdict {
  const rule = ruleFor(rules, facts);
  if (rule === undefined) return { complete: false, rule, explanation: noRuleSentence(facts), whoCan: [] };
  const counting = countingSignatures(rule, signers, given, facts);
  if (fulfils(rule, signers, counting)) return { complete: true, rule, explanation: "", whoCan: [] };
  const who = signers.filter((signer) => refusalUnderRule(rule, signers, given, facts, signer, []) === undefined);
  return { complete: false, rule, explanation: whyNotYet(rule, counting, who), whoCan: who.map((signer) => signer.id) };
}

/**
 * Why this signer may not sign this order now; undefined when they may.
 * @param signedToday what the signer has signed today before, one sum per currency
 */
export function signerRefusal(
  rules: readonly SignatureRule[], signers: readonly Signer[], given: readonly GivenSignature[], facts: SignableFacts, signerId: SignerId, signedToday: readonly Money[],
): SignerRefusal | undefined {
  const rule = ruleFor(rules, facts);
  if (rule === undefined) return { code: "no-rule", message: noRuleSentence(facts) };
  const signer = signers.find((one) => one.id === signerId);
  if (signer === undefined) return { code: "not-in-rule", message: "This person is not a signer of the customer." };
  return refusalUnderRule(rule, signers, given, facts, signer, signedToday);
}

/**
 * Why this signer may not sign an order whose signatures the bank counts, by its own agreement: class T, limits, and whether a rule of ours that
 * fits names other signers or excludes those who signed. Whether the signature is enough is the bank's to say.
 * @param given signatures of signers who are known here
 */
export function signerRefusalAtBank(
  rules: readonly SignatureRule[], signers: readonly Signer[], given: readonly GivenSignature[], facts: SignableFacts, signer: Signer, signedToday: readonly Money[],
): SignerRefusal | undefined {
  const name = titleOf(signer);
  if (signer.signatureClass === "T") return { code: "transport-only", message: `${name} may only carry orders to the bank: a signature of class T does not count.` };
  const rule = ruleFor(rules, facts);
  if (rule !== undefined && !isInRule(rule, signer.id)) return { code: "not-in-rule", message: `${name} is not among the signers of the rule "${visibleText(rule.title)}".` };
  const other = rule === undefined ? undefined : given.find((one) => excludes(rule, one.signerId, signer.id) || isSamePerson(signers, one.signerId, signer.id));
  if (other !== undefined) return { code: "excluded", message: `${name} may not sign together with ${nameOf(signers, other.signerId)}, who has already signed.` };
  return limitRefusal(signer, facts, signedToday);
}

/** The first rule whose accounts hold all of the order's and whose sums are not exceeded. What is in no known format fits only rules for everything. */
function ruleFor(rules: readonly SignatureRule[], facts: SignableFacts): SignatureRule | undefined {
  if (facts.contentUnknown === true) return rules.find((rule) => rule.accounts.length === 0 && rule.upTo.length === 0);
  return rules.find(
    (rule) =>
      (rule.accounts.length === 0 || facts.accounts.every((account) => rule.accounts.includes(account))) &&
      (rule.upTo.length === 0 || facts.sums.every((sum) => rule.upTo.some((limit) => limit.currency === sum.currency && sum.minor <= limit.minor))),
  );
}

function refusalUnderRule(
  rule: SignatureRule, signers: readonly Signer[], given: readonly GivenSignature[], facts: SignableFacts, signer: Signer, signedToday: readonly Money[],
): SignerRefusal | undefined {
  const name = titleOf(signer);
  if (given.some((one) => one.signerId === signer.id || isSamePerson(signers, one.signerId, signer.id))) return { code: "already-signed", message: `${name} has already signed this order.` };
  if (signer.signatureClass === "T") return { code: "transport-only", message: `${name} may only carry orders to the bank: a signature of class T does not count.` };
  if (!isInRule(rule, signer.id)) return { code: "not-in-rule", message: `${name} is not among the signers of the rule "${visibleText(rule.title)}".` };
  const other = given.find((one) => excludes(rule, one.signerId, signer.id));
  if (other !== undefined) {
    return { code: "excluded", message: `${name} may not sign together with ${nameOf(signers, other.signerId)}, who has already signed.` };
  }
  const overLimit = limitRefusal(signer, facts, signedToday);
  if (overLimit !== undefined) return overLimit;
  if (!wouldHelp(rule, signers, given, facts, signer)) {
    return { code: "would-not-count", message: `A signature of ${name} would not bring the order nearer to leaving. The rule "${visibleText(rule.title)}" wants ${wanted(rule)}.` };
  }
  return undefined;
}

function limitRefusal(signer: Signer, facts: SignableFacts, signedToday: readonly Money[]): SignerRefusal | undefined {
  const name = titleOf(signer);
  if (facts.contentUnknown === true && [signer.perTransactionLimits, signer.perFileLimits, signer.perDayLimits].some((limits) => limits.length > 0)) {
    return { code: "content-unknown", message: `${name} may sign only up to a limit, and what this file moves is not known.` };
  }
  const transaction = firstOver(signer.perTransactionLimits, facts.largest);
  if (transaction !== undefined) {
    return { code: "over-transaction-limit", message: `The largest transaction, ${show(transaction.amount)}, is over the limit of ${name}: ${show(transaction.limit)} per transaction.` };
  }
  const file = firstOver(signer.perFileLimits, facts.sums);
  if (file !== undefined) return { code: "over-file-limit", message: `The sum of the order, ${show(file.amount)}, is over the limit of ${name}: ${show(file.limit)} per order.` };
  const withToday = facts.sums.map((sum) => signedToday.filter((one) => one.currency === sum.currency).reduce(addMoney, sum));
  const day = firstOver(signer.perDayLimits, withToday);
  if (day !== undefined) return { code: "over-day-limit", message: `With this order ${name} would have signed ${show(day.amount)} today; the limit is ${show(day.limit)} per day.` };
  return undefined;
}

function firstOver(limits: readonly Money[], amounts: readonly Money[]): { limit: Money; amount: Money } | undefined {
  for (const amount of amounts) {
    const limit = limits.find((one) => one.currency === amount.currency && amount.minor > one.minor);
    if (limit !== undefined) return { limit, amount };
  }
  return undefined;
}

/** One per signer; class T, strangers to the rule and signers over their own limits left out. Day limits were checked when signing. */
function countingSignatures(rule: SignatureRule, signers: readonly Signer[], given: readonly GivenSignature[], facts: SignableFacts): GivenSignature[] {
  return given.filter((one) => {
    const signer = signers.find((candidate) => candidate.id === one.signerId);
    return one.signatureClass !== "T" && signer !== undefined && isInRule(rule, one.signerId) && limitRefusal(signer, facts, []) === undefined;
  });
}

/** One E; or, where two are wanted, a pair that may sign together and of which one is E or A. */
function fulfils(rule: SignatureRule, signers: readonly Signer[], counting: readonly GivenSignature[]): boolean {
  if (counting.some((one) => one.signatureClass === "E")) return true;
  if (rule.signaturesNeeded === 1) return false;
  return counting.some(
    (first) =>
      first.signatureClass === "A" &&
      counting.some((second) => second.signerId !== first.signerId && !isSamePerson(signers, first.signerId, second.signerId) && !excludes(rule, first.signerId, second.signerId)),
  );
}

/** True when the signer is needed on some way to completeness: alone, or with one more who could not do it without them. */
function wouldHelp(rule: SignatureRule, signers: readonly Signer[], given: readonly GivenSignature[], facts: SignableFacts, signer: Signer): boolean {
  const counting = countingSignatures(rule, signers, given, facts);
  if (fulfils(rule, signers, counting)) return false;
  const withSigner = [...counting, asGiven(signer)];
  if (fulfils(rule, signers, withSigner)) return true;
  return signers.some(
    (next) =>
      next.id !== signer.id && next.signatureClass !== "T" && isInRule(rule, next.id) &&
      !isSamePerson(signers, next.id, signer.id) && !given.some((one) => one.signerId === next.id || isSamePerson(signers, one.signerId, next.id) || excludes(rule, one.signerId, next.id)) &&
      limitRefusal(next, facts, []) === undefined &&
      fulfils(rule, signers, [...withSigner, asGiven(next)]) && !fulfils(rule, signers, [...counting, asGiven(next)]),
  );
}

function whyNotYet(rule: SignatureRule, counting: readonly GivenSignature[], who: readonly Signer[]): string {
  const hasFirst = counting.some((one) => one.signatureClass === "A");
  let needs = `Needs ${wanted(rule)}`;
  if (rule.signaturesNeeded === 2 && hasFirst) needs = "Needs one more signature";
  else if (rule.signaturesNeeded === 2 && counting.length > 0) needs = "Needs one more signature, of class A or E (two of class B are not enough)";
  if (who.length === 0) {
    return `${needs}, and nobody who could give it is left: an administrator must add a signer or change the rule "${visibleText(rule.title)}".`;
  }
  return `${needs}: ${listOf(who.map(titleOf))} can give it.`;
}

function wanted(rule: SignatureRule): string {
  return rule.signaturesNeeded === 1 ? "one signature of class E" : "one signature of class E, or two of which one is of class A";
}

function noRuleSentence(facts: SignableFacts): string {
  if (facts.contentUnknown === true) return "No signing rule fits a file whose content is not known: it takes one for all accounts and any sum, which an administrator may add.";
  return `No signing rule fits this order (${facts.accounts.map((one) => visibleText(one)).join(", ")}; ${facts.sums.map(show).join(", ")}): an administrator must add one.`;
}

function isInRule(rule: SignatureRule, id: SignerId): boolean {
  return rule.signers.length === 0 || rule.signers.includes(id);
}

function excludes(rule: SignatureRule, a: SignerId, b: SignerId): boolean {
  return rule.exclusions.some(([one, other]) => (one === a && other === b) || (one === b && other === a));
}

/** One operator who was entered as two signers is one person all the same: four eyes need two. */
function isSamePerson(signers: readonly Signer[], a: SignerId, b: SignerId): boolean {
  const operator = signers.find((one) => one.id === a)?.operatorId;
  return operator !== undefined && operator === signers.find((one) => one.id === b)?.operatorId;
}

function asGiven(signer: Signer): GivenSignature {
  return { signerId: signer.id, signatureClass: signer.signatureClass };
}

function titleOf(signer: Signer): string {
  return `${visibleText(signer.name)} (${signer.signatureClass})`;
}

function nameOf(signers: readonly Signer[], id: SignerId): string {
  const signer = signers.find((one) => one.id === id);
  return signer === undefined ? "a former signer" : titleOf(signer);
}

function show(money: Money): string {
  return `${formatAmount(money, "en")} ${money.currency}`;
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
