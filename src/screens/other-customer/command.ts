import type { Command } from "../commands/command.ts";
import type { WorkstationShell } from "../routes.ts";

/** From anywhere to another customer's page, without the way back through the cockpit. */
export const otherCustomerCommand: Command<WorkstationShell> = {
  id: "customer.other", title: "other customer", keys: ["ctrl+f"], inFooter: false, description: "Finds a customer by a part of the name and goes to its page.",
  when: (shell) => shell.session.operator !== undefined,
  run: async (shell) => (await import("./find-customer.tsx")).goToCustomer(shell),
};
