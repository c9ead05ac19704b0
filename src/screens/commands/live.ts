import type { Command, KeyRemapping, LiveCommand } from "./command.ts";
import { canonicalKey } from "./key-name.ts";

/** The commands that make sense on this context now, with their keys as the operator wants them. */
export function liveCommands<Context>(commands: readonly Command<Context>[], context: Context, remapping: KeyRemapping = {}): LiveCommand[] {
  return commands
    .filter((command) => command.when?.(context) ?? true)
    .map((command) => ({
      id: command.id,
      title: command.title,
      keys: (remapping[command.id] ?? command.keys).map(canonicalKey),
      description: command.description,
      argument: command.argument,
      inFooter: command.inFooter ?? true,
      disabledReason: command.disabledReason?.(context),
      run: (argument?: string) => command.run(context, argument),
    }));
}

/** The first command that has the key: the screen's come before the shell's. */
export function commandForKey(commands: readonly LiveCommand[], key: string): LiveCommand | undefined {
  return commands.find((command) => command.keys.includes(key));
}

/** The command meant on the `:` line: by id, by the id's last part, by title, or by a beginning that fits only one. */
export function commandForLine(commands: readonly LiveCommand[], line: string): { readonly command: LiveCommand; readonly argument: string | undefined } | undefined {
  const text = line.trim().toLowerCase();
  const exact = commands.filter((command) => names(command).some((name) => text === name || text.startsWith(`${name} `)));
  const longest = exact.map((command) => ({ command, name: longestName(command, text) })).sort((a, b) => b.name.length - a.name.length)[0];
  if (longest !== undefined) return { command: longest.command, argument: line.trim().slice(longest.name.length).trim() || undefined };
  const [word = "", ...rest] = line.trim().split(/\s+/);
  const begun = word === "" ? [] : commands.filter((command) => names(command).some((name) => name.startsWith(word.toLowerCase())));
  const only = begun.length === 1 ? begun[0] : undefined;
  return only === undefined ? undefined : { command: only, argument: rest.join(" ") || undefined };
}

/** What may be typed on the `:` line for a command; the first is what completion offers. */
export function names(command: Pick<LiveCommand, "id" | "title">): string[] {
  return [command.id, command.id.split(".").at(-1) ?? command.id, command.title.toLowerCase()];
}

function longestName(command: LiveCommand, text: string): string {
  return names(command).filter((name) => text === name || text.startsWith(`${name} `)).sort((a, b) => b.length - a.length)[0] ?? "";
}
