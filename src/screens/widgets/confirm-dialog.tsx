import { type ReactNode, useState } from "react";
import type { Confirmation, ScreenSize } from "./questions.ts";
import { DialogFrame, dialogWidth, Lines, wrapText } from "./dialog-frame.tsx";
import { Line, type Span } from "./line.tsx";
import { TextField } from "./text-field.tsx";
import { useInput } from "./use-input.ts";

/**
 * A question: the consequence first, the customer named, the harmless answer preselected. With a code to type, only the right code says yes.
 */
export function ConfirmDialog({ question, size, onAnswer }: { readonly question: Confirmation; readonly size: ScreenSize; readonly onAnswer: (yes: boolean) => void }): ReactNode {
  const [yes, setYes] = useState(false);
  const [code, setCode] = useState({ text: "", cursor: 0 });
  const [wrong, setWrong] = useState(false);
  const [top, setTop] = useState(0);
  const typed = question.typedCode;
  const width = dialogWidth(size);
  const text = wrapText(question.consequence, width);
  const { shown, page, last } = scrolled((question.details ?? []).flatMap((line) => wrapText(line, width)), top, size.rows - 2 - text.length - (typed === undefined ? 2 : 4));
  useInput((event) => {
    if (event.kind === "paste") return true;
    const by = { up: -1, down: 1, pageup: -page, pagedown: page }[event.name];
    if (by !== undefined && last > 0) {
      setTop(Math.max(0, Math.min(last, top + by)));
      return true;
    }
    if (event.name === "esc") onAnswer(false);
    else if (event.name === "enter" && typed !== undefined) {
      if (code.text.trim() === typed) onAnswer(true);
      else setWrong(true);
    } else if (event.name === "enter" && yes && question.readAll === true && top < last) setTop(Math.min(last, top + page)); // the rest first
    else if (event.name === "enter") onAnswer(yes);
    // The answers lie side by side: ↑ ↓, held down in the list below the question, choose nothing.
    else if (typed === undefined && ["left", "right", "tab", "shift+tab"].includes(event.name)) setYes(!yes);
    else return false;
    return true;
  }, "widget");
  const no = question.no ?? "cancel";
  const rows = text.length + shown.length + (typed === undefined ? 2 : 4);
  return (
    <DialogFrame title={question.title} customer={question.customer} size={size} rows={rows}>
      {() => (
        <>
          <Lines lines={text.map((line) => [{ text: line, bold: true }])} width={width} />
          <Lines lines={shown} width={width} />
          <Line spans="" width={width} />
          {typed === undefined ? <Line spans={answers(question.yes, no, yes)} width={width} /> : (
            <>
              <Line spans={[`Type ${typed} to confirm: ${question.yes}. Esc: ${no}.`]} width={width} />
              <TextField value={code} onChange={(next) => { setCode(next); setWrong(false); }} width={width} active />
              <Line spans={wrong ? [{ text: "That is not the code. Nothing was done.", tone: "bad" }] : ""} width={width} />
            </>
          )}
        </>
      )}
    </DialogFrame>
  );
}

/** The lines that there is room for, and where they are among all. @returns last the highest `top`; 0 where everything is seen at once */
function scrolled(lines: readonly string[], top: number, room: number): { readonly shown: readonly string[]; readonly page: number; readonly last: number } {
  if (lines.length <= room) return { shown: lines, page: room, last: 0 };
  const page = Math.max(1, room - 1);
  const last = lines.length - page;
  const from = Math.min(top, last);
  return { shown: [...lines.slice(from, from + page), `… lines ${from + 1} to ${from + page} of ${lines.length}: ↑ ↓ PgUp PgDn`], page, last };
}

function answers(yes: string, no: string, isYes: boolean): Span[] {
  return [{ text: ` ${isYes ? " " : "▸"} ${no} `, inverse: !isYes, bold: !isYes }, "   ", { text: ` ${isYes ? "▸" : " "} ${yes} `, inverse: isYes, bold: isYes }, { text: "   ← → choose, Enter answers", dim: true }];
}
