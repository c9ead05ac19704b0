import type { CurrencyCode } from "../../domain/ids.ts";
import type { Finding, Severity } from "../../domain/finding.ts";
import { currencyExponent, type Money, parseAmount, parseCurrency } from "../../domain/money.ts";
import type { Balance, EntryDetail, StatementEntry, StatementHeader } from "../../domain/statement.ts";
import { parseIsoDate } from "../dates.ts";
import { type Decimal, parseDecimal } from "../decimal.ts";
import type { StatementSink } from "../format.ts";
import { messageOf } from "../iso20022/namespace.ts";
import { readAccount } from "../iso20022/party.ts";
import type { Fields } from "../xml/fields.ts";
import type { RecordHandler } from "../xml/record-reader.ts";
import { BalanceCheck } from "./balance-check.ts";
import { readDetail } from "./detail.ts";
import { statementFields as at } from "./fields.ts";
import type { CamtVersion } from "./versions.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** An amount as the bank wrote it, and as the currency's minor units. */
interface ReadAmount {
  readonly money: Money;
  readonly exact: Decimal;
}

/**
 * One reading of a camt.052, .053 or .054. Statements are read as tolerantly as can be: they are what the bank says, and no entry may be lost.
 * An amount with more decimals than its currency has is cut towards zero, with a warning that gives the exact one; the balance
 * check uses the exact one.
 */
export class Camt053Reading implements RecordHandler {
  readonly #version: CamtVersion;
  readonly #sink: StatementSink;
  #messages = 0;
  #statements = 0;
  #openStatement: Fields | undefined;
  #delivered = false;
  #check = new BalanceCheck();
  #accountCurrency: string | undefined;
  #ownAccount = "";
  #details: EntryDetail[] = [];
  #openEntry: Fields | undefined;
  #entryAmount: ReadAmount | undefined;
  #entryAmountRead = false;
  /** Findings that would stand at every entry are told once per statement. */
  readonly #told = new Set<string>();

  constructor(version: CamtVersion, sink: StatementSink) {
    this.#version = version;
    this.#sink = sink;
  }

  async flush(): Promise<void> {
    await this.#sink.flush?.();
  }

  /** What would stop an order does not stop a statement. */
  finding(finding: Finding): void {
    const milder: Severity | undefined = finding.code === "field-too-long" || finding.code === "field-repeated" ? "warning" : finding.code === "empty-field" ? "info" : undefined;
    this.#sink.finding(milder === undefined ? finding : { ...finding, severity: milder });
  }

  namespace(uri: string, line: number, column: number): boolean {
    const message = messageOf(uri);
    const { id, message: own } = this.#version;
    if (message === undefined || message === id) return true;
    if (!message.startsWith(`${own.family}.`)) {
      this.finding({ severity: "error", code: "other-format", line, column, message: `This file is ${message}, not a ${own.noun} (${id}). Nothing of it was read.` });
      return false;
    }
    this.finding({ severity: "info", code: "other-version", line, column, message: `This ${own.noun} is ${message}. It was read by the names of its fields, as ${id}.` });
    return true;
  }

  opened(kind: string, fields: Fields): void {
    if (kind === "message") this.#messages++;
    else if (kind === "statement") {
      this.#statements++;
      this.#openStatement = fields;
      this.#delivered = false;
      this.#check = new BalanceCheck();
      this.#told.clear();
    } else if (kind === "balance" || kind === "entry") {
      this.#deliverStatement();
      if (kind === "entry") {
        this.#openEntry = fields;
        this.#details = [];
        this.#entryAmountRead = false;
      }
    } else if (kind === "detail" && !this.#entryAmountRead) this.#readEntryAmount();
  }

  closed(kind: string, fields: Fields): void {
    if (kind === "detail") this.#details.push(readDetail(fields, this.#entryAmount?.money, this.#ownAccount, this.#openEntry, (slot, direction) => this.#detailAmount(fields, slot, direction)));
    else if (kind === "entry") this.#readEntry(fields);
    else if (kind === "balance") this.#readBalance(fields);
    else if (kind === "statement") {
      this.#deliverStatement();
      const { balanced, text } = this.#result();
      if (balanced === false) this.#report(fields, "warning", "balance-differs", `The statement does not add up: ${text}. An entry may be missing; ask the bank.`, "Bal");
      this.#sink.statementEnd(balanced);
      this.#openStatement = undefined;
    }
  }

  /** Called when the whole file was well-formed. */
  finish(): void {
    const { id, message } = this.#version;
    if (this.#messages === 0) this.finding({ severity: "error", code: "message-not-found", message: `There is no ${message.noun} (${message.root}) in this file, so it is no ${id}.`, line: 1, field: message.root });
    else if (this.#statements === 0) this.finding({ severity: "error", code: "no-statements", message: `The message holds no ${message.noun} (${message.element}).`, line: 1, field: message.element });
  }

  /** A report may tell only what is new since the last one, so that its balances need not fit its entries; where they do, it is said. */
  #result(): { readonly balanced: boolean | null; readonly text: string } {
    const result = this.#check.result();
    return this.#version.message.kind === "statement" || result.balanced === true ? result : { balanced: null, text: "" };
  }

  #deliverStatement(): void {
    const fields = this.#openStatement;
    if (this.#delivered || fields === undefined) return;
    this.#delivered = true;
    const slots = at.statement;
    const statementId = fields.token(slots.statementId);
    if (statementId === undefined) this.#wrong(fields, slots.statementId, "error", "field-missing", "A field is missing: the statement's id.");
    const account = readAccount(fields, at.account);
    if (account === undefined) this.#wrong(fields, slots.accountIban, "error", "field-missing", "A field is missing: the account. The entries below cannot be put to any account.");
    else if (account.kind === "other" && fields.token(slots.accountIban) !== undefined) this.#wrong(fields, slots.accountIban, "warning", "wrong-iban", "The account's IBAN is wrong: its check digits or its length do not fit. It is kept as the bank wrote it.");
    this.#accountCurrency = fields.token(slots.accountCurrency);
    this.#ownAccount = account === undefined ? "" : account.kind === "iban" ? account.iban : account.value;
    const header: Writable<StatementHeader> = { statementId: statementId ?? "", account: account ?? { kind: "other", value: "" } };
    if (this.#version.message.kind !== "statement") header.kind = this.#version.message.kind;
    const sequenceNumber = fields.token(slots.legalNumber) ?? fields.token(slots.electronicNumber);
    if (sequenceNumber !== undefined) header.sequenceNumber = sequenceNumber;
    const createdAt = fields.token(slots.createdAt);
    if (createdAt !== undefined) header.createdAt = createdAt;
    const fromDate = this.#date(fields, slots.from);
    if (fromDate !== undefined) header.fromDate = fromDate;
    const toDate = this.#date(fields, slots.to);
    if (toDate !== undefined) header.toDate = toDate;
    if (this.#accountCurrency !== undefined) header.currency = this.#accountCurrency;
    const owner = fields.get(slots.owner);
    if (owner !== undefined) header.ownerName = owner;
    this.#sink.statement(header);
  }

  #readBalance(fields: Fields): void {
    const slots = at.balance;
    const type = fields.token(slots.type);
    if (type === undefined) this.#wrong(fields, slots.type, "warning", "field-missing", "A balance does not say which one it is.");
    const amount = this.#amount(fields, slots.amount, slots.currency, this.#isDebit(fields, slots.direction));
    const date = this.#date(fields, slots.date);
    if (date === undefined) this.#wrong(fields, slots.date, "warning", "field-missing", "A balance has no date; it was left out of the list of balances, but its amount is checked.");
    if (amount === undefined) {
      this.#check.unreadable();
      return;
    }
    this.#check.balance(type ?? "", amount.exact, amount.money.currency);
    if (date === undefined) return;
    const balance: Balance = { type: type ?? "", amount: amount.money, date };
    this.#sink.balance(balance);
  }

  #readEntryAmount(): void {
    const fields = this.#openEntry;
    this.#entryAmountRead = true;
    this.#entryAmount = fields === undefined ? undefined : this.#amount(fields, at.entry.amount, at.entry.currency, this.#isDebit(fields, at.entry.direction));
  }

  #readEntry(fields: Fields): void {
    const slots = at.entry;
    if (!this.#entryAmountRead) this.#readEntryAmount();
    const amount = this.#entryAmount;
    const status = this.#status(fields);
    if (amount === undefined) {
      this.#check.unreadable();
      this.#report(fields, "error", "entry-unreadable", "This entry's amount cannot be read, so the entry was left out. Ask the bank for a right file before you rely on this statement.", "Ntry");
      return;
    }
    if (status === "BOOK") this.#check.booked(amount.exact, amount.money.currency);
    const entry: Writable<StatementEntry> = { amount: amount.money, status, reversal: isTrue(fields.token(slots.reversal)), details: this.#detailsWithBatch(fields) };
    const bookingDate = this.#date(fields, slots.bookingDate);
    if (bookingDate !== undefined) entry.bookingDate = bookingDate;
    const valueDate = this.#date(fields, slots.valueDate);
    if (valueDate !== undefined) entry.valueDate = valueDate;
    const entryReference = fields.get(slots.entryReference);
    if (entryReference !== undefined) entry.entryReference = entryReference;
    const bankReference = fields.get(slots.bankReference);
    if (bankReference !== undefined) entry.bankReference = bankReference;
    const code = transactionCode(fields, slots);
    if (code !== undefined) entry.bankTransactionCode = code;
    const additional = fields.get(slots.additionalInformation);
    if (additional !== undefined) entry.additionalInformation = additional;
    this.#sink.entry(entry, fields.line);
  }

  /** What Btch says of the whole line belongs to each detail, or is the only detail there is. */
  #detailsWithBatch(fields: Fields): readonly EntryDetail[] {
    const messageIds = fields.list(at.entry.batchMessageId);
    const batchIds = fields.list(at.entry.batchPaymentInformationId);
    if (messageIds.length === 0 && batchIds.length === 0) return this.#details;
    const batch: Writable<Pick<EntryDetail, "messageId" | "paymentInformationId">> = {};
    if (messageIds[0] !== undefined) batch.messageId = messageIds[0];
    if (batchIds[0] !== undefined) batch.paymentInformationId = batchIds[0];
    if (this.#details.length === 0) return [{ ...batch, remittance: [] }];
    return messageIds.length > 1 || batchIds.length > 1 ? this.#details : this.#details.map((detail) => ({ ...batch, ...detail }));
  }

  #detailAmount(fields: Fields, slot: { amount: number; currency: number }, direction: string | undefined): Money | undefined {
    const entryIsDebit = (this.#entryAmount?.money.minor ?? 0n) < 0n;
    const isDebit = direction === "DBIT" ? true : direction === "CRDT" ? false : entryIsDebit;
    return this.#amount(fields, slot.amount, slot.currency, isDebit)?.money;
  }

  #isDebit(fields: Fields, slot: number): boolean {
    const direction = fields.token(slot);
    if (direction === "DBIT") return true;
    if (direction === "CRDT") return false;
    this.#once(fields, slot, "direction-missing", "Here, and perhaps later, the bank does not say whether the amount is credit or debit (CdtDbtInd). It was taken as credit; compare the balances.");
    return false;
  }

  #status(fields: Fields): StatementEntry["status"] {
    const status = fields.token(at.entry.status);
    if (status === "BOOK" || status === "PDNG" || status === "INFO") return status;
    if (status === "FUTR") return "PDNG"; // booked later: it is not in the balance either
    this.#once(fields, at.entry.status, "status-missing", "Here, and perhaps later, the bank does not say whether the entry is booked (Sts). It was taken as booked; compare the balances.");
    return "BOOK";
  }

  #amount(fields: Fields, slot: number, currencySlot: number, isDebit: boolean): ReadAmount | undefined {
    const text = fields.token(slot);
    if (text === undefined) {
      this.#wrong(fields, slot, "error", "field-missing", "A field is missing: the amount.");
      return undefined;
    }
    const currency = this.#currency(fields, currencySlot);
    if (currency === undefined) return undefined;
    const parsed = parseAmount(text, currency);
    if (parsed.ok) {
      if (parsed.money.minor < 0n) this.#once(fields, slot, "negative-amount", "Here, and perhaps later, an amount carries a minus of its own, beside credit or debit. Both were heeded; compare the balances.");
      const minor = isDebit ? -parsed.money.minor : parsed.money.minor;
      return { money: { minor, currency }, exact: { units: minor, scale: currencyExponent(currency) } };
    }
    const exact = parsed.problem === "too-many-decimals" ? parseDecimal(text) : undefined;
    if (exact === undefined) {
      this.#wrong(fields, slot, "error", "wrong-amount", "This is no amount that can be read: digits with a point are one, at most 18.");
      return undefined;
    }
    const units = isDebit ? -exact.units : exact.units;
    const exponent = currencyExponent(currency);
    const minor = units / 10n ** BigInt(exact.scale - exponent); // BigInt division cuts towards zero
    this.#wrong(fields, slot, "warning", "amount-too-many-decimals", `The bank writes ${/^[-+.\d]{1,60}$/.test(text) ? text : "an amount"}, which has more decimals than ${currency} has. It is shown cut to ${exponent}; the balance check uses all of them.`);
    return { money: { minor, currency }, exact: { units, scale: exact.scale } };
  }

  #currency(fields: Fields, slot: number): CurrencyCode | undefined {
    const written = fields.token(slot);
    if (written === undefined) {
      const currency = this.#accountCurrency === undefined ? undefined : parseCurrency(this.#accountCurrency);
      if (currency === undefined) this.#wrong(fields, slot, "error", "wrong-currency", "The amount has no currency, and the account has none either.");
      else this.#once(fields, slot, "currency-missing", "Here, and perhaps later, an amount has no currency. The account's was taken.");
      return currency;
    }
    const known = parseCurrency(written);
    if (known !== undefined) return known;
    if (!/^[A-Z]{3}$/.test(written)) {
      this.#wrong(fields, slot, "error", "wrong-currency", "The amount's currency is no code of three capital letters.");
      return undefined;
    }
    this.#once(fields, slot, "unknown-currency", `${written} is not in today's list of currencies. It was read with two decimals.`);
    return written as CurrencyCode; // withdrawn currencies stand on old statements, and their entries must not be lost
  }

  #date(fields: Fields, slot: number) {
    const text = fields.token(slot);
    if (text === undefined) return undefined;
    const date = parseIsoDate(text);
    if (date === undefined) this.#wrong(fields, slot, "warning", "wrong-date", "This is no date of the calendar; it was left out.");
    return date;
  }

  #once(fields: Fields, slot: number, code: string, message: string): void {
    const key = `${code} ${fields.shape.kind}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#wrong(fields, slot, "warning", code, message);
  }

  #wrong(fields: Fields, slot: number, severity: Severity, code: string, message: string): void {
    this.finding({ severity, code, message, line: fields.lineOf(slot), column: fields.columnOf(slot), field: fields.pathOf(slot) });
  }

  #report(fields: Fields, severity: Severity, code: string, message: string, field: string): void {
    this.finding({ severity, code, message, line: fields.line, column: fields.column, field });
  }
}

function transactionCode(fields: Fields, slots: Readonly<Record<"domain" | "family" | "subFamily" | "proprietaryCode", number>>): string | undefined {
  const domain = fields.token(slots.domain), family = fields.token(slots.family), subFamily = fields.token(slots.subFamily);
  if (domain !== undefined && family !== undefined && subFamily !== undefined) return `${domain}/${family}/${subFamily}`;
  return fields.token(slots.proprietaryCode);
}

function isTrue(text: string | undefined): boolean {
  return text === "true" || text === "1";
}
