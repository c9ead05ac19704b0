import type { Command, Option } from "commander";
import { buildProgram } from "../../src/cli/command-line.ts";
import type { CommandIo } from "../../src/cli/io.ts";
import { markdownTable } from "./markdown.ts";

/** Told once, not at every verb. */
const common: ReadonlySet<string> = new Set(["--operator", "--passphrase-file", "--passphrase-fd", "--customer", "--json"]);
/** Reads nothing of this machine: paths in the page are those of anybody. */
const nobodysIo: CommandIo = { environment: { XDG_DATA_HOME: "~/.local/share" }, stdinIsTerminal: false, stdoutIsTerminal: false, out: () => undefined, err: () => undefined };

/** Every verb with its options, as the program declares them. */
export function verbs(): string {
  const program = buildProgram(nobodysIo, () => undefined);
  const shared = new Map<string, string>();
  for (const command of leaves(program)) for (const option of command.options) if (isCommon(option) && !shared.has(option.flags)) shared.set(option.flags, option.description);
  const parts = [
    "Exit codes, secrets and examples: [command-line.md](command-line.md). These options come again and again, and are only named below:", "",
    markdownTable(["option", ""], [...shared].map(([flags, text]) => [`\`${flags}\``, text])),
  ];
  for (const noun of subcommands(program)) {
    parts.push(`### ${noun.name()}`, "", `${noun.description()}`, "");
    for (const verb of leaves(noun)) parts.push(...verbText(verb));
  }
  return parts.join("\n");
}

function verbText(verb: Command): string[] {
  const own = verb.options.filter((option) => !isCommon(option));
  const named = verb.options.filter(isCommon).map((option) => `\`${option.long ?? option.flags}\``);
  return [
    `**\`${usageOf(verb)}\`** ${verb.description()}${named.length === 0 ? "" : ` (${named.join(" ")})`}`,
    "", ...own.map((option) => `- \`${option.flags}\` ${optionText(option)}`), ...(own.length === 0 ? [] : [""]),
  ];
}

function optionText(option: Option): string {
  const notes = [option.mandatory ? "required" : undefined, option.defaultValue === undefined || option.defaultValue === "" ? undefined : `default ${String(option.defaultValue)}`].filter((note) => note !== undefined);
  return `${option.description}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
}

function usageOf(command: Command): string {
  const names: string[] = [];
  for (let one: Command | null = command; one !== null; one = one.parent) names.unshift(one.name());
  const args = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [...names, ...args].join(" ");
}

function isCommon(option: Option): boolean {
  return common.has(option.long ?? "");
}

/** A command without verbs of its own is one itself. */
function leaves(command: Command): Command[] {
  const below = subcommands(command);
  return below.length === 0 ? [command] : below.flatMap(leaves);
}

function subcommands(command: Command): Command[] {
  return [...command.commands] as Command[]; // commander's list is of its own Command
}
