import type { CockpitCustomer } from "./model.ts";
import type { CockpitContext } from "./read-customers.ts";

/** Opens the customer's page. One that is not open yet is opened before those that wait for their turn to be read. @throws AppError as `contextFor` does */
export async function goInto({ session, shell }: Pick<CockpitContext, "session" | "shell">, { summary, context, error }: CockpitCustomer): Promise<void> {
  if (error !== undefined) return shell.showError(error);
  const opened = context ?? (await shell.waitFor(`Opening ${summary.shortName} …`, session.contextFor(summary.id)));
  if (opened !== undefined) shell.push("customer", { context: opened });
}
