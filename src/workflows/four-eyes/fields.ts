import type { Fields } from "../ports/proposals.ts";

/** One field that a proposal changes. Undefined: it is not there. */
export interface ChangedField {
  readonly field: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** In the order in which they stand. */
export function changedFields(before: Fields, after: Fields): readonly ChangedField[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((field) => ({ field, from: before[field], to: after[field] })).filter((one) => one.from !== one.to);
}

export function sameFields(a: Fields, b: Fields): boolean {
  return changedFields(a, b).length === 0;
}
