import type { Finding } from "../domain/finding.ts";
import type { Balance, StatementHeader } from "../domain/statement.ts";
import type { FormatKind, StatementSink } from "../formats/format.ts";
import { headOf } from "./bytes.ts";
import { requireRight, type WorkflowContext } from "./context.ts";
import { candidateFormats } from "./import-desk/own-formats.ts";
import type { OrderFileSource } from "./import-orders.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import { findingsMax } from "./order-survey.ts";

/** What a statement file holds. Nothing was stored. */
export interface StatementPreview {
  readonly format: string;
  readonly statements: readonly {
    readonly header: StatementHeader;
    readonly balances: readonly Balance[];
    readonly entryCount: number;
    readonly balanced: boolean | null;
    /** Received before: importing leaves it alone. */
    readonly known: boolean;
  }[];
  readonly findings: readonly Finding[];
}

/** What a file is, by its content; undefined: nothing that Kontor reads. */
export async function kindOfFile(store: CustomerStore, source: OrderFileSource): Promise<FormatKind | undefined> {
  return (await candidateFormats(store, await headOf(source.open())))[0]?.kind;
}

/** The dry run of a statement file; undefined when it is none. */
export async function previewStatementFile(context: WorkflowContext, source: OrderFileSource): Promise<StatementPreview | undefined> {
  requireRight(context, "fetch", "import statements");
  const format = (await candidateFormats(context.store, await headOf(source.open()))).find((one) => one.kind === "statements");
  if (format === undefined) return undefined;
  const read: { header: StatementHeader; balances: Balance[]; entryCount: number; balanced: boolean | null }[] = [];
  const findings: Finding[] = [];
  const sink: StatementSink = {
    statement: (header) => void read.push({ header, balances: [], entryCount: 0, balanced: null }),
    balance: (balance) => void read.at(-1)?.balances.push(balance),
    entry: () => {
      const current = read.at(-1);
      if (current !== undefined) current.entryCount++;
    },
    statementEnd: (balanced) => {
      const current = read.at(-1);
      if (current !== undefined) current.balanced = balanced;
    },
    finding: (finding) => {
      if (findings.length < findingsMax) findings.push(finding);
    },
  };
  await format.read(source.open(), sink);
  const statements: StatementPreview["statements"][number][] = [];
  for (const one of read) statements.push({ ...one, known: (await context.store.statements.findSame(one.header)) !== undefined });
  return { format: format.id, statements, findings };
}
