import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import type { SignatureRule, SignerGroup, SigningPolicy } from "../../../domain/signature-rules.ts";
import { partyTitle } from "../../../domain/signature-words.ts";
import { instantNow } from "../../context.ts";
import type { Fields } from "../../ports/proposals.ts";
import { type ActKind, inStore } from "../act-kind.ts";
import { limitsOf, signerGroup, signerGroupId } from "../shapes.ts";

const putSchema = z.strictObject({ kind: z.literal("signer-group"), group: signerGroup });
const removeSchema = z.strictObject({ kind: z.literal("remove-signer-group"), id: signerGroupId, title: z.string() });
export interface SignerGroupAct {
  readonly kind: "signer-group";
  readonly group: SignerGroup;
}
export interface RemoveSignerGroupAct {
  readonly kind: "remove-signer-group";
  readonly id: SignerGroup["id"];
  readonly title: string;
}

/** A group of signers as made or changed. */
export const signerGroupAct: ActKind<SignerGroupAct> = {
  schema: putSchema,
  doing: "change groups of signers",
  title: ({ group }) => `Group of signers ${group.title}`,
  async fields(store, { group }) {
    const policy = await store.signers.policy();
    const before = policy.groups.find((one) => one.id === group.id);
    return { before: before === undefined ? {} : factsOf(before, policy), after: factsOf(group, policy) };
  },
  async check(store, { group }) {
    const { signers, groups } = await store.signers.policy();
    if (!group.members.every((id) => signers.some((one) => one.id === id))) throw new AppError("input", "no-such-signer", "A member of the group is no signer of the customer.", { meaning: "Nothing was changed." });
    if (groups.some((one) => one.id !== group.id && one.title.toLowerCase() === group.title.toLowerCase())) throw new AppError("input", "name-taken", `There already is a group "${group.title}".`, { meaning: "Nothing was changed.", next: "Choose another name." });
  },
  carryOut: inStore(async (context, store, { group }) => {
    const policy = await store.signers.policy();
    const before = policy.groups.find((one) => one.id === group.id);
    await store.signers.putGroup(group);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: before === undefined ? "signer-group.created" : "signer-group.changed", subject: group.id, summary: `Group of signers ${group.title}`,
      detail: { before: before === undefined ? undefined : factsOf(before, policy), after: factsOf(group, policy) },
    });
  }),
};

/** Only one that no rule names: without it an exclusion would keep nobody apart. */
export const removeSignerGroupAct: ActKind<RemoveSignerGroupAct> = {
  schema: removeSchema,
  doing: "change groups of signers",
  title: ({ title }) => `Remove the group of signers ${title}`,
  async fields(store, { id }) {
    const policy = await store.signers.policy();
    const before = policy.groups.find((one) => one.id === id);
    return { before: before === undefined ? {} : factsOf(before, policy), after: {} };
  },
  async check(store, { id, title }) {
    const { groups, rules } = await store.signers.policy();
    if (!groups.some((one) => one.id === id)) throw new AppError("workflow", "no-such-group", `There is no group "${title}".`, { meaning: "Nothing was changed." });
    const naming = rules.find((one) => names(one, id));
    if (naming !== undefined) throw new AppError("workflow", "group-in-use", `The rule "${naming.title}" names the group "${title}".`, { meaning: "Nothing was changed.", next: "Change the rule first." });
  },
  carryOut: inStore(async (context, store, { id, title }) => {
    await store.signers.removeGroup(id);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "signer-group.removed", subject: id, summary: `Group of signers ${title} removed` });
  }),
};

function names(rule: SignatureRule, id: SignerGroup["id"]): boolean {
  return rule.signers.includes(id) || rule.exclusions.some((pair) => pair.includes(id));
}

function factsOf(group: SignerGroup, policy: SigningPolicy): Fields {
  return {
    title: group.title, members: group.members.map((id) => partyTitle(policy, id)).join(", "),
    "among itself per order": limitsOf(group.perFileLimits, "no limit"), "among itself per day": limitsOf(group.perDayLimits, "no limit"),
  };
}
