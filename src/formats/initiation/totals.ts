import type { Finding } from "../../domain/finding.ts";
import { currencyExponent, type Money } from "../../domain/money.ts";
import { addDecimals, type Decimal, decimalText, parseDecimal, sameDecimal } from "../decimal.ts";

/** NbOfTxs and CtrlSum as they stand in the file, and where. */
export interface DeclaredTotals {
  readonly count: string | undefined;
  readonly sum: string | undefined;
  readonly countLine: number;
  readonly sumLine: number;
}

/** Counts and adds exactly, over all currencies as NbOfTxs and CtrlSum want it. */
export class Totals {
  #count = 0;
  readonly #minorByCurrency = new Map<string, bigint>();

  count(): void {
    this.#count++;
  }

  add(money: Money): void {
    this.#minorByCurrency.set(money.currency, (this.#minorByCurrency.get(money.currency) ?? 0n) + money.minor);
  }

  get counted(): number {
    return this.#count;
  }

  get sum(): Decimal {
    let sum: Decimal = { units: 0n, scale: 0 };
    for (const [currency, minor] of this.#minorByCurrency) {
      sum = addDecimals(sum, { units: minor, scale: currencyExponent(currency as Money["currency"]) }); // the keys came from Money
    }
    return sum;
  }

  /** Says where the declared totals differ from the file's content. */
  compare(declared: DeclaredTotals, whole: "order" | "batch" | "request", report: (finding: Finding) => void): void {
    const { count, sum } = declared;
    if (count !== undefined) {
      if (!/^\d{1,15}$/.test(count)) report({ severity: "error", code: "wrong-count", message: `The declared number of transactions of this ${whole} is no number.`, line: declared.countLine, field: "NbOfTxs" });
      else if (Number(count) !== this.#count) {
        report({ severity: "error", code: "count-differs", message: `This ${whole} declares ${Number(count)} transactions but holds ${this.#count}. Something was lost or added: export it again.`, line: declared.countLine, field: "NbOfTxs" });
      }
    }
    if (sum === undefined) return;
    const exact = parseDecimal(sum);
    if (exact === undefined) report({ severity: "error", code: "wrong-sum", message: `The declared sum of this ${whole} is no number.`, line: declared.sumLine, field: "CtrlSum" });
    else if (!sameDecimal(exact, this.sum)) {
      report({ severity: "error", code: "control-sum-differs", message: `This ${whole} declares a sum of ${decimalText(exact)} but its readable amounts add up to ${decimalText(this.sum)}. Export it again.`, line: declared.sumLine, field: "CtrlSum" });
    }
  }
}
