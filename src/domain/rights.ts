import type { OperatorGroupId } from "./ids.ts";

/** What an operator may do for one customer. An administrator cannot sign. */
export const rights = ["see", "prepare", "sign", "send", "fetch", "administer"] as const;
export type Right = (typeof rights)[number];

/** @returns why these rights contradict each other, as a sentence: every right includes `see`; `administer` and `sign` exclude each other */
export function rightsProblem(granted: readonly Right[]): string | undefined {
  if (granted.includes("administer") && granted.includes("sign")) return "An administrator cannot sign: give the two rights to different operators.";
  if (granted.length > 0 && !granted.includes("see")) return "Every right needs the right to see.";
  return undefined;
}

/** A named set of rights of one customer. Whoever is in it has them, besides those of their own; changing it changes them for all. */
export interface OperatorGroup {
  readonly id: OperatorGroupId;
  readonly title: string;
  readonly rights: readonly Right[];
}

/** What somebody may do: their own rights and those of their groups, in the usual order. Groups that are gone give nothing. */
export function allRightsOf(own: readonly Right[], memberOf: readonly OperatorGroupId[], groups: readonly OperatorGroup[]): readonly Right[] {
  const given = new Set([...own, ...groups.filter((group) => memberOf.includes(group.id)).flatMap((group) => group.rights)]);
  return rights.filter((right) => given.has(right));
}
