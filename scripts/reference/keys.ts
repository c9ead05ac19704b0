import { screens } from "../../src/screens/all.ts";
import { commandReference } from "../../src/screens/commands/reference.ts";
import { shellCommands } from "../../src/screens/shell/shell-commands.tsx";
import { workstationCommands } from "../../src/screens/start.ts";
import { tableKeys } from "../../src/screens/widgets/table.tsx";
import { markdownTable } from "./markdown.ts";

/** Every screen's commands, from the registry that also feeds the dispatcher, the footer and `?`. */
export function keys(): string {
  const everywhere = shellCommands(() => { throw new Error("The reference runs no command."); }, () => undefined);
  const parts = [
    "Each command can also be typed on the `:` line, by its name or title, and found with `^K`. `^X` means Ctrl and X.",
    "", "### everywhere", "", commandReference([...everywhere, ...workstationCommands]),
    "### in lists", "", markdownTable(["keys", "what they do"], tableKeys.map((one) => [one.keys, one.title])),
    "### in forms", "", markdownTable(["keys", "what they do"], [
      ["Tab ↓, Shift-Tab ↑", "next field, field before"],
      ["Enter", "next field; from the last one: done"],
      ["F2", "done, from any field"],
      ["Esc", "cancel"],
    ]),
  ];
  for (const screen of screens) if (screen.commands.length > 0) parts.push(`### screen: ${screen.id}`, "", commandReference(screen.commands));
  return parts.join("\n");
}
