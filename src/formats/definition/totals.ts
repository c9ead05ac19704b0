import type { Decimal } from "../decimal.ts";
import { addDecimals, decimalText } from "../decimal.ts";
import type { Tell } from "./assembly.ts";
import type { Compiled, CompiledField, CompiledTotal } from "./compile.ts";

/** A total that stands before what it adds up, until its statement or order ends. */
export interface DeclaredTotal {
  readonly index: number;
  readonly value: bigint;
  readonly scale: number;
  readonly line: number;
}

/** Adds up what the definition says, exactly, and compares with what the file says. */
export class Totals {
  readonly #totals: readonly CompiledTotal[];
  readonly #sums: bigint[];
  readonly #scales: number[];
  readonly #severity: "error" | "warning";
  readonly #tell: Tell;

  constructor(compiled: Compiled, tell: Tell) {
    this.#totals = compiled.totals;
    this.#sums = compiled.totals.map(() => 0n);
    this.#scales = compiled.totals.map(() => 0);
    this.#severity = compiled.definition.kind === "orders" ? "error" : "warning";
    this.#tell = tell;
  }

  count(index: number): void {
    this.#sums[index] = (this.#sums[index] ?? 0n) + 1n;
  }

  /** @param amount signed, as the field says it. @param out money goes out: an amount of zero, too, has a side */
  add(index: number, amount: Decimal, out: boolean): void {
    const total = this.#totals[index];
    if (total === undefined || (total.side === "in" && out) || (total.side === "out" && !out)) return;
    if (total.rows) {
      this.count(index);
      return;
    }
    const units = total.side === "out" ? -amount.units : amount.units;
    const before = { units: this.#sums[index] ?? 0n, scale: this.#scales[index] ?? 0 };
    const after = before.scale === amount.scale ? { units: before.units + units, scale: before.scale } : addDecimals(before, { units, scale: amount.scale });
    this.#sums[index] = total.modulo === undefined ? after.units : after.units % total.modulo;
    this.#scales[index] = after.scale;
  }

  /** What has been added up; it begins anew. */
  take(index: number): Decimal {
    const sum = { units: this.#sums[index] ?? 0n, scale: this.#scales[index] ?? 0 };
    this.reset(index);
    return sum;
  }

  reset(index: number): void {
    this.#sums[index] = 0n;
    this.#scales[index] = 0;
  }

  /** Says where the file's total differs, and begins anew. */
  compare(declared: DeclaredTotal, incomplete: boolean): void {
    const total = this.#totals[declared.index];
    if (total === undefined) return;
    const sum = this.take(declared.index);
    const given = { units: declared.value, scale: declared.scale };
    if (same(sum, given)) return;
    const counts = total.rows || ("total" in total.field.def && total.field.def.total !== undefined && "records" in total.field.def.total);
    this.#tell(
      this.#severity, counts ? "count-differs" : "control-sum-differs",
      `${total.field.label}: the file says ${decimalText(given)}, and what was read makes ${decimalText(sum)}.${incomplete ? " Some records could not be read." : ""} Something was lost or added: get the file again.`,
      declared.line, fieldPath(total.field),
    );
  }

  get indexes(): number {
    return this.#totals.length;
  }
}

/** For findings: `item/T213`. */
export function fieldPath(field: CompiledField): string {
  return `${field.record.def.name}/${field.name}`;
}

function same(a: Decimal, b: Decimal): boolean {
  return addDecimals(a, { units: -b.units, scale: b.scale }).units === 0n;
}
