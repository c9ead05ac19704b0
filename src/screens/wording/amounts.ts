import { formatAmount, type Language, type Money } from "../../domain/money.ts";

export { counted } from "../../domain/counted.ts";

/** `412,300.00 EUR`. */
export function moneyText(money: Money, language: Language): string {
  return `${formatAmount(money, language)} ${money.currency}`;
}

/** One amount per currency, in one line: `412,300.00 EUR + 84,215,300.00 HUF`; `-` for none. */
export function sumsText(sums: readonly Money[], language: Language): string {
  return sums.length === 0 ? "-" : sums.map((sum) => moneyText(sum, language)).join(" + ");
}


/** Eight heights for a line of balances, lowest to highest; empty for fewer than two. Values are scaled within themselves. */
export function sparkline(values: readonly bigint[], width: number): string {
  if (values.length < 2 || width < 1) return "";
  const shown = values.slice(-width);
  const low = shown.reduce(least);
  const high = shown.reduce(greatest);
  const bars = "▁▂▃▄▅▆▇█";
  const span = high - low;
  return shown.map((value) => bars[span === 0n ? 3 : Number(((value - low) * 7n) / span)]).join("");
}

// Math.min and Math.max take no bigints.
function least(a: bigint, b: bigint): bigint {
  if (b < a) return b;
  return a;
}
function greatest(a: bigint, b: bigint): bigint {
  if (b > a) return b;
  return a;
}
