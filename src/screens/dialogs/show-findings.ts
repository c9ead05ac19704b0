import type { Finding } from "../../domain/finding.ts";
import type { WorkstationShell } from "../routes.ts";
import type { DialogCustomer } from "../shell/shell.ts";
import { showFacts } from "./facts-dialog.tsx";

const shownMax = 200;

/** What is wrong with a table, by line and column; it can be scrolled. */
export async function showFindings(shell: Pick<WorkstationShell, "dialog">, { title, customer, findings }: { readonly title: string; readonly customer?: DialogCustomer | undefined; readonly findings: readonly Finding[] }): Promise<void> {
  const facts = findings.slice(0, shownMax).map((one): readonly [string, string] => [one.line === undefined ? "" : `line ${one.line}`, `${one.field === undefined ? "" : `${one.field}: `}${one.message}`]);
  const more: readonly [string, string] = ["", `and ${findings.length - shownMax} more`];
  await showFacts(shell, { title, customer, facts: findings.length > shownMax ? [...facts, more] : facts });
}
