import type { Finding, Severity } from "../../domain/finding.ts";

/** Findings of one kind that are listed one by one. */
export const sameMax = 100;

/** What is said about a file while it is read, and whether something of it was lost on the way. */
export class Report {
  readonly #finding: (finding: Finding) => void;
  readonly #counts = new Map<string, number>();
  #whenDamaged: () => void = () => undefined;
  #isDamaged = false;

  constructor(finding: (finding: Finding) => void) {
    this.#finding = finding;
  }

  /** Lists so many of a kind; errors all, as each may be a payment. */
  tell(severity: Severity, code: string, message: string, line: number, field?: string, column?: number): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    if (severity !== "error") {
      this.#counts.set(code, count);
      if (count > sameMax) return;
    }
    this.#finding({ severity, code, message, line, ...(column === undefined ? {} : { column }), ...(field === undefined ? {} : { field }) });
  }

  /** How many were not listed. */
  tellRest(): void {
    for (const [code, count] of this.#counts) if (count > sameMax) this.#finding({ severity: "info", code: "more-findings", message: `There are ${count - sameMax} more findings of the kind ${code}, which are not listed.` });
  }

  /** A record or a value could not be read: what is declared of the whole cannot be held against what was read. */
  damage(): void {
    this.#isDamaged = true;
    this.#whenDamaged();
  }

  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  whenDamaged(then: () => void): void {
    this.#whenDamaged = then;
  }
}
