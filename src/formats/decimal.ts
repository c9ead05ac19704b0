/** An exact decimal: `units` times ten to the minus `scale`. For control sums over currencies and amounts as banks write them. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** @returns undefined when the text is no plain decimal of at most 40 digits */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  const whole = match?.[2] ?? "", fraction = match?.[3] ?? "";
  if (match === null || whole + fraction === "" || whole.length + fraction.length > 40) return undefined;
  const units = BigInt(whole + fraction);
  return { units: match[1] === "-" ? -units : units, scale: fraction.length };
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: at(a, scale) + at(b, scale), scale };
}

export function sameDecimal(a: Decimal, b: Decimal): boolean {
  const scale = Math.max(a.scale, b.scale);
  return at(a, scale) === at(b, scale);
}

/** Without needless zeros: `12.5`, `-0.01`, `7`. */
export function decimalText(value: Decimal): string {
  const digits = (value.units < 0n ? -value.units : value.units).toString().padStart(value.scale + 1, "0");
  const whole = digits.slice(0, digits.length - value.scale);
  const fraction = digits.slice(digits.length - value.scale).replace(/0+$/, "");
  return `${value.units < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

function at(value: Decimal, scale: number): bigint {
  return scale === value.scale ? value.units : value.units * 10n ** BigInt(scale - value.scale);
}
