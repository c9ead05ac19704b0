/** What an operator may do for one customer. An administrator cannot sign. */
export const rights = ["see", "prepare", "sign", "send", "fetch", "administer"] as const;
export type Right = (typeof rights)[number];

/** @returns the rights cleaned of what contradicts: every right includes `see`; `administer` and `sign` exclude each other */
export function rightsProblem(granted: readonly Right[]): string | undefined {
  if (granted.includes("administer") && granted.includes("sign")) return "An administrator cannot sign: give the two rights to different operators.";
  if (granted.length > 0 && !granted.includes("see")) return "Every right needs the right to see.";
  return undefined;
}
