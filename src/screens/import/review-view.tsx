import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { closingBalance } from "../../domain/statement.ts";
import type { Language } from "../../domain/money.ts";
import { statementKind } from "../../domain/statement.ts";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import { factLines } from "../dialogs/facts-dialog.tsx";
import { ruleLine } from "../lists/rule-line.ts";
import type { PropsOf } from "../routes.ts";
import { formatAccount } from "../../domain/account-number.ts";
import { wrapText } from "../widgets/dialog-frame.tsx";
import { Line, type Span } from "../widgets/line.tsx";
import { progressSpans } from "../widgets/progress-bar.ts";
import { arrayRows } from "../widgets/row-source.ts";
import { Table } from "../widgets/table.tsx";
import { useInput } from "../widgets/use-input.ts";
import { counted, moneyText } from "../wording/amounts.ts";
import { fileColumns, findingColumns, stateText } from "./columns.ts";
import { showExcerpt } from "./excerpt-dialog.tsx";
import { currentFile, type ImportAction, type ImportFile, type ImportModel } from "./model.ts";
import { previewLines, previewVerdict } from "./preview-lines.ts";
import { sizeText } from "../wording/sizes.ts";

const statementsShown = 6;

/** What the files hold, before anything is stored: facts first, then every finding with its place. */
export function ReviewView(props: PropsOf<"import", ImportModel, ImportAction>): ReactNode {
  const { model, params, size, shell, dispatch } = props;
  const { context } = params;
  const language = context.operator.language;
  const columns = useMemo(() => fileColumns(language), [language]);
  const file = currentFile(model);
  const findings = useMemo(() => arrayRows(file?.findings ?? []), [file?.findings]);
  const several = model.files.length > 1;
  useInput((event) => {
    if (event.kind === "paste") return false;
    const table = model.focus === "files" && several ? model.fileTable : model.findingTable;
    if (event.name === "tab" && several) dispatch({ type: "focus" });
    else if (event.name === "esc" && table.marked.size === 0 && table.filter === "" && !table.filtering) {
      if (params.quarantined === undefined) dispatch({ type: "leave-files" });
      else shell.pop();
    }
    else return false;
    return true;
  }, "field");
  const filesHeight = several ? Math.min(model.files.length + 1, Math.max(4, Math.floor(size.rows / 4))) : 0;
  const facts = file === undefined ? [] : factsOf(file, language, size.columns);
  const factsHeight = Math.min(facts.length, Math.max(3, size.rows - filesHeight - 8));
  const current = findings.row(model.findingTable.cursor);
  const said = current === undefined ? [] : wrapText(current.message, size.columns - 2).slice(0, 3);
  const rest = size.rows - 2 - filesHeight - factsHeight - said.length;
  const onFiles = several && model.focus === "files";
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={headSpans(model, file)} width={size.columns} />
      {several ? (
        <Table columns={columns} rows={arrayRows(model.files)} state={model.fileTable} keyOf={(one) => one.path} markable active={onFiles}
          size={{ columns: size.columns, rows: filesHeight }} onAction={(action) => dispatch({ type: "file-table", action })} onOpen={() => dispatch({ type: "focus" })} empty="" />
      ) : null}
      {facts.slice(0, factsHeight).map((spans, at) => <Line key={String(at)} spans={[" ", ...spans]} width={size.columns} />)}
      <Line spans={ruleLine(file === undefined || file.busy !== undefined || file.seen.kind === "unseen" ? "findings" : `findings (${findings.count})`, size.columns)} width={size.columns} />
      <Table columns={findingColumns} rows={findings} state={model.findingTable} keyOf={(finding) => `${finding.line ?? 0}:${finding.column ?? 0}:${finding.code}`} active={!onFiles}
        size={{ columns: size.columns, rows: Math.max(2, rest) }} onAction={(action) => dispatch({ type: "finding-table", action })}
        onOpen={(finding) => {
          if (file !== undefined) void showExcerpt(props, file, finding).catch(shell.showError.bind(shell));
        }}
        empty={emptyFindings(file)} />
      {said.map((text, at) => <Line key={String(at)} spans={[{ text: ` ${text}`, dim: onFiles }]} width={size.columns} />)}
    </Box>
  );
}

function headSpans(model: ImportModel, file: ImportFile | undefined): Span[] {
  if (file === undefined) return [];
  const name: Span[] = [{ text: file.name, bold: true }, { text: ` · ${sizeText(file.sizeBytes)}`, dim: true }];
  const several = model.files.length > 1 ? [{ text: ` · file ${model.fileTable.cursor + 1} of ${model.files.length}, Tab changes the list`, dim: true }] : [];
  return [...name, ...several];
}

function factsOf(file: ImportFile, language: Language, width: number): (readonly Span[])[] {
  const verdict = verdictSpans(file);
  if (file.busy !== undefined) return [verdict, progressSpans({ done: file.busy.doneBytes, total: file.sizeBytes }, 0, width - 2)];
  if (file.seen.kind === "order") {
    const facts = previewLines(file.seen.preview, language);
    return [verdict, ...facts.flatMap((line) => factLines([[line.label, line.text]], width - 2).map((spans): readonly Span[] => (line.look.tone === undefined ? spans : spans.map((span): Span => (typeof span === "string" ? { text: span, ...line.look } : span)))))];
  }
  if (file.seen.kind === "statement") {
    const { statements, format } = file.seen.preview;
    const lines = statements.slice(0, statementsShown).map(({ header, balances, entryCount, balanced, known }): readonly [string, string] => {
      const closing = closingBalance(balances);
      const kind = statementKind(header);
      const sum = kind === "report" ? "intraday report: books nothing" : kind === "notification" ? "notification: books nothing" : balanced === true ? "adds up" : balanced === false ? "DOES NOT ADD UP" : "no balances";
      return [header.sequenceNumber === undefined ? "statement" : `no ${header.sequenceNumber}`, `${formatAccount(header.account)} · ${counted(entryCount, "entry", "entries")} · ${closing === undefined ? "" : `closing ${moneyText(closing.amount, language)} · `}${sum}${known ? " · received before" : ""}`];
    });
    const more = statements.length > statementsShown ? [["", `and ${statements.length - statementsShown} more`] as const] : [];
    return [verdict, ...factLines([...lines, ...more, ["format", format]], width - 2)];
  }
  return [verdict];
}

/** One line: what came of it, or what importing would do. */
function verdictSpans(file: ImportFile): readonly Span[] {
  if (file.result?.kind === "failed") return [{ text: `✕ ${file.result.reason}`, tone: "bad", bold: true }];
  if (file.result?.kind === "quarantined") return [{ text: "In quarantine until somebody settles it: b in the list of files.", tone: "warning", bold: true }];
  if (file.result?.kind === "order") return [{ text: `${stateText(file)}. o opens it.`, tone: file.result.errors > 0 ? "warning" : "good", bold: true }];
  if (file.result?.kind === "statements") return [{ text: `${stateText(file)}, ${counted(file.result.booked, "payment")} of ours booked. o shows them.`, tone: "good", bold: true }];
  if (file.busy !== undefined) return [file.busy.what === "importing" ? "Importing, in the background …" : "Reading: nothing is stored yet. Esc stops."];
  if (file.seen.kind === "order") {
    const { text, look } = previewVerdict(file.seen.preview);
    return [{ text, ...look }];
  }
  if (file.seen.kind === "refused") return [{ text: `✕ ${file.seen.reason}`, tone: "bad", bold: true }];
  if (file.seen.kind === "statement") return [{ text: "A statement file. Nothing was stored yet; i takes in what is new in it.", tone: "good" }];
  return [{ text: "Waiting …", dim: true }];
}

function emptyFindings(file: ImportFile | undefined): string {
  if (file === undefined || file.seen.kind === "unseen" || file.busy !== undefined) return "";
  if (file.seen.kind === "refused") return "";
  return file.result === undefined || file.result.kind === "failed" ? "No findings. i imports the file." : "No findings.";
}
