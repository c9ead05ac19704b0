import { isBic } from "../../domain/account-number.ts";
import { creditorIdentifierProblem } from "../../domain/creditor-identifier.ts";
import type { Finding, Severity } from "../../domain/finding.ts";
import type { CurrencyCode, IsoDate } from "../../domain/ids.ts";
import { parseAmount, parseCurrency } from "../../domain/money.ts";
import type { Batch, ChargeBearer, Collection, Mandate, OrderHeader, Party, Remittance, SequenceType, Transaction } from "../../domain/order.ts";
import { isIsoDateTime, parseIsoDate } from "../dates.ts";
import type { OrderSink, Place } from "../format.ts";
import { messageOf } from "../iso20022/namespace.ts";
import { type PartySlots, readAccount, readAgent, readParty } from "../iso20022/party.ts";
import type { Fields } from "../xml/fields.ts";
import type { RecordHandler } from "../xml/record-reader.ts";
import { AddressCheck, BasicCharacters } from "./checks.ts";
import type { InitiationFields } from "./fields.ts";
import { isSequenceType, mandateProblems, readMandate } from "./mandate.ts";
import { type DeclaredTotals, Totals } from "./totals.ts";
import type { InitiationVersion } from "./version.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Batch ids kept to notice one that stands twice. More batches are read, too, but not compared. */
const rememberedBatchesMax = 50_000;

const nothingDeclared: DeclaredTotals = { count: undefined, sum: undefined, countLine: 1, sumLine: 1 };

/** One reading of a pain.001 or pain.008: turns its records into the order's values and says what is wrong with them. */
export class InitiationReading implements RecordHandler {
  readonly #version: InitiationVersion;
  readonly #at: InitiationFields;
  readonly #sink: OrderSink;
  readonly #groupTotals = new Totals();
  #batchTotals = new Totals();
  readonly #batchIds = new Set<string>();
  readonly #basicCharacters: BasicCharacters;
  #addresses = new AddressCheck("");
  #messages = 0;
  #headerSeen = false;
  #batches = 0;
  /** PmtInf is open; handed over when its first transaction begins. */
  #openBatch: Fields | undefined;
  #batchDelivered = false;
  #batchUsable = false;
  #batchDeclared = nothingDeclared;
  #declared = nothingDeclared;
  #isSepa = false;
  #position = -1;
  #insideTransaction = false;
  #batchCurrency: CurrencyCode | undefined;
  #currenciesTold = false;
  /** Of the batch, where it collects. */
  #collection: Collection = {};
  #date: IsoDate | undefined;
  /** Of the open transaction. */
  #mandate: Mandate | undefined;
  #mandateAt: Place | undefined;

  constructor(version: InitiationVersion, at: InitiationFields, sink: OrderSink) {
    this.#version = version;
    this.#at = at;
    this.#sink = sink;
    this.#basicCharacters = new BasicCharacters((finding) => this.finding(finding));
  }

  async flush(): Promise<void> {
    await this.#sink.flush?.();
  }

  finding(finding: Finding): void {
    this.#sink.finding(this.#insideTransaction && finding.transaction === undefined ? { ...finding, transaction: this.#position } : finding);
  }

  namespace(uri: string, line: number, column: number): boolean {
    const message = messageOf(uri);
    if (message === undefined || message === this.#version.id) return true;
    this.finding({
      severity: "error", code: "other-format", line, column,
      message: `This file is ${message}, not ${this.#version.id}. Nothing of it was read; export it as ${this.#version.id}, or send it with a program that knows ${message}.`,
    });
    return false;
  }

  opened(kind: string, fields: Fields): void {
    if (kind === "transaction") {
      if (!this.#batchDelivered) this.#deliverBatch();
      this.#position++;
      this.#insideTransaction = true;
      this.#mandate = undefined;
    } else if (kind === "batch") {
      this.#openBatch = fields;
      this.#batchDelivered = false;
      this.#batchTotals = new Totals();
      this.#batchCurrency = undefined;
      this.#currenciesTold = false;
      if (!this.#headerSeen) {
        this.#headerSeen = true;
        this.#problem(fields, "missing-header", "The group header (GrpHdr) is missing: without it the bank refuses the file.", "GrpHdr");
      }
    } else if (kind === "message" && ++this.#messages > 1) {
      this.#problem(fields, "second-message", "The file holds a second order. Only one fits in a file: split it.");
    }
  }

  closed(kind: string, fields: Fields): void {
    if (kind === "transaction") {
      this.#readTransaction(fields);
      this.#insideTransaction = false;
    } else if (kind === "mandate") {
      this.#mandate = readMandate(fields, this.#at.mandate, this.#tell);
      const { mandateId } = this.#at.mandate.slots;
      this.#mandateAt = { line: fields.lineOf(mandateId), column: fields.columnOf(mandateId) };
    }
    else if (kind === "batch") {
      if (!this.#batchDelivered) {
        this.#deliverBatch();
        this.#problem(fields, "no-transactions", "This batch has no transactions. Leave it out.", this.#version.message.transaction);
      }
      this.#batchTotals.compare(this.#batchDeclared, "batch", (finding) => this.finding(finding));
      this.#openBatch = undefined;
    } else if (kind === "header") this.#readHeader(fields);
  }

  /** Called when the whole file was well-formed. */
  finish(): void {
    const { root, words } = this.#version.message;
    if (this.#messages === 0) {
      this.finding({ severity: "error", code: "message-not-found", message: `There is no ${words.order} (${root}) in this file, so it is no ${this.#version.id}.`, line: 1, field: root });
      return;
    }
    if (!this.#headerSeen) this.finding({ severity: "error", code: "missing-header", message: "The group header (GrpHdr) is missing: without it the bank refuses the file.", line: 1, field: "GrpHdr" });
    if (this.#batches === 0) this.finding({ severity: "error", code: "no-transactions", message: "The order has no payments.", line: 1, field: "PmtInf" });
    this.#groupTotals.compare(this.#declared, "order", (finding) => this.finding(finding));
  }

  #readHeader(fields: Fields): void {
    const at = this.#at.header;
    if (this.#headerSeen) {
      this.#problem(fields, "second-header", "A second group header (GrpHdr) stands here; the first one counts.", "GrpHdr");
      return;
    }
    this.#headerSeen = true;
    const messageId = fields.token(at.messageId);
    const createdAt = fields.token(at.createdAt);
    if (messageId === undefined) this.#missing(fields, at.messageId, "the message's own id");
    else this.#checkReference(fields, at.messageId, messageId);
    if (createdAt === undefined) this.#missing(fields, at.createdAt, "when it was created");
    else if (!isIsoDateTime(createdAt)) this.#wrong(fields, at.createdAt, "wrong-date", "This is no date and time (2026-11-23T14:32:00Z is one).");
    this.#declared = { count: fields.token(at.count), sum: fields.token(at.sum), countLine: fields.lineOf(at.count), sumLine: fields.lineOf(at.sum) };
    if (this.#declared.count === undefined) this.#missing(fields, at.count, "the number of transactions");
    const party = readParty(fields, this.#at.initiator);
    const header: Writable<OrderHeader> = { messageId: messageId ?? "", createdAt: createdAt ?? "", initiatingParty: party ?? { name: "" } };
    const count = wholeNumber(this.#declared.count);
    if (count !== undefined) header.declaredCount = count;
    if (this.#declared.sum !== undefined) header.declaredSum = this.#declared.sum;
    this.#sink.header(header);
  }

  #deliverBatch(): void {
    const fields = this.#openBatch;
    this.#batchDelivered = true;
    this.#batches++;
    this.#batchUsable = false;
    if (fields === undefined) return;
    const at = this.#at.batch;
    const { message } = this.#version;
    const { words } = message;
    const id = fields.token(at.paymentInformationId);
    if (id === undefined) this.#missing(fields, at.paymentInformationId, "the batch's own id");
    else {
      this.#checkReference(fields, at.paymentInformationId, id);
      if (this.#batchIds.has(id)) this.#wrong(fields, at.paymentInformationId, "duplicate-batch-id", "Another batch of this file has the same id. Give each its own, or the bank takes the second for a repeat.");
      else if (this.#batchIds.size < rememberedBatchesMax) this.#batchIds.add(Buffer.from(id).toString()); // a copy: a slice would hold its whole block in memory
    }
    this.#batchDeclared = { count: fields.token(at.count), sum: fields.token(at.sum), countLine: fields.lineOf(at.count), sumLine: fields.lineOf(at.sum) };
    const method = fields.token(at.method);
    if (method === undefined) this.#missing(fields, at.method, `the payment method, ${message.method}`);
    else if (method !== message.method) this.#wrong(fields, at.method, "payment-method", `The payment method is not ${words.method}.${message.collects ? "" : " Cheques and payment advices are not handled here."}`, message.collects ? "error" : "warning");
    const dateText = fields.token(at.executionDate);
    const date = dateText === undefined ? undefined : parseIsoDate(dateText);
    if (dateText === undefined) this.#missing(fields, at.executionDate, `the ${words.date}`);
    else if (date === undefined) this.#wrong(fields, at.executionDate, "wrong-date", "This is no date of the calendar (2026-11-23 is one).");
    this.#date = date;
    this.#addresses = new AddressCheck(date ?? "");
    const debtor = readParty(fields, this.#at.holder);
    if (debtor === undefined || debtor.name.trim() === "") this.#missing(fields, at.holderName, `the ${words.holder}'s name`);
    const account = this.#readAccount(fields, this.#at.holderAccount, at.holderIban);
    if (account === undefined) this.#missing(fields, at.holderIban, `the ${words.holder}'s account`);
    const agent = readAgent(fields, this.#at.holderAgent);
    this.#checkForeignBic(fields, at.holderForeignBic);
    if (agent === undefined && fields.token(at.holderAgentOther) === undefined && fields.token(at.holderForeignBic) === undefined) this.#missing(fields, at.holderBic, `the ${words.holder}'s bank (or NOTPROVIDED)`);
    if (agent?.bic !== undefined) this.#checkBic(fields, at.holderBic, agent.bic);
    const serviceLevels = fields.list(at.serviceLevel);
    this.#isSepa = serviceLevels.includes("SEPA");
    if (debtor !== undefined) this.#checkParty(fields, this.#at.holder, debtor, `${message.holder}/PstlAdr`);
    if (date === undefined || account === undefined) return;
    const batch: Writable<Batch> = { paymentInformationId: id ?? "", requestedExecutionDate: date, debtor: debtor ?? { name: "" }, debtorAccount: account, debtorAgent: agent ?? {} };
    const currency = fields.token(at.holderCurrency);
    if (currency !== undefined) {
      batch.debtorAccountCurrency = currency;
      if (parseCurrency(currency) === undefined) this.#wrong(fields, at.holderCurrency, "wrong-currency", "This is no currency of ISO 4217 (EUR and HUF are some).");
    }
    const booking = fields.token(at.batchBooking);
    if (booking === "true" || booking === "1") batch.batchBooking = true;
    else if (booking === "false" || booking === "0") batch.batchBooking = false;
    else if (booking !== undefined) this.#wrong(fields, at.batchBooking, "wrong-code", "Batch booking is true or false, nothing else.");
    if (serviceLevels[0] !== undefined) batch.serviceLevel = serviceLevels[0];
    const localInstrument = fields.token(at.localInstrument);
    if (localInstrument !== undefined) batch.localInstrument = localInstrument;
    const categoryPurpose = fields.token(at.categoryPurpose);
    if (categoryPurpose !== undefined) batch.categoryPurpose = categoryPurpose;
    const priority = fields.token(at.instructionPriority);
    if (priority === "HIGH" || priority === "NORM") batch.instructionPriority = priority;
    else if (priority !== undefined) this.#wrong(fields, at.instructionPriority, "wrong-code", "The priority is HIGH or NORM, nothing else.");
    const chargeBearer = this.#chargeBearer(fields, at.chargeBearer);
    if (chargeBearer !== undefined) batch.chargeBearer = chargeBearer;
    const ultimateDebtor = readParty(fields, this.#at.batchUltimateHolder);
    if (ultimateDebtor !== undefined) batch.ultimateDebtor = ultimateDebtor;
    const count = wholeNumber(this.#batchDeclared.count);
    if (count !== undefined) batch.declaredCount = count;
    if (this.#batchDeclared.sum !== undefined) batch.declaredSum = this.#batchDeclared.sum;
    if (message.collects) batch.collection = this.#readCollection(fields);
    this.#batchUsable = true;
    this.#sink.batch(batch);
  }

  #readCollection(fields: Fields): Collection {
    const at = this.#at.batch;
    const collection: Writable<Collection> = {};
    const schemeId = this.#schemeId(fields, at.schemeId);
    if (schemeId !== undefined) collection.creditorSchemeId = schemeId;
    const sequenceType = this.#sequenceType(fields, at.sequenceType);
    if (sequenceType !== undefined) collection.sequenceType = sequenceType;
    const instrument = fields.token(at.localInstrument);
    if (this.#isSepa && (instrument === undefined || !/^(CORE|COR1|B2B)$/.test(instrument))) this.#wrong(fields, at.localInstrument, "wrong-code", "In SEPA a direct debit is CORE or B2B (LclInstrm), nothing else.");
    this.#collection = collection;
    return collection;
  }

  #schemeId(fields: Fields, slot: number): string | undefined {
    const id = fields.token(slot);
    const problem = id === undefined || !(this.#isSepa || this.#version.sepaOnly) ? undefined : creditorIdentifierProblem(id);
    if (problem !== undefined) this.#wrong(fields, slot, "wrong-creditor-id", problem);
    return id;
  }

  #sequenceType(fields: Fields, slot: number): SequenceType | undefined {
    const code = fields.token(slot);
    if (code === undefined || isSequenceType(code)) return code;
    this.#wrong(fields, slot, "wrong-code", "The sequence of a direct debit is FRST, RCUR, FNAL or OOFF, nothing else.");
    return undefined;
  }

  /** What belongs to a direct debit: its mandate, and what of the batch stands at it. */
  #readMandate(fields: Fields): Mandate | undefined {
    const at = this.#at.transaction;
    const schemeId = this.#schemeId(fields, at.schemeId);
    const sequenceType = this.#sequenceType(fields, at.sequenceType);
    let mandate: Writable<Mandate> | undefined = this.#mandate;
    if (mandate === undefined && (schemeId !== undefined || sequenceType !== undefined)) mandate = { mandateId: "" };
    if (mandate !== undefined && schemeId !== undefined) mandate.creditorSchemeId = schemeId;
    if (mandate !== undefined && sequenceType !== undefined) mandate.sequenceType = sequenceType;
    if ((this.#isSepa || this.#version.sepaOnly) && this.#date !== undefined) {
      const { creditorSchemeId, sequenceType: sequence } = this.#collection;
      for (const [code, field, text] of mandateProblems(mandate, { schemeId: creditorSchemeId, sequenceType: sequence, date: this.#date })) this.#problem(fields, code, text, field);
    }
    return mandate;
  }

  #readTransaction(fields: Fields): void {
    const at = this.#at.transaction;
    const { message } = this.#version;
    const { words } = message;
    this.#batchTotals.count();
    this.#groupTotals.count();
    const instructionId = fields.token(at.instructionId);
    if (instructionId !== undefined) this.#checkReference(fields, at.instructionId, instructionId);
    const endToEndId = fields.token(at.endToEndId);
    if (endToEndId === undefined) this.#missing(fields, at.endToEndId, "the end-to-end id (NOTPROVIDED where there is none)");
    else this.#checkReference(fields, at.endToEndId, endToEndId);
    const amount = this.#readAmount(fields);
    const creditor = readParty(fields, this.#at.other);
    if (creditor === undefined ? !this.#version.creditorOptional : creditor.name.trim() === "") this.#missing(fields, at.otherName, `the ${words.other}'s name`);
    if (creditor !== undefined) this.#checkParty(fields, this.#at.other, creditor, `${message.other}/PstlAdr`, amount?.currency);
    const account = this.#readAccount(fields, this.#at.otherAccount, at.otherIban);
    const agent = readAgent(fields, this.#at.otherAgent);
    if (agent?.bic !== undefined) this.#checkBic(fields, at.otherBic, agent.bic);
    this.#checkForeignBic(fields, at.otherForeignBic);
    if (account === undefined) this.#wrong(fields, at.otherIban, "missing-account", message.collects ? "The debtor has no account, so there is nothing to collect from." : "The creditor has no account. Only cheques and some reference payments go without.", message.collects ? "error" : "warning");
    const mandate = message.collects ? this.#readMandate(fields) : undefined;
    const unstructured = fields.list(at.remittance);
    if (unstructured.length > 0) this.#basicCharacters.check(fields, at.remittance, unstructured[0] ?? "");
    const remittance: Writable<Remittance> = { unstructured };
    const references = fields.list(at.reference);
    if (references.length > 0) {
      if (references.length > 1) this.#wrong(fields, at.reference, "several-references", "The payment has several structured references. The file keeps them; only the first is shown here.", "info");
      if (references[0] !== undefined) remittance.creditorReference = references[0];
    }
    const referenceType = fields.list(at.referenceType)[0];
    if (referenceType !== undefined) remittance.creditorReferenceType = referenceType;
    if ((this.#isSepa || this.#version.sepaOnly) && unstructured.length + references.length > 1) this.#wrong(fields, at.remittance, "remittance-too-much", "SEPA carries one text of 140 characters or one reference, not more; banks refuse or drop the rest.", "warning");
    if (amount === undefined || !this.#batchUsable) return;
    const transaction: Writable<Transaction> = { endToEndId: endToEndId ?? "NOTPROVIDED", amount, creditor: creditor ?? { name: "" }, remittance };
    if (instructionId !== undefined) transaction.instructionId = instructionId;
    const uetr = fields.token(at.uetr);
    if (uetr !== undefined) {
      transaction.uetr = uetr;
      if (!/^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/.test(uetr)) this.#wrong(fields, at.uetr, "wrong-uetr", "This is no UETR (a version 4 UUID in lower case).");
    }
    if (account !== undefined) transaction.creditorAccount = account;
    if (agent !== undefined) transaction.creditorAgent = agent;
    const ultimateDebtor = readParty(fields, this.#at.ultimateHolder);
    if (ultimateDebtor !== undefined) transaction.ultimateDebtor = ultimateDebtor;
    const ultimateCreditor = readParty(fields, this.#at.ultimateOther);
    if (ultimateCreditor !== undefined) transaction.ultimateCreditor = ultimateCreditor;
    const purpose = fields.token(at.purpose);
    if (purpose !== undefined) transaction.purpose = purpose;
    const chargeBearer = this.#chargeBearer(fields, at.chargeBearer);
    if (chargeBearer !== undefined) transaction.chargeBearer = chargeBearer;
    if (mandate !== undefined) transaction.mandate = mandate;
    this.#sink.transaction(transaction, fields.line, mandate === undefined ? undefined : this.#mandateAt);
  }

  #readAmount(fields: Fields): Transaction["amount"] | undefined {
    const at = this.#at.transaction;
    const text = fields.token(at.amount);
    if (text === undefined) {
      if (fields.token(at.equivalentAmount) === undefined) this.#missing(fields, at.amount, "the amount");
      else this.#wrong(fields, at.equivalentAmount, "equivalent-amount", "The amount is given in another currency than that of the payment (EqvtAmt). That is not handled here: give the instructed amount.");
      return undefined;
    }
    const currency = parseCurrency(fields.token(at.currency) ?? "");
    if (currency === undefined) {
      this.#wrong(fields, at.currency, "wrong-currency", "The amount's currency is missing or is none of ISO 4217 (EUR and HUF are some).");
      return undefined;
    }
    const parsed = parseAmount(text, currency);
    if (!parsed.ok) {
      const why = { "not-a-number": "This is no amount: digits with a point, such as 1234.50.", "too-many-decimals": `The amount has more decimals than ${currency} has. Nothing is rounded here: correct it.`, "too-long": "The amount has more than 18 digits." }[parsed.problem];
      this.#wrong(fields, at.amount, parsed.problem === "not-a-number" ? "wrong-amount" : `amount-${parsed.problem}`, why);
      return undefined;
    }
    this.#batchCurrency ??= currency;
    if (currency !== this.#batchCurrency && !this.#currenciesTold) {
      this.#currenciesTold = true;
      this.#wrong(fields, at.currency, "several-currencies", `This batch holds payments in ${this.#batchCurrency} and in ${currency}. A bank books one currency from a batch: split it by currency.`);
    }
    if (this.#isSepa && !this.#version.sepaOnly && currency !== "EUR") this.#wrong(fields, at.currency, "sepa-not-euro", `The batch asks for SEPA, which carries euro only, and this payment is in ${currency}. Take SvcLvl away, or give it in a batch of its own.`);
    if (this.#version.sepaOnly && currency !== "EUR") this.#wrong(fields, at.currency, "currency-not-euro", `${this.#version.id} carries euro only. Give the payment in a file of ${this.#version.instead}.`);
    if (parsed.money.minor <= 0n) this.#wrong(fields, at.amount, "amount-not-positive", "A payment must be of more than zero.");
    this.#batchTotals.add(parsed.money);
    this.#groupTotals.add(parsed.money);
    return parsed.money;
  }

  #readAccount(fields: Fields, slots: InitiationFields["holderAccount"], ibanSlot: number) {
    const account = readAccount(fields, slots);
    if (account?.kind === "other" && fields.token(ibanSlot) !== undefined) {
      this.#wrong(fields, ibanSlot, "wrong-iban", "This IBAN is wrong: its check digits or its length do not fit. Ask for the right one; a payment to it comes back or goes astray.");
    }
    else if (account?.kind === "other" && this.#version.sepaOnly) this.#wrong(fields, slots.Other, "account-not-iban", `In ${this.#version.id} an account is given by IBAN only. Ask for it.`);
    return account;
  }

  #checkBic(fields: Fields, slot: number, bic: string): void {
    if (!isBic(bic)) this.#wrong(fields, slot, "wrong-bic", "This is no BIC: four letters of the bank, two of the country, two or five more.");
  }

  #checkForeignBic(fields: Fields, slot: number): void {
    if (fields.token(slot) !== undefined) this.#wrong(fields, slot, "wrong-element", `In ${this.#version.id} a BIC stands in ${this.#version.bic}, not in ${this.#version.foreignBic}: the bank will not see it.`);
  }

  #chargeBearer(fields: Fields, slot: number): ChargeBearer | undefined {
    const code = fields.token(slot);
    if (code === undefined || code === "DEBT" || code === "CRED" || code === "SHAR" || code === "SLEV") {
      if (code !== undefined && code !== "SLEV" && this.#version.sepaOnly) this.#wrong(fields, slot, "charges-not-shared", `In ${this.#version.id} charges are shared by the scheme's rules (SLEV), nothing else.`);
      return code;
    }
    this.#wrong(fields, slot, "wrong-code", "Who bears the charges is DEBT, CRED, SHAR or SLEV, nothing else.");
    return undefined;
  }

  #checkReference(fields: Fields, slot: number, reference: string): void {
    this.#basicCharacters.check(fields, slot, reference);
    if (reference.charCodeAt(0) === 0x2f || reference.charCodeAt(reference.length - 1) === 0x2f || reference.includes("//")) {
      this.#wrong(fields, slot, "slash-in-reference", "A reference must not begin or end with / nor hold //: many banks refuse it.", "warning");
    }
  }

  /** @param currency of the payment; that of the account holder's own address is not told: his bank has it */
  #checkParty(fields: Fields, slots: PartySlots, party: Party, addressField: string, currency?: CurrencyCode): void {
    this.#basicCharacters.check(fields, slots.Name, party.name);
    if (this.#isSepa && party.name.length > 70) this.#wrong(fields, slots.Name, "name-over-70", "SEPA carries 70 characters of a name; the rest is lost on the way.", "warning");
    if (party.address === undefined) return;
    const problem = this.#addresses.problem(party.address);
    if (problem !== undefined) this.finding({ severity: currency === undefined || currency === "HUF" ? "warning" : "error", code: "address-not-structured", message: problem, line: fields.lineOf(slots.Lines), column: fields.columnOf(slots.Lines), field: addressField });
    if (party.address.country !== undefined && !/^[A-Z]{2}$/.test(party.address.country)) this.#wrong(fields, slots.Country, "wrong-country", "A country is two capital letters (HU, DE).");
  }

  readonly #tell = (fields: Fields, slot: number, code: string, message: string, severity?: Severity): void => this.#wrong(fields, slot, code, message, severity);

  #missing(fields: Fields, slot: number, what: string): void {
    this.#wrong(fields, slot, "field-missing", `A field is missing: ${what}.`);
  }

  #wrong(fields: Fields, slot: number, code: string, message: string, severity: Severity = "error"): void {
    this.finding({ severity, code, message, line: fields.lineOf(slot), column: fields.columnOf(slot), field: fields.pathOf(slot) });
  }

  #problem(fields: Fields, code: string, message: string, field?: string): void {
    this.finding({ severity: "error", code, message, line: fields.line, column: fields.column, field });
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
