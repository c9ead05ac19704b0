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
  const typed = question.typedCode;
  useInput((event) => {
    if (event.kind === "paste") return true;
    if (event.name === "esc") onAnswer(false);
    else if (event.name === "enter" && typed !== undefined) {
      if (code.text.trim() === typed) onAnswer(true);
      else setWrong(true);
    } else if (event.name === "enter") onAnswer(yes);
    // The answers lie side by side: ↑ ↓, held down in the list below the question, choose nothing.
    else if (typed === undefined && ["left", "right", "tab", "shift+tab"].includes(event.name)) setYes(!yes);
    else return false;
    return true;
  }, "widget");
  const width = dialogWidth(size);
  const text = wrapText(question.consequence, width);
  const details = (question.details ?? []).flatMap((line) => wrapText(line, width));
  const no = question.no ?? "cancel";
  const room = size.rows - 2 - text.length - (typed === undefined ? 2 : 4);
  const shown = details.length <= room ? details : [...details.slice(0, Math.max(0, room - 1)), `… and ${details.length - Math.max(0, room - 1)} more lines`];
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

function answers(yes: string, no: string, isYes: boolean): Span[] {
  return [{ text: ` ${isYes ? " " : "▸"} ${no} `, inverse: !isYes, bold: !isYes }, "   ", { text: ` ${isYes ? "▸" : " "} ${yes} `, inverse: isYes, bold: isYes }, { text: "   ← → choose, Enter answers", dim: true }];
}
