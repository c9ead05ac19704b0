import { type AccountNumber, accountText } from "../../domain/account-number.ts";
import type { Severity } from "../../domain/finding.ts";
import { parseCurrency } from "../../domain/money.ts";
import { visibleLine } from "../../domain/text.ts";
import { type Assembly, put } from "./assembly.ts";
import type { Cells } from "./cells.ts";
import type { Compiled, CompiledField } from "./compile.ts";
import { numericCurrency } from "./numeric-currency.ts";
import type { Report } from "./report.ts";
import { StatementAssembly } from "./statement-assembly.ts";
import { fieldPath, type Totals } from "./totals.ts";
import { accountFrom, amountIn, dateFrom, digitsIn, passes } from "./values.ts";

export const blank = 0x20;
const grouped = /[ -]/;

/** Reads the fields of records: finds where each stands, takes its value for what the definition says it is, and hands it to the assembly. */
export class FieldReader {
  readonly #isOrders: boolean;
  readonly #cells: Cells;
  readonly #assembly: Assembly;
  readonly #totals: Totals;
  readonly #report: Report;
  readonly #dates = new Map<string, string | null>();
  #counter = 0n;
  #outOfFrameTold = false;

  constructor({ definition }: Compiled, cells: Cells, assembly: Assembly, totals: Totals, report: Report) {
    this.#isOrders = definition.kind === "orders";
    this.#cells = cells;
    this.#assembly = assembly;
    this.#totals = totals;
    this.#report = report;
  }

  /** Serial numbers begin anew. */
  beginWhole(): void {
    this.#counter = 0n;
  }

  read(field: CompiledField, base: number, line: number): void {
    const cells = this.#cells;
    if (field.when.length > 0 && !this.#applies(field, base)) return;
    const composed = field.type === "account" && field.of.length > 0;
    if (!composed || field.placed) cells.locate(field, base);
    if (field.pad < 0) cells.trimEnd();
    else cells.trim(field.pad);
    if (composed) {
      this.#account(field, base, line);
      return;
    }
    if (cells.end <= cells.start || field.none?.has(cells.decode()) === true) {
      this.#empty(field, line);
      return;
    }
    if (field.plain) {
      if (field.target !== undefined) this.#put(field, cells.decode(), line);
      return;
    }
    const { def } = field;
    switch (def.type) {
      case "text":
        this.#text(field, line);
        return;
      case "constant":
        if (cells.decode() !== def.value.trim()) this.wrong(field, "wrong-constant", `Here must stand "${def.value}" (${field.label}).`, line);
        else if (field.target !== undefined) this.#put(field, cells.decode(), line);
        return;
      case "number":
        this.#number(field, line);
        return;
      case "amount":
        this.#amount(field, base, line);
        return;
      case "date":
        this.#date(field, line);
        return;
      case "account":
        this.#account(field, base, line);
        return;
      case "currency":
        this.#currency(field, line);
        return;
      case "sign": // read with its amount
    }
  }

  #empty(field: CompiledField, line: number): void {
    const { def } = field;
    if (field.required || (def.type === "constant" && def.value.trim() !== "")) this.wrong(field, "field-missing", `A field is missing: ${field.label}.`, line);
  }

  #text(field: CompiledField, line: number): void {
    const { def } = field;
    if (def.type !== "text") return;
    if (field.sameBytes && this.#repeats(field)) return;
    let text = this.#cells.decode();
    if (field.pattern !== undefined && !field.pattern.test(text)) {
      this.wrong(field, "wrong-form", `${field.label} has a form that it must not have: "${visibleLine(text, 60)}".`, line);
      return;
    }
    if (def.check !== undefined && !passes(def.check, text)) this.wrong(field, "wrong-check-digits", `The check digits of ${field.label} do not fit.`, line, "warning");
    if (field.values !== undefined) {
      const value = field.values.get(text);
      if (value !== undefined) text = value;
      else if (def.unknown !== "keep") {
        this.wrong(field, "wrong-code", `${field.label} is "${visibleLine(text, 40)}", which the format does not know.`, line);
        return;
      }
      if (text === "") return;
    }
    if (field.same !== undefined && !field.sameBytes) {
      if (text === this.raw(field.same, 0)) return;
      this.#cells.locate(field);
    }
    if (def.tell !== undefined) this.#report.tell(def.tell, "not-carried", `${field.label} is "${visibleLine(text, 60)}". Kontor has no place for it; it stays in the file as it came.`, line, fieldPath(field), this.#cells.columnOfStart);
    if (def.before !== undefined) text = def.before + text;
    if (field.target !== undefined) this.#put(field, text, line);
  }

  /** True where the field says the same as the one that it would only repeat. Nothing is decoded for it; the cells stand as before. */
  #repeats({ same }: CompiledField): boolean {
    const cells = this.#cells;
    if (same === undefined) return false;
    const { start, end } = cells;
    cells.locate(same);
    cells.trim(blank);
    const repeats = cells.equals(start, end);
    cells.start = start;
    cells.end = end;
    return repeats;
  }

  #number(field: CompiledField, line: number): void {
    const { def } = field;
    const value = digitsIn(this.#cells);
    if (def.type !== "number") return;
    if (value === undefined) {
      this.wrong(field, "not-a-number", `${field.label} must have digits only.`, line);
      return;
    }
    if (def.counts === true) {
      this.#counter++;
      if (value !== this.#counter) this.wrong(field, "wrong-serial", `${field.label} is ${value}, and the ${this.#counter}. one stands here. A record may be missing or twice there.`, line);
      this.#counter = value;
    }
    this.#feed(field, value, 0);
    if (field.total >= 0) this.#total(field, value, 0, line);
    if (field.target !== undefined) this.#put(field, value.toString(), line);
  }

  #amount(field: CompiledField, base: number, line: number): void {
    const { def } = field;
    const cells = this.#cells;
    if (def.type !== "amount") return;
    const { start, end } = cells;
    const decimals = typeof def.decimals === "number" ? def.decimals : field.decimals === undefined ? 0 : Number(this.raw(field.decimals, base) || "0");
    let minus = false;
    if (field.sign !== undefined) {
      const sign = this.raw(field.sign, base);
      minus = field.minus?.has(sign) === true;
      if (!minus && field.plus?.has(sign) !== true) {
        // Of an entry, a wrong guess would turn the money round; a balance is checked by the others.
        const balance = field.target?.frame === "statement";
        this.wrong(field.sign, "wrong-sign", `The sign of ${field.label} is "${visibleLine(sign, 5)}", which the format does not know.${balance ? " It was taken as money in." : ""}`, line, balance ? "warning" : "error");
        if (!balance) {
          this.#report.damage();
          return;
        }
      }
    }
    cells.start = start;
    cells.end = end;
    const read = amountIn(cells, def, Number.isInteger(decimals) && decimals <= 6 ? decimals : 0);
    if (read === undefined) {
      this.wrong(field, "wrong-amount", `${field.label} is no amount here: "${visibleLine(cells.decode(), 40)}".`, line);
      this.#report.damage();
      return;
    }
    const amount = minus ? { units: -read.units, scale: read.scale } : read;
    for (const total of field.feeds) this.#totals.add(total, amount, minus || amount.units < 0n);
    if (field.total >= 0) this.#total(field, amount.units, amount.scale, line);
    if (field.target !== undefined) this.#put(field, amount, line);
  }

  /** The same days come again and again. */
  #date(field: CompiledField, line: number): void {
    const { def } = field;
    if (def.type !== "date") return;
    const text = this.#cells.decode();
    let date = this.#dates.get(text);
    if (date === undefined) {
      date = dateFrom(text, def.patterns) ?? null;
      if (this.#dates.size < 1000) this.#dates.set(text, date);
    }
    if (date === null) {
      if (/^[0]+$/.test(text.replace(/\D/g, "0")) && /^[0./-]+$/.test(text) && def.required !== true) return; // zeros: none
      this.wrong(field, "wrong-date", `${field.label} is no day of the calendar: "${visibleLine(text, 20)}".`, line, this.#isOrders ? "error" : "warning");
      return;
    }
    if (field.target !== undefined) this.#put(field, field.target.kind === "day" ? `${date}T00:00:00` : date, line);
  }

  #account(field: CompiledField, base: number, line: number): void {
    const { def } = field;
    if (def.type !== "account") return;
    const cells = this.#cells;
    const { start, end } = cells;
    const parts = field.of.map((part) => this.raw(part, base));
    cells.start = start;
    cells.end = end;
    const filled = parts.filter((part) => part !== "");
    const text = field.of.length === 0 ? cells.decode() : filled.join(def.glue ?? "");
    const plain = grouped.test(text) && (def.kinds.includes("hungarian") || def.kinds.includes("iban")) ? text.replace(/[ -]/g, "") : text;
    if (plain === "" || field.none?.has(plain) === true) {
      if (def.required === true) this.wrong(field, "field-missing", `A field is missing: ${field.label}.`, line);
      return;
    }
    const { account, problem, isDoubt } = accountFrom(plain, parts, def);
    if (problem !== undefined) this.wrong(field, "wrong-account", `${field.label}: ${problem} Ask for the right one; a payment to it comes back or goes astray.`, line, this.#isOrders && isDoubt !== true ? "error" : "warning");
    for (const total of field.feeds) if (/^\d+$/.test(text)) this.#totals.add(total, { units: BigInt(def.short === true ? text.padEnd(24, "0") : text), scale: 0 }, false);
    if (field.target !== undefined) this.#put(field, account, line);
  }

  #currency(field: CompiledField, line: number): void {
    const { def } = field;
    if (def.type !== "currency") return;
    const text = this.#cells.decode();
    const code = def.numeric === true ? numericCurrency(text) : text;
    const currency = code === undefined ? undefined : parseCurrency(code);
    if (currency === undefined) this.wrong(field, "wrong-currency", `${field.label} is "${visibleLine(text, 10)}", which is no currency of ISO 4217.`, line);
    else if (field.target !== undefined) this.#put(field, currency, line);
  }

  #feed(field: CompiledField, units: bigint, scale: number): void {
    for (const total of field.feeds) this.#totals.add(total, { units, scale }, false);
  }

  /** Before what it adds up, it waits; behind it, it is compared at once. */
  #total(field: CompiledField, value: bigint, scale: number, line: number): void {
    const declared = { index: field.total, value, scale, line };
    if (field.record.opens.includes("statement") && this.#assembly instanceof StatementAssembly) this.#assembly.declare(declared);
    else this.#totals.compare(declared, this.#report.isDamaged);
  }

  #put(field: CompiledField, value: unknown, line: number): void {
    const { target } = field;
    if (target === undefined) return;
    const slots = this.#assembly.slots(target.frame);
    if (slots !== undefined) {
      const before = slots[target.slot];
      put(slots, target, value, field.join);
      if (target.kind === "account" && target.frame === "statement" && before !== undefined && accountText(before as AccountNumber) !== accountText(value as AccountNumber)) { // account fields gave both
        this.wrong(field, "account-differs", "This record names another account than the statement in which it stands. It was put to the statement; ask the bank.", line, "warning");
      }
      return;
    }
    if (!this.#outOfFrameTold || field.type === "amount") this.wrong(field, "record-out-of-place", `What stands here (${field.label}) belongs to no ${target.frame}: the record that begins one is missing. It was left out.`, line);
    this.#outOfFrameTold = true;
    if (field.type === "amount") this.#report.damage();
  }

  #applies(field: CompiledField, base: number): boolean {
    for (const { field: other, is, not, matches, unlike } of field.when) {
      const raw = this.raw(other, other.record === field.record && other.placed && !other.grouped ? 0 : base);
      if (is?.has(raw) === false || not?.has(raw) === true || matches?.test(raw) === false || unlike?.test(raw) === true) return false;
    }
    return true;
  }

  /** Another field's text, without padding. Moves the cells. */
  raw(field: CompiledField, base: number): string {
    this.#cells.locate(field, field.grouped ? base : 0);
    this.#cells.trim(field.def.type === "text" && field.def.pad !== undefined ? field.def.pad.charCodeAt(0) : blank);
    return this.#cells.decode();
  }

  /** A finding at the place where the cells stand. */
  wrong(field: CompiledField, code: string, message: string, line: number, severity: Severity = "error"): void {
    this.#report.tell(severity, code, message, line, fieldPath(field), this.#cells.columnOfStart);
  }
}
