import type { AccountNumber } from "../../domain/account-number.ts";
import type { Finding, Severity } from "../../domain/finding.ts";
import type { IsoDate } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import type { Agent, Batch, Party, PostalAddress, Transaction } from "../../domain/order.ts";
import type { OrderSink } from "../format.ts";
import type { Fields } from "../xml/fields.ts";
import type { RecordHandler } from "../xml/record-reader.ts";
import { amountQualifiers, dateQualifiers, paymentFields as at } from "./fields.ts";
import { sapAccount, sapAmount, sapDate, sapText } from "./values.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Roles of a bank account (FIIQUALI) on the payer's side; every other one is the payee's. */
const payerBanks: ReadonlySet<string> = new Set(["BA", "OR", "PB"]);

/** One reading of PEXR2002 (PAYEXT) as XML: each IDoc is one payment. Payments of one account and day that follow each other are a batch. */
export class PayextReading implements RecordHandler {
  readonly #sink: OrderSink;
  #headerGiven = false;
  #openBatch = "";
  #batches = 0;
  #position = -1;
  #date: IsoDate | undefined;
  #reference: string | undefined;
  #amount: Money | undefined;
  #items: string[] = [];
  #inItem = false;
  #payer: { account?: AccountNumber; agent: Agent; party?: Party } = { agent: {} };
  #payee: { account?: AccountNumber; agent: Agent; party?: Party; alternate?: Party } = { agent: {} };

  constructor(sink: OrderSink) {
    this.#sink = sink;
  }

  async flush(): Promise<void> {
    await this.#sink.flush?.();
  }

  finding(finding: Finding): void {
    this.#sink.finding(finding.code === "empty-field" ? { ...finding, severity: "info" } : finding);
  }

  namespace(): boolean {
    return true;
  }

  opened(kind: string): void {
    if (kind === "payment") {
      this.#position++;
      this.#date = undefined;
      this.#reference = undefined;
      this.#amount = undefined;
      this.#items = [];
      this.#payer = { agent: {} };
      this.#payee = { agent: {} };
    } else if (kind === "item") this.#inItem = true;
  }

  closed(kind: string, fields: Fields): void {
    if (kind === "date") {
      if (fields.token(at.date.qualifier) === dateQualifiers.execution) this.#date = sapDate(fields.token(at.date.date));
    } else if (kind === "reference") {
      const value = fields.token(at.reference.value);
      if (value === undefined) return;
      if (this.#inItem) this.#items.push(value);
      else if (fields.token(at.reference.qualifier) === "022" || this.#reference === undefined) this.#reference = value;
    } else if (kind === "amount") {
      if (!this.#inItem && (fields.token(at.amount.qualifier) ?? amountQualifiers.payment) === amountQualifiers.payment) this.#amount = sapAmount(fields.token(at.amount.amount), fields.token(at.amount.currency), undefined);
    } else if (kind === "bank") this.#takeBank(fields);
    else if (kind === "party") this.#takeParty(fields);
    else if (kind === "item") this.#inItem = false;
    else if (kind === "payment") this.#give(fields);
  }

  finish(): void {
    if (this.#position < 0) this.finding({ severity: "error", code: "no-transactions", line: 1, field: "E1IDKU1", message: "The IDoc holds no payment (E1IDKU1)." });
  }

  #takeBank(fields: Fields): void {
    const slots = at.bank;
    const side = payerBanks.has(fields.token(slots.qualifier) ?? "") ? this.#payer : this.#payee;
    const account = sapAccount(fields.token(slots.bankKey), fields.token(slots.account), fields.token(slots.iban));
    if (account !== undefined) side.account = account;
    const bic = fields.token(slots.bic), bankKey = fields.token(slots.bankKey);
    if (bic !== undefined) side.agent = { bic };
    else if (bankKey !== undefined) side.agent = { clearingMemberId: bankKey };
  }

  #takeParty(fields: Fields): void {
    const slots = at.party;
    const name = [fields.get(slots.name), fields.get(slots.name2)].filter((each) => each !== undefined).join(" ").trim();
    const address: Writable<PostalAddress> = { addressLines: [] };
    const street = fields.get(slots.street), postCode = fields.token(slots.postCode), town = fields.get(slots.town), country = fields.token(slots.country);
    if (street !== undefined) address.streetName = street;
    if (postCode !== undefined) address.postCode = postCode;
    if (town !== undefined) address.townName = town;
    if (country !== undefined) address.country = country;
    const party: Party = Object.keys(address).length === 1 ? { name } : { name, address };
    const role = fields.token(slots.role);
    if (role === "AG") this.#payer.party = party;
    else if (role === "BE") this.#payee.party = party;
    else if (role === "ZE") this.#payee.alternate = party;
  }

  #give(fields: Fields): void {
    const id = fields.token(at.payment.reference);
    if (!this.#headerGiven) {
      this.#headerGiven = true;
      if (id === undefined) this.#tell(fields, "error", "field-missing", "The payment has no number of its own (BGMREF).", "E1IDKU1/BGMREF");
      this.#sink.header({ messageId: id ?? "", createdAt: "", initiatingParty: this.#payer.party ?? { name: "" } });
    }
    const { account } = this.#payer;
    if (this.#date === undefined) this.#tell(fields, "error", "field-missing", "The day of execution (E1EDK03 017) is missing or no date.", "E1EDK03/DATUM");
    if (account === undefined) this.#tell(fields, "error", "field-missing", "The payer's account (E1IDB02 BA) is missing.", "E1IDB02/FIIKONTO");
    if (this.#amount === undefined || this.#amount.minor <= 0n) this.#tell(fields, "error", "wrong-amount", "The amount (E1IDKU5 002) is missing, not more than zero, or no amount that can be read. The payment was left out.", "E1IDKU5/MOABETR");
    const payee = this.#payee.alternate ?? this.#payee.party;
    if (payee === undefined || payee.name === "") this.#tell(fields, "error", "field-missing", "The payee's name (E1EDKA1 BE) is missing.", "E1EDKA1/NAME1");
    if (this.#date === undefined || account === undefined || this.#amount === undefined || this.#amount.minor <= 0n) return;
    const key = JSON.stringify([account, this.#date, this.#payer]);
    if (key !== this.#openBatch) {
      this.#openBatch = key;
      this.#batches++;
      const batch: Batch = {
        paymentInformationId: this.#batches === 1 ? (id ?? "1") : `${id ?? ""}-${this.#batches}`, requestedExecutionDate: this.#date,
        debtor: this.#payer.party ?? { name: "" }, debtorAccount: account, debtorAgent: this.#payer.agent,
      };
      this.#sink.batch(batch);
    }
    const text = sapText(fields.list(at.payment.text));
    const words = text === "" ? this.#items.join(" ") : text;
    const transaction: Writable<Transaction> = {
      endToEndId: this.#reference ?? id ?? "NOTPROVIDED", amount: this.#amount, creditor: payee ?? { name: "" }, remittance: { unstructured: words === "" ? [] : [words] },
    };
    if (this.#payee.account !== undefined) transaction.creditorAccount = this.#payee.account;
    else this.#tell(fields, "warning", "missing-account", "The payee has no account.", "E1IDB02/FIIKONTO");
    if (Object.keys(this.#payee.agent).length > 0) transaction.creditorAgent = this.#payee.agent;
    this.#sink.transaction(transaction, fields.line);
  }

  #tell(fields: Fields, severity: Severity, code: string, message: string, field: string): void {
    this.finding({ severity, code, message, line: fields.line, column: fields.column, field, transaction: Math.max(0, this.#position) });
  }
}
