import { type ReactNode, useState } from "react";
import { AppError } from "../../domain/errors.ts";
import type { ScreenSize } from "./questions.ts";
import { DialogFrame, dialogWidth, Lines, wrapText } from "./dialog-frame.tsx";
import type { Span } from "./line.tsx";
import { useInput } from "./use-input.ts";

/** What happened, what it means for the money, what to do next; `t` shows the technical part. */
export function ErrorDialog({ error, size, onClose }: { readonly error: unknown; readonly size: ScreenSize; readonly onClose: () => void }): ReactNode {
  const [technical, setTechnical] = useState(false);
  useInput((event) => {
    if (event.kind === "paste") return true;
    if (event.name === "enter" || event.name === "esc") onClose();
    else if (event.name === "t") setTechnical(!technical);
    else return false;
    return true;
  }, "widget");
  const width = dialogWidth(size);
  const lines: (string | readonly Span[])[] = told(error, width);
  if (technical) lines.push("", ...technicalLines(error).flatMap((line) => wrapText(line, width)));
  const shown = lines.slice(0, Math.max(1, size.rows - 4));
  shown.push("", [{ text: "Enter closes · t technical details", dim: true }]);
  return (
    <DialogFrame title="Not done" size={size} rows={shown.length}>
      {() => <Lines lines={shown} width={width} />}
    </DialogFrame>
  );
}

function told(error: unknown, width: number): (readonly Span[])[] {
  const bold = (text: string): (readonly Span[])[] => wrapText(text, width).map((line) => [{ text: line, bold: true }]);
  const plain = (text: string | undefined): (readonly Span[])[] => (text === undefined ? [] : wrapText(text, width).map((line) => [line]));
  if (error instanceof AppError) return [...bold(error.message), ...plain(error.meaning), ...plain(error.next)];
  return [...bold("Something went wrong that Kontor did not expect."), ...plain("What was stored is safe. Go back and try again; if it stays, give the technical details to support.")];
}

function technicalLines(error: unknown): string[] {
  if (error instanceof AppError) {
    const context = Object.entries(error.context).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${String(value)}`);
    return [`${error.area}/${error.code}`, ...context, ...(error.cause instanceof Error ? [`because: ${error.cause.message}`] : [])];
  }
  return error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 8) : [String(error)];
}
