import type { EditedText } from "./edit-text.ts";
import type { FormField, FormProblems, FormTexts } from "./form-fields.ts";
import type { SecretInput } from "./secret-input.ts";

/** What is being typed, by field name. Secrets are elsewhere. */
export interface FormState {
  readonly edited: Readonly<Record<string, EditedText>>;
  readonly active: string;
  /** Fields that were left, or all after a try to submit: their problems are shown. */
  readonly left: ReadonlySet<string>;
}

/** @param first the field to begin with; else the first one */
export function initialForm(fields: readonly FormField[], first?: string): FormState {
  const edited: Record<string, EditedText> = {};
  for (const field of fields) {
    if (field.kind === "secret") continue;
    const text = field.value ?? (field.kind === "select" ? (field.options[0]?.value ?? "") : "");
    edited[field.name] = { text, cursor: text.length };
  }
  return { edited, active: first ?? fields[0]?.name ?? "", left: new Set() };
}

export function textsOf(state: FormState): FormTexts {
  return Object.fromEntries(Object.entries(state.edited).map(([name, value]) => [name, value.text.trim()]));
}

/** More was typed than one would type again without a word. Secrets do not count. @param began as `initialForm` made it */
export function isWorthAsking(state: FormState, began: FormState): boolean {
  const [now, before] = [textsOf(state), textsOf(began)];
  return Object.keys(now).filter((name) => now[name] !== before[name]).length > 1;
}

/** Fields that are there for these values. */
export function shownFields(fields: readonly FormField[], state: FormState): FormField[] {
  const texts = textsOf(state);
  return fields.filter((field) => field.when?.(texts) ?? true);
}

/** Goes to the next or previous field, round at the ends; the one that is left may show its problem. */
export function moveField(state: FormState, fields: readonly FormField[], by: 1 | -1): FormState {
  const shown = shownFields(fields, state);
  const at = shown.findIndex((field) => field.name === state.active);
  const next = shown[(at + by + shown.length) % Math.max(1, shown.length)];
  return { ...state, active: next?.name ?? state.active, left: new Set([...state.left, state.active]) };
}

/** Everything that keeps the form from being submitted, by field. */
export function problemsOf(fields: readonly FormField[], state: FormState, secrets: ReadonlyMap<string, SecretInput>): FormProblems {
  const texts = textsOf(state);
  const problems: Record<string, string> = {};
  for (const field of shownFields(fields, state)) {
    const problem = problemOf(field, texts, secrets);
    if (problem !== undefined) problems[field.name] = problem;
  }
  return problems;
}

function problemOf(field: FormField, texts: FormTexts, secrets: ReadonlyMap<string, SecretInput>): string | undefined {
  if (field.kind === "select") return undefined;
  if (field.kind === "secret") {
    const input = secrets.get(field.name);
    const lengthMin = field.lengthMin ?? 1;
    if ((input?.length ?? 0) < lengthMin) return lengthMin === 1 ? needed(field) : `At least ${lengthMin} characters.`;
    const other = field.sameAs === undefined ? undefined : secrets.get(field.sameAs);
    return other !== undefined && input?.equals(other) !== true ? "The two are not the same." : undefined;
  }
  const text = texts[field.name] ?? "";
  if (text === "") return field.required === true ? needed(field) : undefined;
  return field.check?.(text, texts)?.problem;
}

/** `Legal name is needed.` */
function needed({ label }: FormField): string {
  return `${label.slice(0, 1).toUpperCase()}${label.slice(1)} is needed.`;
}
