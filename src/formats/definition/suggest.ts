import { parseHungarianAccount, parseIban } from "../../domain/account-number.ts";
import { parseCurrency } from "../../domain/money.ts";
import { type Charset, type CharsetId, charsetById, latin1, utf8 } from "../charset/charset.ts";
import { chooseCharset, isUtf8 } from "../charset/evidence.ts";
import { dateFrom } from "./values.ts";

/** What a column seems to hold, by its values. */
export interface SuggestedColumn {
  /** 1-based: the column, or the first character. */
  readonly at: number;
  /** Characters; 0 in columns between signs. */
  readonly length: number;
  /** From the row of names, where there is one. */
  readonly name: string | undefined;
  readonly type: "text" | "amount" | "date" | "account" | "currency" | "number";
  /** Of a date: `DD.MM.YYYY`. */
  readonly pattern?: string | undefined;
  /** Of an amount. */
  readonly mark?: "." | "," | undefined;
  readonly groups?: string | undefined;
  /** Where such a column usually goes, by its name: `amount`, `date`, `name`, `account`, `remittance`, `currency`, `reference`. */
  readonly meaning?: string | undefined;
  readonly samples: readonly string[];
}

export interface SuggestedDelimited {
  readonly charset: CharsetSuggestion;
  readonly separator: string;
  readonly quote: string | undefined;
  /** Lines before the row of names, or before the data. */
  readonly skip: number;
  readonly names: boolean;
  readonly columns: readonly SuggestedColumn[];
}

/** Records of one kind: same beginning, same length. */
export interface SuggestedRecord {
  /** Characters with which all of them begin, empty where there are none. */
  readonly prefix: string;
  readonly lengths: readonly number[];
  /** How many lines of the sample. */
  readonly count: number;
  readonly columns: readonly SuggestedColumn[];
}
export interface SuggestedFixedWidth {
  readonly charset: CharsetSuggestion;
  readonly records: readonly SuggestedRecord[];
}

export interface CharsetSuggestion {
  readonly id: CharsetId;
  /** Others that its letters fit as well. */
  readonly others: readonly CharsetId[];
}

/** Lines looked at: a sample says no more in the millionth. */
const linesMax = 200;
const samplesMax = 5;

/** @param bytes of a sample, or its beginning. Plain ASCII is called UTF-8: where a later file is not, that is told, and no letter is read as another one */
export function suggestCharset(bytes: Uint8Array): CharsetSuggestion {
  const among: readonly Charset[] = (["UTF-8", "windows-1250", "ISO-8859-2", "CP852", "windows-1252", "DIN 66003"] as const).map(charsetById);
  const chosen = chooseCharset(bytes, among);
  if (chosen === undefined) return { id: "UTF-8", others: [] };
  return { id: chosen.charset.id, others: chosen.others.map(({ id }) => id) };
}

/** @returns undefined where no sign divides the lines into as many columns each */
export function suggestDelimited(bytes: Uint8Array): SuggestedDelimited | undefined {
  const charset = suggestCharset(bytes);
  const lines = linesOf(bytes, charset);
  let best: { readonly separator: string; readonly columns: number; readonly fitting: number } | undefined;
  for (const separator of [";", "\t", "|", ","]) {
    const counts = lines.map((line) => splitCells(line, separator).length);
    const usual = mostFrequent(counts.filter((count) => count > 1));
    if (usual === undefined) continue;
    const fitting = counts.filter((count) => count === usual).length;
    if (fitting * 2 > lines.length && (best === undefined || fitting * usual > best.fitting * best.columns)) best = { separator, columns: usual, fitting };
  }
  if (best === undefined) return undefined;
  const { separator, columns } = best;
  const rows = lines.map((line) => splitCells(line, separator));
  const skip = rows.findIndex((row) => row.length === columns);
  const data = rows.slice(skip).filter((row) => row.length === columns);
  const first = data[0] ?? [];
  const names = data.length > 1 && isNames(first, data.slice(1));
  const values = names ? data.slice(1) : data;
  return {
    charset, separator, quote: lines.some((line) => line.includes('"')) ? '"' : undefined, skip, names,
    columns: Array.from({ length: columns }, (_, at) => columnOf(at + 1, 0, names ? first[at]?.trim() : undefined, values.map((row) => row[at] ?? ""))),
  };
}

/** A row of names has no number, date or account; and the rows below have some, or it has words that are known. */
function isNames(first: readonly string[], below: readonly (readonly string[])[]): boolean {
  if (first.some((cell) => typeOf([cell]).type !== "text")) return false;
  return first.some((_, at) => typeOf(below.map((row) => row[at] ?? "")).type !== "text") || new Set(first.map(meaningOf)).size > 2;
}

/** Divides the lines into kinds of records, and each kind into columns where blanks, digits and letters change in all of its lines. */
export function suggestFixedWidth(bytes: Uint8Array): SuggestedFixedWidth | undefined {
  const charset = suggestCharset(bytes);
  const lines = linesOf(bytes, charset);
  if (lines.length === 0 || lines.some((line) => line.includes("\t"))) return undefined;
  const kinds = new Map<string, string[]>();
  const byLength = new Map<number, string[]>();
  for (const line of lines) byLength.set(line.length, [...(byLength.get(line.length) ?? []), line]);
  const whole = byLength.size === 1 ? lines.map((line) => line.slice(0, 2)) : [];
  const distinct = new Set(whole);
  for (const line of lines) {
    // Two characters name the kind of a record where a few of them occur; where each line has others, length alone does.
    const prefix = (byLength.size > 1 && lines.length > 1) || (distinct.size > 1 && distinct.size <= 6 && distinct.size * 2 <= lines.length) ? line.slice(0, 2) : "";
    const key = `${prefix}\n${line.length}`;
    kinds.set(key, [...(kinds.get(key) ?? []), line]);
  }
  if (kinds.size > 20) return undefined;
  return {
    charset,
    records: [...kinds.values()].map((of) => ({ prefix: commonPrefix(of), lengths: [...new Set(of.map((line) => line.length))], count: of.length, columns: columnsOf(of) })),
  };
}

function columnsOf(lines: readonly string[]): SuggestedColumn[] {
  const length = Math.max(...lines.map((line) => line.length));
  const columns: SuggestedColumn[] = [];
  let from = 0;
  let before = "";
  for (let at = 0; at <= length; at++) {
    const kind = at === length ? "end" : kindOf(lines, at);
    // A column begins where text comes behind blanks, or where digits begin or end in every line.
    const begins = at > 0 && (kind === "end" || (kind !== "blank" && before === "blank") || (kind === "digits") !== (before === "digits"));
    if (begins && !(kind === "blank" && before !== "digits")) {
      const values = lines.map((line) => line.slice(from, at));
      if (values.some((value) => value.trim() !== "")) columns.push(columnOf(from + 1, at - from, undefined, values));
      from = at;
    }
    before = kind;
  }
  return columns;
}

/** What stands at that place in all lines. */
function kindOf(lines: readonly string[], at: number): "blank" | "digits" | "text" {
  let blanks = 0, digits = 0;
  for (const line of lines) {
    const sign = line.charAt(at);
    if (sign === " " || sign === "") blanks++;
    else if (sign >= "0" && sign <= "9") digits++;
  }
  return blanks === lines.length ? "blank" : digits === lines.length ? "digits" : "text";
}

function columnOf(at: number, length: number, name: string | undefined, values: readonly string[]): SuggestedColumn {
  const filled = values.map((value) => value.trim()).filter((value) => value !== "");
  const meaning = name === undefined ? undefined : meaningOf(name);
  return { at, length, name, ...typeOf(filled), meaning, samples: [...new Set(filled)].slice(0, samplesMax) };
}

type Typed = Pick<SuggestedColumn, "type" | "pattern" | "mark" | "groups">;

function typeOf(values: readonly string[]): Typed {
  const filled = values.map((value) => value.trim()).filter((value) => value !== "");
  const all = (test: (value: string) => boolean) => filled.length > 0 && filled.every(test);
  for (const pattern of ["YYYY-MM-DD", "YYYY.MM.DD", "YYYY.MM.DD.", "DD.MM.YYYY", "DD/MM/YYYY", "YYYY/MM/DD", "YYYYMMDD", "DD.MM.YY"]) {
    if (all((value) => { const date = dateFrom(value, [pattern]); return date !== undefined && date > "1990" && date < "2100"; })) return { type: "date", pattern };
  }
  if (all((value) => parseIban(value.replace(/ /g, "")) !== undefined || parseHungarianAccount(value).ok)) return { type: "account" };
  if (all((value) => /^[A-Z]{3}$/.test(value) && parseCurrency(value) !== undefined)) return { type: "currency" };
  if (all((value) => /^[+-]?\d{1,3}([ .\u00a0']\d{3})*,\d{1,3}-?$|^[+-]?\d+,\d{1,3}-?$/.test(value))) return { type: "amount", mark: ",", groups: filled.some((value) => value.includes(".")) ? "." : filled.some((value) => /[ \u00a0]/.test(value)) ? " \u00a0" : undefined };
  if (all((value) => /^[+-]?\d{1,3}([, ']\d{3})*\.\d{1,3}-?$|^[+-]?\d+\.\d{1,3}-?$/.test(value))) return { type: "amount", mark: ".", groups: filled.some((value) => value.includes(",")) ? "," : undefined };
  return { type: all((value) => /^[+-]?\d+$/.test(value)) ? "number" : "text" };
}

/** Words in the rows of names of banks and bookkeeping programs: Hungarian, German, English. */
const meanings: readonly (readonly [words: RegExp, meaning: string])[] = [
  [/összeg|betrag|amount|umsatz|érték(?!nap)/i, "amount"], [/deviza|pénznem|währung|currency/i, "currency"], [/dátum|nap\b|datum|date|valuta|termin/i, "date"],
  [/sajátszámla|forrás|terhelend|debtor|auftraggeberkonto|from account/i, "own account"], [/számla|konto|iban|account/i, "account"], [/név|neve|name|partner|payee|creditor|empfänger|begünstigter|kedvezményezett|beneficiary/i, "name"],
  [/közlemény|megjegyz|zweck|remittance|details|purpose|text/i, "remittance"], [/azonos[ií]t|referen|reference|\bid\b|bizonylat|beleg/i, "reference"],
];

function meaningOf(name: string): string | undefined {
  return meanings.find(([words]) => words.test(name))?.[1];
}

function linesOf(bytes: Uint8Array, { id }: CharsetSuggestion): string[] {
  const whole = charsetById(id) === utf8 && !isUtf8(bytes) ? latin1(bytes) : charsetById(id).decode(bytes);
  const lines = whole.replace(/^\ufeff/, "").split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
  // The last line of a sample that was cut may be half a one.
  return lines.length > linesMax ? lines.slice(0, linesMax) : lines;
}

/** The cells of a row; a cell may stand in double quotes, with doubled ones inside. */
export function splitCells(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  let cell = "", quoted = false;
  for (let i = 0; i < line.length; i++) {
    const sign = line.charAt(i);
    if (sign === '"' && quoted && line.charAt(i + 1) === '"') {
      cell += sign;
      i++;
    } else if (sign === '"') quoted = !quoted;
    else if (sign === separator && !quoted) {
      cells.push(cell);
      cell = "";
    } else cell += sign;
  }
  return [...cells, cell];
}

function mostFrequent(numbers: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function commonPrefix(lines: readonly string[]): string {
  const [first = ""] = lines;
  let length = 0;
  while (length < 8 && length < first.length && lines.every((line) => line.charAt(length) === first.charAt(length))) length++;
  return lines.length === 1 ? first.slice(0, 2) : first.slice(0, length).trimEnd();
}
