import type { SignerId } from "../../src/domain/ids.ts";
import type { Money } from "../../src/domain/money.ts";
import type { GivenSignature, SignableFacts, SignatureRule, SignedOrder, Signer, SigningParty, SigningPolicy } from "../../src/domain/signature-rules.ts";

/**
 * docs/signature-rules.md read literally, sentence by sentence, with no thought of speed: it looks at every subset. The engine is held against this,
 * and shares nothing with it. The numbers are those of the page.
 */
export class RuleText {
  readonly #policy: SigningPolicy;
  readonly #facts: SignableFacts;
  readonly #today: readonly SignedOrder[];

  constructor(policy: SigningPolicy, facts: SignableFacts, today: readonly SignedOrder[]) {
    this.#policy = policy;
    this.#facts = facts;
    this.#today = today;
  }

  /** 1 */
  get rule(): SignatureRule | undefined {
    for (const rule of this.#policy.rules) if (this.#fits(rule)) return rule;
    return undefined;
  }

  #fits(rule: SignatureRule): boolean {
    const { accounts, kinds, sums, contentUnknown } = this.#facts;
    const ruleKinds = rule.kinds ?? [];
    if (ruleKinds.length > 0) {
      if (kinds === undefined) return false;
      for (const kind of kinds) if (!ruleKinds.includes(kind)) return false;
    }
    if (contentUnknown === true) return rule.accounts.length === 0 && rule.upTo.length === 0;
    if (rule.accounts.length > 0) for (const account of accounts) if (!rule.accounts.includes(account)) return false;
    if (rule.upTo.length > 0) for (const sum of sums) if (!within(rule.upTo, sum)) return false;
    return true;
  }

  /** 2 */
  #counts(rule: SignatureRule, given: GivenSignature): boolean {
    const signer = this.#policy.signers.find((one) => one.id === given.signerId);
    if (signer === undefined) return false;
    if (given.signatureClass === "T") return false;
    if (!this.#named(rule, given.signerId)) return false;
    if (typeof rule.signaturesNeeded === "object" && this.#points(rule, given) < 1) return false;
    return this.#keepsLimits(signer, false);
  }

  #named(rule: SignatureRule, id: SignerId): boolean {
    return rule.signers.length === 0 || rule.signers.some((party) => this.#people(party).includes(id));
  }

  #people(party: SigningParty): readonly SignerId[] {
    const group = this.#policy.groups.find((one) => one.id === party);
    return group === undefined ? [party as SignerId] : group.members;
  }

  #points(rule: SignatureRule, given: GivenSignature): number {
    if (typeof rule.signaturesNeeded !== "object" || given.signatureClass === "T") return 0;
    for (const [id, points] of rule.signaturesNeeded.ofSigner) if (id === given.signerId) return points;
    return rule.signaturesNeeded.ofClass[given.signatureClass] ?? 0;
  }

  /** 3 */
  #standTogether(rule: SignatureRule, a: SignerId, b: SignerId): boolean {
    return !this.#samePerson(a, b) && !this.#excluded(rule, a, b);
  }

  #samePerson(a: SignerId, b: SignerId): boolean {
    if (a === b) return true;
    const [one, other] = [a, b].map((id) => this.#policy.signers.find((signer) => signer.id === id)?.operatorId);
    return one !== undefined && one === other;
  }

  #excluded(rule: SignatureRule, a: SignerId, b: SignerId): boolean {
    for (const [one, other] of rule.exclusions) {
      for (const x of this.#people(one)) for (const y of this.#people(other)) if ((x === a && y === b) || (x === b && y === a)) return true;
    }
    return false;
  }

  /** 4 */
  #enough(rule: SignatureRule, set: readonly GivenSignature[]): boolean {
    const classes = set.map((one) => one.signatureClass);
    switch (rule.signaturesNeeded) {
      case 1:
        return classes.includes("E");
      case 2:
        return classes.includes("E") || (classes.length >= 2 && classes.includes("A"));
      default: {
        let points = 0;
        for (const one of set) points += this.#points(rule, one);
        return points >= rule.signaturesNeeded.points;
      }
    }
  }

  /** 5 */
  #withinJointLimit(set: readonly GivenSignature[]): boolean {
    for (const group of this.#policy.groups) {
      if (!set.every((one) => group.members.includes(one.signerId))) continue;
      if (this.#facts.contentUnknown === true && (group.perFileLimits.length > 0 || group.perDayLimits.length > 0)) return false;
      for (const sum of this.#facts.sums) {
        if (group.perFileLimits.length > 0 && !within(group.perFileLimits, sum)) return false;
        const among = this.#today.filter((order) => order.signers.length > 0 && order.signers.every((id) => group.members.includes(id)));
        if (group.perDayLimits.length > 0 && !within(group.perDayLimits, plus(sum, among))) return false;
      }
    }
    return true;
  }

  /** 6 */
  complete(given: readonly GivenSignature[]): boolean {
    const { rule } = this;
    if (rule === undefined) return false;
    const counting = given.filter((one) => this.#counts(rule, one));
    return subsets(counting).some((set) => set.length > 0 && everyPair(set, (a, b) => this.#standTogether(rule, a.signerId, b.signerId)) && this.#enough(rule, set) && this.#withinJointLimit(set));
  }

  /** 7 */
  #keepsLimits(signer: Signer, withDay: boolean): boolean {
    const lists = [signer.perTransactionLimits, signer.perFileLimits, signer.perDayLimits];
    if (this.#facts.contentUnknown === true && lists.some((list) => list.length > 0)) return false;
    for (const list of lists) {
      if (list.length > 0) for (const sum of this.#facts.sums) if (!list.some((limit) => limit.currency === sum.currency)) return false;
    }
    for (const largest of this.#facts.largest) if (signer.perTransactionLimits.length > 0 && !within(signer.perTransactionLimits, largest)) return false;
    for (const sum of this.#facts.sums) {
      if (signer.perFileLimits.length > 0 && !within(signer.perFileLimits, sum)) return false;
      const mine = withDay ? this.#today.filter((order) => order.signers.includes(signer.id)) : [];
      if (signer.perDayLimits.length > 0 && !within(signer.perDayLimits, plus(sum, mine))) return false;
    }
    return true;
  }

  /** 8, but for its last sentence. */
  #isAllowed(rule: SignatureRule, given: readonly GivenSignature[], signer: Signer, withDay: boolean): boolean {
    if (given.some((one) => this.#samePerson(one.signerId, signer.id))) return false;
    if (signer.signatureClass === "T") return false;
    if (!this.#named(rule, signer.id)) return false;
    if (given.some((one) => this.#excluded(rule, one.signerId, signer.id))) return false;
    if (typeof rule.signaturesNeeded === "object" && this.#points(rule, signature(signer)) < 1) return false;
    return this.#keepsLimits(signer, withDay);
  }

  /** 8 */
  maySign(given: readonly GivenSignature[], signer: Signer): boolean {
    const { rule } = this;
    if (rule === undefined || !this.#isAllowed(rule, given, signer, true)) return false;
    const others = this.#policy.signers.filter((one) => one.id !== signer.id && this.#isAllowed(rule, given, one, false));
    return subsets(others).some((more) => {
      const without = [...given, ...more.map(signature)];
      return this.complete([...without, signature(signer)]) && !this.complete(without);
    });
  }
}

function signature(signer: Signer): GivenSignature {
  return { signerId: signer.id, signatureClass: signer.signatureClass };
}

function within(limits: readonly Money[], amount: Money): boolean {
  const limit = limits.find((one) => one.currency === amount.currency);
  return limit !== undefined && amount.minor <= limit.minor;
}

function plus(amount: Money, orders: readonly SignedOrder[]): Money {
  let { minor } = amount;
  for (const order of orders) for (const sum of order.sums) if (sum.currency === amount.currency) minor += sum.minor;
  return { ...amount, minor };
}

function subsets<T>(list: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: 2 ** list.length }, (_, bits) => list.filter((_, at) => (bits >> at) % 2 === 1));
}

function everyPair<T>(list: readonly T[], holds: (a: T, b: T) => boolean): boolean {
  return list.every((a, i) => list.slice(i + 1).every((b) => holds(a, b)));
}
