import { type ReactNode, useState } from "react";
import type { LiveCommand } from "../commands/command.ts";
import { commandForLine, names } from "../commands/live.ts";
import { type EditedText, editText } from "./edit-text.ts";
import { Line } from "./line.tsx";
import { fieldSpans } from "./text-field.tsx";
import { useInput } from "./use-input.ts";

interface CommandLineProps {
  readonly commands: readonly LiveCommand[];
  /** Newest last. */
  readonly history: readonly string[];
  readonly width: number;
  /** No line: cancelled. A line without a command: nothing of that name. */
  readonly onClose: (line?: string, command?: LiveCommand, argument?: string) => void;
}

/** The `:` line: Tab completes and goes round, ↑ ↓ walk through what was typed before. */
export function CommandLine({ commands, history, width, onClose }: CommandLineProps): ReactNode {
  const [value, setValue] = useState<EditedText>({ text: "", cursor: 0 });
  const [back, setBack] = useState(0);
  const [tabbed, setTabbed] = useState<{ readonly from: string; readonly at: number } | undefined>(undefined);
  const show = (text: string): void => setValue({ text, cursor: text.length });
  useInput((event) => {
    if (event.kind === "key") {
      switch (event.name) {
        case "esc":
          onClose();
          return true;
        case "enter": {
          if (value.text.trim() === "") onClose();
          const found = commandForLine(commands, value.text);
          onClose(value.text.trim(), found?.command, found?.argument);
          return true;
        }
        case "tab": {
          const from = tabbed?.from ?? value.text;
          const found = completions(commands, from);
          const at = tabbed === undefined ? 0 : (tabbed.at + 1) % Math.max(1, found.length);
          if (found[at] !== undefined) show(found[at]);
          setTabbed({ from, at });
          return true;
        }
        case "up":
        case "down": {
          const next = Math.max(0, Math.min(history.length, back + (event.name === "up" ? 1 : -1)));
          setBack(next);
          show(next === 0 ? "" : (history[history.length - next] ?? ""));
          return true;
        }
        case "backspace":
          if (value.text === "") onClose();
      }
    }
    const edited = editText(value, event);
    if (edited === undefined) return false;
    setTabbed(undefined);
    setValue(edited);
    return true;
  }, "field");
  const found = commandForLine(commands, value.text)?.command;
  const hint = found === undefined ? completions(commands, value.text).slice(0, 6).join("  ") : (found.disabledReason ?? `${found.title}${found.argument === undefined ? "" : ` ${found.argument}`}`);
  const field = fieldSpans(value, Math.max(10, Math.min(width - 3, 40)));
  return <Line spans={[{ text: ":", bold: true }, ...field.map((span) => (typeof span === "string" ? span : { ...span, underline: false })), { text: `  ${hint}`, dim: true }]} width={width} />;
}

/** Names that begin with what was typed; one for each command. */
export function completions(commands: readonly LiveCommand[], typed: string): string[] {
  const text = typed.trimStart().toLowerCase();
  return commands.flatMap((command) => names(command).find((name) => name.startsWith(text)) ?? []).sort();
}
