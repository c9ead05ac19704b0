import { z } from "zod";
import { charsetIds } from "../charset/charset.ts";
import { sheetQuote, sheetSeparator } from "../workbook/sheet-lines.ts";

/** The definition language, rule by rule; README.md explains each. What a definition says twice or wrongly is found in compile.ts. */

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/);
const texts = z.array(z.string().max(100)).min(1).max(100);
const position = z.number().int().min(1).max(20_000);

/** What must hold for a record to be of a kind. */
const test = z.union([
  z.strictObject({ at: position, is: texts }),
  z.strictObject({ at: position, length: position, matches: z.string().max(200) }),
  z.strictObject({ column: position, is: texts }),
  z.strictObject({ column: position, matches: z.string().max(200) }),
  z.strictObject({ columns: z.array(z.number().int().min(1).max(1000)).min(1) }),
  z.strictObject({ bytes: z.array(position).min(1) }),
  z.strictObject({ tag: z.string().max(100), is: texts.optional() }),
]);

/** A field is read only where the others say so. */
const fieldTest = z.strictObject({ field: name, is: texts.optional(), not: texts.optional(), matches: z.string().max(200).optional(), unlike: z.string().max(200).optional() });

const fieldBase = {
  name,
  title: z.string().max(200).optional(),
  at: position.optional(),
  length: position.optional(),
  column: z.union([position, z.string().min(1).max(100)]).optional(),
  tag: z.string().min(1).max(100).optional(),
  to: z.string().max(60).optional(),
  required: z.boolean().optional(),
  when: z.array(fieldTest).optional(),
  /** A value here has no place in the payment: say so. */
  tell: z.enum(["info", "warning"]).optional(),
  /** Values that mean "none", beside blanks. */
  none: texts.optional(),
  /** Written where there is no value. */
  otherwise: z.string().max(200).optional(),
};

const text = z.strictObject({
  ...fieldBase, type: z.literal("text"),
  pad: z.string().length(1).optional(), align: z.enum(["left", "right"]).optional(),
  /** `text` continues the one before: glued, or as a new piece. */
  join: z.enum(["new", "glue", "space"]).optional(),
  before: z.string().max(20).optional(),
  matches: z.string().max(200).optional(),
  values: z.record(z.string(), z.string()).optional(),
  unknown: z.enum(["keep", "refuse"]).optional(),
  /** Nothing to tell where it says the same as that field, and written as that where it has no value. */
  same: name.optional(),
  check: z.enum(["be-reference", "mod97-2"]).optional(),
});
const constant = z.strictObject({ ...fieldBase, type: z.literal("constant"), value: z.string().max(200) });
const number = z.strictObject({
  ...fieldBase, type: z.literal("number"),
  /** 1, 2, 3 … within the order or statement. */
  counts: z.boolean().optional(),
  total: z.strictObject({ records: z.array(name).min(1) }).or(z.strictObject({ of: z.string().max(81), modulo: z.number().int().min(1).max(40).optional(), side: z.enum(["in", "out"]).optional(), rows: z.boolean().optional() })).optional(),
  /** How many decimals the amount beside it has; by currency, where it is not the currency's own number. */
  decimals: z.record(z.string(), z.number().int().min(0).max(6)).optional(),
  pad: z.enum(["0", " "]).optional(),
});
const amount = z.strictObject({
  ...fieldBase, type: z.literal("amount"),
  decimals: z.union([z.number().int().min(0).max(6), name]).optional(),
  mark: z.enum([".", ",", ".,"]).optional(),
  groups: z.string().max(3).optional(),
  sign: z.union([z.enum(["leading", "trailing", "overpunch"]), z.strictObject({ field: name, minus: texts, plus: texts })]).optional(),
  positive: z.boolean().optional(),
  pad: z.enum(["0", " "]).optional(),
  total: z.strictObject({ of: z.string().max(81), side: z.enum(["in", "out"]).optional() }).optional(),
});
const date = z.strictObject({ ...fieldBase, type: z.literal("date"), patterns: z.array(z.string().regex(/^(YYYY|YY|MM|DD|[./-])+$/)).min(1) });
const account = z.strictObject({
  ...fieldBase, type: z.literal("account"),
  kinds: z.array(z.enum(["iban", "hungarian", "rib", "ccc", "belgian", "other"])).min(1),
  /** The fields of which it is put together, where it stands in several. */
  of: z.array(name).optional(),
  glue: z.string().max(3).optional(),
  /** Blanks at the end of a 16-digit Hungarian number: how it is written. */
  short: z.boolean().optional(),
  scheme: z.string().max(10).optional(),
});
const currency = z.strictObject({ ...fieldBase, type: z.literal("currency"), numeric: z.boolean().optional() });
const sign = z.strictObject({ ...fieldBase, type: z.literal("sign") });

const field = z.discriminatedUnion("type", [text, constant, number, amount, date, account, currency, sign]);
export type FieldDefinition = z.infer<typeof field>;

/** Fields that occur several times in a record. */
const group = z.strictObject({
  name, count: name.optional(), at: z.array(position).min(1).max(200), fields: z.array(field).min(1),
});

const frame = z.enum(["order", "batch", "transaction", "statement", "entry", "detail", "report", "item"]);
export type FrameName = z.infer<typeof frame>;

const record = z.strictObject({
  name,
  title: z.string().max(200).optional(),
  when: z.array(test).optional(),
  /** Bytes without the line end. Several are several permitted ones. */
  length: z.array(position).min(1).optional(),
  /** Blanks at its end may be missing. */
  short: z.boolean().optional(),
  after: z.array(name).optional(),
  opens: z.array(frame).optional(),
  /** Opened by this record where it is not open yet, with a finding. */
  needs: frame.optional(),
  closes: frame.optional(),
  /** Put aside until records that name the same values come. */
  hold: z.array(name).optional(),
  of: z.array(name).optional(),
  /** Known, and left out on purpose. */
  skip: z.boolean().optional(),
  fields: z.array(field).default([]),
  groups: z.array(group).optional(),
});
export type RecordDefinition = z.infer<typeof record>;

const rows = { /** lines before the rows that are no data */ skip: z.number().int().min(0).max(100).optional(), /** the first line that is not skipped has the names */ names: z.boolean().optional() };

const syntax = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("fixed"),
    /** Without it, a line is a record. */
    blocks: z.strictObject({ bytes: position, /** digits at the beginning of a record that say how long it is */ lengthDigits: z.number().int().min(1).max(6).optional() }).optional(),
  }),
  z.strictObject({ kind: z.literal("delimited"), separator: z.string().length(1), quote: z.string().length(1).optional(), ...rows }),
  // A spreadsheet's rows are handed on as delimited lines: the rest of the engine knows nothing else.
  z.strictObject({ kind: z.literal("sheet"), /** its name; without one, the first that has text */ sheet: z.string().min(1).max(100).optional(), ...rows })
    .transform(({ sheet, ...rest }) => ({ ...rest, kind: "delimited" as const, separator: sheetSeparator, quote: sheetQuote, workbook: { sheet } })),
  z.strictObject({ kind: z.literal("tagged"), separator: z.string().min(1).max(3) }),
]);

const base = {
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,39}$/),
  title: z.string().min(1).max(100),
  kind: z.enum(["orders", "statements", "status"]),
  /** Where the layout is from. */
  source: z.string().max(1000),
  charsets: z.array(z.enum(charsetIds)).min(1),
};

/** A format as data. */
export const definitionSchema = z.strictObject({
  ...base,
  syntax,
  /** Known by its first record, and not read: why, in a sentence for the operator. */
  refuses: z.string().max(400).optional(),
  /** Model values that the file does not say: `transaction.currency` is always `HUF`. */
  constants: z.record(z.string(), z.string()).optional(),
  /** Put together out of fields of the opening record: an id of the file. */
  composed: z.array(z.strictObject({ to: z.string(), fields: z.array(name).min(1), glue: z.string().max(3) })).optional(),
  records: z.array(record).min(1).max(100),
  /** Names of the records that a file may begin with, by which it is known. */
  begins: z.array(name).min(1),
  /** Names of the records that a file may end with. */
  ends: z.array(name).optional(),
  /** It comes in several files: what stands in their names, and which records stand in each. Read and written one behind the other. */
  parts: z.array(z.strictObject({ name: z.string().regex(/^[A-Z0-9]{2,20}$/), records: z.array(name).min(1) })).min(2).optional(),
  write: z.strictObject({ lineEnd: z.enum(["CRLF", "LF", ""]), order: z.array(name).min(1) }).optional(),
  /** The same with another charset or length, for writing. */
  variants: z.array(z.strictObject({ id: base.id, title: base.title, charsets: base.charsets, lengths: z.record(z.string(), position).optional() })).optional(),
});
export type Definition = z.infer<typeof definitionSchema>;
