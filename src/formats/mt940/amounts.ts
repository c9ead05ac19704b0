import type { CurrencyCode } from "../../domain/ids.ts";
import { currencyExponent, type Money, parseAmount, parseCurrency } from "../../domain/money.ts";
import { type Decimal, parseDecimal } from "../decimal.ts";
import type { Tell } from "./tell.ts";

/** Amounts and currencies of one file, read as tolerantly as can be. */
export class Amounts {
  readonly #tell: Tell;
  /** Currencies that were told of. */
  readonly #told = new Set<string>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /** @returns undefined when it is no amount */
  read(text: string, currency: CurrencyCode, negative: boolean, line: number, field: string): { readonly money: Money; readonly exact: Decimal } | undefined {
    const parsed = parseAmount(text, currency);
    const exponent = currencyExponent(currency);
    if (parsed.ok) {
      const minor = negative ? -parsed.money.minor : parsed.money.minor;
      return { money: { minor, currency }, exact: { units: minor, scale: exponent } };
    }
    const exact = parsed.problem === "too-many-decimals" ? parseDecimal(text) : undefined;
    if (exact === undefined) return undefined;
    const units = negative ? -exact.units : exact.units;
    this.#tell("warning", "amount-too-many-decimals", line, `The bank writes ${text.slice(0, 40)}, which has more decimals than ${currency} has. It is shown cut to ${exponent}; the balance check uses all of them.`, field);
    return { money: { minor: units / 10n ** BigInt(exact.scale - exponent), currency }, exact: { units, scale: exact.scale } }; // BigInt division cuts towards zero
  }

  currency(code: string, line: number, field: string): CurrencyCode {
    const known = parseCurrency(code);
    if (known !== undefined) return known;
    if (!this.#told.has(code)) this.#tell("warning", "unknown-currency", line, `${code} is not in today's list of currencies. It was read with two decimals.`, field);
    this.#told.add(code);
    return code as CurrencyCode; // withdrawn currencies stand on old statements, and their entries must not be lost
  }

  /** Another statement: what is told once per statement may be told again. */
  beginStatement(): void {
    this.#told.clear();
  }
}
