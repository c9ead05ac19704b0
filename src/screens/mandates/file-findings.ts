import type { Finding } from "../../domain/finding.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { showFacts } from "../dialogs/facts-dialog.tsx";
import type { MandatesContext } from "./load-mandates.ts";

const shownMax = 200;

/** What is wrong with a table, by line and column. */
export async function showFindings({ shell, params }: Pick<MandatesContext, "shell" | "params">, title: string, findings: readonly Finding[]): Promise<void> {
  const facts = findings.slice(0, shownMax).map((one): readonly [string, string] => [one.line === undefined ? "" : `line ${one.line}`, `${one.field === undefined ? "" : `${one.field}: `}${one.message}`]);
  const more: readonly [string, string] = ["", `and ${findings.length - shownMax} more`];
  await showFacts(shell, { title, customer: customerOf(params.context), facts: findings.length > shownMax ? [...facts, more] : facts });
}
