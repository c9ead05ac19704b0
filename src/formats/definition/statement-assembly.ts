import type { AccountNumber } from "../../domain/account-number.ts";
import type { CurrencyCode, IsoDate } from "../../domain/ids.ts";
import type { Party } from "../../domain/order.ts";
import type { EntryDetail, StatementEntry, StatementHeader } from "../../domain/statement.ts";
import { visibleLine } from "../../domain/text.ts";
import { BalanceCheck } from "../camt053/balance-check.ts";
import type { Decimal } from "../decimal.ts";
import type { StatementSink } from "../format.ts";
import { type Assembly, listOf, moneyOf, type Tell, textOf } from "./assembly.ts";
import type { Compiled, CompiledRecord } from "./compile.ts";
import type { FrameName } from "./schema.ts";
import { emptySlots, type Slots, slotsOf } from "./targets.ts";
import type { DeclaredTotal, Totals } from "./totals.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const s = slotsOf("statement"), e = slotsOf("entry"), d = slotsOf("detail");
/** Statements put aside: a file of more has its entries elsewhere. */
const heldMax = 100_000;

interface OpenStatement {
  readonly slots: Slots;
  readonly line: number;
  readonly declared: DeclaredTotal[];
  delivered: boolean;
}

/** Statements with their entries; what continues an entry is added to it until the next one begins. */
export class StatementAssembly implements Assembly {
  readonly #sink: StatementSink;
  readonly #tell: Tell;
  readonly #constants: Compiled["constants"];
  readonly #totals: Totals;
  readonly #opensByRecord: boolean;
  #statement: OpenStatement | undefined;
  #key: string | undefined;
  readonly #held = new Map<string, OpenStatement>();
  #check = new BalanceCheck();
  #entry: Slots | undefined;
  #entryLine = 1;
  /** What is known of the entry's own payment. */
  #own: Slots | undefined;
  #details: Slots[] = [];
  #statements = 0;
  #incomplete = false;

  constructor(compiled: Compiled, sink: StatementSink, tell: Tell, totals: Totals) {
    this.#sink = sink;
    this.#tell = tell;
    this.#constants = compiled.constants;
    this.#totals = totals;
    this.#opensByRecord = compiled.records.some((record) => record.opens.includes("statement"));
  }

  begin(record: CompiledRecord, line: number): void {
    for (const frame of record.opens) {
      if (frame === "detail") this.#details.push(this.#fresh("detail"));
      else if (frame !== "statement" || record.opens.length === 1) this.open(frame, line);
      else if (this.#statement === undefined) this.open("statement", line); // a row of a list: one statement holds them all
    }
  }

  /** Files without any word of statements (lists) get one all the same. */
  open(frame: FrameName, line: number): void {
    this.close(frame);
    if (frame === "statement") {
      this.#statement = { slots: this.#fresh("statement"), line, declared: [], delivered: false };
      this.#check = new BalanceCheck();
      this.#incomplete = false;
    } else if (frame === "entry") {
      if (this.#statement === undefined && !this.#opensByRecord) this.open("statement", line);
      this.#entry = this.#fresh("entry");
      this.#entryLine = line;
    }
  }

  slots(frame: FrameName): Slots | undefined {
    if (frame === "statement") return this.#statement?.slots;
    if (frame === "entry") return this.#entry;
    if (this.#entry === undefined) return undefined;
    const detail = this.#details.at(-1);
    if (detail !== undefined) return detail;
    this.#own ??= this.#fresh("detail");
    return this.#own;
  }

  isOpen(frame: FrameName): boolean {
    return frame === "statement" ? this.#statement !== undefined : this.#entry !== undefined;
  }

  end(): void {}

  /** Puts the statement aside until its entries come. */
  hold(key: string): void {
    const statement = this.#statement;
    if (statement === undefined) return;
    if (this.#held.has(key)) this.#tell("error", "statement-twice", "This account and number were already named above. Its balances are shown, its entries may stand with the other one.", statement.line);
    if (this.#held.has(key) || this.#held.size >= heldMax) {
      this.close("statement");
      return;
    }
    this.#held.set(key, statement);
    this.#statement = undefined;
  }

  /** The statement that the record in hand belongs to. */
  select(key: string): void {
    if (this.#statement !== undefined && this.#key === key) return;
    this.close("statement");
    this.#key = key;
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    this.#statement = held;
    this.#check = new BalanceCheck();
    this.#incomplete = false;
  }

  /** A total that stands before what it adds up. */
  declare(total: DeclaredTotal): void {
    this.#statement?.declared.push(total);
  }

  close(frame: FrameName): void {
    if (frame === "detail") return;
    const entry = this.#entry;
    if (entry !== undefined) {
      this.#entry = undefined;
      this.#deliverEntry(entry);
      this.#own = undefined;
      this.#details = [];
    }
    if (frame === "statement" && this.#statement !== undefined) {
      this.#endStatement(this.#statement);
      this.#statement = undefined;
    }
  }

  damaged(): void {
    this.#check.unreadable();
    this.#incomplete = true;
  }

  finish(): void {
    this.close("statement");
    for (const statement of this.#held.values()) {
      this.#statement = statement;
      this.#check = new BalanceCheck();
      this.close("statement");
    }
    if (this.#statements === 0) this.#tell("error", "no-statements", "There is no statement in this file that can be read. Nothing of it was taken.", 1);
  }

  #fresh(frame: FrameName): Slots {
    const slots = emptySlots(frame);
    for (const { target, value } of this.#constants) if (target.frame === frame) slots[target.slot] = value;
    return slots;
  }

  /** @param firstDay booking date of the first entry */
  #deliverStatement(statement: OpenStatement, firstDay?: string): void {
    if (statement.delivered) return;
    statement.delivered = true;
    this.#statements++;
    const v = statement.slots;
    const account = v[s.account] as AccountNumber | undefined; // an account field gave it
    if (account === undefined) this.#tell("error", "field-missing", "The account of this statement is missing. The entries below cannot be put to any account.", statement.line);
    const header: Writable<StatementHeader> = { statementId: textOf(v[s.id]) ?? "", account: account ?? { kind: "other", value: "" } };
    const number = textOf(v[s.number]), createdAt = textOf(v[s.createdAt]), to = textOf(v[s.to]), currency = textOf(v[s.currency]), owner = textOf(v[s.owner]);
    // Numbers begin anew each year, and some banks give none: without any day, another year's statement would pass for this one.
    const from = textOf(v[s.from]) ?? (to === undefined ? (textOf(v[s["opening.date"]]) ?? firstDay) : undefined);
    if (number !== undefined) header.sequenceNumber = number;
    if (createdAt !== undefined) header.createdAt = createdAt;
    if (from !== undefined) header.fromDate = from as IsoDate; // a date field gave it
    if (to !== undefined) header.toDate = to as IsoDate; // a date field gave it
    if (currency !== undefined) header.currency = currency;
    if (owner !== undefined) header.ownerName = owner;
    this.#sink.statement(header);
    this.#balance(statement, "OPBD", v[s["opening.amount"]], v[s["opening.date"]]);
  }

  #balance(statement: OpenStatement, type: "OPBD" | "CLBD", amount: unknown, date: unknown): void {
    const currency = textOf(statement.slots[s.currency]) as CurrencyCode | undefined; // a currency field or a constant gave it
    if (amount === undefined || currency === undefined) return;
    const exact = amount as Decimal; // an amount field gave it
    this.#check.balance(type, exact, currency);
    const name = type === "OPBD" ? "opening" : "closing";
    if (typeof date !== "string") {
      this.#tell("warning", "date-missing", `The ${name} balance has no date that can be read. It was left out of the list of balances, but its amount is checked.`, statement.line);
      return;
    }
    const { money, cut } = moneyOf(exact, currency);
    if (cut) this.#tell("warning", "amount-too-many-decimals", `The ${name} balance has more decimals than ${currency} has. It is shown cut; the check uses all of them.`, statement.line);
    this.#sink.balance({ type, amount: money, date: date as IsoDate }); // a date field gave it
  }

  #endStatement(statement: OpenStatement): void {
    this.#deliverStatement(statement);
    const v = statement.slots;
    this.#balance(statement, "CLBD", v[s["closing.amount"]], v[s["closing.date"]]);
    for (const declared of statement.declared) this.#totals.compare(declared, this.#incomplete);
    for (const text of listOf(v[s.text])) this.#tell("info", "statement-text", `The bank writes about the whole statement: "${visibleLine(text, 400)}".`, statement.line);
    const { balanced, text } = this.#check.result();
    if (v[s["opening.amount"]] !== undefined && v[s["closing.amount"]] === undefined) this.#tell("warning", "closing-missing", "This statement has an opening balance and no closing balance that can be read. The file may be cut off; fetch it again.", statement.line);
    if (balanced === false) this.#tell("warning", "balance-differs", `The statement does not add up: ${text}. An entry may be missing; ask the bank.`, statement.line);
    this.#sink.statementEnd(balanced);
  }

  #deliverEntry(v: Slots): void {
    const statement = this.#statement;
    const line = this.#entryLine;
    const lost = (why: string) => {
      this.#tell("error", "entry-unreadable", `This entry was left out: ${why} Ask the bank for a right file before you rely on this statement.`, line);
      this.damaged();
    };
    const exact = v[e.amount] as Decimal | undefined; // an amount field gave it
    if (statement === undefined) {
      lost("no statement is open here.");
      return;
    }
    this.#deliverStatement(statement, textOf(v[e.bookingDate]) ?? textOf(v[e.valueDate]));
    const currency = (v[e.currency] ?? statement.slots[s.currency]) as CurrencyCode | undefined; // currency fields and constants give it
    if (exact === undefined) lost("its amount cannot be read.");
    else if (currency === undefined) lost("its currency is not known.");
    else {
      const { money, cut } = moneyOf(exact, currency);
      if (cut) this.#tell("warning", "amount-too-many-decimals", `The amount has more decimals than ${currency} has. It is shown cut; the balance check uses all of them.`, line);
      this.#check.booked(exact, currency);
      const entry: Writable<StatementEntry> = { amount: money, status: "BOOK", reversal: v[e.reversal] !== undefined, details: this.#detailsOf(currency, line) };
      const booking = textOf(v[e.bookingDate]), value = textOf(v[e.valueDate]), reference = textOf(v[e.entryReference]), bankReference = textOf(v[e.bankReference]);
      if (booking !== undefined) entry.bookingDate = booking as IsoDate; // a date field gave it
      if (value !== undefined) entry.valueDate = value as IsoDate; // a date field gave it
      if (reference !== undefined) entry.entryReference = reference;
      if (bankReference !== undefined) entry.bankReference = bankReference;
      const code = listOf(v[e.code]).join("+"), information = listOf(v[e.information]).join(" ");
      if (code !== "") entry.bankTransactionCode = code;
      if (information !== "") entry.additionalInformation = information;
      this.#sink.entry(entry, line);
    }
  }

  #detailsOf(currency: CurrencyCode, line: number): EntryDetail[] {
    const own = this.#own;
    return [...(own === undefined ? [] : [own]), ...this.#details].map((v) => this.#detail(v, currency, line)).filter((detail, index) => index >= (own === undefined ? 0 : 1) || detail.remittance.length > 0 || Object.keys(detail).length > 1);
  }

  #detail(v: Slots, currency: CurrencyCode, line: number): EntryDetail {
    const detail: Writable<EntryDetail> = { remittance: listOf(v[d.remittance]) };
    const exact = v[d.amount] as Decimal | undefined; // an amount field gave it
    if (exact !== undefined) {
      const { money, cut } = moneyOf(exact, (textOf(v[d.currency]) ?? currency) as CurrencyCode); // currency fields give it
      if (cut) this.#tell("warning", "amount-too-many-decimals", "The amount of a payment within the entry has more decimals than its currency. It is shown cut.", line);
      detail.amount = money;
    }
    for (const [key, slot] of detailTexts) {
      const text = textOf(v[slot]);
      if (text !== undefined) detail[key] = text;
    }
    const name = textOf(v[d["party.name"]]), id = textOf(v[d["party.id"]]), address = listOf(v[d["party.address.line"]]);
    if (name !== undefined || id !== undefined || address.length > 0) {
      const party: Writable<Party> = { name: name ?? "" };
      if (id !== undefined) party.id = id;
      if (address.length > 0) party.address = { addressLines: address };
      detail.counterparty = party;
    }
    const account = v[d.account] as AccountNumber | undefined; // an account field gave it
    if (account !== undefined) detail.counterpartyAccount = account;
    return detail;
  }
}

const detailTexts = [
  ["endToEndId", d.endToEndId], ["messageId", d.messageId], ["paymentInformationId", d.paymentInformationId], ["instructionId", d.instructionId], ["transactionId", d.transactionId],
  ["bankReference", d.bankReference], ["counterpartyBic", d.bic], ["creditorReference", d.reference], ["returnReason", d.returnReason],
] as const;
