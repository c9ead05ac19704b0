import type { CurrencyCode } from "../../domain/ids.ts";
import type { Finding } from "../../domain/finding.ts";
import type { MandateScheme } from "../../domain/mandate.ts";
import { parseAmount } from "../../domain/money.ts";
import { visibleLine } from "../../domain/text.ts";
import { requireRight, type WorkflowContext } from "../context.ts";
import type { CollectionLine } from "./collect.ts";
import { type CsvColumn, readCsvLines } from "./csv-lines.ts";

const columns = [{ title: "reference", needed: true }, { title: "creditor id" }, { title: "amount", needed: true }, { title: "text" }, { title: "last" }] as const satisfies readonly CsvColumn[];

/** Reads what is to be collected out of CSV: `reference;amount;text`, amounts as 12.50 or 12,50 without grouping. Nothing is stored. */
export async function readCollectionLines(context: WorkflowContext, bytes: Uint8Array): Promise<{ readonly lines: readonly CollectionLine[]; readonly schemes: ReadonlySet<MandateScheme>; readonly findings: readonly Finding[] }> {
  requireRight(context, "prepare", "collect direct debits");
  const { lines, findings: broken } = readCsvLines(bytes, columns);
  const findings = [...broken];
  const known = await context.store.mandates.byReferences(lines.map((line) => line.cell("reference")));
  const collections: CollectionLine[] = [];
  const schemes = new Set<MandateScheme>();
  for (const line of lines) {
    const creditor = line.cell("creditor id").toUpperCase();
    const meant = (known.get(line.cell("reference").toUpperCase()) ?? []).filter(({ mandate }) => creditor === "" || mandate.creditorSchemeId === creditor);
    const [only] = meant;
    const amount = parseAmount(line.cell("amount").replace(",", "."), "EUR" as CurrencyCode); // the currency of SEPA
    if (!amount.ok || amount.money.minor <= 0n) findings.push(line.wrong("amount", `"${visibleLine(line.cell("amount"), 20)}" is no amount to collect: write it as 12.50, without grouping.`));
    if (only === undefined) findings.push(line.wrong("reference", `Mandate ${visibleLine(line.cell("reference"), 35)} is not in the register.`));
    else if (meant.length > 1) findings.push(line.wrong("reference", `${meant.length} mandates have the reference ${visibleLine(line.cell("reference"), 35)}: say whose in a column "creditor id".`));
    else if (amount.ok) {
      collections.push({ mandateId: only.mandate.id, amount: amount.money, text: line.cell("text"), last: /^(yes|1|x)$/i.test(line.cell("last")) });
      schemes.add(only.mandate.scheme);
    }
  }
  if (lines.length === 0 && findings.length === 0) findings.push({ severity: "error", code: "csv-no-lines", message: "The file has no lines below its heading.", line: 1 });
  return { lines: collections, schemes, findings };
}
