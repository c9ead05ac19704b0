import { addMoney, type Money } from "./money.ts";
import type { SignableFacts, SignedOrder, Signer, SignerGroup, SignerRefusal, SigningPolicy } from "./signature-rules.ts";
import { groupTitle, show, titleOf } from "./signature-words.ts";

/** Why the signer's own limits forbid this order. @param signedToday other orders only; empty: limits per day are left out of account */
export function limitRefusal(signer: Signer, facts: SignableFacts, signedToday: readonly SignedOrder[]): SignerRefusal | undefined {
  const name = titleOf(signer);
  const limits = [[signer.perTransactionLimits, "per transaction"], [signer.perFileLimits, "per order"], [signer.perDayLimits, "per day"]] as const;
  if (facts.contentUnknown === true && limits.some(([amounts]) => amounts.length > 0)) {
    return { code: "content-unknown", message: `${name} may sign only up to a limit, and what this file moves is not known.` };
  }
  for (const [amounts, per] of limits) {
    const bare = facts.sums.find((sum) => amounts.length > 0 && !amounts.some((limit) => limit.currency === sum.currency));
    if (bare === undefined) continue;
    return { code: "currency-without-limit", message: `${name} may sign only up to a limit ${per}, and has none in ${bare.currency}: so they may sign nothing in ${bare.currency} until an administrator sets one.` };
  }
  const transaction = firstOver(signer.perTransactionLimits, facts.largest);
  if (transaction !== undefined) return { code: "over-transaction-limit", message: `The largest transaction, ${show(transaction.amount)}, is over the limit of ${name}: ${show(transaction.limit)} per transaction.` };
  const file = firstOver(signer.perFileLimits, facts.sums);
  if (file !== undefined) return { code: "over-file-limit", message: `The sum of the order, ${show(file.amount)}, is over the limit of ${name}: ${show(file.limit)} per order.` };
  const own = signedToday.filter((order) => order.signers.includes(signer.id));
  const day = firstOver(signer.perDayLimits, withThis(facts, own));
  if (day !== undefined) return { code: "over-day-limit", message: `With this order ${name} would have signed ${show(day.amount)} today; the limit is ${show(day.limit)} per day.` };
  return undefined;
}

/** A group whose members are not enough for this order among themselves. */
export interface CappedGroup {
  readonly group: SignerGroup;
  /** "The group "Clerks" may sign orders of at most 1,000.00 HUF among itself". No full stop. */
  readonly why: string;
}

/** The groups whose joint limits this order is over. Signed among themselves today: orders that only members have signed. */
export function cappedGroups(policy: SigningPolicy, facts: SignableFacts, signedToday: readonly SignedOrder[]): readonly CappedGroup[] {
  return policy.groups.flatMap((group): CappedGroup[] => {
    const may = `${groupTitle(group).replace(/^t/, "T")} may sign among itself`;
    if (facts.contentUnknown === true) return group.perFileLimits.length + group.perDayLimits.length === 0 ? [] : [{ group, why: `${may} only up to a limit, and what this file moves is not known` }];
    const file = firstOverOrBare(group.perFileLimits, facts.sums);
    if (file !== undefined) return [{ group, why: file.limit === undefined ? `${may} nothing in ${file.amount.currency}, in which it has no limit per order` : `${may} orders of at most ${show(file.limit)}` }];
    const among = signedToday.filter(({ signers }) => signers.length > 0 && signers.every((id) => group.members.includes(id)));
    const day = firstOverOrBare(group.perDayLimits, withThis(facts, among));
    if (day === undefined) return [];
    return [{ group, why: day.limit === undefined ? `${may} nothing in ${day.amount.currency}, in which it has no limit per day` : `${may} at most ${show(day.limit)} per day, and with this order it would be ${show(day.amount)}` }];
  });
}

/** Sums of this order with those of others, in this order's currencies. */
function withThis(facts: SignableFacts, others: readonly SignedOrder[]): readonly Money[] {
  return facts.sums.map((sum) => others.flatMap((order) => order.sums).filter((one) => one.currency === sum.currency).reduce(addMoney, sum));
}

function firstOver(limits: readonly Money[], amounts: readonly Money[]): { readonly limit: Money; readonly amount: Money } | undefined {
  for (const amount of amounts) {
    const limit = limits.find((one) => one.currency === amount.currency && amount.minor > one.minor);
    if (limit !== undefined) return { limit, amount };
  }
  return undefined;
}

function firstOverOrBare(limits: readonly Money[], amounts: readonly Money[]): { readonly limit: Money | undefined; readonly amount: Money } | undefined {
  if (limits.length === 0) return undefined;
  const bare = amounts.find((amount) => !limits.some((limit) => limit.currency === amount.currency));
  return bare === undefined ? firstOver(limits, amounts) : { limit: undefined, amount: bare };
}
