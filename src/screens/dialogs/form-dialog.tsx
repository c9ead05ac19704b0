import type { ReactNode } from "react";
import { AppError } from "../../domain/errors.ts";
import type { WorkstationShell } from "../routes.ts";
import type { DialogCustomer, ScreenSize } from "../shell/shell.ts";
import { DialogFrame, dialogWidth, Lines, wrapText } from "../widgets/dialog-frame.tsx";
import type { FormAnswer, FormField, FormProblems } from "../widgets/form-fields.ts";
import { initialForm, shownFields } from "../widgets/form-state.ts";
import { Form } from "../widgets/form.tsx";

export interface FormQuestion<Value> {
  readonly title: string;
  readonly customer?: DialogCustomer | undefined;
  /** Above the fields: what it is for, what it means. */
  readonly intro?: readonly string[] | undefined;
  readonly fields: readonly FormField[];
  /** Word of the button. */
  readonly submit: string;
  /** Stores what was typed, or says what is wrong with it. An AppError is shown in the form, which stays. */
  readonly onSubmit: (answer: FormAnswer) => Promise<{ readonly done: Value } | { readonly problems: FormProblems }>;
}

/** Asks for several values at once. @returns undefined when cancelled; nothing was stored then */
export function askForm<Value>(shell: Pick<WorkstationShell, "dialog" | "showError">, question: FormQuestion<Value>): Promise<Value | undefined> {
  return shell.dialog<Value>((close, size) => <FormDialog question={question} size={size} onClose={close} onError={(error) => void shell.showError(error)} />);
}

/** The form's own two lines, and what is said below its fields; it scrolls where that is not enough. */
const roomForRemarks = 6;

function FormDialog<Value>({ question, size, onClose, onError }: { readonly question: FormQuestion<Value>; readonly size: ScreenSize; readonly onClose: (value?: Value) => void; readonly onError: (error: unknown) => void }): ReactNode {
  const width = dialogWidth(size, 76);
  const intro = (question.intro ?? []).flatMap((line) => wrapText(line, width));
  const rows = Math.min(size.rows - 2, intro.length + shownFields(question.fields, initialForm(question.fields)).length + roomForRemarks);
  const submit = async (answer: FormAnswer): Promise<FormProblems | undefined> => {
    try {
      const outcome = await question.onSubmit(answer);
      if ("problems" in outcome) return outcome.problems;
      onClose(outcome.done);
      return undefined;
    } catch (error) {
      if (error instanceof AppError && (error.area === "input" || error.area === "rights")) return { "": [error.message, error.meaning, error.next].filter((part) => part !== undefined).join(" ") };
      throw error;
    } finally {
      for (const secret of Object.values(answer.secrets)) secret.wipe();
    }
  };
  return (
    <DialogFrame title={question.title} customer={question.customer} size={size} width={76} rows={rows}>
      {() => (
        <>
          <Lines lines={intro} width={width} />
          <Form fields={question.fields} size={{ columns: width, rows: rows - intro.length }} submit={question.submit} onSubmit={submit} onCancel={() => onClose()} onError={onError} />
        </>
      )}
    </DialogFrame>
  );
}
