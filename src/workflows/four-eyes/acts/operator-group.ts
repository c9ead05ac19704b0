import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import { allRightsOf, type OperatorGroup, rightsProblem } from "../../../domain/rights.ts";
import { instantNow } from "../../context.ts";
import type { OperatorRights } from "../../ports/profile.ts";
import type { Fields } from "../../ports/proposals.ts";
import { type ActKind, inStore } from "../act-kind.ts";
import { requireAdministrators } from "../administrators.ts";
import { operatorGroup, operatorGroupId } from "../shapes.ts";

const putSchema = z.strictObject({ kind: z.literal("operator-group"), group: operatorGroup });
const removeSchema = z.strictObject({ kind: z.literal("remove-operator-group"), id: operatorGroupId, title: z.string() });
export interface OperatorGroupAct {
  readonly kind: "operator-group";
  readonly group: OperatorGroup;
}
export interface RemoveOperatorGroupAct {
  readonly kind: "remove-operator-group";
  readonly id: OperatorGroup["id"];
  readonly title: string;
}

/** A group of operators as made or changed: everybody in it has its rights from then on. */
export const operatorGroupAct: ActKind<OperatorGroupAct> = {
  schema: putSchema,
  doing: "change groups of operators",
  title: ({ group }) => `Group of operators ${group.title}`,
  async fields(store, { group }) {
    const before = (await store.profile.groups()).find((one) => one.id === group.id);
    const members = membersOf(await store.profile.operators(), group.id);
    return { before: before === undefined ? {} : factsOf(before, members), after: factsOf(group, members) };
  },
  async check(store, { group }) {
    const groups = await store.profile.groups();
    if (groups.some((one) => one.id !== group.id && one.title.toLowerCase() === group.title.toLowerCase())) throw new AppError("input", "name-taken", `There already is a group "${group.title}".`, { meaning: "Nothing was changed.", next: "Choose another name." });
    const changed = [...groups.filter((one) => one.id !== group.id), group];
    const rightsAfter = (one: OperatorRights) => allRightsOf(one.own, one.groups, changed);
    const own = rightsProblem(group.rights);
    if (own !== undefined) throw new AppError("rights", "contradictory-rights", own, { meaning: "Nothing was changed." });
    for (const one of membersOf(await store.profile.operators(), group.id)) {
      const problem = rightsProblem(rightsAfter(one));
      if (problem !== undefined) throw new AppError("rights", "contradictory-rights", `${one.operatorName}, who is in the group: ${problem}`, { meaning: "Nothing was changed.", next: "Take them out of the group, or their other rights away, first." });
    }
    await requireAdministrators(store, rightsAfter);
  },
  carryOut: inStore(async (context, store, { group }) => {
    const before = (await store.profile.groups()).find((one) => one.id === group.id);
    const members = membersOf(await store.profile.operators(), group.id);
    await store.profile.putGroup(group);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: before === undefined ? "operator-group.created" : "operator-group.changed", subject: group.id, summary: `Group of operators ${group.title}: ${group.rights.join(", ")}`,
      detail: { before: before === undefined ? undefined : factsOf(before, members), after: factsOf(group, members) },
    });
  }),
};

/** Only one that nobody is in. */
export const removeOperatorGroupAct: ActKind<RemoveOperatorGroupAct> = {
  schema: removeSchema,
  doing: "change groups of operators",
  title: ({ title }) => `Remove the group of operators ${title}`,
  async fields(store, { id }) {
    const before = (await store.profile.groups()).find((one) => one.id === id);
    return { before: before === undefined ? {} : factsOf(before, membersOf(await store.profile.operators(), id)), after: {} };
  },
  async check(store, { id, title }) {
    if (!(await store.profile.groups()).some((one) => one.id === id)) throw new AppError("workflow", "no-such-group", `There is no group "${title}".`, { meaning: "Nothing was changed." });
    const [member] = membersOf(await store.profile.operators(), id);
    if (member !== undefined) throw new AppError("workflow", "group-in-use", `${member.operatorName} is in the group "${title}".`, { meaning: "Nothing was changed.", next: "Take everybody out of it first." });
  },
  carryOut: inStore(async (context, store, { id, title }) => {
    await store.profile.removeGroup(id);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "operator-group.removed", subject: id, summary: `Group of operators ${title} removed` });
  }),
};

function membersOf(operators: readonly OperatorRights[], id: OperatorGroup["id"]): readonly OperatorRights[] {
  return operators.filter((one) => one.groups.includes(id));
}

function factsOf(group: OperatorGroup, members: readonly OperatorRights[]): Fields {
  return { title: group.title, rights: group.rights.join(", "), members: members.map((one) => one.operatorName).join(", ") || "nobody" };
}
