import type { Finding } from "../../domain/finding.ts";
import { currencyExponent, type Money } from "../../domain/money.ts";
import { addDecimals, type Decimal, decimalText, parseDecimal, sameDecimal } from "../decimal.ts";

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
  compare(declaredCount: string | undefined, declaredSum: string | undefined, whole: "order" | "batch", line: number, report: (finding: Finding) => void): void {
    if (declaredCount !== undefined) {
      if (!/^\d{1,15}$/.test(declaredCount)) report({ severity: "error", code: "wrong-count", message: `The declared number of transactions of this ${whole} is no number.`, line, field: "NbOfTxs" });
      else if (Number(declaredCount) !== this.#count) {
        report({ severity: "error", code: "count-differs", message: `This ${whole} declares ${Number(declaredCount)} transactions but holds ${this.#count}. Something was lost or added: export it again.`, line, field: "NbOfTxs" });
      }
    }
    if (declaredSum === undefined) return;
    const declared = parseDecimal(declaredSum);
    if (declared === undefined) report({ severity: "error", code: "wrong-sum", message: `The declared sum of this ${whole} is no number.`, line, field: "CtrlSum" });
    else if (!sameDecimal(declared, this.sum)) {
      report({ severity: "error", code: "control-sum-differs", message: `This ${whole} declares a sum of ${decimalText(declared)} but its readable amounts add up to ${decimalText(this.sum)}. Export it again.`, line, field: "CtrlSum" });
    }
  }
}
