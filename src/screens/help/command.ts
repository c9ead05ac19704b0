import type { Command } from "../commands/command.ts";
import type { WorkstationShell } from "../routes.ts";

/** The way to the help from every screen, once somebody is in. */
export const helpCommand: Command<WorkstationShell> = {
  id: "help.open", title: "how Kontor works", keys: ["ctrl+g"], inFooter: false, description: "Two pages to read, and the keys of every screen.",
  when: (shell) => shell.session.operator !== undefined,
  run(shell) {
    if (shell.commands().some((command) => command.id === "help.keys")) shell.notice("You are reading it.");
    else shell.push("help");
  },
};
