import type { CurrencyCode } from "../../domain/ids.ts";
import { formatAmount, type Language, type Money } from "../../domain/money.ts";

/** Adds up what was printed, per currency, in the order the currencies first came. */
export class Sums {
  readonly #minor = new Map<Money["currency"], bigint>();

  add(money: Money): void {
    this.#minor.set(money.currency, (this.#minor.get(money.currency) ?? 0n) + money.minor);
  }

  list(): Money[] {
    return [...this.#minor].map(([currency, minor]) => ({ minor, currency }));
  }
}

/** `1 234,50 HUF` */
export function amountWithCurrency(money: Money, language: Language): string {
  return `${formatAmount(money, language)} ${money.currency}`;
}

/** True when both say the same sum for every currency; a sum of zero may be left out. */
export function sameSums(a: readonly Money[], b: readonly Money[]): boolean {
  const difference = new Map<string, bigint>();
  for (const money of a) difference.set(money.currency, (difference.get(money.currency) ?? 0n) + money.minor);
  for (const money of b) difference.set(money.currency, (difference.get(money.currency) ?? 0n) - money.minor);
  return [...difference.values()].every((minor) => minor === 0n);
}

/** `12,345`, grouped as the language groups amounts. */
export function countText(count: number, language: Language): string {
  return formatAmount({ minor: BigInt(count), currency: withoutDecimals }, language);
}
/** Any currency without minor units will do. */
const withoutDecimals = "JPY" as CurrencyCode;
