import { accountText } from "../../domain/account-number.ts";
import type { Finding, Severity } from "../../domain/finding.ts";
import { currencyExponent } from "../../domain/money.ts";
import type { EntryDetail, StatementEntry, StatementHeader } from "../../domain/statement.ts";
import type { Transaction } from "../../domain/order.ts";
import { visibleLine } from "../../domain/text.ts";
import { BalanceCheck } from "../camt053/balance-check.ts";
import type { OrderSink, StatementSink } from "../format.ts";
import { accountNumber } from "../mt940/information.ts";
import { currencyOf, dayOf, moneyOf, purposeOf, type Section, sectionFieldsMax, sideOf } from "./document.ts";
import { knownNames, names } from "./fields.ts";
import type { Line } from "./lines.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Cuts lines into the head, sections of accounts and sections of documents. */
abstract class ClientBankReading {
  protected readonly head = new Map<string, string>();
  #section: Map<string, string> | undefined;
  #kind: "account" | "document" = "document";
  #line = 0;
  #isTwice = false;
  #ended = false;
  readonly #leftOut = new Set<string>();

  protected abstract finding(finding: Finding): void;
  protected abstract accountSection(section: Section, line: number): void;
  protected abstract documentSection(section: Section, line: number): void;

  line({ name, value, number }: Line): void {
    if (this.#ended || (name === "" && value === undefined)) return;
    if (name === names.accountStart || name === names.documentStart) {
      if (this.#section !== undefined) this.tell("error", "section-open", this.#line, name, "A section is not ended before the next begins. It was read as far as it goes.");
      this.#close();
      this.#section = new Map();
      this.#kind = name === names.accountStart ? "account" : "document";
      this.#line = number;
      this.#isTwice = false;
    } else if (name === names.accountEnd || name === names.documentEnd) {
      if (this.#section === undefined) this.tell("error", "section-not-begun", number, name, "A section ends here that was not begun: its first line is missing or damaged, and what stands in it was left out. Export the file again.");
      this.#close();
    } else if (name === names.end) this.#ended = true;
    else if (value === undefined) {
      if (name.replace(/^\ufeff/, "") !== names.start) this.tell("warning", "text-outside", number, "", `This line has no = and was left out: "${visibleLine(name, 60)}".`);
    } else if (value !== "") {
      const into = this.#section ?? this.head;
      const known = into.get(name);
      if (known !== undefined && known !== value && into === this.#section && !this.#isTwice) {
        this.#isTwice = true;
        this.tell("error", "field-twice", number, name, `${visibleLine(name, 40)} stands twice in a section, with two values: the lines between two sections may be damaged, and the second was left out. Export the file again.`);
      }
      if (known === undefined && into.size < sectionFieldsMax) into.set(name, value);
      if (!knownNames.has(name) && this.#leftOut.size < 100) this.#leftOut.add(name);
    }
  }

  protected ended(what: string): void {
    if (this.#section !== undefined) this.tell("error", "section-open", this.#line, "", "The last section is not ended: the file was cut off. Fetch or export it again.");
    this.#close();
    if (!this.#ended) this.tell("error", "end-missing", 1, names.end, `The end of the file (${names.end}) is missing: ${what} may have been cut off. Fetch or export it again.`);
    if (this.#leftOut.size > 0) this.tell("info", "fields-left-out", 1, "", `Fields without a place here stay in the file only: ${visibleLine([...this.#leftOut].sort().join(", "), 400)}.`);
  }

  protected tell(severity: Severity, code: string, line: number, field: string, message: string): void {
    this.finding({ severity, code, line, column: 1, message, ...(field === "" ? {} : { field }) });
  }

  #close(): void {
    const section = this.#section;
    this.#section = undefined;
    if (section === undefined) return;
    if (this.#kind === "account") this.accountSection(section, this.#line);
    else this.documentSection(section, this.#line);
  }
}

/** Payment orders: documents without balances. Those of one account and day that follow each other are a batch. */
export class ClientBankOrders extends ClientBankReading {
  readonly #sink: OrderSink;
  #headerGiven = false;
  #batch = "";
  #batches = 0;
  #position = -1;

  constructor(sink: OrderSink) {
    super();
    this.#sink = sink;
  }

  finish(): void {
    this.ended("payments");
    if (this.#position < 0) this.tell("error", "no-transactions", 1, names.documentStart, "The file holds no payment.");
  }

  protected finding(finding: Finding): void {
    this.#sink.finding(this.#position >= 0 && finding.code !== "fields-left-out" ? { ...finding, transaction: this.#position } : finding);
  }

  protected accountSection(): void {}

  protected documentSection(section: Section, line: number): void {
    this.#position++;
    const payer = sideOf(section, "payer"), payee = sideOf(section, "payee");
    this.#giveHeader(payer.party.name);
    const date = dayOf(section.get(names.date));
    const amount = moneyOf(section.get(names.amount), currencyOf(payer.account === undefined ? undefined : accountText(payer.account)));
    const number = section.get(names.number);
    if (date === undefined) this.tell("error", "wrong-date", line, names.date, "The day of the payment is missing or none of the calendar. The payment was left out.");
    if (payer.account === undefined) this.tell("error", "field-missing", line, names.payerAccount, "The payer's account is missing. The payment was left out.");
    if (amount === undefined || amount.minor <= 0n) this.tell("error", "wrong-amount", line, names.amount, "The amount is missing, not more than zero, or no amount. The payment was left out.");
    if (number === undefined) this.tell("error", "field-missing", line, names.number, "The payment has no number.");
    if (payee.party.name === "") this.tell("error", "field-missing", line, names.payee, "The payee's name is missing.");
    if (payee.account === undefined) this.tell("warning", "missing-account", line, names.payeeAccount, "The payee has no account.");
    if (date === undefined || payer.account === undefined || amount === undefined || amount.minor <= 0n) return;
    const key = JSON.stringify([payer, date]);
    if (key !== this.#batch) {
      this.#batch = key;
      this.#batches++;
      this.#sink.batch({ paymentInformationId: String(this.#batches), requestedExecutionDate: date, debtor: payer.party, debtorAccount: payer.account, debtorAgent: payer.agent ?? {} });
    }
    const purpose = purposeOf(section);
    const transaction: Writable<Transaction> = { endToEndId: number ?? "NOTPROVIDED", amount, creditor: payee.party, remittance: { unstructured: purpose === undefined ? [] : [purpose] } };
    if (payee.account !== undefined) transaction.creditorAccount = payee.account;
    if (payee.agent !== undefined) transaction.creditorAgent = payee.agent;
    this.#sink.transaction(transaction, line);
  }

  #giveHeader(payer: string): void {
    if (this.#headerGiven) return;
    this.#headerGiven = true;
    const day = dayOf(this.head.get(names.createdOn)), time = this.head.get(names.createdAt);
    const createdAt = day === undefined ? "" : `${day}T${/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time ?? "") ? time : "00:00:00"}`;
    this.#sink.header({ messageId: createdAt.replace(/\D/g, ""), createdAt, initiatingParty: { name: payer } });
  }
}

/** A statement: sections of accounts with their balances first, then the documents of all of them. */
export class ClientBankStatements extends ClientBankReading {
  readonly #sink: StatementSink;
  #own: { readonly account: string; check: BalanceCheck } | undefined;
  #statements = 0;

  constructor(sink: StatementSink) {
    super();
    this.#sink = sink;
  }

  finish(): void {
    this.ended("entries");
    this.#endStatement();
    if (this.#statements === 0) this.tell("error", "no-statements", 1, names.accountStart, "The file holds no account with balances.");
  }

  protected finding(finding: Finding): void {
    this.#sink.finding(finding);
  }

  protected accountSection(section: Section, line: number): void {
    this.#endStatement();
    const account = section.get(names.account);
    if (account === undefined) this.tell("error", "field-missing", line, names.account, "The account is missing. The entries below cannot be put to any account.");
    const currency = currencyOf(account);
    const from = dayOf(section.get(names.from)), to = dayOf(section.get(names.to));
    const header: Writable<StatementHeader> = { statementId: `${account ?? ""}-${to ?? from ?? ""}`.slice(0, 35), account: accountNumber(account ?? ""), currency };
    if (from !== undefined && to !== undefined) {
      header.fromDate = from;
      header.toDate = to;
    }
    this.#statements++;
    const check = new BalanceCheck();
    this.#own = { account: account ?? "", check };
    this.#sink.statement(header);
    for (const [name, type, date] of [[names.opening, "OPBD", from ?? to], [names.closing, "CLBD", to ?? from]] as const) {
      const written = section.get(name);
      if (written === undefined) continue;
      const amount = moneyOf(written, currency);
      if (amount === undefined) {
        this.tell("error", "wrong-balance", line, name, "This balance is no amount. The statement cannot be checked.");
        check.unreadable();
        continue;
      }
      check.balance(type, { units: amount.minor, scale: currencyExponent(currency) }, currency);
      if (date === undefined) this.tell("warning", "wrong-date", line, names.to, "The section has no date; its balance was left out of the list, but its amount is checked.");
      else this.#sink.balance({ type, amount, date });
    }
  }

  protected documentSection(section: Section, line: number): void {
    const own = this.#own;
    if (own === undefined) {
      this.tell("error", "entry-unreadable", line, names.documentStart, "This document stands before any account, so it was left out.");
      return;
    }
    const payer = sideOf(section, "payer"), payee = sideOf(section, "payee");
    const isOut = this.#isOut(section, own.account);
    const size = moneyOf(section.get(names.amount), currencyOf(own.account));
    if (size === undefined || isOut === undefined) {
      own.check.unreadable();
      this.tell("error", "entry-unreadable", line, size === undefined ? names.amount : names.payerAccount, size === undefined ? "The amount of this document is no amount, so it was left out." : "This document names the account neither as payer's nor as payee's, and no day of debit or credit: whether money came or went is not known, so it was left out.");
      return;
    }
    const amount = { minor: isOut ? -size.minor : size.minor, currency: size.currency };
    own.check.booked({ units: amount.minor, scale: currencyExponent(amount.currency) }, amount.currency);
    const other = isOut ? payee : payer;
    const purpose = purposeOf(section);
    const detail: Writable<EntryDetail> = { remittance: purpose === undefined ? [] : [purpose] };
    if (other.party.name !== "" || other.party.id !== undefined) detail.counterparty = other.party;
    if (other.account !== undefined) detail.counterpartyAccount = other.account;
    const entry: Writable<StatementEntry> = { amount, status: "BOOK", reversal: false, details: [detail] };
    const day = dayOf(section.get(isOut ? names.debitedOn : names.creditedOn)) ?? dayOf(section.get(names.date));
    if (day === undefined) this.tell("warning", "wrong-date", line, names.date, "This entry has no day of the calendar. The entry was kept.");
    else entry.bookingDate = day;
    const number = section.get(names.number);
    if (number !== undefined) entry.entryReference = number;
    this.#sink.entry(entry, line);
  }

  #isOut(section: Section, account: string): boolean | undefined {
    const out = section.has(names.debitedOn), into = section.has(names.creditedOn);
    if (out !== into) return out;
    const fromUs = section.get(names.payerAccount) === account, toUs = section.get(names.payeeAccount) === account;
    return fromUs === toUs ? undefined : fromUs;
  }

  #endStatement(): void {
    const own = this.#own;
    this.#own = undefined;
    if (own === undefined) return;
    const { balanced, text } = own.check.result();
    if (balanced === false) this.tell("warning", "balance-differs", 1, names.closing, `The statement does not add up: ${text}. An entry may be missing; ask the bank.`);
    this.#sink.statementEnd(balanced);
  }
}
