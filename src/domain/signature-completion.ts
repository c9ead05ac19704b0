import type { SignerId } from "./ids.ts";
import { type CappedGroup, cappedGroups, limitRefusal } from "./signature-limits.ts";
import type { GivenSignature, PointsNeeded, SignableFacts, SignatureRule, SignedOrder, Signer, SigningParty, SigningPolicy } from "./signature-rules.ts";
import { pointsOf } from "./signature-words.ts";

/** One order under the rule that fits it. */
export interface SigningCase {
  readonly policy: SigningPolicy;
  readonly rule: SignatureRule;
  readonly facts: SignableFacts;
  /** Groups who are not enough among themselves. */
  readonly capped: readonly CappedGroup[];
}

export function signingCase(policy: SigningPolicy, rule: SignatureRule, facts: SignableFacts, signedToday: readonly SignedOrder[]): SigningCase {
  return { policy, rule, facts, capped: cappedGroups(policy, facts, signedToday) };
}

/**
 * Signatures that count towards this rule: of a signer of the customer whom it names, not of class T, with points where points are wanted, and not over
 * the signer's own limits. Limits per day were kept when signing.
 */
export function countingSignatures({ policy, rule, facts }: SigningCase, given: readonly GivenSignature[]): readonly GivenSignature[] {
  return given.filter((one) => {
    const signer = policy.signers.find((candidate) => candidate.id === one.signerId);
    return signer !== undefined && one.signatureClass !== "T" && isInRule(policy, rule, one.signerId) && hasWeight(rule, one) && limitRefusal(signer, facts, []) === undefined;
  });
}

/** Complete: some of the counting signatures may stand together and are enough. So one more never spoils it. */
export function isComplete(one: SigningCase, counting: readonly GivenSignature[]): boolean {
  return standingTogether(one.policy, one.rule, counting).some((set) => fulfils(one, set));
}

/**
 * Every set of further signers that would complete the order and of whom none could be spared. One empty set when it is complete already.
 * Strongest signers first, so that the short ways come first and hopeless branches are seen early.
 * @param candidates who may stand together with every signature given
 */
export function* completions(one: SigningCase, counting: readonly GivenSignature[], candidates: readonly Signer[]): Generator<readonly SignerId[]> {
  const { policy, rule, capped } = one;
  const bases = standingTogether(policy, rule, counting);
  const complete = (added: readonly GivenSignature[]): boolean => bases.some((base) => fulfils(one, [...base, ...added]));
  // Of classes two are enough, and one from outside each group that is not enough by itself.
  const mostMore = typeof rule.signaturesNeeded === "number" ? 2 + capped.length : candidates.length;

  function* extend(chosen: readonly GivenSignature[], rest: readonly GivenSignature[]): Generator<readonly SignerId[]> {
    if (complete(chosen)) {
      if (chosen.every((spared) => !complete(chosen.filter((other) => other !== spared)))) yield chosen.map(({ signerId }) => signerId);
      return;
    }
    if (chosen.length >= mostMore || !complete([...chosen, ...rest])) return;
    for (const [at, next] of rest.entries()) yield* extend([...chosen, next], rest.slice(at + 1).filter((other) => !mayNotStandTogether(policy, rule, next.signerId, other.signerId)));
  }

  const outside = (signer: GivenSignature): number => capped.filter(({ group }) => !group.members.includes(signer.signerId)).length;
  const ranked = candidates.map((signer) => ({ signerId: signer.id, signatureClass: signer.signatureClass }));
  yield* extend([], ranked.toSorted((a, b) => outside(b) - outside(a) || weightOf(rule, b) - weightOf(rule, a)));
}

export function isInRule(policy: SigningPolicy, rule: SignatureRule, id: SignerId): boolean {
  return rule.signers.length === 0 || rule.signers.some((party) => holds(policy, party, id));
}

/** False under a rule of points for who has none. */
export function hasWeight(rule: SignatureRule, signature: GivenSignature): boolean {
  return typeof rule.signaturesNeeded === "number" || pointsOf(rule.signaturesNeeded, signature) > 0;
}

/** Excluded by the rule, or one person with two signers: four eyes need two people. */
export function mayNotStandTogether(policy: SigningPolicy, rule: SignatureRule, a: SignerId, b: SignerId): boolean {
  return isSamePerson(policy.signers, a, b) || excludes(policy, rule, a, b);
}

export function excludes(policy: SigningPolicy, rule: SignatureRule, a: SignerId, b: SignerId): boolean {
  return rule.exclusions.some(([one, other]) => (holds(policy, one, a) && holds(policy, other, b)) || (holds(policy, one, b) && holds(policy, other, a)));
}

export function isSamePerson(signers: readonly Signer[], a: SignerId, b: SignerId): boolean {
  if (a === b) return true;
  const operator = signers.find((one) => one.id === a)?.operatorId;
  return operator !== undefined && operator === signers.find((one) => one.id === b)?.operatorId;
}

/** The most points of counting signatures that may stand together. */
export function pointsTogether(one: SigningCase, needed: PointsNeeded, counting: readonly GivenSignature[]): number {
  return Math.max(...standingTogether(one.policy, one.rule, counting).map((set) => sumOfPoints(needed, set)));
}

/** Groups who stand in the way of signatures that are enough but for their joint limits. */
export function cappedThough(one: SigningCase, counting: readonly GivenSignature[]): readonly CappedGroup[] {
  const enough = standingTogether(one.policy, one.rule, counting).find((set) => isEnough(one.rule, set));
  return enough === undefined ? [] : one.capped.filter((capped) => isAmong(capped, enough));
}

/** Every largest set of these signatures in which no two exclude each other. */
function standingTogether(policy: SigningPolicy, rule: SignatureRule, signatures: readonly GivenSignature[]): readonly (readonly GivenSignature[])[] {
  let sets: readonly (readonly GivenSignature[])[] = [[]];
  for (const next of signatures) {
    sets = sets.flatMap((set) => {
      const beside = set.filter((other) => !mayNotStandTogether(policy, rule, other.signerId, next.signerId));
      return beside.length === set.length ? [[...set, next]] : [set, [...beside, next]];
    });
  }
  return sets;
}

function fulfils({ rule, capped }: SigningCase, set: readonly GivenSignature[]): boolean {
  return isEnough(rule, set) && !capped.some((group) => isAmong(group, set));
}

function isEnough({ signaturesNeeded }: SignatureRule, set: readonly GivenSignature[]): boolean {
  if (typeof signaturesNeeded === "object") return sumOfPoints(signaturesNeeded, set) >= signaturesNeeded.points;
  return set.some((one) => one.signatureClass === "E") || (signaturesNeeded === 2 && set.length > 1 && set.some((one) => one.signatureClass === "A"));
}

function sumOfPoints(needed: PointsNeeded, set: readonly GivenSignature[]): number {
  return set.reduce((sum, one) => sum + pointsOf(needed, one), 0);
}

function isAmong({ group }: CappedGroup, set: readonly GivenSignature[]): boolean {
  return set.every((one) => group.members.includes(one.signerId));
}

function holds(policy: SigningPolicy, party: SigningParty, id: SignerId): boolean {
  return party === id || policy.groups.some((group) => group.id === party && group.members.includes(id));
}

function weightOf({ signaturesNeeded }: SignatureRule, signature: GivenSignature): number {
  return typeof signaturesNeeded === "object" ? pointsOf(signaturesNeeded, signature) : { E: 3, A: 2, B: 1, T: 0 }[signature.signatureClass];
}
