import type { ReactNode } from "react";
import type { LiveCommand } from "../commands/command.ts";
import { keyLabel } from "../commands/key-name.ts";
import type { ScreenSize } from "./questions.ts";
import { fitToWidth } from "../terminal/width.ts";
import { FindDialog, type FuzzySearch } from "./find-dialog.tsx";
import type { Span } from "./line.tsx";

interface PaletteProps {
  readonly commands: readonly LiveCommand[];
  readonly search: FuzzySearch;
  readonly size: ScreenSize;
  readonly onClose: (command?: LiveCommand) => void;
}

/** Commands by any part of their name. */
export function Palette({ commands, search, size, onClose }: PaletteProps): ReactNode {
  return (
    <FindDialog title="Commands" rows={commands} textOf={(command) => `${command.title} ${command.id}`} line={paletteLine}
      placeholder="part of a name" nothing="No command fits." closeKey="ctrl+k" search={search} size={size} onClose={onClose} />
  );
}

function paletteLine(command: LiveCommand, width: number): readonly Span[] {
  const keys = command.keys.map(keyLabel).join(" ");
  const name = command.disabledReason === undefined ? `${command.title}  ` : `${command.title}  not now: ${command.disabledReason}  `;
  return [{ text: fitToWidth(name, Math.max(1, width - keys.length)), dim: command.disabledReason !== undefined }, { text: keys, bold: true }];
}
