import { isIsoDateTime, parseIsoDate } from "../dates.ts";
import { type Decimal, parseDecimal } from "../decimal.ts";
import type { TextCheck, TextRule } from "./grammar.ts";

/** Makes the check of a rule. Strings keep their blanks, all else may have some around it (XML Schema part 2, whiteSpace). */
export function textCheckOf(rule: TextRule): TextCheck {
  const checks: TextCheck[] = [];
  const kind = kindCheck(rule);
  if (kind !== undefined) checks.push(kind);
  const { min = 0, max, values, patterns = [] } = rule;
  if (min > 0 || max !== undefined) checks.push((text) => lengthProblem(text, min, max));
  if (values !== undefined) {
    const known = new Set(values);
    checks.push((text) => (known.has(text) ? undefined : `be one of ${values.slice(0, 8).join(", ")}${values.length > 8 ? " …" : ""}`));
  }
  for (const pattern of patterns) {
    const form = new RegExp(`^(?:${pattern})$`, pattern.includes("]--") ? "v" : "u");
    checks.push((text) => (form.test(text) ? undefined : `have the form ${pattern.slice(0, 80)}`));
  }
  const [only] = checks;
  if (checks.length === 1 && only !== undefined) return only;
  return (text) => {
    for (const check of checks) {
      const problem = check(text);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

function lengthProblem(text: string, min: number, max: number | undefined): string | undefined {
  // Only where it could matter is a character of two units counted as one.
  const length = max !== undefined && text.length > max ? [...text].length : text.length;
  if (length < min) return min === 1 ? "not be empty" : `have at least ${min} characters`;
  return max !== undefined && length > max ? `have at most ${max} characters` : undefined;
}

function kindCheck(rule: TextRule): TextCheck | undefined {
  switch (rule.kind) {
    case "string":
      return undefined;
    case "decimal":
      return decimalCheck(rule);
    case "boolean":
      return (text) => (/^\s*(?:true|false|0|1)\s*$/.test(text) ? undefined : "be true or false");
    case "date":
      return (text) => (isDate(text.trim()) ? undefined : "be a day such as 2026-11-23");
    case "dateTime":
      return (text) => (isIsoDateTime(text.trim()) ? undefined : "be a date and time such as 2026-11-23T08:00:00");
    case "gYear":
      return (text) => (/^\s*\d{4}(?:Z|[+-]\d\d:\d\d)?\s*$/.test(text) ? undefined : "be a year");
    case "base64Binary":
      return (text) => (/^(?:\s*[A-Za-z0-9+/]){0,}(?:\s*=){0,2}\s*$/.test(text) && text.replace(/\s/g, "").length % 4 === 0 ? undefined : "be Base64");
  }
}

function isDate(text: string): boolean {
  const [, day = ""] = /^(\d{4}-\d\d-\d\d)(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?$/.exec(text) ?? [];
  return parseIsoDate(day) !== undefined;
}

function decimalCheck({ fractionDigits, totalDigits, least, most }: TextRule): TextCheck {
  const low = least === undefined ? undefined : parseDecimal(least);
  const high = most === undefined ? undefined : parseDecimal(most);
  return (text) => {
    const [, whole = "", fraction = ""] = /^\s*[+-]?(\d*)(?:\.(\d*))?\s*$/.exec(text) ?? [];
    if (whole === "" && fraction === "") return "be a number such as 1234.50";
    if (fractionDigits !== undefined && fraction.length > fractionDigits) return `have at most ${fractionDigits} decimals`;
    if (totalDigits !== undefined && whole.replace(/^0+/, "").length + fraction.length > totalDigits) return `have at most ${totalDigits} digits`;
    if (low === undefined && high === undefined) return undefined;
    const value = parseDecimal(text.trim());
    if (value === undefined) return "be a number of at most 40 digits";
    if (low !== undefined && compare(value, low) < 0n) return `be at least ${least}`;
    return high !== undefined && compare(value, high) > 0n ? `be at most ${most}` : undefined;
  };
}

function compare(a: Decimal, b: Decimal): bigint {
  const scale = Math.max(a.scale, b.scale);
  return a.units * 10n ** BigInt(scale - a.scale) - b.units * 10n ** BigInt(scale - b.scale);
}
