import { type CharsetId, charsetById } from "../charset/charset.ts";
import { splitCells, type SuggestedColumn, suggestCharset, suggestDelimited, type SuggestedDelimited, suggestFixedWidth, type SuggestedFixedWidth } from "../definition/suggest.ts";

/** What a column can mean, in the operator's words, and where it goes in the model. */
export interface Meaning {
  readonly id: string;
  readonly title: string;
  readonly type: "text" | "amount" | "date" | "account" | "currency" | "marker";
  /** A target of the definition language; the marker has none. */
  readonly to?: string;
  /** What a sample calls it, by its names or its values. */
  readonly suggested?: string;
}

/** A line is a payment: what can stand in it. */
const orderMeanings: readonly Meaning[] = [
  { id: "marker", title: "marks what kind of line it is", type: "marker" },
  { id: "creditor-name", title: "payee: name", type: "text", to: "transaction.creditor.name", suggested: "name" },
  { id: "creditor-account", title: "payee: account", type: "account", to: "transaction.account", suggested: "account" },
  { id: "creditor-bic", title: "payee: BIC", type: "text", to: "transaction.agent.bic" },
  { id: "creditor-line", title: "payee: line of the address", type: "text", to: "transaction.creditor.address.line" },
  { id: "creditor-street", title: "payee: street", type: "text", to: "transaction.creditor.address.street" },
  { id: "creditor-post-code", title: "payee: post code", type: "text", to: "transaction.creditor.address.postCode" },
  { id: "creditor-town", title: "payee: town", type: "text", to: "transaction.creditor.address.town" },
  { id: "creditor-country", title: "payee: country", type: "text", to: "transaction.creditor.address.country" },
  { id: "amount", title: "amount", type: "amount", to: "transaction.amount", suggested: "amount" },
  { id: "currency", title: "currency", type: "currency", to: "transaction.currency", suggested: "currency" },
  { id: "date", title: "execution date", type: "date", to: "batch.date", suggested: "date" },
  { id: "remittance", title: "what it is for", type: "text", to: "transaction.remittance", suggested: "remittance" },
  { id: "end-to-end-id", title: "reference (end-to-end id)", type: "text", to: "transaction.endToEndId", suggested: "reference" },
  { id: "debtor-account", title: "own account that pays", type: "account", to: "batch.account", suggested: "own account" },
  { id: "debtor-name", title: "own name", type: "text", to: "batch.debtor.name" },
];

/** A line is an entry of a statement. */
const statementMeanings: readonly Meaning[] = [
  { id: "marker", title: "marks what kind of line it is", type: "marker" },
  { id: "account", title: "own account", type: "account", to: "statement.account", suggested: "own account" },
  { id: "booking-date", title: "booking date", type: "date", to: "entry.bookingDate", suggested: "date" },
  { id: "value-date", title: "value date", type: "date", to: "entry.valueDate" },
  { id: "amount", title: "amount, minus is money out", type: "amount", to: "entry.amount", suggested: "amount" },
  { id: "currency", title: "currency", type: "currency", to: "statement.currency", suggested: "currency" },
  { id: "party-name", title: "other side: name", type: "text", to: "detail.party.name", suggested: "name" },
  { id: "party-account", title: "other side: account", type: "account", to: "detail.account", suggested: "account" },
  { id: "remittance", title: "what it is for", type: "text", to: "detail.remittance", suggested: "remittance" },
  { id: "end-to-end-id", title: "end-to-end id", type: "text", to: "detail.endToEndId" },
  { id: "bank-reference", title: "bank's reference", type: "text", to: "entry.bankReference", suggested: "reference" },
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
  /** It is a spreadsheet: the sample holds its rows as lines. */
  readonly isWorkbook?: boolean | undefined;
  readonly names: boolean;
  /** Lines before the names, or before the data, of a delimited file. */
  readonly skip: number;
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

export const datePatterns = ["YYYY-MM-DD", "YYYY.MM.DD", "YYYY.MM.DD.", "YYYYMMDD", "DD.MM.YYYY", "DD/MM/YYYY", "YYYY/MM/DD", "DD-MM-YYYY", "DDMMYYYY", "DD.MM.YY", "YYMMDD", "DDMMYY"] as const;

/** How the sample is to be looked at, where the first guess was wrong. */
export interface DraftChoice {
  readonly kind: FormatDraft["kind"];
  readonly title: string;
  readonly charset?: CharsetId | undefined;
  /** `null`: fields by their place. */
  readonly separator?: string | null | undefined;
  readonly names?: boolean | undefined;
}

/** A first guess, which the operator corrects on the screen. @param sample the beginning of the file */
export function draftOf(sample: Uint8Array, choice: DraftChoice): FormatDraft {
  const base: FormatDraft = {
    title: choice.title, kind: choice.kind, charset: choice.charset ?? suggestCharset(sample).id, separator: undefined, names: false, skip: 0,
    fields: [], decimalMark: ".", decimals: 2, datePattern: "YYYY-MM-DD", currency: undefined, account: undefined, exampleLine: 0,
  };
  const lines = sampleLines(sample, base.charset);
  const delimited = choice.separator === null ? undefined : suggestDelimited(sample);
  if (delimited !== undefined && (choice.separator === undefined || choice.separator === delimited.separator)) return delimitedDraft(base, delimited, choice.names ?? delimited.names);
  if (typeof choice.separator === "string") {
    // Not what the sample suggests: the columns are taken as they are, without a guess.
    const names = choice.names ?? false;
    const cells = splitCells(lines[0] ?? "", choice.separator);
    return { ...base, separator: choice.separator, names, exampleLine: names ? 1 : 0, fields: cells.map((cell, at) => ({ at, length: 0, name: names ? cell.trim() || undefined : undefined, meaning: undefined })) };
  }
  return fixedDraft(base, suggestFixedWidth(sample), lines);
}

/** The lines of the sample, blank ones left out; broken UTF-8 is shown as Windows would. */
export function sampleLines(sample: Uint8Array, charset: CharsetId): string[] {
  return decode(sample, charset).replace(/^\ufeff/, "").split(/\r\n|\n|\r/).filter((line) => line.trim() !== "").slice(0, linesMax);
}
const linesMax = 500;

function decode(sample: Uint8Array, charset: CharsetId): string {
  try {
    return charsetById(charset).decode(sample);
  } catch {
    return charsetById("windows-1252").decode(sample); // the format itself tells where the bytes break
  }
}

function delimitedDraft(base: FormatDraft, suggested: SuggestedDelimited, names: boolean): FormatDraft {
  const { separator, skip } = suggested;
  return withMeanings({ ...base, separator, skip, names, exampleLine: skip + (names ? 1 : 0) }, suggested.columns, suggested.columns.map(({ at, name }) => ({ at: at - 1, length: 0, name: names ? name : undefined, meaning: undefined })));
}

/** The most frequent kind of line is taken for the payments; where others begin differently, those characters are the mark. */
function fixedDraft(base: FormatDraft, suggested: SuggestedFixedWidth | undefined, lines: readonly string[]): FormatDraft {
  const main = [...(suggested?.records ?? [])].sort((a, b) => b.count - a.count)[0];
  if (suggested === undefined || main === undefined) return { ...base, fields: [{ at: 0, length: lines[0]?.length ?? 0, name: undefined, meaning: undefined }] };
  const exampleLine = Math.max(0, lines.findIndex((line) => main.lengths.includes(line.length) && line.startsWith(main.prefix)));
  const length = lines[exampleLine]?.length ?? 0;
  const mark = suggested.records.length > 1 ? Math.min(2, main.prefix.length) : 0;
  const cuts = [...new Set([0, ...(mark > 0 ? [mark] : []), ...main.columns.map((column) => column.at - 1)])].filter((at) => at < length).sort((a, b) => a - b);
  const fields = cuts.map((at, index): DraftField => ({ at, length: (cuts[index + 1] ?? length) - at, name: undefined, meaning: mark > 0 && at === 0 ? "marker" : undefined }));
  const byStart = new Map(main.columns.map((column) => [column.at - 1, column]));
  return withMeanings({ ...base, exampleLine }, fields.map((field) => byStart.get(field.at)), fields);
}

/** Gives each column the meaning that its name suggests; without names, what only one thing can look like. */
function withMeanings(draft: FormatDraft, columns: readonly (SuggestedColumn | undefined)[], fields: readonly DraftField[]): FormatDraft {
  const taken = new Set<string>();
  const marks = columns.find((column) => column?.mark !== undefined);
  const dated = columns.find((column) => column?.pattern !== undefined);
  const marked = fields.map((field, index): DraftField => {
    const column = columns[index];
    if (field.meaning !== undefined || column === undefined) return field;
    const wanted = draft.names ? column.meaning : column.type === "text" || column.type === "number" ? undefined : column.type;
    const found = meaningsOf(draft.kind).find((meaning) => meaning.suggested !== undefined && meaning.suggested === wanted && !taken.has(meaning.id));
    if (found !== undefined) taken.add(found.id);
    return { ...field, meaning: found?.id };
  });
  const mark = marks?.mark ?? (draft.separator === undefined ? "" : ".");
  return { ...draft, fields: marked, decimalMark: mark, datePattern: dated?.pattern ?? draft.datePattern };
}

/** Cells of a line by the draft's fields; of a delimited line, all there are. */
export function cellsOf(draft: Pick<FormatDraft, "separator" | "fields">, line: string): string[] {
  return draft.separator === undefined ? draft.fields.map((field) => line.slice(field.at, field.at + field.length)) : splitCells(line, draft.separator);
}
