import { type ReactNode, useEffect, useState } from "react";
import type { Secret } from "../../domain/secret.ts";
import type { ScreenSize, SecretQuestion } from "./questions.ts";
import { DialogFrame, dialogWidth, Lines, wrapText } from "./dialog-frame.tsx";
import { Line } from "./line.tsx";
import { SecretField } from "./secret-field.tsx";
import { SecretInput } from "./secret-input.ts";
import { useInput } from "./use-input.ts";

/** Asks for a PIN or passphrase; says above the field what it is for. */
export function SecretDialog({ question, size, onAnswer }: { readonly question: SecretQuestion; readonly size: ScreenSize; readonly onAnswer: (secret?: Secret) => void }): ReactNode {
  const [input] = useState(() => new SecretInput());
  useEffect(() => () => input.wipe(), [input]);
  useInput((event) => {
    if (event.kind === "paste") return false;
    if (event.name === "enter") {
      if (input.length > 0 || question.emptyAllowed === true) onAnswer(input.take());
    } else if (event.name === "esc") onAnswer();
    else return false;
    return true;
  }, "widget");
  const width = dialogWidth(size);
  const details = question.details.flatMap((line) => wrapText(line, width));
  const problem = question.problem === undefined ? [""] : wrapText(question.problem, width);
  return (
    <DialogFrame title={question.title} customer={question.customer} size={size} rows={details.length + problem.length + 4}>
      {() => (
        <>
          <Lines lines={details} width={width} />
          {problem.map((text, at) => <Line key={String(at)} spans={[{ text, tone: "bad" }]} width={width} />)}
          <Line spans={[{ text: question.label, bold: true }]} width={width} />
          <SecretField input={input} width={width} active />
          <Line spans="" width={width} />
          <Line spans={[{ text: "Enter accepts, Esc cancels", dim: true }]} width={width} />
        </>
      )}
    </DialogFrame>
  );
}
