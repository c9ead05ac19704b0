import { type ReactNode, useState } from "react";
import type { ScreenSize, TextQuestion } from "./questions.ts";
import { DialogFrame, dialogWidth, Lines, wrapText } from "./dialog-frame.tsx";
import { Line } from "./line.tsx";
import { TextField } from "./text-field.tsx";
import { useInput } from "./use-input.ts";

interface TextDialogProps {
  readonly question: TextQuestion;
  readonly size: ScreenSize;
  readonly onAnswer: (text?: string) => void;
}

/** Asks for one line of text. */
export function TextDialog({ question, size, onAnswer }: TextDialogProps): ReactNode {
  const [value, setValue] = useState({ text: question.value ?? "", cursor: question.value?.length ?? 0 });
  useInput((event) => {
    if (event.kind === "paste") return false;
    if (event.name === "enter") onAnswer(value.text);
    else if (event.name === "esc") onAnswer();
    else return false;
    return true;
  }, "widget");
  const width = dialogWidth(size);
  const details = (question.details ?? []).flatMap((line) => wrapText(line, width));
  return (
    <DialogFrame title={question.title} size={size} rows={details.length + 4}>
      {() => (
        <>
          <Lines lines={[...details, question.label]} width={width} />
          <TextField value={value} onChange={setValue} width={width} active />
          <Line spans="" width={width} />
          <Line spans={[{ text: "Enter accepts, Esc cancels", dim: true }]} width={width} />
        </>
      )}
    </DialogFrame>
  );
}
