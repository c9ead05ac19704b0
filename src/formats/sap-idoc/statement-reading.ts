import type { AccountNumber } from "../../domain/account-number.ts";
import type { Finding, Severity } from "../../domain/finding.ts";
import type { CurrencyCode, IsoDate } from "../../domain/ids.ts";
import { currencyExponent, type Money, parseCurrency } from "../../domain/money.ts";
import type { EntryDetail, StatementEntry, StatementHeader } from "../../domain/statement.ts";
import { BalanceCheck } from "../camt053/balance-check.ts";
import { decimalText } from "../decimal.ts";
import type { StatementSink } from "../format.ts";
import type { Fields } from "../xml/fields.ts";
import type { RecordHandler } from "../xml/record-reader.ts";
import { amountQualifiers, dateQualifiers, statementFields as at } from "./fields.ts";
import { sapAccount, sapAmount, sapDate, sapText } from "./values.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One reading of FINSTA01 (IDoc as XML). Its lines come before its balances, as in the file; what has no amount of its own is no entry. */
export class FinstaReading implements RecordHandler {
  readonly #sink: StatementSink;
  #statements = 0;
  #statement: Fields | undefined;
  #delivered = false;
  #account: AccountNumber | undefined;
  #currency: CurrencyCode | undefined;
  #date: IsoDate | undefined;
  #check = new BalanceCheck();
  #declared = new Map<string, Money>();
  #moved = { debits: 0n, credits: 0n };
  #line: Fields | undefined;
  #entryAmount: Money | undefined;
  #entryHasAmount = false;
  #entry: Writable<Partial<StatementEntry>> = {};
  #detail: Writable<Partial<EntryDetail>> = {};

  constructor(sink: StatementSink) {
    this.#sink = sink;
  }

  async flush(): Promise<void> {
    await this.#sink.flush?.();
  }

  finding(finding: Finding): void {
    this.#sink.finding(finding.code === "empty-field" ? { ...finding, severity: "info" } : finding.code === "field-repeated" ? { ...finding, severity: "warning" } : finding);
  }

  namespace(): boolean {
    return true;
  }

  opened(kind: string, fields: Fields): void {
    if (kind === "statement") {
      this.#statements++;
      this.#statement = fields;
      this.#delivered = false;
      this.#account = undefined;
      this.#currency = undefined;
      this.#date = undefined;
      this.#check = new BalanceCheck();
      this.#declared = new Map();
      this.#moved = { debits: 0n, credits: 0n };
    } else if (kind === "line") {
      this.#deliver();
      this.#line = fields;
      this.#entryAmount = undefined;
      this.#entryHasAmount = false;
      this.#entry = {};
      this.#detail = {};
    }
  }

  closed(kind: string, fields: Fields): void {
    if (kind === "date") this.#takeDate(fields);
    else if (kind === "bank") this.#takeBank(fields);
    else if (kind === "reference") this.#takeReference(fields);
    else if (kind === "party") this.#takeParty(fields);
    else if (kind === "amount") this.#takeAmount(fields);
    else if (kind === "line") this.#giveEntry(fields);
    else if (kind === "statement") this.#end(fields);
  }

  finish(): void {
    if (this.#statements === 0) this.finding({ severity: "error", code: "no-statements", line: 1, field: "E1IDKU1", message: "The IDoc holds no statement (E1IDKU1)." });
  }

  #takeDate(fields: Fields): void {
    const qualifier = fields.token(at.date.qualifier);
    const written = fields.token(at.date.date);
    const date = sapDate(written);
    if (date === undefined) {
      if (written !== undefined && !/^0+$/.test(written)) this.#tell(fields, "warning", "wrong-date", "This is no date of the calendar; it was left out.", "DATUM");
    } else if (this.#line === undefined) {
      if (qualifier === dateQualifiers.statement) this.#date = date;
    } else if (qualifier === dateQualifiers.booking) this.#entry.bookingDate = date;
    else if (qualifier === dateQualifiers.value) this.#entry.valueDate = date;
  }

  #takeBank(fields: Fields): void {
    const slots = at.bank;
    const account = sapAccount(fields.token(slots.bankKey), fields.token(slots.account), fields.token(slots.iban));
    if (this.#line !== undefined) {
      if (account !== undefined) this.#detail.counterpartyAccount = account;
      const bic = fields.token(slots.bic);
      if (bic !== undefined) this.#detail.counterpartyBic = bic;
      return;
    }
    this.#account ??= account;
    const currency = fields.token(slots.currency);
    if (currency !== undefined) this.#currency ??= parseCurrency(currency);
  }

  #takeReference(fields: Fields): void {
    const value = fields.get(at.reference.value)?.trim();
    if (value !== undefined && value !== "" && this.#entry.bankReference === undefined) this.#entry.bankReference = value;
  }

  #takeParty(fields: Fields): void {
    const name = [fields.get(at.party.name), fields.get(at.party.name2)].filter((each) => each !== undefined).join(" ").trim();
    if (name !== "" && this.#line !== undefined) this.#detail.counterparty ??= { name };
  }

  #takeAmount(fields: Fields): void {
    const slots = at.amount;
    const qualifier = fields.token(slots.qualifier) ?? "";
    const money = sapAmount(fields.token(slots.amount), fields.token(slots.currency), this.#currency);
    if (qualifier === amountQualifiers.entry) {
      this.#entryHasAmount = true;
      this.#entryAmount = money;
      return;
    }
    if (money === undefined) {
      this.#tell(fields, "error", "wrong-amount", "This balance or sum is no amount that can be read, so the statement cannot be checked.", "MOABETR");
      this.#check.unreadable();
      return;
    }
    this.#declared.set(qualifier, money);
    const type = qualifier === amountQualifiers.opening ? "OPBD" : qualifier === amountQualifiers.closing ? "CLBD" : undefined;
    if (type === undefined) return;
    this.#deliver();
    this.#check.balance(type, { units: money.minor, scale: currencyExponent(money.currency) }, money.currency);
    if (this.#date !== undefined) this.#sink.balance({ type, amount: money, date: this.#date });
    else this.#tell(fields, "warning", "field-missing", "The statement has no date; this balance was left out of the list, but its amount is checked.", "MOABETR");
  }

  #giveEntry(fields: Fields): void {
    this.#line = undefined;
    if (!this.#entryHasAmount) return;
    const amount = this.#entryAmount;
    if (amount === undefined) {
      this.#check.unreadable();
      this.#tell(fields, "error", "entry-unreadable", "This line's amount cannot be read, so the entry was left out. Export the statement again before you rely on it.", "E1IDPU5/MOABETR");
      return;
    }
    const text = sapText(fields.list(at.line.text));
    this.#check.booked({ units: amount.minor, scale: currencyExponent(amount.currency) }, amount.currency);
    if (amount.minor < 0n) this.#moved.debits -= amount.minor;
    else this.#moved.credits += amount.minor;
    const detail: EntryDetail = { ...this.#detail, remittance: text === "" ? [] : [text] };
    this.#sink.entry({ ...this.#entry, amount, status: "BOOK", reversal: false, details: text === "" && Object.keys(this.#detail).length === 0 ? [] : [detail] }, fields.line);
  }

  #deliver(): void {
    const fields = this.#statement;
    if (this.#delivered || fields === undefined) return;
    this.#delivered = true;
    if (this.#account === undefined) this.#tell(fields, "error", "field-missing", "The account (E1IDB02) is missing. The entries below cannot be put to any account.", "E1IDB02/FIIKONTO");
    const number = fields.token(at.statement.number);
    const header: Writable<StatementHeader> = { statementId: number ?? "", account: this.#account ?? { kind: "other", value: "" } };
    if (number !== undefined) header.sequenceNumber = number;
    if (this.#currency !== undefined) header.currency = this.#currency;
    this.#sink.statement(header);
  }

  #end(fields: Fields): void {
    this.#deliver();
    this.#statement = undefined;
    const { balanced, text } = this.#check.result();
    if (balanced === false) this.#tell(fields, "warning", "balance-differs", `The statement does not add up: ${text}. An entry may be missing; ask the bank.`, "MOABETR");
    for (const [qualifier, moved, what] of [[amountQualifiers.debits, this.#moved.debits, "debits"], [amountQualifiers.credits, this.#moved.credits, "credits"]] as const) {
      const declared = this.#declared.get(qualifier);
      if (declared !== undefined && declared.minor !== moved && declared.minor !== -moved) {
        const exact = (minor: bigint) => decimalText({ units: minor, scale: currencyExponent(declared.currency) });
        this.#tell(fields, "warning", "totals-differ", `The statement declares ${exact(declared.minor)} of ${what}, but its lines make ${exact(moved)}.`, "MOABETR");
      }
    }
    this.#sink.statementEnd(balanced);
  }

  #tell(fields: Fields, severity: Severity, code: string, message: string, field: string): void {
    this.finding({ severity, code, message, line: fields.line, column: fields.column, field });
  }
}
