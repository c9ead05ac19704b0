import { Box } from "ink";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ScreenSize } from "./questions.ts";
import type { InputEvent } from "../terminal/input-event.ts";
import { widthOf } from "../terminal/width.ts";
import { FieldRow, type FieldRowProps, fieldRows } from "./field-row.tsx";
import type { FormAnswer, FormField, FormProblems } from "./form-fields.ts";
import { type FormState, initialForm, isWorthAsking, moveField, problemsOf, shownFields, textsOf } from "./form-state.ts";
import { Line } from "./line.tsx";
import { SecretInput } from "./secret-input.ts";
import { useInput } from "./use-input.ts";

export interface FormProps {
  readonly fields: readonly FormField[];
  readonly size: ScreenSize;
  /** The field to begin with; else the first one. */
  readonly first?: string | undefined;
  /** Word of the button: "enter the payment". */
  readonly submit: string;
  /** Called when no field has a problem. What it returns is shown: nothing = done. The form waits for a promise. */
  readonly onSubmit: (answer: FormAnswer) => FormProblems | undefined | Promise<FormProblems | undefined>;
  /** Esc. */
  readonly onCancel: () => void;
  /** Texts at every change, for drafts and for what the screen shows beside the form. */
  readonly onTexts?: ((texts: Readonly<Record<string, string>>) => void) | undefined;
  /** A rejection of `onSubmit`. */
  readonly onError: (error: unknown) => void;
}

/**
 * Fields one under the other. Tab and ↓, Shift-Tab and ↑ go between them; Enter goes on, and submits from the last; F2 submits from
 * anywhere; Esc cancels, and asks where more than one field was typed. A paste never submits.
 */
export function Form(props: FormProps): ReactNode {
  const { fields, size } = props;
  const [began] = useState<FormState>(() => initialForm(fields, props.first));
  const [state, setState] = useState(began);
  const [leaving, setLeaving] = useState(false);
  const [told, setTold] = useState<FormProblems>({});
  const [busy, setBusy] = useState(false);
  const [, redraw] = useState(0);
  const secrets = useRef(new Map<string, SecretInput>());
  for (const field of fields) if (field.kind === "secret" && !secrets.current.has(field.name)) secrets.current.set(field.name, new SecretInput());
  useEffect(() => {
    const inputs = secrets.current;
    return () => {
      for (const input of inputs.values()) input.wipe();
    };
  }, []);

  const update = (next: FormState): void => {
    setState(next);
    if (next.edited !== state.edited) {
      setTold({});
      props.onTexts?.(textsOf(next));
    }
  };
  const submit = async (): Promise<void> => {
    const problems = problemsOf(fields, state, secrets.current);
    const shown = shownFields(fields, state);
    const wrong = shown.find((field) => problems[field.name] !== undefined);
    if (wrong !== undefined) {
      setState({ ...state, active: wrong.name, left: new Set(fields.map((field) => field.name)) });
      return;
    }
    setBusy(true);
    try {
      const answer = answerOf(shown, state, secrets.current);
      setTold((await props.onSubmit(answer)) ?? {});
      setState((now) => ({ ...now, left: new Set() }));
    } catch (error) {
      props.onError(error);
    } finally {
      setBusy(false);
    }
  };
  useInput((event) => {
    if (busy) return true;
    const next = onFormKey(event, state, fields);
    setLeaving(next === "cancel");
    if (next === "submit") void submit();
    else if (next === "cancel" && (leaving || !isWorthAsking(state, began))) props.onCancel();
    else if (next === "cancel") return true;
    else if (next !== undefined) update(next);
    return next !== undefined;
  }, "widget");

  const problems = { ...problemsOf(fields, state, secrets.current), ...told };
  const labelWidth = Math.min(24, Math.max(...fields.map((field) => widthOf(field.label))));
  const rows = shownFields(fields, state).map((field): FieldRowProps => ({
    field,
    active: field.name === state.active && !busy,
    value: state.edited[field.name],
    secret: secrets.current.get(field.name),
    // While the form is being submitted its secrets are taken, and empty: that is no mistake of the operator's.
    problem: busy ? undefined : told[field.name] ?? (state.left.has(field.name) ? problems[field.name] : undefined),
    texts: textsOf(state),
    labelWidth,
    width: size.columns,
    onChange: (value) => update({ ...state, edited: { ...state.edited, [field.name]: value } }),
    onSecret: () => redraw((count) => count + 1),
  }));
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows} overflow="hidden">
      {windowOf(rows, size.rows - 2).map((row) => <FieldRow key={row.field.name} {...row} />)}
      <Line spans={told[""] === undefined ? "" : [{ text: `✕ ${told[""]}`, tone: "bad" }]} width={size.columns} />
      <Line spans={leaving ? [{ text: "Esc again: what was typed here is lost. Any other key: go on.", bold: true, tone: "warning" }] : [{ text: busy ? `${props.submit} …` : `F2 or Enter in the last field: ${props.submit} · Esc: cancel`, dim: true }]} width={size.columns} />
    </Box>
  );
}

function onFormKey(event: InputEvent, state: FormState, fields: readonly FormField[]): FormState | "submit" | "cancel" | undefined {
  if (event.kind === "paste") return undefined;
  const shown = shownFields(fields, state);
  switch (event.name) {
    case "tab":
    case "down":
      return moveField(state, fields, 1);
    case "shift+tab":
    case "up":
      return moveField(state, fields, -1);
    case "enter":
      return shown.at(-1)?.name === state.active ? "submit" : moveField(state, fields, 1);
    case "f2":
      return "submit";
    case "esc":
      return "cancel";
    default:
      return undefined;
  }
}

function answerOf(shown: readonly FormField[], state: FormState, secrets: ReadonlyMap<string, SecretInput>): FormAnswer {
  const texts = textsOf(state);
  const answer: { texts: Record<string, string>; secrets: FormAnswer["secrets"] & Record<string, ReturnType<SecretInput["take"]>> } = { texts: {}, secrets: {} };
  for (const field of shown) {
    const secret = secrets.get(field.name);
    if (field.kind !== "secret") answer.texts[field.name] = texts[field.name] ?? "";
    else if (field.sameAs !== undefined) secret?.wipe();
    else if (secret !== undefined) answer.secrets[field.name] = secret.take();
  }
  return answer;
}

/** The fields around the active one that fit. */
function windowOf(rows: readonly FieldRowProps[], room: number): readonly FieldRowProps[] {
  const active = Math.max(0, rows.findIndex((row) => row.active));
  let from = active;
  let to = active;
  let used = rows[active] === undefined ? 0 : fieldRows(rows[active]);
  for (;;) {
    const below = rows[to + 1];
    const above = rows[from - 1];
    if (above !== undefined && used + fieldRows(above) <= room) {
      from--;
      used += fieldRows(above);
    } else if (below !== undefined && used + fieldRows(below) <= room) {
      to++;
      used += fieldRows(below);
    } else return rows.slice(from, to + 1);
  }
}
