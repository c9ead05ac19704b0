import type { Command } from "../commands/command.ts";
import { ActivitiesDialog } from "../widgets/activities-dialog.tsx";
import { CommandLine } from "../widgets/command-line.tsx";
import { HelpOverlay } from "../widgets/help-overlay.tsx";
import type { Desk } from "./desk.tsx";
import type { Shell } from "./shell.ts";

/** What works on every screen. @param desk asked late: the desk is made with these commands */
export function shellCommands<Session, Routes>(desk: () => Desk<Session, Routes>, stopJob: (() => void) | undefined): Command<Shell<Session, Routes>>[] {
  return [
    { id: "shell.back", title: "back", keys: ["esc"], description: "Back to the screen before; on the first one, asks whether to quit.", run: () => desk().pop() },
    {
      id: "shell.line", title: "command", keys: [":"], description: "Type a command; Tab completes, ↑ brings back earlier ones.",
      async run() {
        const commands = desk().commands();
        const chosen = await desk().layers.open<{ line: string; run: () => void }>("line", (close, size) => (
          <CommandLine commands={commands} history={desk().lineHistory} width={size.columns} onClose={(line, command, argument) => {
            close(line === undefined ? undefined : { line, run: () => command === undefined ? desk().notice(`There is no command "${line}". ? shows them all.`, "warning") : desk().run(command, argument) });
          }} />
        ));
        if (chosen === undefined) return;
        desk().lineHistory.push(chosen.line);
        chosen.run();
      },
    },
    {
      id: "shell.palette", title: "palette", keys: ["ctrl+k"], description: "Find a command by a part of its name.",
      async run() {
        const commands = desk().commands();
        const [{ Palette }, { fuzzySearch }] = await Promise.all([import("../widgets/palette.tsx"), import("../widgets/find-dialog.tsx")]);
        const search = await fuzzySearch();
        const command = await desk().dialog<(typeof commands)[number]>((close, size) => <Palette commands={commands} search={search} size={size} onClose={close} />);
        if (command !== undefined) desk().run(command);
      },
    },
    {
      id: "shell.help", title: "keys", keys: ["?", "f1"], description: "All keys that work here, and why some do not.",
      async run() {
        const commands = desk().commands();
        await desk().dialog<true>((close, size) => <HelpOverlay commands={commands} size={size} onClose={() => close(true)} />);
      },
    },
    {
      id: "shell.activities", title: "what happened", keys: ["f8", "ctrl+b"], inFooter: false, description: "What is running in the background, where it can be stopped, and what was told lately, errors too.",
      async run() {
        await desk().dialog<true>((close, size) => <ActivitiesDialog activities={desk().activities} notices={desk().notices.kept} clock={desk().clock} size={size} onCancel={(id) => desk().cancelActivity(id)} onClose={() => close(true)} />);
      },
    },
    { id: "shell.lock", title: "lock", keys: ["f12"], inFooter: false, description: "Hides everything until you type your passphrase; sessions with banks go on.", run: () => desk().lock({ kind: "asked" }) },
    { id: "shell.redraw", title: "draw anew", keys: ["ctrl+l"], inFooter: false, description: "Draws the whole screen anew.", run: () => desk().terminal.redraw() },
    {
      id: "shell.stop", title: "to the shell", keys: ["ctrl+z"], inFooter: false, description: "Stops Kontor; `fg` in the shell brings it back.",
      when: () => stopJob !== undefined, run: () => stopJob?.(),
    },
    { id: "shell.quit", title: "quit", keys: ["ctrl+c", "ctrl+q"], inFooter: false, description: "Asks, then leaves Kontor.", run: () => desk().quit() },
  ];
}
