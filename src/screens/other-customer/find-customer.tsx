import type { CustomerSummary } from "../../customers/index.ts";
import type { WorkstationShell } from "../routes.ts";
import { FindDialog, fuzzySearch } from "../widgets/find-dialog.tsx";

/** Asks which customer, says what going there would lose, and opens its page above the cockpit. @throws AppError as `contextFor` does */
export async function goToCustomer(shell: WorkstationShell): Promise<void> {
  const { session } = shell;
  const customers = (await session.operator?.customers()) ?? [];
  if (customers.length === 0) return shell.notice("There is no customer here yet; n in the cockpit makes one.", "warning");
  const chosen = await findCustomer(shell, customers);
  if (chosen === undefined) return;
  const lost = shell.unsaved();
  if (lost.length > 0 && !(await shell.confirm({ title: `Go to ${chosen.shortName}`, consequence: `What was typed here is lost: ${lost.join(", ")}.`, yes: "lose it", no: "stay" }))) return;
  const context = await shell.waitFor(`Opening ${chosen.shortName} …`, session.contextFor(chosen.id));
  if (context !== undefined) shell.pushOnFirst("customer", { context });
}

async function findCustomer(shell: WorkstationShell, customers: readonly CustomerSummary[]): Promise<CustomerSummary | undefined> {
  const search = await fuzzySearch();
  const sorted = customers.toSorted((a, b) => a.shortName.localeCompare(b.shortName));
  return shell.dialog<CustomerSummary>((close, size) => (
    <FindDialog title="Go to customer" rows={sorted} textOf={({ shortName }) => shortName} line={({ shortName, colour }) => [{ text: "▌", tone: colour }, shortName]}
      placeholder="part of the short name" nothing="No customer fits." closeKey="ctrl+f" search={search} size={size} onClose={close} />
  ));
}
