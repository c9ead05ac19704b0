import { parseAccountNumber } from "../../domain/account-number.ts";
import { parseCurrency } from "../../domain/money.ts";
import type { CharsetId } from "../charset/charset.ts";
import { type Sample, splitRow } from "./look-at-sample.ts";

/** What a column can mean, in the operator's words, and where it goes in the model. */
export interface Meaning {
  readonly id: string;
  readonly title: string;
  readonly type: "text" | "amount" | "date" | "account" | "currency" | "marker";
  /** A target of the definition language; the marker has none. */
  readonly to?: string;
  /** Names of columns that mean it, folded, in English, German and Hungarian. */
  readonly names: RegExp;
}

/** A line is a payment: what can stand in it. */
const orderMeanings: readonly Meaning[] = [
  { id: "marker", title: "marks what kind of line it is", type: "marker", names: /^$/ },
  { id: "creditor-name", title: "payee: name", type: "text", to: "transaction.creditor.name", names: /payee|creditor.*name|beneficiary|name|empfanger|nev|kedvezmenyezett/ },
  { id: "creditor-account", title: "payee: account", type: "account", to: "transaction.account", names: /iban|account|konto|szamla/ },
  { id: "creditor-bic", title: "payee: BIC", type: "text", to: "transaction.agent.bic", names: /bic|swift/ },
  { id: "creditor-line", title: "payee: line of the address", type: "text", to: "transaction.creditor.address.line", names: /address|anschrift|adresse|cim/ },
  { id: "creditor-street", title: "payee: street", type: "text", to: "transaction.creditor.address.street", names: /street|strasse|utca/ },
  { id: "creditor-post-code", title: "payee: post code", type: "text", to: "transaction.creditor.address.postCode", names: /post.?code|zip|plz|irsz|iranyitoszam/ },
  { id: "creditor-town", title: "payee: town", type: "text", to: "transaction.creditor.address.town", names: /town|city|ort|varos|telepules/ },
  { id: "creditor-country", title: "payee: country", type: "text", to: "transaction.creditor.address.country", names: /country|land|orszag/ },
  { id: "amount", title: "amount", type: "amount", to: "transaction.amount", names: /amount|sum|betrag|osszeg/ },
  { id: "currency", title: "currency", type: "currency", to: "transaction.currency", names: /currency|ccy|wahrung|penznem|deviza/ },
  { id: "date", title: "execution date", type: "date", to: "batch.date", names: /date|datum|terhelesi nap|ertek.?nap/ },
  { id: "remittance", title: "what it is for", type: "text", to: "transaction.remittance", names: /remittance|purpose|text|verwendung|zweck|kozlemeny|megjegyzes|reason/ },
  { id: "end-to-end-id", title: "reference (end-to-end id)", type: "text", to: "transaction.endToEndId", names: /reference|end.?to.?end|referenz|azonosito|id$/ },
  { id: "debtor-account", title: "own account that pays", type: "account", to: "batch.account", names: /debtor.*(account|iban)|from|own account|auftraggeberkonto|terhelendo|forras/ },
  { id: "debtor-name", title: "own name", type: "text", to: "batch.debtor.name", names: /debtor.*name|auftraggeber/ },
];

/** A line is an entry of a statement. */
const statementMeanings: readonly Meaning[] = [
  { id: "marker", title: "marks what kind of line it is", type: "marker", names: /^$/ },
  { id: "account", title: "own account", type: "account", to: "statement.account", names: /own|account|konto|szamlaszam/ },
  { id: "booking-date", title: "booking date", type: "date", to: "entry.bookingDate", names: /book|date|buchung|datum|konyveles/ },
  { id: "value-date", title: "value date", type: "date", to: "entry.valueDate", names: /value|valuta|wert|ertek/ },
  { id: "amount", title: "amount, minus is money out", type: "amount", to: "entry.amount", names: /amount|betrag|osszeg/ },
  { id: "currency", title: "currency", type: "currency", to: "statement.currency", names: /currency|ccy|wahrung|penznem|deviza/ },
  { id: "party-name", title: "other side: name", type: "text", to: "detail.party.name", names: /name|partner|empfanger|auftraggeber|nev/ },
  { id: "party-account", title: "other side: account", type: "account", to: "detail.account", names: /iban|ellenszamla|gegenkonto|counter/ },
  { id: "remittance", title: "what it is for", type: "text", to: "detail.remittance", names: /remittance|purpose|text|verwendung|zweck|kozlemeny|description/ },
  { id: "end-to-end-id", title: "end-to-end id", type: "text", to: "detail.endToEndId", names: /end.?to.?end/ },
  { id: "bank-reference", title: "bank's reference", type: "text", to: "entry.bankReference", names: /reference|referenz|azonosito|id$/ },
];

export function meaningsOf(kind: FormatDraft["kind"]): readonly Meaning[] {
  return kind === "orders" ? orderMeanings : statementMeanings;
}

export interface DraftField {
  /** 0-based: column of a delimited line, or first character of a fixed one. */
  readonly at: number;
  /** Characters, of a fixed line; 0 in a delimited one. */
  readonly length: number;
  /** As the file calls it. */
  readonly name: string | undefined;
  /** Id of a `Meaning`; undefined: left out. */
  readonly meaning: string | undefined;
}

/** A format that is being made from a sample. */
export interface FormatDraft {
  readonly title: string;
  readonly kind: "orders" | "statements";
  readonly charset: CharsetId;
  readonly separator: string | undefined;
  readonly names: boolean;
  readonly fields: readonly DraftField[];
  /** What stands between units and cents; "": nothing, the last `decimals` digits are cents. */
  readonly decimalMark: "." | "," | "";
  readonly decimals: number;
  readonly datePattern: string;
  /** Of all lines, where no column has it. */
  readonly currency: string | undefined;
  readonly account: string | undefined;
  /** The line that the marks are taken from: 0-based line of the sample. */
  readonly exampleLine: number;
}

export const datePatterns = ["YYYY-MM-DD", "YYYY.MM.DD", "YYYYMMDD", "DD.MM.YYYY", "DD/MM/YYYY", "DD-MM-YYYY", "DDMMYYYY", "DD.MM.YY", "YYMMDD", "DDMMYY"] as const;

/** A first guess, which the operator corrects on the screen. */
export function draftOf(sample: Sample, kind: FormatDraft["kind"], title: string): FormatDraft {
  const { layout, lines } = sample;
  const exampleLine = layout.kind === "delimited" && layout.names ? 1 : Math.max(0, usualLine(lines));
  const base: FormatDraft = {
    title, kind, charset: sample.charset, separator: layout.kind === "delimited" ? layout.separator : undefined, names: layout.kind === "delimited" && layout.names,
    fields: [], decimalMark: ".", decimals: 2, datePattern: "YYYY-MM-DD", currency: undefined, account: undefined, exampleLine,
  };
  const fields = layout.kind === "delimited" ? columnFields(base, lines) : layout.cuts.map((at, index): DraftField => ({ at, length: (layout.cuts[index + 1] ?? usualLength(lines)) - at, name: undefined, meaning: undefined }));
  return guessMeanings({ ...base, fields }, lines);
}

function columnFields(draft: FormatDraft, lines: readonly string[]): DraftField[] {
  const names = draft.names ? cellsOf(draft, lines[0] ?? "") : [];
  const count = Math.max(names.length, cellsOf(draft, lines[draft.exampleLine] ?? "").length);
  return Array.from({ length: count }, (_, at) => ({ at, length: 0, name: names[at]?.trim() || undefined, meaning: undefined }));
}

/** Cells of a line by the draft's fields; of a delimited line, all there are. */
export function cellsOf(draft: Pick<FormatDraft, "separator" | "fields">, line: string): string[] {
  return draft.separator === undefined ? draft.fields.map((field) => line.slice(field.at, field.at + field.length)) : splitRow(line, draft.separator);
}

function guessMeanings(draft: FormatDraft, lines: readonly string[]): FormatDraft {
  const rows = lines.slice(draft.exampleLine, draft.exampleLine + 50).filter((line) => draft.separator !== undefined || line.length === (lines[draft.exampleLine] ?? "").length);
  const cells = draft.fields.map((_, index) => rows.map((line) => (cellsOf(draft, line)[index] ?? "").trim()).filter((cell) => cell !== ""));
  const taken = new Set<string>();
  let { datePattern, decimalMark, decimals } = draft;
  const fields = draft.fields.map((field, index): DraftField => {
    const values = cells[index] ?? [];
    const type = typeOf(values);
    const folded = fold(field.name ?? "");
    const fitting = meaningsOf(draft.kind).filter((meaning) => !taken.has(meaning.id) && meaning.type !== "marker" && (meaning.type === "text" ? type === "text" || (type === "amount" && field.name !== undefined) : meaning.type === type));
    // Without a name a column is told by its values alone, where only one thing can look so.
    const found = field.name === undefined ? fitting.find((meaning) => meaning.type === type && type !== "text") : fitting.find((meaning) => meaning.names.test(folded));
    if (found === undefined) return field;
    taken.add(found.id);
    if (found.type === "date") datePattern = datePatterns.find((pattern) => values.every((value) => fitsPattern(value, pattern))) ?? datePattern;
    if (found.type === "amount") {
      decimalMark = values.some((value) => /,\d{1,3}$/.test(value)) ? "," : values.some((value) => value.includes(".")) || draft.separator !== undefined ? "." : "";
      decimals = decimalMark === "" ? 2 : decimals;
    }
    return { ...field, meaning: found.id };
  });
  return { ...draft, fields, datePattern, decimalMark, decimals };
}

type ValueType = "amount" | "date" | "account" | "currency" | "text";

function typeOf(values: readonly string[]): ValueType {
  if (values.length === 0) return "text";
  const all = (fits: (value: string) => boolean): boolean => values.every(fits);
  if (all((value) => /^[A-Z]{3}$/.test(value) && parseCurrency(value) !== undefined)) return "currency";
  // A mistyped number does not make another column of it.
  if (values.filter((value) => parseAccountNumber(value)?.kind === "iban").length * 2 > values.length) return "account";
  if (datePatterns.some((pattern) => all((value) => fitsPattern(value, pattern)))) return "date";
  if (all((value) => /^[+-]?\d{1,3}([ .,']?\d{3})*([.,]\d{1,5})?$|^[+-]?\d{1,18}([.,]\d{1,5})?$/.test(value))) return "amount";
  return "text";
}

function fitsPattern(value: string, pattern: string): boolean {
  if (!new RegExp(`^${pattern.replace(/[.]/g, "\\.").replace(/YYYY/, "(?:19|20)\\d\\d").replace(/YY/, "\\d\\d").replace(/MM/, "(?:0[1-9]|1[0-2])").replace(/DD/, "(?:0[1-9]|[12]\\d|3[01])")}$`).test(value)) return false;
  return true;
}

function usualLength(lines: readonly string[]): number {
  return lines[usualLine(lines)]?.length ?? 0;
}

/** The first line of the length that most lines have. */
function usualLine(lines: readonly string[]): number {
  const counts = new Map<number, number>();
  for (const line of lines) counts.set(line.length, (counts.get(line.length) ?? 0) + 1);
  const usual = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  return lines.findIndex((line) => line.length === usual);
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
