import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import type { OperatorGroupId, OperatorId } from "../../../domain/ids.ts";
import { allRightsOf, type OperatorGroup, type Right, rightsProblem } from "../../../domain/rights.ts";
import type { CustomerStore } from "../../ports/customer-store.ts";
import type { Fields } from "../../ports/proposals.ts";
import type { ActKind } from "../act-kind.ts";
import { entitlement, operatorId } from "../shapes.ts";
import { requireAdministrators } from "../administrators.ts";

const grantSchema = z.strictObject({ kind: z.literal("grant"), ...entitlement });
const revokeSchema = z.strictObject({ kind: z.literal("revoke"), operatorId, operatorName: z.string() });
export interface GrantAct {
  readonly kind: "grant";
  readonly operatorId: OperatorId;
  readonly operatorName: string;
  readonly rights: readonly Right[];
  readonly groups: readonly OperatorGroupId[];
}
export interface RevokeAct {
  readonly kind: "revoke";
  readonly operatorId: OperatorId;
  readonly operatorName: string;
}

/** What an operator may do for the customer, of their own and by groups. One who could not open it is let in. */
export const grantAct: ActKind<GrantAct> = {
  schema: grantSchema,
  doing: "change who may open it",
  title: ({ operatorName }) => `Rights of ${operatorName}`,
  async fields(store, act) {
    const groups = await store.profile.groups();
    const before = await rowOf(store, act.operatorId);
    return { before: before === undefined ? {} : factsOf({ rights: before.own, groups: before.groups }, groups), after: factsOf(act, groups) };
  },
  async check(store, act) {
    const groups = await store.profile.groups();
    if (!act.groups.every((id) => groups.some((one) => one.id === id))) throw new AppError("input", "no-such-group", "A group of operators that was chosen is not there any more.", { meaning: "Nothing was changed." });
    const problem = rightsProblem(allRightsOf(act.rights, act.groups, groups));
    if (problem !== undefined) throw new AppError("rights", "contradictory-rights", `${act.operatorName}: ${problem}`, { meaning: "Nothing was changed." });
    await requireAdministrators(store, (one) => (one.operatorId === act.operatorId ? allRightsOf(act.rights, act.groups, groups) : one.rights), { operatorId: act.operatorId, rights: allRightsOf(act.rights, act.groups, groups) });
  },
  carryOut: (context, act, within) => context.access.grant(act.operatorId, act, within),
};

/** Takes the access away and changes the customer's key. */
export const revokeAct: ActKind<RevokeAct> = {
  schema: revokeSchema,
  doing: "take access away",
  title: ({ operatorName }) => `Take access away from ${operatorName}`,
  async fields(store, act) {
    const before = await rowOf(store, act.operatorId);
    return { before: before === undefined ? {} : factsOf({ rights: before.own, groups: before.groups }, await store.profile.groups()), after: {} };
  },
  async check(store, act) {
    await requireAdministrators(store, (one) => (one.operatorId === act.operatorId ? [] : one.rights));
  },
  carryOut: (context, act, within) => context.access.revoke(act.operatorId, within),
};

async function rowOf(store: CustomerStore, id: OperatorId) {
  return (await store.profile.operators()).find((one) => one.operatorId === id);
}

function factsOf(given: { readonly rights: readonly Right[]; readonly groups: readonly OperatorGroupId[] }, groups: readonly OperatorGroup[]): Fields {
  const titles = given.groups.map((id) => groups.find((one) => one.id === id)?.title ?? "a group that is gone");
  return { "own rights": given.rights.join(", ") || "none", groups: titles.join(", ") || "none", "may in all": allRightsOf(given.rights, given.groups, groups).join(", ") };
}
