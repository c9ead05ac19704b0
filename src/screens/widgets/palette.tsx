import { type ReactNode, useState } from "react";
import type { LiveCommand } from "../commands/command.ts";
import { keyLabel } from "../commands/key-name.ts";
import type { ScreenSize } from "./questions.ts";
import { fitToWidth } from "../terminal/width.ts";
import { ChoiceList } from "./choice-list.tsx";
import { DialogFrame, dialogWidth } from "./dialog-frame.tsx";
import { Line, type Span } from "./line.tsx";
import { TextField } from "./text-field.tsx";
import { useInput } from "./use-input.ts";

/** Positions of the lines that fit, best first. */
export type FuzzySearch = (lines: readonly string[], typed: string) => readonly number[];

/** Loaded when it is needed first: not every session opens the palette. */
export async function paletteSearch(): Promise<FuzzySearch> {
  const { default: UFuzzy } = await import("@leeoniya/ufuzzy");
  const fuzzy = new UFuzzy({ intraMode: 1 });
  return (lines, typed) => {
    const text = typed.trim();
    if (text === "") return lines.map((_, index) => index);
    const [found, info, order] = fuzzy.search(UFuzzy.latinize([...lines]), UFuzzy.latinize(text), 1);
    if (found === null) return [];
    return info === null || order === null ? found : order.map((at) => info.idx[at] ?? 0);
  };
}

const rowsMax = 12;

interface PaletteProps {
  readonly commands: readonly LiveCommand[];
  readonly search: FuzzySearch;
  readonly size: ScreenSize;
  readonly onClose: (command?: LiveCommand) => void;
}

/** Commands by any part of their name. */
export function Palette({ commands, search, size, onClose }: PaletteProps): ReactNode {
  const [value, setValue] = useState({ text: "", cursor: 0 });
  const [cursor, setCursor] = useState(0);
  const lines = commands.map((command) => `${command.title} ${command.id}`);
  const found = search(lines, value.text).flatMap((index) => commands[index] ?? []);
  useInput((event) => {
    if (event.kind === "paste") return false;
    if (event.name === "up" || event.name === "down") setCursor((at) => Math.max(0, Math.min(found.length - 1, at + (event.name === "up" ? -1 : 1))));
    else if (event.name === "enter") onClose(found[cursor]);
    else if (event.name === "esc" || event.name === "ctrl+k") onClose();
    else return false;
    return true;
  }, "widget");
  const width = dialogWidth(size);
  const rows = Math.max(1, Math.min(rowsMax, size.rows - 5));
  return (
    <DialogFrame title="Commands" size={size} rows={rows + 1}>
      {() => (
        <>
          <TextField value={value} onChange={(next) => { setValue(next); setCursor(0); }} width={width} active placeholder="part of a name" />
          {found.length === 0 ? <Line spans={[{ text: "No command fits.", dim: true }]} width={width} /> : <ChoiceList lines={found.map((command) => paletteLine(command, width - 2))} cursor={cursor} rows={rows} width={width} />}
        </>
      )}
    </DialogFrame>
  );
}

function paletteLine(command: LiveCommand, width: number): readonly Span[] {
  const keys = command.keys.map(keyLabel).join(" ");
  const name = command.disabledReason === undefined ? `${command.title}  ` : `${command.title}  not now: ${command.disabledReason}  `;
  return [{ text: fitToWidth(name, Math.max(1, width - keys.length)), dim: command.disabledReason !== undefined }, { text: keys, bold: true }];
}
