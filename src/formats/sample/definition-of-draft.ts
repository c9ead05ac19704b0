import { accountText, parseAccountNumber } from "../../domain/account-number.ts";
import { type DraftField, type FormatDraft, type Meaning, meaningsOf } from "./format-draft.ts";

/**
 * The draft in the definition language: what is saved, and what a bank's technician may go on with.
 * @param lines the sample's, for the marks that its lines carry
 * @param id of the format, unique in the install
 */
export function definitionOfDraft(draft: FormatDraft, lines: readonly string[], id: string): unknown {
  const known = new Map(meaningsOf(draft.kind).map((meaning) => [meaning.id, meaning]));
  const fields = draft.fields.flatMap((field, index) => {
    const meaning = field.meaning === undefined ? undefined : known.get(field.meaning);
    return meaning === undefined || meaning.type === "marker" ? [] : [fieldOf(draft, field, meaning, index)];
  });
  const marker = draft.fields.find((field) => field.meaning === "marker");
  const example = lines[draft.exampleLine] ?? "";
  const main = {
    name: "line", opens: draft.kind === "orders" ? ["batch", "transaction"] : ["statement", "entry", "detail"], fields,
    ...evidence(draft, marker, example),
    ...(draft.separator === undefined ? { length: [example.length], short: true } : {}),
  };
  // Lines with another mark are left out on purpose, but only those that the sample shows: a new kind of line is told, not lost.
  const others = marker === undefined ? [] : otherMarks(draft, marker, lines, example).map((line, index) => ({ name: `other-${index + 1}`, skip: true, when: [markTest(draft, marker, line)] }));
  return {
    id, title: draft.title, kind: draft.kind, source: "Made from a sample file.", charsets: [draft.charset],
    syntax: draft.separator === undefined ? { kind: "fixed" } : { ...(draft.isWorkbook === true ? { kind: "sheet" } : { kind: "delimited", separator: draft.separator, quote: "\"" }), ...(draft.skip > 0 ? { skip: draft.skip } : {}), ...(draft.names ? { names: true } : {}) },
    constants: constantsOf(draft),
    begins: ["line", ...others.map((record) => record.name)],
    records: [main, ...others],
  };
}

/** By what a line is known: its mark; else names above it do, or else the look of its amount and date. */
function evidence(draft: FormatDraft, marker: DraftField | undefined, example: string): { readonly when?: readonly unknown[] } {
  if (marker !== undefined) return { when: [markTest(draft, marker, example)] };
  if (draft.names) return {};
  const looks: Readonly<Record<string, string>> = { amount: "[+-]?[\\d., ']*\\d[+-]?", date: "[\\d./-]{6,10}" };
  const types = new Map(meaningsOf(draft.kind).map((meaning) => [meaning.id, meaning.type]));
  const tests = draft.fields.flatMap((field) => {
    const look = looks[types.get(field.meaning ?? "") ?? ""];
    if (look === undefined) return [];
    return [draft.separator === undefined ? { at: field.at + 1, length: field.length, matches: ` *${look} *` } : { column: field.at + 1, matches: look }];
  });
  const columns = draft.separator === undefined ? [] : [{ columns: [draft.fields.length] }];
  return tests.length + columns.length === 0 ? {} : { when: [...columns, ...tests] };
}

function fieldOf(draft: FormatDraft, field: DraftField, meaning: Meaning, index: number): unknown {
  const place = draft.separator === undefined ? { at: field.at + 1, length: field.length } : { column: draft.names && field.name !== undefined ? field.name : field.at + 1 };
  const base = { name: `${meaning.id}-${index + 1}`, title: meaning.title, ...place, to: meaning.to, ...(required.has(meaning.id) ? { required: true } : {}) };
  switch (meaning.type) {
    case "amount":
      return { ...base, type: "amount", ...(draft.decimalMark === "" ? { decimals: draft.decimals } : { mark: draft.decimalMark, groups: draft.decimalMark === "," ? ". " : ", " }), ...(draft.kind === "statements" ? { sign: "leading" } : {}) };
    case "date":
      return { ...base, type: "date", patterns: [draft.datePattern] };
    case "account":
      return { ...base, type: "account", kinds: ["iban", "hungarian", "other"] };
    case "currency":
      return { ...base, type: "currency" };
    default:
      return { ...base, type: "text" };
  }
}
const required: ReadonlySet<string> = new Set(["creditor-name", "creditor-account", "amount", "booking-date"]);

function constantsOf(draft: FormatDraft): Readonly<Record<string, string>> {
  const has = (id: string): boolean => draft.fields.some((field) => field.meaning === id);
  const frame = draft.kind === "orders" ? { currency: "transaction.currency", account: "batch.account", field: "debtor-account" } : { currency: "statement.currency", account: "statement.account", field: "account" };
  const account = draft.account === undefined ? undefined : parseAccountNumber(draft.account);
  return {
    ...(draft.currency === undefined || has("currency") ? {} : { [frame.currency]: draft.currency }),
    ...(account === undefined || has(frame.field) ? {} : { [frame.account]: accountText(account) }),
  };
}

function markTest(draft: FormatDraft, marker: DraftField, line: string): unknown {
  const value = draft.separator === undefined ? line.slice(marker.at, marker.at + marker.length) : markOf(draft, marker, line);
  return draft.separator === undefined ? { at: marker.at + 1, is: [value] } : { column: marker.at + 1, is: [value] };
}

function markOf(draft: FormatDraft, marker: DraftField, line: string): string {
  return (draft.separator === undefined ? line.slice(marker.at, marker.at + marker.length) : (line.split(draft.separator)[marker.at] ?? "")).trim();
}

/** One line for each mark that is not the example's. */
function otherMarks(draft: FormatDraft, marker: DraftField, lines: readonly string[], example: string): string[] {
  const found = new Map<string, string>();
  for (const line of lines.slice(draft.skip + (draft.names ? 1 : 0))) {
    const mark = markOf(draft, marker, line);
    if (mark !== "" && mark !== markOf(draft, marker, example) && !found.has(mark)) found.set(mark, line);
  }
  return [...found.values()].slice(0, 20);
}
