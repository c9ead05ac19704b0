import type { Severity } from "../../domain/finding.ts";
import { currencyExponent, type Money } from "../../domain/money.ts";
import type { CurrencyCode } from "../../domain/ids.ts";
import type { Decimal } from "../decimal.ts";
import type { CompiledRecord } from "./compile.ts";
import type { FrameName } from "./schema.ts";
import type { Slots, Target } from "./targets.ts";

/** Turns the values of frames into what the sink takes. One for each kind of format. */
export interface Assembly {
  /** Before a record's fields are read: frames that it opens, and what that ends. */
  begin(record: CompiledRecord, line: number): void;
  /** Values of the frame that fields go to now; undefined where it is not open, and the value would be lost. */
  slots(frame: FrameName): Slots | undefined;
  /** True where the frame is open: `needs`. */
  isOpen(frame: FrameName): boolean;
  open(frame: FrameName, line: number): void;
  /** After a record's fields were read. @param key of the records that belong together, where the definition holds some back */
  end(record: CompiledRecord, line: number): void;
  close(frame: FrameName): void;
  /** A part of what is open could not be read: a balance check says nothing then. */
  damaged(): void;
  finish(): void;
}

/** What an assembly may say. */
export type Tell = (severity: Severity, code: string, message: string, line: number, field?: string) => void;

/** Makes one list of the pieces of a text: what was glued is one. */
export function listOf(value: unknown): string[] {
  const list: string[] = [];
  if (!Array.isArray(value)) return list;
  for (const each of value as unknown[]) {
    const text = String(each).trim();
    if (text !== "") list.push(text);
  }
  return list;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Adds a value to what the slot has. A list grows; the first value of anything else stays. */
export function put(slots: Slots, target: Target, value: unknown, join: "new" | "glue" | "space" | undefined): void {
  const before = slots[target.slot];
  if (target.kind === "list") {
    const list = Array.isArray(before) ? (before as string[]) : []; // a list's slot holds texts only
    if (before === undefined) slots[target.slot] = list;
    const text = String(value);
    const last = list.length - 1;
    if (last >= 0 && join === "glue") list[last] += text;
    else if (last >= 0 && join === "space") list[last] = `${(list[last] ?? "").trim()} ${text.trim()}`;
    else list.push(text);
  } else if (before === undefined) slots[target.slot] = value;
  else if (target.kind === "text" && join !== undefined && join !== "new") slots[target.slot] = `${String(before)}${join === "space" ? " " : ""}${String(value)}`;
}

/** Exact; `cut` where the file has more decimals than the currency. */
export function moneyOf(amount: Decimal, currency: CurrencyCode): { readonly money: Money; readonly cut: boolean } {
  const more = currencyExponent(currency) - amount.scale;
  if (more >= 0) return { money: { minor: amount.units * (scales[more] ?? 1n), currency }, cut: false };
  const divisor = 10n ** BigInt(-more);
  return { money: { minor: amount.units / divisor, currency }, cut: amount.units % divisor !== 0n };
}
const scales = [1n, 10n, 100n, 1000n, 10_000n, 100_000n, 1_000_000n];

/** Everything of the filled slots beside that one, to tell whether two are the same. */
export function sameSlots(a: Slots, b: Slots): boolean {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] !== b[i] && JSON.stringify(a[i]) !== JSON.stringify(b[i])) return false;
  }
  return true;
}
