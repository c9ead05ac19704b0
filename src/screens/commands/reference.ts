import type { Command } from "./command.ts";
import { canonicalKey, keyLabel } from "./key-name.ts";

/** All commands as a Markdown table, sorted by id: for the generated reference. */
export function commandReference(commands: readonly Pick<Command<never>, "id" | "title" | "keys" | "description" | "argument">[]): string {
  const rows = [...commands].sort((a, b) => (a.id < b.id ? -1 : 1)).map((command) => {
    const name = `\`${command.id}\`${command.argument === undefined ? "" : ` \`${command.argument}\``}`;
    const keys = command.keys.map((key) => keyLabel(canonicalKey(key))).join(", ") || "-";
    return `| ${name} | ${cell(keys)} | ${cell(command.title + (command.description === undefined ? "" : `: ${command.description}`))} |`;
  });
  return ["| command | keys | what it does |", "|---|---|---|", ...rows, ""].join("\n");
}

function cell(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|");
}
