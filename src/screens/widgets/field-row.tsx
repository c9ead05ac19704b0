import type { ReactNode } from "react";
import { Box } from "ink";
import { fitToWidth } from "../terminal/width.ts";
import type { EditedText } from "./edit-text.ts";
import type { FieldCheck, FormField, FormTexts, SelectFormField } from "./form-fields.ts";
import { Lines, wrapText } from "./dialog-frame.tsx";
import { Line, type Span } from "./line.tsx";
import { SecretField } from "./secret-field.tsx";
import type { SecretInput } from "./secret-input.ts";
import { TextField } from "./text-field.tsx";
import { useInput, useKeyHints } from "./use-input.ts";

export interface FieldRowProps {
  readonly field: FormField;
  readonly active: boolean;
  readonly value: EditedText | undefined;
  readonly secret: SecretInput | undefined;
  readonly problem: string | undefined;
  readonly texts: FormTexts;
  readonly labelWidth: number;
  readonly width: number;
  readonly onChange: (value: EditedText) => void;
  readonly onSecret: () => void;
}

/** Lines a field takes: its own, and those for what is to be said of it. */
export function fieldRows(row: FieldRowProps): number {
  return 1 + remarkLines(row).length;
}

/** Label, value, and below it the problem, the echo or the hint. */
export function FieldRow(row: FieldRowProps): ReactNode {
  const { field, active, labelWidth, width } = row;
  const label: Span[] = [{ text: `${active ? "▸" : " "} ${fitToWidth(field.label, labelWidth)} `, bold: active }];
  const left = labelWidth + 3;
  const room = Math.max(4, width - left - 1);
  return (
    <>
      <Box width={width}>
        <Line spans={label} width={left} />
        <FieldValue {...row} width={field.kind === "text" ? Math.min(room, field.width ?? room) : room} />
      </Box>
      <Lines lines={remarkLines(row).map((said) => [" ".repeat(left), said])} width={width} />
    </>
  );
}

function FieldValue({ field, active, value, secret, width, onChange, onSecret }: FieldRowProps): ReactNode {
  if (field.kind === "secret") return secret === undefined ? null : <SecretField input={secret} width={Math.min(width, 40)} active={active} onChange={onSecret} />;
  if (field.kind === "select") return <SelectValue field={field} value={value?.text ?? ""} width={width} active={active} onChange={(text) => onChange({ text, cursor: text.length })} />;
  return <TextField value={value ?? { text: "", cursor: 0 }} onChange={onChange} width={width} active={active} placeholder={field.placeholder} />;
}

function SelectValue({ field, value, width, active, onChange }: { readonly field: SelectFormField; readonly value: string; readonly width: number; readonly active: boolean; readonly onChange: (value: string) => void }): ReactNode {
  const at = field.options.findIndex((option) => option.value === value);
  useInput((event) => {
    if (event.kind === "paste") return true;
    const count = field.options.length;
    const step = event.name === "right" || event.name === "space" ? 1 : event.name === "left" ? -1 : 0;
    const letter = event.text.trim().toLowerCase();
    // The next one with that letter, so that pressing it again goes on.
    const jump = step !== 0 || letter === "" ? -1 : field.options.findIndex((_, by) => field.options[(at + 1 + by) % count]?.text.toLowerCase().startsWith(letter));
    const chosen = step !== 0 ? field.options[(at + step + count) % count] : jump === -1 ? undefined : field.options[(at + 1 + jump) % count];
    if (chosen !== undefined) onChange(chosen.value);
    return step !== 0 || event.text !== "";
  }, "field", active);
  useKeyHints([], active);
  const option = field.options[at];
  const text = option?.text ?? "-";
  return <Line spans={active ? ["◂ ", { text, inverse: true }, " ▸"] : ["  ", text]} width={width} />;
}

/** In full: a reason that is cut says nothing. */
function remarkLines(row: FieldRowProps): readonly Span[] {
  const said = remark(row);
  return said === undefined ? [] : wrapText(said.text, Math.max(10, row.width - row.labelWidth - 3)).map((text) => ({ ...said, text }));
}

function remark({ field, active, problem, texts }: FieldRowProps): Exclude<Span, string> | undefined {
  if (problem !== undefined) return { text: `✕ ${problem}`, tone: "bad" };
  const check = checkOf(field, texts);
  if (check?.echo !== undefined && check.echo !== texts[field.name]) return { text: check.echo, dim: true };
  if (!active) return undefined;
  const note = field.kind === "select" ? field.options.find((option) => option.value === texts[field.name])?.note : undefined;
  const hint = note ?? field.hint;
  return hint === undefined ? undefined : { text: hint, dim: true };
}

function checkOf(field: FormField, texts: FormTexts): FieldCheck | undefined {
  const text = texts[field.name] ?? "";
  return field.kind === "text" && text !== "" ? field.check?.(text, texts) : undefined;
}
