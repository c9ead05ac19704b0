import { type ReactNode, useContext, useLayoutEffect } from "react";
import type { InputEvent } from "../terminal/input-event.ts";
import { FieldRow } from "../widgets/field-row.tsx";
import type { FormField } from "../widgets/form-fields.ts";
import { Line } from "../widgets/line.tsx";
import { InputLayer, useInput, useKeyHints } from "../widgets/use-input.ts";
import type { LoginAction, LoginModel } from "./model.ts";
import { isForForm } from "./typed-ahead.ts";

interface NotYetProps {
  readonly fields: readonly FormField[];
  readonly width: number;
  readonly state: LoginModel["state"];
  readonly dispatch: (action: LoginAction) => void;
}

/** The fields as they will stand, without a cursor: what is typed shows nowhere until it is known which of them may show it. */
export function NotYet({ fields, width, state, dispatch }: NotYetProps): ReactNode {
  useInput((event) => {
    if (event.kind === "key" && event.name === "esc" && state === "typed-early") dispatch({ type: "begin" });
    else if (isForForm(event)) dispatch({ type: "typed", event });
    else return false;
    return true;
  }, "field");
  useKeyHints([], true);
  const labelWidth = Math.max(...fields.map((field) => field.label.length));
  return (
    <>
      {fields.map((field) => (
        <FieldRow key={field.name} field={field} active={false} value={{ text: "", cursor: 0 }} secret={undefined} problem={undefined} texts={{}} labelWidth={labelWidth} width={width} onChange={() => undefined} onSecret={() => undefined} />
      ))}
      <Line spans="" width={width} />
      {state === "typed-early" ? <Line spans={[{ text: "! What you typed before Kontor was ready was not taken. Esc: begin.", bold: true, tone: "warning" }]} width={width} /> : null}
    </>
  );
}

/** Behind the form that gets them: what was typed ahead. */
export function HandOn({ keys, onDone }: { readonly keys: readonly InputEvent[]; readonly onDone: () => void }): ReactNode {
  const { keyboard, depth } = useContext(InputLayer);
  useLayoutEffect(() => {
    if (keys.length === 0) return;
    for (const key of keys) keyboard.dispatch(key, depth);
    onDone();
  });
  return null;
}
