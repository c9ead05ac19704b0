import type { AccountNumber } from "../../domain/account-number.ts";
import { isBic } from "../../domain/account-number.ts";
import type { CurrencyCode, IsoDate } from "../../domain/ids.ts";
import type { Agent, Batch, ChargeBearer, Collection, Mandate, OrderHeader, Party, PostalAddress, Remittance, SequenceType, Transaction } from "../../domain/order.ts";
import type { Decimal } from "../decimal.ts";
import type { OrderSink } from "../format.ts";
import { type Assembly, listOf, moneyOf, sameSlots, type Tell, textOf } from "./assembly.ts";
import type { Compiled, CompiledRecord } from "./compile.ts";
import type { FrameName } from "./schema.ts";
import { emptySlots, type Slots, slotsOf } from "./targets.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const o = slotsOf("order"), b = slotsOf("batch"), t = slotsOf("transaction");

/**
 * Orders. A record that opens batch and transaction at once is a payment that names its debtor itself: a new batch begins where
 * the debtor's side differs from that of the payment before. What a record of the order alone says of the batch holds for all of them.
 */
export class OrderAssembly implements Assembly {
  readonly #sink: OrderSink;
  readonly #tell: Tell;
  readonly #constants: Compiled["constants"];
  #order: Slots | undefined;
  #orderDelivered = false;
  #batch: Slots | undefined;
  #batchDelivered = false;
  #batchLine = 1;
  #batches = 0;
  /** Read by the record in hand; becomes the batch where it differs. */
  #candidate: Slots | undefined;
  /** What the order's first record says of all its batches. */
  #template: Slots | undefined;
  #transaction: Slots | undefined;
  #transactionLine = 1;
  #transactions = 0;

  constructor(compiled: Compiled, sink: OrderSink, tell: Tell) {
    this.#sink = sink;
    this.#tell = tell;
    this.#constants = compiled.constants;
  }

  /** Position of the payment in hand, for findings. */
  get position(): number | undefined {
    return this.#transaction === undefined ? undefined : this.#transactions;
  }

  begin(record: CompiledRecord, line: number): void {
    for (const frame of record.opens) {
      if (frame === "batch" && record.opens.includes("transaction")) {
        this.close("transaction");
        this.#candidate = [...(this.#template ?? this.#fresh("batch"))];
      } else this.open(frame, line);
    }
  }

  open(frame: FrameName, line: number): void {
    this.close(frame);
    if (frame === "order") {
      this.#order = this.#fresh("order");
      this.#template = undefined;
      if (this.#orderDelivered) this.#tell("error", "second-message", "The file holds a second order. Only one fits in a file: split it.", line);
      this.#orderDelivered = false;
    } else if (frame === "batch") this.#beginBatch(this.#fresh("batch"), line);
    else if (frame === "transaction") {
      this.#transaction = this.#fresh("transaction");
      this.#transactionLine = line;
    }
  }

  slots(frame: FrameName): Slots | undefined {
    if (frame === "transaction") return this.#transaction;
    if (frame === "order") {
      this.#order ??= this.#fresh("order");
      return this.#order;
    }
    const batch = this.#candidate ?? this.#batch;
    if (batch !== undefined || this.#order === undefined) return batch;
    this.#template ??= this.#fresh("batch");
    return this.#template;
  }

  isOpen(frame: FrameName): boolean {
    return (frame === "transaction" ? this.#transaction : frame === "batch" ? this.#batch : this.#order) !== undefined;
  }

  end(_: CompiledRecord, line: number): void {
    const candidate = this.#candidate;
    this.#candidate = undefined;
    if (candidate === undefined) return;
    if (this.#batch === undefined || !sameSlots(this.#batch, candidate)) this.#beginBatch(candidate, line);
  }

  close(frame: FrameName): void {
    const transaction = this.#transaction;
    this.#transaction = undefined;
    if (transaction !== undefined) this.#deliver(transaction);
    if (frame === "transaction") return;
    if (this.#batch !== undefined) this.#deliverBatch();
    this.#batch = undefined;
    if (frame === "order") this.#order = undefined;
  }

  damaged(): void {}

  finish(): void {
    this.close("order");
    if (this.#transactions === 0) this.#tell("error", "no-transactions", "The order has no payments.", 1);
  }

  #beginBatch(slots: Slots, line: number): void {
    if (this.#batch !== undefined) this.#deliverBatch();
    this.#batch = slots;
    this.#batchDelivered = false;
    this.#batchLine = line;
    this.#batches++;
  }

  #fresh(frame: FrameName): Slots {
    const slots = emptySlots(frame);
    for (const { target, value } of this.#constants) if (target.frame === frame) slots[target.slot] = value;
    return slots;
  }

  #deliverOrder(): void {
    if (this.#orderDelivered) return;
    this.#orderDelivered = true;
    this.#order ??= this.#fresh("order");
    const v = this.#order;
    const initiator: Writable<Party> = { name: textOf(v[o["initiator.name"]]) ?? textOf(this.#batch?.[b["debtor.name"]]) ?? "" };
    const id = textOf(v[o["initiator.id"]]);
    if (id !== undefined) initiator.id = id;
    const header: OrderHeader = { messageId: textOf(v[o.messageId]) ?? "", createdAt: textOf(v[o.createdAt]) ?? "", initiatingParty: initiator };
    this.#sink.header(header);
  }

  #deliverBatch(): void {
    if (this.#batchDelivered || this.#batch === undefined) return;
    this.#deliverOrder();
    this.#batchDelivered = true;
    const v = this.#batch;
    const account = v[b.account] as AccountNumber | undefined; // an account field gave it
    const made = textOf(this.#order?.[o.createdAt])?.slice(0, 10) as IsoDate | undefined; // a date field gave it
    const date = (v[b.date] as IsoDate | undefined) ?? made; // a date field gave it
    if (account === undefined) this.#tell("error", "missing-account", "The account that pays is missing here: the bank cannot carry out these payments.", this.#batchLine);
    if (v[b.date] === undefined && made !== undefined) this.#tell("warning", "date-missing", `No execution date is given here. The day on which the file was made was taken, ${made}: look whether that is meant.`, this.#batchLine);
    else if (date === undefined) this.#tell("error", "date-missing", "The execution date is missing here. Give it, or the bank refuses the payments.", this.#batchLine);
    const debtor: Writable<Party> = { name: textOf(v[b["debtor.name"]]) ?? "" };
    const debtorId = textOf(v[b["debtor.id"]]);
    if (debtorId !== undefined) debtor.id = debtorId;
    const address = addressOf(v[b["debtor.address.line"]], undefined, undefined, undefined, v[b["debtor.address.country"]]);
    if (address !== undefined) debtor.address = address;
    const batch: Writable<Batch> = {
      paymentInformationId: textOf(v[b.id]) ?? String(this.#batches), requestedExecutionDate: date ?? ("" as IsoDate), debtor, debtorAccount: account ?? { kind: "other", value: "" }, // told above
      debtorAgent: agentOf(v[b["agent.bic"]], v[b["agent.name"]], v[b["agent.code"]]) ?? {},
    };
    const currency = textOf(v[b["account.currency"]]);
    if (currency !== undefined) batch.debtorAccountCurrency = currency;
    const serviceLevel = textOf(v[b.serviceLevel]);
    if (serviceLevel !== undefined) batch.serviceLevel = serviceLevel;
    const localInstrument = textOf(v[b.localInstrument]);
    if (localInstrument !== undefined) batch.localInstrument = localInstrument;
    const categoryPurpose = textOf(v[b.categoryPurpose]);
    if (categoryPurpose !== undefined) batch.categoryPurpose = categoryPurpose;
    const priority = textOf(v[b.priority]);
    if (priority === "HIGH" || priority === "NORM") batch.instructionPriority = priority;
    const charges = chargesOf(v[b.charges]);
    if (charges !== undefined) batch.chargeBearer = charges;
    if (v[b.collects] !== undefined) {
      const collection: Writable<Collection> = {};
      const scheme = textOf(v[b["collection.creditorSchemeId"]]);
      if (scheme !== undefined) collection.creditorSchemeId = scheme;
      const sequence = textOf(v[b["collection.sequence"]]);
      if (sequence !== undefined) collection.sequenceType = sequence as SequenceType; // the compiler lets only such codes through
      batch.collection = collection;
    }
    this.#sink.batch(batch);
  }

  #deliver(v: Slots): void {
    const line = this.#transactionLine;
    const lost = (why: string) => this.#tell("error", "transaction-unreadable", `This payment was not taken: ${why} Correct the file before anything of it is paid.`, line);
    if (this.#batch === undefined) {
      lost("no record before it says who pays.");
      this.#transactions++;
      return;
    }
    this.#deliverBatch();
    const units = v[t.amount] as Decimal | undefined; // an amount field gave it
    const currency = v[t.currency] as CurrencyCode | undefined; // a currency field or a constant gave it
    if (units === undefined) lost("it has no amount that can be read.");
    else if (currency === undefined) lost("it has no currency.");
    else {
      const { money, cut } = moneyOf(units, currency);
      if (cut) lost(`its amount has more decimals than ${currency} has, and nothing is rounded here.`);
      else {
        if (money.minor <= 0n) this.#tell("error", "amount-not-positive", "A payment must be of more than zero.", line);
        this.#sink.transaction(this.#transactionOf(v, money), line);
      }
    }
    this.#transactions++;
  }

  #transactionOf(v: Slots, amount: Transaction["amount"]): Transaction {
    const creditor: Writable<Party> = { name: textOf(v[t["creditor.name"]]) ?? "" };
    const creditorId = textOf(v[t["creditor.id"]]);
    if (creditorId !== undefined) creditor.id = creditorId;
    const address = addressOf(v[t["creditor.address.line"]], v[t["creditor.address.street"]], v[t["creditor.address.postCode"]], v[t["creditor.address.town"]], v[t["creditor.address.country"]]);
    if (address !== undefined) creditor.address = address;
    if (creditor.name === "") this.#tell("error", "field-missing", "The name of the other side is missing.", this.#transactionLine);
    const remittance: Writable<Remittance> = { unstructured: listOf(v[t.remittance]) };
    const reference = textOf(v[t.reference]);
    if (reference !== undefined) remittance.creditorReference = reference;
    const transaction: Writable<Transaction> = { endToEndId: textOf(v[t.endToEndId]) ?? "NOTPROVIDED", amount, creditor, remittance };
    const instructionId = textOf(v[t.instructionId]);
    if (instructionId !== undefined) transaction.instructionId = instructionId;
    const uetr = textOf(v[t.uetr]);
    if (uetr !== undefined) transaction.uetr = uetr;
    const account = v[t.account] as AccountNumber | undefined; // an account field gave it
    if (account !== undefined) transaction.creditorAccount = account;
    else this.#tell("error", "missing-account", "The account of the other side is missing.", this.#transactionLine);
    const agent = agentOf(v[t["agent.bic"]], v[t["agent.name"]], v[t["agent.code"]]);
    if (agent !== undefined) transaction.creditorAgent = agent;
    if (agent?.bic !== undefined && !isBic(agent.bic)) this.#tell("error", "wrong-bic", "This is no BIC: four letters of the bank, two of the country, two or five more.", this.#transactionLine);
    const ultimateCreditor = textOf(v[t["ultimateCreditor.name"]]);
    if (ultimateCreditor !== undefined) transaction.ultimateCreditor = { name: ultimateCreditor };
    const ultimateDebtor = textOf(v[t["ultimateDebtor.name"]]);
    if (ultimateDebtor !== undefined) transaction.ultimateDebtor = { name: ultimateDebtor };
    const purpose = textOf(v[t.purpose]);
    if (purpose !== undefined) transaction.purpose = purpose;
    const charges = chargesOf(v[t.charges]);
    if (charges !== undefined) transaction.chargeBearer = charges;
    const mandateId = textOf(v[t.mandateId]);
    if (mandateId !== undefined) transaction.mandate = { mandateId } satisfies Mandate;
    return transaction;
  }
}

function agentOf(bic: unknown, name: unknown, code: unknown): Agent | undefined {
  if (bic === undefined && name === undefined && code === undefined) return undefined;
  const agent: Writable<Agent> = {};
  if (typeof bic === "string") agent.bic = bic;
  if (typeof name === "string") agent.name = name;
  if (typeof code === "string") agent.clearingMemberId = code;
  return agent;
}

function addressOf(lines: unknown, street: unknown, postCode: unknown, town: unknown, country: unknown): PostalAddress | undefined {
  if (lines === undefined && street === undefined && postCode === undefined && town === undefined && country === undefined) return undefined;
  const address: Writable<PostalAddress> = { addressLines: listOf(lines) };
  if (typeof street === "string") address.streetName = street;
  if (typeof postCode === "string") address.postCode = postCode;
  if (typeof town === "string") address.townName = town;
  if (typeof country === "string") address.country = country;
  return address;
}

function chargesOf(value: unknown): ChargeBearer | undefined {
  return value === "DEBT" || value === "CRED" || value === "SHAR" || value === "SLEV" ? value : undefined;
}
