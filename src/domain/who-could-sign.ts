import { completions, signingCase } from "./signature-completion.ts";
import type { SignableFacts, SignatureRule, SignedOrder, Signer, SignerRefusal, SigningPolicy } from "./signature-rules.ts";
import { ruleFor, signerRefusal, whyRuleDoesNotFit } from "./signature-verdict.ts";

/** The answer to "who could sign this?" for an order that nobody has signed yet. */
export interface WhoCouldSign {
  readonly rule: SignatureRule | undefined;
  /** Rules before it, or all where none fits, and why each does not fit: the end of "does not fit: …". */
  readonly passedOver: readonly { readonly rule: SignatureRule; readonly why: string }[];
  /** Who could sign it, alone or together; nobody could be spared. At most 50 are listed. */
  readonly ways: readonly (readonly Signer[])[];
  readonly moreWays: boolean;
  /** Those who could not. */
  readonly others: readonly { readonly signer: Signer; readonly refusal: SignerRefusal }[];
}

const waysMax = 50;

/** @param signedToday orders signed since the bank's midnight; empty: as on a day on which nothing was signed yet */
export function whoCouldSign(policy: SigningPolicy, facts: SignableFacts, signedToday: readonly SignedOrder[] = []): WhoCouldSign {
  const rule = ruleFor(policy, facts);
  const passedOver: { rule: SignatureRule; why: string }[] = [];
  for (const before of policy.rules) {
    const why = whyRuleDoesNotFit(before, facts);
    if (why === undefined) break;
    passedOver.push({ rule: before, why });
  }
  if (rule === undefined) return { rule, passedOver, ways: [], moreWays: false, others: [] };
  const refusals = policy.signers.map((signer) => ({ signer, refusal: signerRefusal(policy, [], facts, signer.id, signedToday) }));
  const candidates = refusals.flatMap(({ signer, refusal }) => (refusal === undefined ? [signer] : []));
  const ways: Signer[][] = [];
  let moreWays = false;
  for (const way of completions(signingCase(policy, rule, facts, signedToday), [], candidates)) {
    moreWays = ways.length === waysMax;
    if (moreWays) break;
    ways.push(way.flatMap((id) => policy.signers.find((one) => one.id === id) ?? []));
  }
  return { rule, passedOver, ways, moreWays, others: refusals.flatMap(({ signer, refusal }) => (refusal === undefined ? [] : [{ signer, refusal }])) };
}
