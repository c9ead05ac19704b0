import { type ReactNode, useState } from "react";
import type { Finding } from "../../domain/finding.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import type { DialogCustomer, ScreenSize } from "../shell/shell.ts";
import { fitToWidth } from "../terminal/width.ts";
import { DialogFrame, dialogWidth, wrapText } from "../widgets/dialog-frame.tsx";
import { Line, type Span } from "../widgets/line.tsx";
import { useInput } from "../widgets/use-input.ts";
import { type ExcerptLine, type FileExcerpt, readExcerpt } from "./file-excerpt.ts";
import { findingDetail, severityMark } from "./finding-row.ts";
import type { ImportFile } from "./model.ts";
import { type ImportContext, openImportFile } from "./work.ts";

const linesAround = 40;

/** The file around the place of a finding. */
export async function showExcerpt(screen: Pick<ImportContext, "shell" | "session" | "params">, file: ImportFile, finding: Finding): Promise<void> {
  const content = openImportFile(screen, file);
  const lines = file.seen.kind === "order" ? file.seen.preview.sourceFormat?.lines : undefined;
  const excerpt = finding.line === undefined ? undefined : await readExcerpt(lines === undefined ? content : lines(content), finding.line, finding.column, linesAround);
  const { shell, params } = screen;
  await shell.dialog<true>((close, size) => (
    <ExcerptDialog title={file.name} customer={customerOf(params.context)} finding={finding} excerpt={excerpt} size={size} onClose={() => close(true)} />
  ));
}

interface ExcerptDialogProps {
  readonly title: string;
  readonly customer: DialogCustomer;
  readonly finding: Finding;
  readonly excerpt: FileExcerpt | undefined;
  readonly size: ScreenSize;
  readonly onClose: () => void;
}

function ExcerptDialog({ title, customer, finding, excerpt, size, onClose }: ExcerptDialogProps): ReactNode {
  const width = dialogWidth(size, 140);
  const said = findingDetail(finding).flatMap((line) => wrapText(line, width));
  const lines = excerpt?.lines ?? [];
  const room = Math.max(3, Math.min(size.rows - said.length - 5, Math.max(3, lines.length)));
  const marked = lines.findIndex((line) => line.number === excerpt?.markedLine);
  const last = Math.max(0, lines.length - room);
  const [top, setTop] = useState(Math.max(0, Math.min(last, marked - Math.floor(room / 2))));
  const [left, setLeft] = useState(() => startColumn(excerpt, width));
  useInput((event) => {
    if (event.kind === "paste") return true;
    const by = { up: -1, down: 1, pageup: -room, pagedown: room, home: -last, end: last }[event.name];
    if (by !== undefined) setTop(Math.max(0, Math.min(last, top + by)));
    else if (event.name === "left") setLeft(Math.max(0, left - 20));
    else if (event.name === "right") setLeft(Math.min(400, left + 20));
    else if (event.name === "esc" || event.name === "enter") onClose();
    else return false;
    return true;
  }, "widget");
  const shown: (readonly Span[])[] = lines.length === 0 ? [[{ text: "The finding is about the whole file, or lies beyond its end.", dim: true }]] : lines.slice(top, top + room).map((line) => excerptSpans(line, excerpt, left, width));
  const tone = severityMark(finding.severity).look;
  return (
    <DialogFrame title={title} customer={customer} size={size} width={140} rows={said.length + shown.length + 2}>
      {() => (
        <>
          {said.map((line, at) => <Line key={String(at)} spans={[at < said.length - 1 ? { text: line, ...tone } : { text: line, dim: true }]} width={width} />)}
          <Line spans={[{ text: "─".repeat(width), dim: true }]} width={width} />
          {shown.map((spans, at) => <Line key={String(at)} spans={spans} width={width} />)}
          <Line spans={[{ text: "↑ ↓ ← → move · Esc closes", dim: true }]} width={width} />
        </>
      )}
    </DialogFrame>
  );
}

const numberWidth = 8;

/** Far enough right that the place is in view. */
function startColumn(excerpt: FileExcerpt | undefined, width: number): number {
  const column = excerpt?.markedColumn ?? 1;
  return column <= width - numberWidth - 10 ? 0 : Math.max(0, column - Math.floor(width / 2));
}

/** One line of the file; the character at the place is marked. */
function excerptSpans(line: ExcerptLine, excerpt: FileExcerpt | undefined, left: number, width: number): Span[] {
  const marked = line.number === excerpt?.markedLine;
  const number: Span = { text: `${marked ? "▸" : " "}${fitToWidth(String(line.number), numberWidth - 2, "right")} `, dim: !marked, bold: marked };
  const text = line.text.slice(left, left + width);
  const at = marked && excerpt?.markedColumn !== undefined ? excerpt.markedColumn - 1 - left : -1;
  const front: Span = line.skipped > 0 || left > 0 ? { text: "…", dim: true } : "";
  if (at < 0 || at >= text.length) return [number, front, text];
  return [number, front, text.slice(0, at), { text: text.slice(at, at + 1), inverse: true, bold: true }, text.slice(at + 1)];
}
