import type { Administered } from "../../workflows/four-eyes/administer.ts";
import { proposalDays } from "../../workflows/four-eyes/proposals.ts";
import type { SettingsContext } from "./load-settings.ts";

/** Says when a change waits for the other administrators. @returns true when there is something new to show */
export function tellOutcome({ shell }: Pick<SettingsContext, "shell">, outcome: Administered | undefined): boolean {
  if (outcome?.kind === "proposed") shell.notice(`Proposed, not done yet: another administrator has to approve it within ${proposalDays} days (part 7).`, "info");
  return outcome !== undefined;
}
