/**
 * Fields that a format has a place for, by their names in the domain; a pattern, a length or a question says for which values. A list
 * that is absent: all of them.
 */
export interface Carries {
  readonly header?: FieldsCarried | undefined;
  readonly batch?: FieldsCarried | undefined;
  readonly transaction?: FieldsCarried | undefined;
  readonly entry?: FieldsCarried | undefined;
  readonly detail?: FieldsCarried | undefined;
  /** Opening and closing balance have the same date there. */
  readonly oneBalanceDate?: true | undefined;
  /** Payments that an entry may have. */
  readonly detailsMax?: number | undefined;
}
type FieldsCarried = Readonly<Record<string, true | RegExp | number | ((value: unknown) => boolean)>>;

/** A party of which only the name is carried. */
export function nameOnly(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.entries(value).every(([key, each]) => key === "name" || each === undefined);
}

/** @returns the names of the fields whose values the format would lose */
export function lostFields(part: object, carried: FieldsCarried | undefined): string[] {
  if (carried === undefined) return [];
  return Object.entries(part)
    .filter(([key, value]) => value !== undefined && !isCarried(value, Object.hasOwn(carried, key) ? carried[key] : undefined))
    .map(([key]) => key);
}

/** The part without what would be lost; of a party its name stays. */
export function withoutLost<Part extends object>(part: Part, carried: FieldsCarried | undefined): Part {
  const lost = lostFields(part, carried);
  if (lost.length === 0) return part;
  const kept: Record<string, unknown> = Object.fromEntries(Object.entries(part));
  for (const key of lost) {
    const value = kept[key];
    if (carried?.[key] !== undefined && typeof value === "object" && value !== null && "name" in value) kept[key] = { name: value.name };
    else delete kept[key];
  }
  return kept as Part; // what is left out are optional fields; a writer refuses where one of them must be there
}

function isCarried(value: unknown, rule: FieldsCarried[string] | undefined): boolean {
  if (rule === undefined) return false;
  if (rule === true) return true;
  if (typeof rule === "function") return rule(value);
  if (typeof value !== "string") return false;
  return typeof rule === "number" ? value.length <= rule : rule.test(value);
}
