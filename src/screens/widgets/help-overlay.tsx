import { type ReactNode, useState } from "react";
import type { LiveCommand } from "../commands/command.ts";
import { keyLabel } from "../commands/key-name.ts";
import type { ScreenSize } from "./questions.ts";
import { fitToWidth } from "../terminal/width.ts";
import { DialogFrame, dialogWidth, wrapText } from "./dialog-frame.tsx";
import { Line, type Span } from "./line.tsx";
import { tableKeys } from "./table.tsx";
import { useInput } from "./use-input.ts";

/** All keys that work here now; those that do not, with the reason. */
export function HelpOverlay({ commands, size, onClose }: { readonly commands: readonly LiveCommand[]; readonly size: ScreenSize; readonly onClose: () => void }): ReactNode {
  const [top, setTop] = useState(0);
  const width = dialogWidth(size, 90);
  const lines: readonly (readonly Span[])[] = [
    ...commands.flatMap((command) => helpLines(command, width)),
    [],
    [{ text: "In lists", bold: true }],
    ...tableKeys.map((entry): readonly Span[] => [{ text: fitToWidth(entry.keys, 24), bold: true }, entry.title]),
  ];
  const rows = Math.min(lines.length, size.rows - 4);
  const last = Math.max(0, lines.length - rows);
  useInput((event) => {
    if (event.kind === "paste") return true;
    const by = { up: -1, down: 1, pageup: -rows, pagedown: rows, home: -last, end: last }[event.name];
    if (by !== undefined) setTop(Math.max(0, Math.min(last, top + by)));
    else if (["esc", "enter", "?", "f1"].includes(event.name)) onClose();
    else return false;
    return true;
  }, "widget");
  return (
    <DialogFrame title="Keys" size={size} rows={rows + 1} width={90}>
      {() => (
        <>
          {lines.slice(top, top + rows).map((line, slot) => <Line key={String(slot)} spans={line} width={width} />)}
          <Line spans={[{ text: last > 0 ? `↑ ↓ more · Esc closes` : "Esc closes", dim: true }]} width={width} />
        </>
      )}
    </DialogFrame>
  );
}

/** What it does stands beside its name, on as many lines as it takes. */
function helpLines(command: LiveCommand, width: number): (readonly Span[])[] {
  const off = command.disabledReason;
  const keys = fitToWidth(command.keys.map(keyLabel).join(" "), 12);
  const title = fitToWidth(command.title, 18);
  const rest = off === undefined ? (command.description ?? "") : `not now: ${off}`;
  const [first = "", ...more] = wrapText(rest, Math.max(10, width - nameWidth));
  return [
    [{ text: keys, bold: off === undefined, dim: off !== undefined }, { text: ` ${title} `, dim: off !== undefined }, { text: first, dim: true }],
    ...more.map((text): readonly Span[] => [" ".repeat(nameWidth), { text, dim: true }]),
  ];
}

/** Cells of keys and name, with the blanks between. */
const nameWidth = 32;
