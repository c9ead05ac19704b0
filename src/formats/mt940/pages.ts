import type { CurrencyCode } from "../../domain/ids.ts";
import type { Balance, StatementHeader, StatementKind } from "../../domain/statement.ts";
import { BalanceCheck } from "../camt053/balance-check.ts";
import { type Decimal, decimalText, sameDecimal } from "../decimal.ts";
import type { StatementSink } from "../format.ts";
import type { Message } from "./message.ts";
import type { Tell } from "./tell.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A balance as it was read. */
export interface ReadBalance {
  /** `60F`, `62M`. */
  readonly tag: string;
  /** OPBD, CLBD. */
  readonly type: string;
  readonly exact: Decimal;
  readonly currency: CurrencyCode;
  readonly line: number;
  /** Undefined: its date is no day, so it is in no list of balances. */
  readonly balance: Balance | undefined;
}

/** The closing balance of a page, until it is known whether another page follows. */
interface OpenChain extends ReadBalance {
  readonly account: string;
  readonly number: string;
}

/** Gives out statements, each once: the pages of one (:62M: and :60M:) become one statement again. And checks that each adds up. */
export class StatementPages {
  readonly #sink: StatementSink;
  readonly #kind: StatementKind;
  readonly #tell: Tell;
  #check = new BalanceCheck();
  #chain: OpenChain | undefined;
  #inStatement = false;
  #statements = 0;
  /** 0 until one was read. */
  #openingLine = 0;
  #closingLine = 0;

  constructor(sink: StatementSink, kind: StatementKind, tell: Tell) {
    this.#sink = sink;
    this.#kind = kind;
    this.#tell = tell;
  }

  /** How many statements have begun. */
  get count(): number {
    return this.#statements;
  }

  /** The message's statement begins here, or goes on; nothing happens when it has begun. @param opening balance of the message, if it is that which begins it */
  begin(message: Message, opening?: Pick<ReadBalance, "tag" | "exact" | "line">): void {
    if (message.delivered) return;
    message.delivered = true;
    const chain = this.#chain;
    if (chain !== undefined && opening?.tag === "60M" && chain.account === accountKey(message) && chain.number === baseNumber(message.number)) {
      message.continues = true;
      this.#chain = undefined;
      if (!sameDecimal(chain.exact, opening.exact)) this.#tell("warning", "pages-differ", opening.line, `This page begins with ${decimalText(opening.exact)}, but the one before ends with ${decimalText(chain.exact)}. A page may be missing; ask the bank.`);
      return;
    }
    this.end();
    this.#check = new BalanceCheck();
    this.#openingLine = 0;
    this.#closingLine = 0;
    this.#inStatement = true;
    this.#statements++;
    if (message.account === undefined) this.#tell("error", "field-missing", message.line, "The account (:25:) is missing. The entries below cannot be put to any account.", "25");
    this.#sink.statement(this.#header(message, opening?.tag === "60M"));
  }

  /** A balance of a message that has begun. */
  balance(message: Message, read: ReadBalance): void {
    const { tag, type, exact, currency, line, balance } = read;
    const opens = tag === "60F" || tag === "60M";
    if (opens) this.#openingLine = line;
    if (opens && message.continues) return;
    if (tag === "62F" || tag === "62M") {
      message.closed = true;
      this.#closingLine = line;
    }
    if (tag === "62M") {
      this.#chain = { ...read, account: accountKey(message), number: baseNumber(message.number) };
      return;
    }
    this.#check.balance(type, exact, currency);
    if (balance !== undefined) this.#sink.balance(balance);
    if (tag === "60M") this.#tell("info", "page-opening", line, "The statement begins with the balance of a page (:60M:): an earlier page may be in another file.", tag);
  }

  booked(exact: Decimal, currency: CurrencyCode): void {
    this.#check.booked(exact, currency);
  }

  /** Something of the statement could not be read: it cannot be said whether it adds up. */
  unreadable(): void {
    this.#check.unreadable();
  }

  /** The message is over; where its last balance is that of a page, the statement may go on. */
  endMessage(): void {
    if (this.#chain === undefined) this.end();
  }

  end(): void {
    const chain = this.#chain;
    this.#chain = undefined;
    if (!this.#inStatement) return;
    this.#inStatement = false;
    if (chain !== undefined) {
      if (chain.balance !== undefined) this.#sink.balance(chain.balance);
      this.#check.balance("ITBD", chain.exact, chain.currency);
      this.#tell("warning", "page-missing", chain.line, "The statement ends with the balance of a page (:62M:), and the next page is not in this file. Fetch the rest of it.", "62M");
    }
    const { balanced, text } = this.#check.result();
    if (chain === undefined && this.#closingLine < this.#openingLine) this.#tell("warning", "closing-missing", this.#openingLine, "This statement has an opening balance and no closing balance that can be read. The file may be cut off; fetch it again.", "62F");
    if (balanced === false) this.#tell("warning", "balance-differs", chain?.line ?? Math.max(1, this.#closingLine), `The statement does not add up: ${text}. An entry may be missing; ask the bank.`, "62F");
    this.#sink.statementEnd(balanced);
  }

  #header(message: Message, isPage: boolean): StatementHeader {
    const header: Writable<StatementHeader> = { statementId: message.reference ?? "", account: message.account ?? { kind: "other", value: "" } };
    if (message.number !== undefined && message.number !== "") header.sequenceNumber = isPage ? message.number : statementNumber(message.number);
    if (message.createdAt !== undefined) header.createdAt = message.createdAt;
    if (message.currency !== undefined) header.currency = message.currency;
    if (this.#kind !== "statement") header.kind = this.#kind;
    return header;
  }
}

function baseNumber(text: string | undefined): string {
  return (text ?? "").split("/")[0] ?? "";
}

/** `5/1` is page 1 of statement 5. */
function statementNumber(text: string): string {
  return /^([^/]*)\/0*[01]?$/.exec(text)?.[1] ?? text;
}

function accountKey({ account }: Message): string {
  return account === undefined ? "" : account.kind === "iban" ? account.iban : account.value;
}
