import type { Finding } from "../domain/finding.ts";
import type { Balance, StatementEntry, StatementHeader } from "../domain/statement.ts";
import type { StatementFormat } from "./format.ts";
import { pulled } from "./pulled.ts";

/** One thing that a reader found, in document order. */
export type StatementEvent =
  | { readonly kind: "statement"; readonly header: StatementHeader }
  | { readonly kind: "balance"; readonly balance: Balance }
  | { readonly kind: "entry"; readonly entry: StatementEntry; readonly line: number }
  | { readonly kind: "end"; readonly balanced: boolean | null }
  | { readonly kind: "finding"; readonly finding: Finding };

/** What a reader finds in a statement file, one after the other. Leaving early ends the reading. */
export function pullStatements(format: StatementFormat, content: AsyncIterable<Uint8Array>): AsyncGenerator<StatementEvent, void, undefined> {
  return pulled<StatementEvent>((push, flush) =>
    format.read(content, {
      statement: (header) => push({ kind: "statement", header }),
      balance: (balance) => push({ kind: "balance", balance }),
      entry: (entry, line) => push({ kind: "entry", entry, line }),
      statementEnd: (balanced) => push({ kind: "end", balanced }),
      finding: (finding) => push({ kind: "finding", finding }),
      flush,
    }));
}
