import type { Finding, Severity } from "../../domain/finding.ts";
import type { CurrencyCode } from "../../domain/ids.ts";
import { parseCurrency } from "../../domain/money.ts";
import type { StatementEntry, StatementKind } from "../../domain/statement.ts";
import { visibleLine } from "../../domain/text.ts";
import type { StatementSink } from "../format.ts";
import { Amounts } from "./amounts.ts";
import { dateOf, type EntryLine, EntryLines, exactDecimal } from "./entry-line.ts";
import { accountNumber, readInformation } from "./information.ts";
import { type Message, newMessage } from "./message.ts";
import { type ReadBalance, StatementPages } from "./pages.ts";
import type { FieldHandler, ScannedField } from "./scanner.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** An entry whose information may still follow. */
interface OpenEntry {
  readonly parsed: EntryLine;
  readonly line: number;
  readonly supplementary: readonly string[];
  information: readonly string[];
  bankText: readonly string[];
}

const none: readonly string[] = [];

/** Lines outside of every field that are listed one by one. */
const straysMax = 100;
/** Entries that wait for a currency: a statement without an opening balance is rare, and not long. */
const waitingEntriesMax = 10_000;

/**
 * One reading of MT940, MT950 or MT942: fields into messages and entries. Statements are read as tolerantly as can be; `StatementPages` gives
 * them out.
 */
export class Mt940Reading implements FieldHandler {
  readonly #sink: StatementSink;
  readonly #pages: StatementPages;
  readonly #amounts: Amounts;
  readonly #entryLines = new EntryLines();
  #message: Message | undefined;
  #openEntry: OpenEntry | undefined;
  #waiting: OpenEntry[] = [];
  /** Within a message of another type, which is passed over. */
  #foreign = false;
  #strays = 0;

  constructor(sink: StatementSink, kind: StatementKind) {
    this.#sink = sink;
    const tell = this.#tell.bind(this);
    this.#pages = new StatementPages(sink, kind, tell);
    this.#amounts = new Amounts(tell);
  }

  finding(finding: Finding): void {
    this.#sink.finding(finding);
  }

  charset(name: string): void {
    this.#sink.charset?.(name);
  }

  async flush(): Promise<void> {
    await this.#sink.flush?.();
  }

  envelope(type: string | undefined, line: number): void {
    if (type === undefined) return;
    this.#foreign = !/^9(40|42|50)$/.test(type);
    if (this.#foreign) this.#tell("error", "other-format", line, `This message is MT${type}, which is no statement. It was not read.`);
  }

  stray(text: string, line: number): void {
    if (this.#foreign) return;
    // Head lines of Dutch banks: ABNANL2A, 940.
    if (!text.startsWith(":") && /^[A-Z0-9{}:\s]{1,40}$/.test(text)) return;
    this.#strays++;
    if (this.#strays < straysMax) this.#tell("warning", "text-outside", line, `This line belongs to no field and was left out: "${visibleLine(text, 60)}".`);
    else if (this.#strays === straysMax) this.#tell("warning", "text-outside", line, "From here on there are more lines that belong to no field. They were left out, and are not listed.");
  }

  damagedTag(text: string, line: number): void {
    if (!this.#foreign) this.#tell("warning", "tag-damaged", line, `This line looks like the beginning of an entry or a balance, or has one in it, and a sign of it is wrong: "${visibleLine(text, 30)}". It was taken as text of the field before: an entry may be missing. Ask the bank.`);
  }

  cut(line: number): void {
    if (!this.#foreign) this.#tell("warning", "message-cut", line, "The message that begins here has no end: the file may be cut off. Fetch it again.");
  }

  field(field: ScannedField): void {
    if (this.#foreign) return;
    const { tag, line } = field;
    const value = (field.lines[0] ?? "").trim();
    if (tag !== "86" && tag !== "NS" && tag !== "NSF") this.#closeEntry();
    if (tag === "940" || tag === "942") {
      this.messageEnd();
      return;
    }
    const before = this.#message;
    if (before !== undefined && (tag === "20" ? before.reference !== undefined : before.closed && beginsAnew.has(tag))) this.messageEnd();
    this.#message ??= newMessage(line, before);
    const message = this.#message;
    switch (tag) {
      case "20":
        message.reference = value;
        return;
      case "25":
      case "25P":
        this.#account(message, [value, ...field.lines.slice(1).map((each) => each.trim())].join(""));
        return;
      case "28":
      case "28C":
        message.number = value;
        return;
      case "13":
      case "13D":
        message.createdAt = dateTimeOf(value);
        return;
      case "34F":
        message.currency ??= parseCurrency(value.slice(0, 3));
        return;
      case "60F":
      case "60M":
      case "62F":
      case "62M":
      case "64":
      case "65":
        this.#balance(message, field);
        return;
      case "61":
        this.#entry(message, field);
        return;
      case "86":
      case "NS":
      case "NSF":
        this.#information(field);
        return;
      case "90C":
      case "90D":
        this.#totals(message, field);
        return;
      default: // :21: names the request that this answers; it says nothing of the account
    }
  }

  messageEnd(): void {
    this.#closeEntry();
    this.#foreign = false;
    const message = this.#message;
    this.#message = undefined;
    if (message === undefined) return;
    if (this.#waiting.length > 0) {
      if (!message.delivered) this.#begin(message);
      for (const entry of this.#waiting) this.#unreadable(entry.line, "There is no balance in this statement, so the currency of this entry is not known. The entry was left out.");
      this.#waiting = [];
      this.#pages.unreadable();
    }
    if (!message.delivered && (message.account !== undefined || message.reference !== undefined)) {
      this.#begin(message);
      this.#tell("warning", "statement-empty", message.line, "This statement holds neither balances nor entries that can be read.");
    }
    if (message.delivered) this.#pages.endMessage();
  }

  /** Called at the end of the file. */
  finish(): void {
    this.#pages.end();
    if (this.#pages.count === 0) this.#tell("error", "no-statements", 1, "There is no statement in this file: none has an account or a balance. Nothing of it was taken.");
  }

  /** `:25:NL12ABNA0123456789EUR` and `:25:BICBANKX/DE12…` name the IBAN with something beside it. */
  #account(message: Message, text: string): void {
    const parts = /^(.*?)\s?([A-Z]{3})$/.exec(text);
    const suffix = parts?.[2] === undefined ? undefined : parseCurrency(parts[2]);
    const bare = suffix !== undefined && parts?.[1] !== undefined && /\d$/.test(parts[1]) ? parts[1] : text;
    if (bare !== text) message.currency = suffix;
    const iban = accountNumber(bare.replace(/^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2,5}\/(?=[A-Z]{2}\d\d)/, ""));
    message.account = iban.kind === "iban" ? iban : { kind: "other", value: bare };
  }

  #begin(message: Message, opening?: Pick<ReadBalance, "tag" | "exact" | "line">): void {
    const { count } = this.#pages;
    this.#pages.begin(message, opening);
    if (this.#pages.count !== count) this.#amounts.beginStatement();
  }

  #balance(message: Message, field: ScannedField): void {
    const { tag, line } = field;
    const match = balanceForm.exec(field.lines[0] ?? "") ?? balanceForm.exec(field.lines.join(""));
    const currency = match?.[3] === undefined ? undefined : this.#amounts.currency(match[3], line, tag);
    const amount = currency === undefined || !/\d/.test(match?.[4] ?? "") ? undefined : this.#amounts.read(exactDecimal(match?.[4] ?? ""), currency, match?.[1] === "D", line, tag);
    if (amount === undefined || currency === undefined) {
      this.#begin(message);
      this.#tell("error", "wrong-balance", line, "This balance cannot be read: C or D, a date, a currency and an amount with a comma are one. The statement cannot be checked.", tag);
      this.#pages.unreadable();
      return;
    }
    if (!/[,.]/.test(match?.[4] ?? "")) this.#tell("warning", "amount-without-comma", line, "The amount of this balance has no comma, which it must have: its end may be cut off. Compare it with the bank's paper.", tag);
    message.currency = currency;
    this.#begin(message, tag === "60F" || tag === "60M" ? { tag, exact: amount.exact, line } : undefined);
    this.#releaseWaiting();
    const date = dateOf(match?.[2] ?? "");
    if (date === undefined) this.#tell("warning", "wrong-date", line, "A balance has a date that the calendar does not have. It was left out of the list of balances, but its amount is checked.", tag);
    const type = balanceTypes[tag] ?? tag;
    this.#pages.balance(message, { tag, type, exact: amount.exact, currency, line, balance: date === undefined ? undefined : { type, amount: amount.money, date } });
  }

  #entry(message: Message, field: ScannedField): void {
    const { lines } = field;
    const first = lines[0] ?? "", second = lines[1] ?? "";
    const whole = this.#entryLines.parse(first);
    const parsed = whole ?? this.#entryLines.parse(first + second);
    if (parsed === undefined) {
      this.#begin(message);
      this.#unreadable(field.line, "This entry (:61:) cannot be read, so it was left out: its date, sign or amount is not where it must stand.");
      this.#pages.unreadable();
      return;
    }
    const used = whole === undefined ? 2 : 1;
    const supplementary = lines.length <= used ? none : filled(lines.slice(used));
    this.#openEntry = { parsed, line: field.line, supplementary, information: none, bankText: none };
  }

  #information(field: ScannedField): void {
    const entry = this.#openEntry;
    if (entry !== undefined) {
      if (field.tag === "86") entry.information = joined(entry.information, field.lines);
      else entry.bankText = joined(entry.bankText, field.lines);
      return;
    }
    const text = field.lines.map((each) => each.trim()).filter((each) => each !== "").join(" ");
    if (text !== "") this.#tell("info", "statement-text", field.line, `The bank writes about the whole statement: "${visibleLine(text, 400)}".`, field.tag);
  }

  #closeEntry(): void {
    const entry = this.#openEntry;
    const message = this.#message;
    this.#openEntry = undefined;
    if (entry === undefined || message === undefined) return;
    if (message.currency !== undefined) {
      this.#give(message, entry, message.currency);
      return;
    }
    if (this.#waiting.length < waitingEntriesMax) this.#waiting.push(entry);
    else this.#unreadable(entry.line, "No balance stands before the entries, so the currency of this one is not known. It was left out.");
  }

  #releaseWaiting(): void {
    const message = this.#message;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (message?.currency === undefined) return;
    for (const entry of waiting) this.#give(message, entry, message.currency);
  }

  #give(message: Message, open: OpenEntry, currency: CurrencyCode): void {
    const { parsed, line } = open;
    this.#begin(message);
    const out = parsed.mark === "D" || parsed.mark === "RC" || parsed.mark === "ED";
    const amount = this.#amounts.read(parsed.amount, currency, out, line, "61");
    if (amount === undefined) {
      this.#unreadable(line, "This entry's amount cannot be read, so the entry was left out.");
      this.#pages.unreadable();
      return;
    }
    if (parsed.wrongDate) this.#tell("warning", "wrong-date", line, "This entry has a date that the calendar does not have. The date was left out, the entry was kept.", "61");
    const expected = parsed.mark === "EC" || parsed.mark === "ED";
    const information = open.information.length === 0 ? undefined : readInformation(open.information);
    const status = expected ? "PDNG" : "BOOK", reversal = parsed.mark === "RC" || parsed.mark === "RD";
    const { bookingDate, valueDate } = parsed;
    // Made as a whole where nothing is missing: what is added to an object later takes longer, and there are a million of them.
    const entry: Writable<StatementEntry> = bookingDate !== undefined && valueDate !== undefined ? { amount: amount.money, status, reversal, details: [], bookingDate, valueDate } : { amount: amount.money, status, reversal, details: [] };
    if (bookingDate !== undefined) entry.bookingDate = bookingDate;
    if (valueDate !== undefined) entry.valueDate = valueDate;
    if (parsed.customerReference !== "NONREF" && parsed.customerReference !== "") entry.entryReference = parsed.customerReference;
    if (parsed.bankReference !== "") entry.bankReference = parsed.bankReference;
    const code = codeOf(parsed.type, information?.transactionCode, information?.primaNota);
    if (code !== undefined) entry.bankTransactionCode = code;
    const texts = joined(open.supplementary, information?.additional ?? none);
    const additional = texts.length === 1 ? texts[0] : texts.join(" ");
    if (additional !== undefined && additional !== "") entry.additionalInformation = additional;
    const bankText = open.bankText.length === 0 ? none : open.bankText.map((each) => each.trim()).filter((each) => each !== "");
    const detail = bankText.length === 0 ? information?.detail : { ...information?.detail, remittance: [...(information?.detail.remittance ?? none), ...bankText] };
    if (detail !== undefined && (detail.remittance.length > 0 || Object.keys(detail).length > 1)) entry.details = [detail];
    if (!expected) this.#pages.booked(amount.exact, currency);
    if (out) message.debits++;
    else message.credits++;
    this.#sink.entry(entry, line);
  }

  #totals(message: Message, field: ScannedField): void {
    const match = /^\s*(\d+)/.exec(field.lines[0] ?? "");
    const counted = field.tag === "90D" ? message.debits : message.credits;
    if (match?.[1] !== undefined && Number(match[1]) !== counted) this.#tell("warning", "count-differs", field.line, `The bank counts ${match[1]} ${field.tag === "90D" ? "debits" : "credits"}, and ${counted} are in the file. An entry may be missing; ask the bank.`, field.tag);
  }

  #unreadable(line: number, message: string): void {
    this.#tell("error", "entry-unreadable", line, `${message} Ask the bank for a right file before you rely on this statement.`, "61");
  }

  #tell(severity: Severity, code: string, line: number, message: string, tag?: string): void {
    this.#sink.finding({ severity, code, message, line, ...(tag === undefined ? {} : { field: `:${tag}:` }) });
  }
}

const balanceForm = /^\s*([CD])\s*(\d{6})\s*([A-Z]{3})\s*(\d*(?:[,.]\d*)?)\s*$/;

const balanceTypes: Readonly<Record<string, string>> = { "60F": "OPBD", "60M": "PRCD", "62F": "CLBD", "62M": "ITBD", "64": "CLAV", "65": "FWAV" };

/** Another statement in the same message: banks leave out the lines that would say the same. */
const beginsAnew: ReadonlySet<string> = new Set(["25", "25P", "28", "28C", "60F", "60M", "61"]);

/** YYMMDDhhmm, perhaps with a zone. */
function dateTimeOf(text: string): string | undefined {
  const match = /^(\d{6})([01]\d|2[0-3])([0-5]\d)(?:([+-])([01]\d)([0-5]\d))?$/.exec(text);
  const day = match?.[1] === undefined ? undefined : dateOf(match[1]);
  if (match === null || day === undefined) return undefined;
  return `${day}T${match[2]}:${match[3]}:00${match[4] === undefined ? "" : `${match[4]}${match[5]}:${match[6]}`}`;
}

function joined(before: readonly string[], more: readonly string[]): readonly string[] {
  return before.length === 0 ? more : more.length === 0 ? before : [...before, ...more];
}

function filled(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? none : lines.map((each) => each.trim()).filter((each) => each !== "");
}

/** `NTRF+166+00931`: as far as there is something to say; what is missing before it stays empty. */
function codeOf(type: string | undefined, transactionCode: string | undefined, primaNota: string | undefined): string | undefined {
  if (primaNota !== undefined) return `${type ?? ""}+${transactionCode ?? ""}+${primaNota}`;
  return transactionCode === undefined ? type : `${type ?? ""}+${transactionCode}`;
}
