import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import type { SignatureRule, SigningPolicy } from "../../../domain/signature-rules.ts";
import { ruleInWords } from "../../../domain/signature-words.ts";
import { instantNow } from "../../context.ts";
import type { Fields } from "../../ports/proposals.ts";
import { type ActKind, inStore } from "../act-kind.ts";
import { rule } from "../shapes.ts";

/** All signature rules in their order: the first that fits an order counts. */
const schema = z.strictObject({ kind: z.literal("rules"), rules: z.array(rule) });
export interface RulesAct {
  readonly kind: "rules";
  readonly rules: readonly SignatureRule[];
}

export const rulesAct: ActKind<RulesAct> = {
  schema,
  doing: "change signature rules",
  title: ({ rules }) => `Signature rules: ${rules.map((one) => one.title).join(", ") || "none"}`,
  async fields(store, { rules }) {
    const policy = await store.signers.policy();
    return { before: factsOf(policy.rules, policy), after: factsOf(rules, policy) };
  },
  async check(store, { rules }) {
    const { signers, groups } = await store.signers.policy();
    const known = new Set<string>([...signers, ...groups].map((one) => one.id));
    for (const one of rules) {
      const parties = [...one.signers, ...one.exclusions.flat(), ...(typeof one.signaturesNeeded === "object" ? one.signaturesNeeded.ofSigner.map(([id]) => id) : [])];
      if (!parties.every((id) => known.has(id))) throw new AppError("input", "no-such-signer", `The rule "${one.title}" names a signer or a group that is not there.`, { meaning: "Nothing was changed." });
    }
  },
  carryOut: inStore(async (context, store, { rules }) => {
    const policy = await store.signers.policy();
    await store.signers.putRules(rules);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: "signature-rules.changed", subject: context.customer.id,
      summary: `Signature rules: ${rules.map((one) => one.title).join(", ") || "none"}`, detail: { before: factsOf(policy.rules, policy), after: factsOf(rules, policy) },
    });
  }),
};

/** By title, with the place in the list: moving a rule changes which one counts. */
function factsOf(rules: readonly SignatureRule[], policy: SigningPolicy): Fields {
  const fields: Record<string, string> = {};
  for (const [at, one] of rules.entries()) {
    const label = `rule "${one.title}"`;
    fields[label in fields ? `${label} (${one.id})` : label] = `${at + 1}. ${ruleInWords(policy, one)}`;
  }
  return fields;
}
