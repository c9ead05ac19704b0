import { isBic } from "../../domain/account-number.ts";
import type { Finding, Severity } from "../../domain/finding.ts";
import type { IsoDate } from "../../domain/ids.ts";
import { type Money, parseAmount, parseCurrency } from "../../domain/money.ts";
import type { RecalledBatch, RecalledMessage, RecalledPayment, RecallHeader, RecallReason, RecallSide } from "../../domain/recall.ts";
import { isIsoDateTime, parseIsoDate } from "../dates.ts";
import type { RecallSink } from "../format.ts";
import { Totals } from "../initiation/totals.ts";
import { messageOf } from "../iso20022/namespace.ts";
import { readAccount, readAgent, readParty } from "../iso20022/party.ts";
import type { Fields } from "../xml/fields.ts";
import type { RecordHandler } from "../xml/record-reader.ts";
import type { RecallFields } from "./fields.ts";
import type { RecallVersion } from "./version.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One reading of a request to get payments back. */
export class RecallReading implements RecordHandler {
  readonly #version: RecallVersion;
  readonly #at: RecallFields;
  readonly #sink: RecallSink;
  readonly #totals = new Totals();
  #messages = 0;
  #message: Fields | undefined;
  #headerGiven = false;
  #openBatch: Fields | undefined;
  #batchGiven = false;
  /** The order that what follows is about. */
  #originalId: string | undefined;
  #reasons: RecallReason[] = [];
  /** Something is asked back as a whole, or without its amount: then the totals say more than the payments listed. */
  #totalsOpen = false;
  #payments = 0;
  #asked = 0;

  constructor(version: RecallVersion, at: RecallFields, sink: RecallSink) {
    this.#version = version;
    this.#at = at;
    this.#sink = sink;
  }

  async flush(): Promise<void> {
    await this.#sink.flush?.();
  }

  finding(finding: Finding): void {
    this.#sink.finding(finding);
  }

  namespace(uri: string, line: number, column: number): boolean {
    const message = messageOf(uri);
    if (message === undefined || message === this.#version.id) return true;
    this.finding({ severity: "error", code: "other-format", line, column, message: `This file is ${message}, not ${this.#version.id}. Nothing of it was read.` });
    return false;
  }

  opened(kind: string, fields: Fields): void {
    if (kind === "reason") return;
    if (kind === "message") {
      this.#message = fields;
      if (++this.#messages > 1) this.finding({ severity: "error", code: "second-message", message: "The file holds a second request. Only one fits in a file: split it.", line: fields.line, column: fields.column });
      return;
    }
    this.#giveHeader();
    if (kind === "underlying") this.#originalId = undefined;
    else if (kind === "batch") {
      this.#openBatch = fields;
      this.#batchGiven = false;
    } else if (kind === "payment") this.#giveBatch();
    this.#reasons = [];
  }

  closed(kind: string, fields: Fields): void {
    if (kind === "reason") this.#readReason(fields);
    else if (kind === "group") this.#readGroup(fields);
    else if (kind === "payment") this.#readPayment(fields);
    else if (kind === "batch") {
      this.#giveBatch();
      this.#openBatch = undefined;
    } else if (kind === "message") {
      this.#giveHeader();
      this.#compareTotals(fields);
      this.#message = undefined;
    }
  }

  /** Called when the whole file was well-formed. */
  finish(): void {
    const { root } = this.#version.message;
    if (this.#messages === 0) this.finding({ severity: "error", code: "message-not-found", message: `There is no request to get payments back (${root}) in this file, so it is no ${this.#version.id}.`, line: 1, field: root });
    else if (this.#asked === 0) this.finding({ severity: "error", code: "nothing-recalled", message: "This file does not say which payments are asked back: neither an order, nor a batch, nor a payment.", line: 1, field: root });
  }

  #giveHeader(): void {
    const fields = this.#message;
    if (this.#headerGiven || fields === undefined) return;
    this.#headerGiven = true;
    const at = this.#at.message;
    const messageId = fields.token(at.messageId), createdAt = fields.token(at.createdAt);
    if (messageId === undefined) this.#wrong(fields, at.messageId, "field-missing", "A field is missing: the request's own id.");
    if (createdAt === undefined) this.#wrong(fields, at.createdAt, "field-missing", "A field is missing: when it was created.");
    else if (!isIsoDateTime(createdAt)) this.#wrong(fields, at.createdAt, "wrong-date", "This is no date and time (2026-11-23T14:32:00Z is one).");
    const header: Writable<RecallHeader> = { messageId: messageId ?? "", createdAt: createdAt ?? "", from: readSide(fields, this.#at.from), to: readSide(fields, this.#at.to) };
    Object.assign(header, readTotals(fields, at));
    this.#sink.header(header);
  }

  #readGroup(fields: Fields): void {
    const at = this.#at.group;
    const id = fields.token(at.messageId);
    if (id === undefined) this.#wrong(fields, at.messageId, "field-missing", "A field is missing: the id of the order that payments are asked back of.");
    // In a reversal the header says whether all of it is meant.
    this.#giveMessage(fields, id, fields.token(at.messageName), isTrue(fields.token(at.whole)) || isTrue(this.#message?.token(this.#at.message.whole)), readTotals(fields, at));
  }

  #giveMessage(fields: Fields, id: string | undefined, name: string | undefined, whole: boolean, totals: Totalled = {}): void {
    this.#originalId = id ?? "";
    if (whole) {
      this.#asked++;
      this.#totalsOpen = true;
    }
    const message: Writable<RecalledMessage> = { originalMessageId: this.#originalId, whole, ...totals, reasons: this.#reasons };
    if (name !== undefined) message.originalMessageName = name;
    this.#sink.recalledMessage(message, fields.line);
  }

  /** The order may be named at the batch or the payment only. */
  #nameMessage(fields: Fields, slots: { readonly groupId: number; readonly groupName: number }): void {
    const id = fields.token(slots.groupId);
    if (id !== undefined && id !== this.#originalId) {
      const reasons = this.#reasons;
      this.#reasons = [];
      this.#giveMessage(fields, id, fields.token(slots.groupName), false);
      this.#reasons = reasons;
    } else if (this.#originalId === undefined) {
      this.#wrong(fields, slots.groupId, "field-missing", "A field is missing: the id of the order that payments are asked back of.");
      this.#giveMessage(fields, undefined, undefined, false);
    }
  }

  #giveBatch(): void {
    const fields = this.#openBatch;
    if (fields === undefined || this.#batchGiven) return;
    this.#batchGiven = true;
    const at = this.#at.batch;
    this.#nameMessage(fields, at);
    const id = fields.token(at.paymentInformationId);
    if (id === undefined) this.#wrong(fields, at.paymentInformationId, "field-missing", "A field is missing: the id of the batch that payments are asked back of.");
    const whole = isTrue(fields.token(at.whole));
    if (whole) {
      this.#asked++;
      this.#totalsOpen = true;
    }
    const batch: RecalledBatch = { originalPaymentInformationId: id ?? "", whole, ...readTotals(fields, at), reasons: this.#reasons };
    this.#sink.recalledBatch(batch, fields.line);
  }

  #readReason(fields: Fields): void {
    const reason: Writable<RecallReason> = { text: fields.list(this.#at.reason.text) };
    const code = fields.token(this.#at.reason.code);
    if (code !== undefined) reason.code = code;
    this.#reasons.push(reason);
  }

  #readPayment(fields: Fields): void {
    const at = this.#at.payment;
    if (this.#openBatch === undefined) this.#nameMessage(fields, at);
    this.#asked++;
    this.#payments++;
    this.#totals.count();
    const amount = this.#readAmount(fields, at.amount, at.currency) ?? this.#readAmount(fields, at.referenceAmount, at.referenceCurrency);
    const reversedAmount = this.#readAmount(fields, at.reversedAmount, at.reversedCurrency);
    const counted = reversedAmount ?? amount;
    if (counted === undefined) this.#totalsOpen = true;
    else this.#totals.add(counted);
    const payment: Writable<RecalledPayment> = { remittance: fields.list(at.remittance), reasons: this.#reasons };
    const set = <K extends keyof RecalledPayment>(name: K, value: RecalledPayment[K]) => {
      if (value !== undefined) payment[name] = value;
    };
    set("recallId", fields.token(at.recallId));
    set("originalInstructionId", fields.token(at.instructionId));
    set("originalEndToEndId", fields.token(at.endToEndId));
    set("originalTransactionId", fields.token(at.transactionId));
    set("originalUetr", fields.token(at.uetr));
    set("amount", amount);
    set("reversedAmount", reversedAmount);
    set("executionDate", this.#readDate(fields, at.executionDate));
    set("collectionDate", this.#readDate(fields, at.collectionDate));
    set("settlementDate", this.#readDate(fields, at.settlementDate));
    for (const side of ["debtor", "creditor"] as const) {
      const slots = this.#at[side];
      const agent = readAgent(fields, slots.agent), account = readAccount(fields, slots.account);
      set(side, readParty(fields, slots.party));
      set(`${side}Account`, account);
      set(`${side}Agent`, agent);
      if (agent?.bic !== undefined && !isBic(agent.bic)) this.#wrong(fields, slots.agent.Bic, "wrong-bic", "This is no BIC: four letters of the bank, two of the country, two or five more.");
      if (account?.kind === "other" && fields.token(slots.account.Iban) !== undefined) this.#wrong(fields, slots.account.Iban, "wrong-iban", "This IBAN is wrong: its check digits or its length do not fit.");
    }
    if (payment.originalEndToEndId === undefined && payment.originalInstructionId === undefined && payment.originalTransactionId === undefined && payment.originalUetr === undefined) {
      this.#wrong(fields, at.endToEndId, "payment-not-named", "This does not say which payment is asked back: it has none of its ids.");
    }
    this.#reasons = [];
    this.#sink.recalledPayment(payment, fields.line);
  }

  #readAmount(fields: Fields, slot: number, currencySlot: number): Money | undefined {
    const text = fields.token(slot);
    if (text === undefined) return undefined;
    const currency = parseCurrency(fields.token(currencySlot) ?? "");
    const parsed = currency === undefined ? undefined : parseAmount(text, currency);
    if (parsed?.ok === true && parsed.money.minor > 0n) return parsed.money;
    this.#wrong(fields, slot, "wrong-amount", "This is no amount in a currency of ISO 4217, such as 1234.50 with EUR. Nothing is rounded or guessed here.");
    return undefined;
  }

  #readDate(fields: Fields, slot: number): IsoDate | undefined {
    const text = fields.token(slot);
    if (text === undefined) return undefined;
    const date = parseIsoDate(text);
    if (date === undefined) this.#wrong(fields, slot, "wrong-date", "This is no date of the calendar (2026-11-23 is one).");
    return date;
  }

  #compareTotals(fields: Fields): void {
    const at = this.#at.message;
    if (this.#totalsOpen || this.#payments === 0 || this.#messages > 1) return;
    this.#totals.compare({ count: fields.token(at.count), sum: fields.token(at.sum), countLine: fields.lineOf(at.count), sumLine: fields.lineOf(at.sum) }, "request", (finding) => this.finding(finding));
  }

  #wrong(fields: Fields, slot: number, code: string, message: string, severity: Severity = "error"): void {
    this.finding({ severity, code, message, line: fields.lineOf(slot), column: fields.columnOf(slot), field: fields.pathOf(slot) });
  }
}

function readSide(fields: Fields, slots: RecallFields["from"]): RecallSide {
  const side: Writable<RecallSide> = {};
  const party = readParty(fields, slots.party), agent = readAgent(fields, slots.agent);
  if (party !== undefined) side.party = party;
  if (agent !== undefined) side.agent = agent;
  return side;
}

type Totalled = Pick<RecallHeader, "declaredCount" | "declaredSum">;

function readTotals(fields: Fields, at: { readonly count: number; readonly sum: number }): Totalled {
  const totals: Writable<Totalled> = {};
  const count = fields.token(at.count), sum = fields.token(at.sum);
  if (count !== undefined && /^\d{1,15}$/.test(count)) totals.declaredCount = Number(count);
  if (sum !== undefined) totals.declaredSum = sum;
  return totals;
}

function isTrue(text: string | undefined): boolean {
  return text === "true" || text === "1";
}
