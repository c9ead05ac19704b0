import { isBic } from "../../domain/account-number.ts";
import type { Finding, Severity } from "../../domain/finding.ts";
import type { IsoDate } from "../../domain/ids.ts";
import { type Money, parseAmount, parseCurrency } from "../../domain/money.ts";
import type { Agent, Batch, ChargeBearer, Transaction } from "../../domain/order.ts";
import { visibleLine } from "../../domain/text.ts";
import type { OrderSink } from "../format.ts";
import { dateOf, exactDecimal } from "../mt940/entry-line.ts";
import type { ScannedField } from "../mt940/scanner.ts";
import type { SwiftMessage } from "./message.ts";
import { joined, type ReadParty, readAgent, readParty } from "./party.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What belongs to the account holder's side; in MT101 it may stand once for the message or at each transaction. */
interface Holder {
  readonly party: ReadParty | undefined;
  readonly agent: ReturnType<typeof readAgent> | undefined;
}

/** One reading of a file of MT101 or MT103. */
export class SwiftOrderReading {
  readonly #type: "101" | "103";
  readonly #sink: OrderSink;
  #headerGiven = false;
  #transactions = 0;
  #position = -1;
  /** The last batch was handed over; without a date none is. */
  #batchGiven = false;

  constructor(type: "101" | "103", sink: OrderSink) {
    this.#type = type;
    this.#sink = sink;
  }

  finding(finding: Finding): void {
    this.#sink.finding(finding);
  }

  message(message: SwiftMessage): void {
    if (message.type !== undefined && message.type !== this.#type) {
      this.#tell("error", "other-format", message.line, "20", `This message is MT${visibleLine(message.type, 3)}, not MT${this.#type}. It was not read.`);
      return;
    }
    const reference = this.#once(message.fields, "20");
    if (!this.#headerGiven) {
      this.#headerGiven = true;
      this.#sink.header({ messageId: reference, createdAt: "", initiatingParty: { name: this.#initiator(message.fields) } });
    }
    if (this.#type === "101") this.#transfers(message, reference);
    else this.#transfer(message, reference);
  }

  finish(): void {
    if (!this.#headerGiven) this.#tell("error", "message-not-found", 1, "20", `There is no MT${this.#type} in this file. Nothing of it was taken.`);
    else if (this.#transactions === 0) this.#tell("error", "no-transactions", 1, "32B", "There is no payment in this file that can be read.");
  }

  /** MT101: sequence A once, then sequence B for each transaction, which begins with :21:. */
  #transfers({ fields }: SwiftMessage, reference: string): void {
    const first = fields.findIndex((field) => field.tag === "21");
    const general = first < 0 ? fields : fields.slice(0, first);
    const date = this.#date(general.find((field) => field.tag === "30"), "30", fields[0]);
    const batchId = text(general, "21R") ?? reference;
    const common = this.#holder(general);
    this.#withoutBeginning(general, 0);
    if (first < 0) {
      this.#tell("error", "no-transactions", fields[0]?.line ?? 1, "21", "This message has no transaction (:21:).");
      return;
    }
    let open: string | undefined;
    let batches = 0;
    for (let from = first; from < fields.length; ) {
      let to = from + 1;
      while (to < fields.length && fields[to]?.tag !== "21") to++;
      const sequence = fields.slice(from, to);
      this.#withoutBeginning(sequence, 1);
      from = to;
      this.#position++;
      const own = this.#holder(sequence);
      const holder: Holder = { party: own.party ?? common.party, agent: own.agent ?? common.agent };
      const key = JSON.stringify(holder);
      if (key !== open) {
        open = key;
        batches++;
        this.#batch(batches === 1 ? batchId : `${batchId}-${batches}`, date, holder, sequence[0] ?? fields[0]);
      }
      const amount = this.#amount(sequence, "32B", /^([A-Z]{3})(.*)$/);
      if (amount === undefined) continue;
      const transaction = this.#payment(sequence, amount, text(sequence, "21") ?? "");
      if (transaction.endToEndId === "") {
        transaction.endToEndId = "NOTPROVIDED";
        this.#tell("error", "field-missing", sequence[0]?.line ?? 1, "21", "The transaction has no reference (:21:).");
      }
      this.#give(transaction, sequence[0]?.line ?? 1);
    }
  }

  /** Amounts beyond those that a sequence may have: the :21: that begins their payments is missing or damaged. */
  #withoutBeginning(sequence: readonly ScannedField[], amountsMax: number): void {
    for (const { line } of sequence.filter((field) => field.tag === "32B").slice(amountsMax)) {
      this.#tell("error", "transaction-unreadable", line, "32B", "This amount belongs to no payment: the :21: that begins one is missing. The payment was left out; correct the file before anything of it is paid.");
    }
  }

  /** MT103: one payment, a batch of its own. */
  #transfer({ fields, uetr, line }: SwiftMessage, reference: string): void {
    this.#position++;
    const amountField = fields.find((field) => field.tag === "32A");
    const date = this.#date(amountField, "32A", fields[0]);
    const amount = this.#amount(fields, "32A", /^\d{6}([A-Z]{3})(.*)$/);
    this.#batch(reference, date, this.#holder(fields), fields[0]);
    if (amount === undefined) return;
    const ordered = text(fields, "33B");
    if (ordered !== undefined && ordered.replace(/,$/, "") !== (amountField?.lines[0] ?? "").trim().slice(6).replace(/,$/, "")) {
      this.#tell("info", "other-amount-ordered", fields.find((field) => field.tag === "33B")?.line ?? line, "33B", `The payer ordered ${visibleLine(ordered, 20)}; what is paid is the amount of :32A:.`);
    }
    const end = /\/ROC\/([^/]+?)(?:\/\/|\/[A-Z]{3}\/|$)/.exec(joined(fields.find((field) => field.tag === "70")?.lines ?? []))?.[1]?.trim();
    const transaction = this.#payment(fields, amount, end ?? "NOTPROVIDED");
    transaction.instructionId = reference;
    if (uetr !== undefined) transaction.uetr = uetr;
    this.#give(transaction, line);
  }

  #give(transaction: Transaction, line: number): void {
    if (!this.#batchGiven) return;
    this.#transactions++;
    this.#sink.transaction(transaction, line);
  }

  #holder(fields: readonly ScannedField[]): Holder {
    // 50C and 50L are who gives the instruction, not whose account it is.
    const party = fields.find((field) => /^50[AFGHK]?$/.test(field.tag));
    const agent = fields.find((field) => /^52[ACD]?$/.test(field.tag));
    return { party: party === undefined ? undefined : readParty(party), agent: agent === undefined ? undefined : readAgent(agent) };
  }

  #initiator(fields: readonly ScannedField[]): string {
    const field = fields.find((each) => /^50[CL]$/.test(each.tag)) ?? fields.find((each) => /^50/.test(each.tag));
    return field === undefined ? "" : readParty(field).party.name;
  }

  #batch(id: string, date: IsoDate | undefined, { party, agent }: Holder, at: ScannedField | undefined): void {
    const line = at?.line ?? 1;
    if (party === undefined) this.#tell("error", "field-missing", line, "50", "The ordering customer (:50:) is missing.");
    const account = party?.account ?? agent?.account;
    if (account === undefined) this.#tell(this.#type === "101" ? "error" : "warning", "field-missing", line, "50", "The ordering customer's account is not given.");
    this.#batchGiven = date !== undefined;
    if (date === undefined) return;
    const batch: Batch = {
      paymentInformationId: id, requestedExecutionDate: date,
      debtor: party?.party ?? { name: "" }, debtorAccount: account ?? { kind: "other", value: "" }, debtorAgent: agent?.agent ?? {},
    };
    this.#sink.batch(batch);
  }

  #payment(fields: readonly ScannedField[], amount: Money, endToEndId: string): Writable<Transaction> {
    const beneficiary = fields.find((field) => /^59[AF]?$/.test(field.tag)) ?? fields.find((field) => /^58[AD]?$/.test(field.tag));
    const other = beneficiary === undefined ? undefined : readParty(beneficiary);
    if (other === undefined || other.party.name === "") this.#tell("error", "field-missing", beneficiary?.line ?? fields[0]?.line ?? 1, "59", "The beneficiary (:59:) is missing.");
    else if (other.account === undefined) this.#tell("warning", "missing-account", beneficiary?.line ?? 1, "59", "The beneficiary has no account.");
    const remittance = fields.find((field) => field.tag === "70");
    const words = joined(remittance?.lines ?? []);
    const transaction: Writable<Transaction> = { endToEndId, amount, creditor: other?.party ?? { name: "" }, remittance: { unstructured: words === "" ? [] : [words] } };
    if (other?.account !== undefined) transaction.creditorAccount = other.account;
    const agent = this.#agent(fields.find((field) => /^57[A-D]?$/.test(field.tag)));
    if (agent !== undefined) transaction.creditorAgent = agent;
    const bearer = this.#charges(fields.find((field) => field.tag === "71A"));
    if (bearer !== undefined) transaction.chargeBearer = bearer;
    return transaction;
  }

  #agent(field: ScannedField | undefined): Agent | undefined {
    if (field === undefined) return undefined;
    const { agent } = readAgent(field);
    if (agent.bic !== undefined && !isBic(agent.bic)) this.#tell("warning", "wrong-bic", field.line, field.tag, "This is no BIC: four letters of the bank, two of the country, two or five more.");
    return Object.keys(agent).length === 0 ? undefined : agent;
  }

  #charges(field: ScannedField | undefined): ChargeBearer | undefined {
    if (field === undefined) return undefined;
    const code = (field.lines[0] ?? "").trim();
    const bearer = ({ OUR: "DEBT", BEN: "CRED", SHA: "SHAR" } as const)[code];
    if (bearer === undefined) this.#tell("error", "wrong-code", field.line, "71A", "Who bears the charges is OUR, BEN or SHA, nothing else.");
    return bearer;
  }

  #date(field: ScannedField | undefined, tag: string, at: ScannedField | undefined): IsoDate | undefined {
    const written = (field?.lines[0] ?? "").trim();
    const date = /^\d{6}/.test(written) ? dateOf(written.slice(0, 6)) : undefined;
    if (date === undefined) this.#tell("error", field === undefined ? "field-missing" : "wrong-date", field?.line ?? at?.line ?? 1, tag, field === undefined ? `The date (:${tag}:) is missing.` : "This is no date of the calendar, as year, month and day of two digits each.");
    return date;
  }

  #amount(fields: readonly ScannedField[], tag: string, form: RegExp): Money | undefined {
    const field = fields.find((each) => each.tag === tag);
    const match = form.exec((field?.lines[0] ?? "").trim());
    const currency = parseCurrency(match?.[1] ?? "");
    const written = match?.[2] ?? "";
    const parsed = currency === undefined || !/^\d+,\d*$/.test(written) ? undefined : parseAmount(exactDecimal(written), currency);
    if (parsed?.ok === true && parsed.money.minor > 0n) return parsed.money;
    const line = field?.line ?? fields[0]?.line ?? 1;
    this.#tell("error", field === undefined ? "field-missing" : "wrong-amount", line, tag, field === undefined
      ? `The amount (:${tag}:) is missing, so the payment was left out.`
      : "This amount cannot be read, so the payment was left out: a currency, then digits with a comma (EUR1234,50), with no more decimals than the currency has, and more than zero.");
    return undefined;
  }

  #once(fields: readonly ScannedField[], tag: string): string {
    const found = text(fields, tag);
    if (found === undefined) this.#tell("error", "field-missing", fields[0]?.line ?? 1, tag, `The sender's reference (:${tag}:) is missing.`);
    return found ?? "";
  }

  #tell(severity: Severity, code: string, line: number, field: string, message: string): void {
    this.finding({ severity, code, line, column: 1, field, message, ...(this.#position >= 0 ? { transaction: this.#position } : {}) });
  }
}

function text(fields: readonly ScannedField[], tag: string): string | undefined {
  const found = fields.find((field) => field.tag === tag)?.lines[0]?.trim();
  return found === "" ? undefined : found;
}
