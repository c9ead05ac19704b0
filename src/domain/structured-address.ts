import type { PostalAddress } from "./order.ts";

/** An address brought into parts. */
export interface StructuredAddress {
  readonly address: PostalAddress;
  /** False where a part was concluded, not read: the country from the account, or a line that may be more than a street. Somebody should look. */
  readonly certain: boolean;
}

/** A hybrid address keeps at most so many lines besides its town and country, each at most so long. */
const linesMax = 2;
const lineLengthMax = 70;

/**
 * May it stand in a payment since 15 November 2026? Structured, or hybrid: town and country, and at most two lines of 70 characters.
 * An address without anything counts as none, which is allowed.
 */
export function isStructured(address: PostalAddress): boolean {
  if (isEmpty(address)) return true;
  return address.townName !== undefined && address.country !== undefined && address.addressLines.length <= linesMax && address.addressLines.every((line) => line.length <= lineLengthMax);
}

function isEmpty({ streetName, buildingNumber, postCode, townName, country, addressLines }: PostalAddress): boolean {
  return addressLines.length === 0 && [streetName, buildingNumber, postCode, townName, country].every((part) => part === undefined);
}

/**
 * Splits address lines into street, number, post code, town and country; what is none of these stays a line (hybrid).
 * Nothing is dropped and nothing invented: every character of the lines stands in the result, but separators and a country's name, which becomes its code.
 * @param accountCountry of the account's IBAN; taken where the address names no country, and then the result is not certain
 * @returns undefined when no town can be told, or no country, or more is left than fits
 */
export function structureAddress(address: PostalAddress, accountCountry?: string): StructuredAddress | undefined {
  if (isStructured(address)) return { address, certain: true };
  const parts = address.addressLines.flatMap((line) => line.split(/[,;\n]/)).map((part) => part.replace(/\s+/g, " ").trim()).filter((part) => part !== "");
  let certain = true;
  let country = address.country;
  if (country === undefined) {
    const at = parts.findLastIndex((part) => countryCode(part) !== undefined);
    if (at > 0) country = countryCode(parts.splice(at, 1)[0] ?? "");
  }
  let { postCode, townName } = address;
  if (townName === undefined) {
    const found = findTown(parts, country);
    if (found !== undefined) {
      parts.splice(found.at, 1);
      postCode ??= found.postCode;
      townName = found.town;
      country ??= found.country;
    }
  }
  if (country === undefined && accountCountry !== undefined) {
    country = accountCountry;
    certain = false;
  }
  if (townName === undefined || country === undefined) return undefined;
  const street = address.streetName === undefined ? takeStreet(parts) : undefined;
  const lines = joinedLines(parts);
  if (lines === undefined) return undefined;
  return {
    address: {
      streetName: address.streetName ?? street?.name, buildingNumber: address.buildingNumber ?? street?.number, postCode, townName, country, addressLines: lines,
    },
    certain: certain && lines.length === 0,
  };
}

interface Town {
  readonly at: number;
  readonly postCode: string;
  readonly town: string;
  readonly country: string | undefined;
}

/** The last part that is a post code and a town, in the order that countries write them. */
function findTown(parts: readonly string[], country: string | undefined): Town | undefined {
  for (let at = parts.length - 1; at >= 0; at--) {
    const part = parts[at] ?? "";
    for (const form of townForms) {
      if (form.countries !== undefined && country !== undefined && !form.countries.includes(country)) continue;
      const { code, town, prefix } = form.pattern.exec(part)?.groups ?? {};
      if (code === undefined || town === undefined) continue;
      const named = prefix === undefined ? undefined : (roadSigns[prefix] ?? countryCode(prefix));
      if (prefix !== undefined && named === undefined) continue;
      if (country !== undefined && named !== undefined && named !== country) continue;
      return { at, postCode: code, town, country: named ?? (form.countries?.length === 1 ? form.countries[0] : undefined) };
    }
  }
  return undefined;
}

/** Post code first on the continent, last in the English-speaking world. The more particular form stands first. */
const townForms: readonly { readonly pattern: RegExp; readonly countries?: readonly string[] }[] = [
  { pattern: /^(?:(?<prefix>[A-Z]{1,2})-)?(?<code>\d{4} ?[A-Z]{2}) (?<town>\p{L}.*)$/u, countries: ["NL"] },
  { pattern: /^(?:(?<prefix>[A-Z]{1,2})-)?(?<code>\d{2}-\d{3}) (?<town>\p{L}.*)$/u, countries: ["PL"] },
  { pattern: /^(?:(?<prefix>[A-Z]{1,2})-)?(?<code>\d{4}-\d{3}) (?<town>\p{L}.*)$/u, countries: ["PT"] },
  { pattern: /^(?:(?<prefix>[A-Z]{1,2})-)?(?<code>\d{3} \d{2}) (?<town>\p{L}.*)$/u, countries: ["CZ", "SK", "SE", "GR"] },
  { pattern: /^(?:(?<prefix>[A-Z]{1,2})[- ])?(?<code>\d{4,6}) (?<town>\p{L}.*)$/u },
  { pattern: /^(?<town>\p{L}.*?) (?<code>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$/u, countries: ["GB"] },
  { pattern: /^(?<town>\p{L}.*? [A-Z]{2}) (?<code>\d{5}(?:-\d{4})?)$/u, countries: ["US"] },
];

/** Signs on cars that stand before post codes and are no ISO codes. */
const roadSigns: Readonly<Record<string, string>> = { D: "DE", A: "AT", H: "HU", F: "FR", I: "IT", B: "BE", L: "LU", E: "ES", P: "PT", S: "SE", N: "NO", FL: "LI", SLO: "SI" };

/** Takes the first part that is a street with its number, or at least looks like a street. */
function takeStreet(parts: string[]): { readonly name: string; readonly number: string | undefined } | undefined {
  for (const [at, part] of parts.entries()) {
    const found = numberBehind.exec(part)?.groups ?? numberBefore.exec(part)?.groups;
    const { name, number } = found ?? {};
    if (name === undefined || number === undefined || name.length > lineLengthMax || number.length > 16) continue;
    parts.splice(at, 1);
    return { name, number };
  }
  return undefined;
}
/** `Hauptstraße 12a`, `Fő utca 1-3.`, `Váci út 30/B`. */
const numberBehind = /^(?<name>\p{L}.*?\p{L}\.?) (?<number>\d{1,5} ?\p{L}?(?:[-/] ?(?:\d{1,5} ?\p{L}?|\p{L}))?)\.?$/u;
/** `12 rue de la Paix`, `221B Baker Street`. */
const numberBefore = /^(?<number>\d{1,5} ?(?:\p{L}|bis|ter)?(?:[-/]\d{1,5}\p{L}?)?),? (?<name>\p{L}.*\p{L}\.?)$/u;

/** What is left, on at most two lines. @returns undefined when it does not fit */
function joinedLines(parts: readonly string[]): string[] | undefined {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && lines.length === linesMax && last.length + part.length + 2 <= lineLengthMax) lines[lines.length - 1] = `${last}, ${part}`;
    else lines.push(part);
  }
  return lines.length <= linesMax && lines.every((line) => line.length <= lineLengthMax) ? lines : undefined;
}

/** ISO 3166-1 alpha-2 of a country's code or name in the languages that payments here are written in. */
function countryCode(text: string): string | undefined {
  const folded = fold(text);
  if (/^[A-Z]{2}$/.test(text)) return names().codes.has(text) ? text : undefined;
  return names().byName.get(folded);
}

const languages = ["en", "de", "hu", "fr", "it", "es", "pl", "cs", "nl"];

interface CountryNames {
  readonly codes: ReadonlySet<string>;
  readonly byName: ReadonlyMap<string, string>;
}
let known: CountryNames | undefined;

/** Facts of the standard, filled on first use; holds nothing of any session. */
function names(): CountryNames {
  if (known !== undefined) return known;
  const codes = new Set<string>();
  const byName = new Map<string, string>([["holland", "NL"], ["england", "GB"], ["great britain", "GB"], ["uk", "GB"], ["usa", "US"], ["czech republic", "CZ"], ["magyar koztarsasag", "HU"]]);
  const shown = languages.map((language) => new Intl.DisplayNames([language], { type: "region", fallback: "none" }));
  for (let first = 65; first <= 90; first++) {
    for (let second = 65; second <= 90; second++) {
      const code = String.fromCharCode(first, second);
      if (/^(EU|EZ|UN|XA|XB|QO|ZZ|UK|FX|DD|SU|YU|TP|AN|BU|CS|NT|ZR)$/.test(code)) continue;
      for (const language of shown) {
        const name = language.of(code);
        if (name === undefined || name === code) continue;
        codes.add(code);
        byName.set(fold(name), code);
      }
    }
  }
  known = { codes, byName };
  return known;
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[.’']/g, "").toLowerCase().trim();
}
