import type { Finding } from "../../domain/finding.ts";
import { accountText, formatAccount } from "../../domain/account-number.ts";
import { parseCurrency } from "../../domain/money.ts";
import { charsetIds } from "../../formats/charset/charset.ts";
import { datePatterns, draftOf, type FormatDraft, meaningsOf, sampleLines } from "../../formats/sample/format-draft.ts";
import { whyNoSample } from "../../formats/sample/no-sample.ts";
import { isWorkbook } from "../../formats/workbook/detect.ts";
import { sheetLines, sheetSeparator } from "../../formats/workbook/sheet-lines.ts";
import { saveFormat, tryDraft } from "../../workflows/import-desk/own-formats.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import type { CommandOf, ContextOf } from "../routes.ts";
import { counted } from "../wording/amounts.ts";
import { type DefineAction, type DefineModel, exampleLine, fieldUnderCursor, hindrances, withCut, withMeaning } from "./model.ts";

export type DefineContext = ContextOf<"define-format", DefineModel, DefineAction>;

/** So much of a file is looked at. */
const sampleBytes = 64 * 1024;

export async function loadSample(screen: DefineContext): Promise<void> {
  const { files } = screen.session, { path, name } = screen.params;
  const head = await beginningOf(files.open(path));
  const reason = whyNoSample(head);
  if (reason !== undefined) {
    screen.shell.notice(`No format can be made of ${name}. ${reason}`, "bad");
    return screen.shell.pop();
  }
  const isSheet = isWorkbook(head);
  const findings: Finding[] = [];
  const sample = await beginningOf(isSheet ? sheetLines(files.open(path), undefined, (finding) => findings.push(finding)) : files.open(path));
  const hindrance = findings.find((finding) => finding.severity === "error");
  if (hindrance !== undefined) screen.shell.notice(hindrance.message, "bad");
  const title = name.replace(/\.[^.]{1,5}$/, "");
  const guess: FormatDraft = isSheet ? { ...draftOf(sample, { kind: "orders", title, charset: "UTF-8", separator: sheetSeparator }), isWorkbook: true } : draftOf(sample, { kind: "orders", title });
  const draft = withOwnAccount(guess, await screen.params.context.store.accounts.all());
  screen.dispatch({ type: "sample", sample, lines: sampleLines(sample, draft.charset), draft });
  await tryNow(screen, draft);
}

/** What no column says, where this customer leaves no choice: the only account, the only currency. */
function withOwnAccount(draft: FormatDraft, accounts: readonly Account[]): FormatDraft {
  const means = (id: string): boolean => draft.fields.some(({ meaning }) => meaning === id);
  const [only, ...others] = accounts;
  const currencies = new Set(accounts.map(({ currency }) => currency));
  return {
    ...draft,
    account: only !== undefined && others.length === 0 && !means("debtor-account") ? accountText(only.number) : draft.account,
    currency: only !== undefined && currencies.size === 1 && !means("currency") ? only.currency : draft.currency,
  };
}

/** As much of a file as is looked at, in whole lines: one that is cut off would count as damaged. */
async function beginningOf(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    parts.push(Uint8Array.from(chunk));
    size += chunk.length;
    if (size > sampleBytes) break;
  }
  const read = Buffer.concat(parts);
  return Uint8Array.from(size <= sampleBytes ? read : read.subarray(0, read.lastIndexOf(0x0a, sampleBytes - 1) + 1));
}

/** Takes the change over and shows what comes of it. */
async function change(screen: DefineContext, draft: FormatDraft): Promise<void> {
  screen.dispatch({ type: "draft", draft });
  await tryNow(screen, draft);
}

async function tryNow(screen: DefineContext, draft: FormatDraft): Promise<void> {
  const { lines, sample } = screen.current();
  screen.dispatch({ type: "tried", draft, trial: await tryDraft(draft, lines, sample) });
}

const withDraft = (run: (screen: DefineContext, draft: FormatDraft) => Promise<void>) => async (screen: DefineContext): Promise<void> => {
  const { draft } = screen.current();
  if (draft !== undefined) await run(screen, draft);
};

/** Says what the column under the cursor means. */
export const chooseMeaning = withDraft(async (screen, draft) => {
  const model = screen.current();
  const field = fieldUnderCursor(model);
  if (field === undefined) return;
  const nothing = { id: "", title: "nothing: leave it out" };
  const chosen = await chooseRow(screen.shell, {
    title: `What ${field.name ?? "this column"} means`, customer: customerOf(screen.params.context), rows: [nothing, ...meaningsOf(draft.kind)],
    columns: [{ title: "meaning", width: { min: 30, grow: 1 }, cell: (row: { readonly id: string; readonly title: string }) => row.title }], keyOf: (row) => row.id, textOf: (row) => row.title, first: field.meaning, empty: "", choose: "means this",
  });
  if (chosen !== undefined) await change(screen, withMeaning(draft, model.table.cursor, chosen.id === "" ? undefined : chosen.id));
});

export const toggleCut = withDraft((screen, draft) => change(screen, withCut(draft, screen.current().column, exampleLine(screen.current()).length)));

const isFixed = ({ model }: DefineContext): boolean => model.draft !== undefined && model.draft.separator === undefined;

export const defineCommands: readonly CommandOf<"define-format", DefineModel, DefineAction>[] = [
  { id: "define.meaning", title: "meaning", keys: ["Enter", "m"], when: ({ model }) => !model.cutting, description: "Says what the column under the cursor means.", run: chooseMeaning },
  { id: "define.cut", title: "cut", keys: ["c"], when: (screen) => isFixed(screen) && !screen.model.cutting, description: "Goes to the characters of the line, to say where its fields begin.", run: ({ dispatch }) => dispatch({ type: "cutting", on: true }) },
  { id: "define.settings", title: "settings", keys: ["e"], description: "Charset, separator, dates, decimals, and what no column says: currency, account.", run: withDraft(changeSettings) },
  {
    id: "define.line", title: "next line", keys: ["n"], description: "Shows the columns by the next line of the sample.",
    run: withDraft((screen, draft) => change(screen, { ...draft, exampleLine: (draft.exampleLine + 1) % Math.max(1, Math.min(screen.current().lines.length, 50)) })),
  },
  {
    id: "define.save", title: "save", keys: ["f2"], description: "Keeps the format for this customer: its files are known by their content from then on.",
    disabledReason: ({ model, params }) => (!params.context.rights.includes("prepare") ? "You have no right to prepare for this customer." : (model.trial?.count ?? 0) === 0 ? "Nothing is read yet: say which columns are the payee, the account and the amount." : undefined),
    run: withDraft(save),
  },
];

async function changeSettings(screen: DefineContext, draft: FormatDraft): Promise<void> {
  const { context } = screen.params;
  const accounts = await context.store.accounts.all();
  const isText = (): boolean => draft.isWorkbook !== true;
  const option = (value: string, text = value): { readonly value: string; readonly text: string } => ({ value, text });
  const changed = await askForm<FormatDraft>(screen.shell, {
    title: "How the file is written", customer: customerOf(context), submit: "use",
    fields: [
      { kind: "select", name: "kind", label: "a line is", value: draft.kind, options: [option("orders", "a payment"), option("statements", "an entry of a statement")] },
      { kind: "select", name: "charset", label: "charset", value: draft.charset, options: charsetIds.map((id) => option(id)), when: isText },
      { kind: "select", name: "separator", label: "separator", value: draft.separator ?? "", options: [option("", "none: fields by their place"), option(";"), option(","), option("\t", "tab"), option("|")], when: isText },
      { kind: "select", name: "names", label: "first line", value: draft.names ? "yes" : "no", options: [option("yes", "has the columns' names"), option("no", "is data")], when: (values) => !isText() || values.separator !== "" },
      { kind: "select", name: "mark", label: "decimals", value: draft.decimalMark, options: [option(",", "1.234,56"), option(".", "1,234.56"), option("", `123456: the last ${draft.decimals} digits`)] },
      { kind: "select", name: "date", label: "dates", value: draft.datePattern, options: datePatterns.map((pattern) => option(pattern)) },
      { kind: "text", name: "currency", label: "currency", value: draft.currency ?? "", hint: "Of all lines, where no column says it.", check: (text) => (parseCurrency(text.toUpperCase()) === undefined ? { problem: "A currency is three letters: EUR, HUF." } : undefined) },
      { kind: "select", name: "account", label: "own account", value: draft.account ?? "", hint: "Where no column says it.", options: [option("", "a column says it"), ...accounts.map((account) => option(accountText(account.number), `${account.title} ${formatAccount(account.number)}`))] },
    ],
    onSubmit: ({ texts }) => Promise.resolve({ done: settled(draft, texts) }),
  });
  if (changed === undefined) return;
  const isAnew = changed.separator !== draft.separator || changed.kind !== draft.kind || changed.names !== draft.names;
  if (isAnew || changed.charset !== draft.charset) {
    const { sample } = screen.current();
    const fresh = draftOf(sample, { kind: changed.kind, title: changed.title, charset: changed.charset, separator: changed.separator ?? null, names: changed.names });
    const next = isAnew ? { ...changed, fields: fresh.fields, exampleLine: fresh.exampleLine, skip: fresh.skip } : changed;
    screen.dispatch({ type: "sample", sample, lines: sampleLines(sample, next.charset), draft: next });
    return tryNow(screen, next);
  }
  await change(screen, changed);
}

function settled(draft: FormatDraft, texts: Readonly<Record<string, string>>): FormatDraft {
  const separator = draft.isWorkbook === true ? draft.separator : texts.separator === "" ? undefined : texts.separator;
  const currency = (texts.currency ?? "").toUpperCase();
  return {
    ...draft,
    kind: texts.kind === "statements" ? "statements" : "orders",
    charset: charsetIds.find((id) => id === texts.charset) ?? draft.charset,
    separator,
    names: separator !== undefined && texts.names !== "no",
    decimalMark: texts.mark === "," ? "," : texts.mark === "" ? "" : ".",
    datePattern: texts.date ?? draft.datePattern,
    currency: currency === "" ? undefined : currency,
    account: texts.account === "" ? undefined : texts.account,
  };
}

async function save(screen: DefineContext, draft: FormatDraft): Promise<void> {
  const title = await screen.shell.askText({ title: "Name of the format", label: "name", value: draft.title, details: ["Files that look like this one are read with it from now on, for this customer."] });
  if (title === undefined) return;
  const { lines, sample } = screen.current();
  const errors = hindrances(screen.current()).length;
  if (errors > 0) {
    const sure = await screen.shell.confirm({
      title: "The sample has lines that are not read", customer: customerOf(screen.params.context), yes: "save all the same", no: "go on defining",
      consequence: `${counted(errors, "error")} in the sample: such lines will stop a file from being imported.`,
    });
    if (!sure) return;
  }
  await saveFormat(screen.params.context, { ...draft, title }, lines, sample);
  screen.shell.notice(`Format ${title} saved.`, "good");
  screen.shell.pop();
}
