import { accountText } from "../domain/account-number.ts";
import type { Finding } from "../domain/finding.ts";
import { ContentFingerprint } from "../domain/fingerprint.ts";
import type { IsoDate } from "../domain/ids.ts";
import { addMoney, type Money } from "../domain/money.ts";
import { type Batch, collects, type OrderHeader, type Transaction } from "../domain/order.ts";
import type { OrderKind, SignableFacts } from "../domain/signature-rules.ts";
import type { OrderSink } from "../formats/format.ts";
import type { TransactionWriter } from "./ports/orders.ts";
import type { PayeeMiss } from "./ports/payee-check.ts";
import type { RecallFacts } from "./recalls/read-recall-file.ts";

/** Errors, and other findings, beyond this many per order are counted, not kept: nobody reads the 1001st, and memory stays flat. */
export const findingsMax = 1000;

/** What can be said of an order file after reading it once; the same for the dry run, the import and the signing sheet. */
export interface OrderFacts extends SignableFacts {
  readonly header: OrderHeader | undefined;
  readonly batches: readonly BatchFacts[];
  readonly transactionCount: number;
  readonly firstTransactions: readonly Transaction[];
  /** The earliest. */
  readonly executionDate: IsoDate | undefined;
  readonly findings: readonly Finding[];
  /** Those beyond `findingsMax`. */
  readonly findingsOmitted: number;
  readonly errorCount: number;
  readonly fingerprint: string;
  /** Payees that no payment of this customer went to before, and known payees whose account is another one now. */
  readonly newPayees: readonly Payee[];
  readonly changedPayees: readonly Payee[];
  /** How many payments go to them; the lists above show the first payees only. */
  readonly newPayeePayments: number;
  readonly changedPayeePayments: number;
  /** Known payees whose account waits for another operator's word. */
  readonly unconfirmedPayees: readonly Payee[];
  readonly unconfirmedPayeePayments: number;
  /** Payees whose name an earlier payee check did not find at the account, with what it said; and how many payments go to them. */
  readonly missedPayees: readonly PayeeMiss[];
  readonly missedPayeePayments: number;
  /** Of a recall: what it asks back. */
  readonly recall?: RecallFacts | undefined;
  /** Of a free-form file: all that is known of it. */
  readonly file?: { readonly sizeBytes: number; /** Of the bytes as they are, lower-case hex. */ readonly sha256: string } | undefined;
}

export interface BatchFacts {
  readonly batch: Batch;
  readonly count: number;
  readonly sums: readonly Money[];
}

export interface Payee {
  readonly name: string;
  readonly account: string;
  /** The account known so far, for a changed one. */
  readonly knownAccount?: string | undefined;
  /** Of an unconfirmed one: the operators who entered or changed it. */
  readonly enteredBy?: readonly string[] | undefined;
}

/** Direct debits: the money goes the other way. */
export function isCollecting({ batches }: Pick<OrderFacts, "batches">): boolean {
  return collects(batches.map(({ batch }) => batch));
}

/** Of what pays nobody that could be compared. */
export const noPayees = {
  newPayees: [], changedPayees: [], newPayeePayments: 0, changedPayeePayments: 0, unconfirmedPayees: [], unconfirmedPayeePayments: 0, missedPayees: [], missedPayeePayments: 0,
} as const;

/** What is known of payees: accounts, and the accounts by folded name. Filled from the partners before reading. */
export interface KnownPayees {
  readonly accounts: ReadonlySet<string>;
  readonly accountsByName: ReadonlyMap<string, readonly string[]>;
  /** Accounts that wait for another operator's word, with who entered or changed them. */
  readonly unconfirmed: ReadonlyMap<string, readonly string[]>;
  /** By `payeeKey`: of whom the payee's bank has said that the account has another name. */
  readonly missed: ReadonlyMap<string, PayeeMiss>;
}

/** Name and account together: a payee whose name was corrected since is not the one that was missed. */
export function payeeKey(name: string, account: string): string {
  return `${account} ${foldName(name)}`;
}

const payeesShown = 50;

/** Rows written at once: the reader pauses after far fewer, and many rows in one statement cost less each. */
const rowsAtOnce = 500;

/**
 * Takes an order's content as it is read and keeps the facts; passes rows on to a writer where there is one.
 * Memory is flat but for batches, the first findings and the payees shown.
 */
export class OrderSurvey implements OrderSink {
  readonly #known: KnownPayees | undefined;
  readonly #writer: TransactionWriter | undefined;
  readonly #firstMax: number;
  readonly #fingerprint = new ContentFingerprint();
  readonly #batches: { batch: Batch; count: number; sums: Map<string, Money> }[] = [];
  readonly #sums = new Map<string, Money>();
  readonly #largest = new Map<string, Money>();
  readonly #accounts = new Set<string>();
  readonly #kinds = new Set<OrderKind>();
  readonly #findings: Finding[] = [];
  readonly #first: Transaction[] = [];
  readonly #newPayees = new Map<string, Payee>();
  readonly #changedPayees = new Map<string, Payee>();
  #newPayeePayments = 0;
  #changedPayeePayments = 0;
  readonly #unconfirmedPayees = new Map<string, Payee>();
  #unconfirmedPayeePayments = 0;
  readonly #missedPayees = new Map<string, PayeeMiss>();
  #missedPayeePayments = 0;
  #header: OrderHeader | undefined;
  #count = 0;
  /** Handed to the writer and not written yet. */
  #unwritten = 0;
  #omitted = 0;
  #errors = 0;

  constructor(options: { readonly known?: KnownPayees; readonly writer?: TransactionWriter; readonly firstTransactions?: number } = {}) {
    this.#known = options.known;
    this.#writer = options.writer;
    this.#firstMax = options.firstTransactions ?? 10;
  }

  header(header: OrderHeader): void {
    this.#header = header;
  }

  batch(batch: Batch): void {
    this.#batches.push({ batch, count: 0, sums: new Map() });
    this.#accounts.add(accountText(batch.debtorAccount));
    this.#kinds.add(batch.collection === undefined ? "credit-transfer" : "direct-debit");
    this.#writer?.addBatch(batch);
  }

  transaction(transaction: Transaction): void {
    const current = this.#batches.at(-1);
    if (current === undefined) return;
    this.#count++;
    current.count++;
    addTo(current.sums, transaction.amount);
    addTo(this.#sums, transaction.amount);
    const largest = this.#largest.get(transaction.amount.currency);
    if (largest === undefined || largest.minor < transaction.amount.minor) this.#largest.set(transaction.amount.currency, transaction.amount);
    if (this.#first.length < this.#firstMax) this.#first.push(transaction);
    this.#fingerprint.add(current.batch, transaction);
    // Whom money comes from is no payee: the register of mandates says who may be debited.
    if (this.#known !== undefined && current.batch.collection === undefined) this.#comparePayee(transaction, this.#known);
    this.#writer?.addTransaction(transaction);
    this.#unwritten++;
  }

  finding(finding: Finding): void {
    // Errors are counted apart: a thousand warnings must not push out the one error that stops the order.
    const isError = finding.severity === "error";
    const kept = isError ? this.#errors : this.#findings.length - Math.min(this.#errors, findingsMax);
    if (isError) this.#errors++;
    if (kept < findingsMax) this.#findings.push(finding);
    else this.#omitted++;
  }

  /** Findings of a reader that looked at the same bytes: those of lines of which an error is told already would say it twice. */
  secondReader(findings: readonly Finding[]): void {
    const lines = new Set(this.#findings.filter(({ severity }) => severity === "error").map(({ line }) => line));
    for (const finding of findings) if (finding.line === undefined || !lines.has(finding.line)) this.finding(finding);
  }

  async flush(): Promise<void> {
    if (this.#unwritten >= rowsAtOnce) await this.finish();
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    this.#unwritten = 0;
    await this.#writer?.flush();
  }

  /** After the whole file was read. */
  facts(): OrderFacts {
    const dates = this.#batches.map((entry) => entry.batch.requestedExecutionDate).sort();
    return {
      header: this.#header,
      batches: this.#batches.map(({ batch, count, sums }) => ({ batch, count, sums: [...sums.values()] })),
      transactionCount: this.#count,
      firstTransactions: this.#first,
      executionDate: dates[0],
      accounts: [...this.#accounts],
      kinds: [...this.#kinds],
      sums: [...this.#sums.values()],
      largest: [...this.#largest.values()],
      findings: this.#findings,
      findingsOmitted: this.#omitted,
      errorCount: this.#errors,
      fingerprint: this.#fingerprint.finish(),
      newPayees: [...this.#newPayees.values()],
      changedPayees: [...this.#changedPayees.values()],
      newPayeePayments: this.#newPayeePayments,
      changedPayeePayments: this.#changedPayeePayments,
      unconfirmedPayees: [...this.#unconfirmedPayees.values()],
      unconfirmedPayeePayments: this.#unconfirmedPayeePayments,
      missedPayees: [...this.#missedPayees.values()],
      missedPayeePayments: this.#missedPayeePayments,
    };
  }

  #comparePayee(transaction: Transaction, known: KnownPayees): void {
    if (transaction.creditorAccount === undefined) return;
    const account = accountText(transaction.creditorAccount);
    if (known.missed.size > 0) {
      const key = payeeKey(transaction.creditor.name, account);
      const miss = known.missed.get(key);
      if (miss !== undefined) {
        this.#missedPayeePayments++;
        if (this.#missedPayees.size < payeesShown) this.#missedPayees.set(key, miss);
      }
    }
    const name = transaction.creditor.name;
    const enteredBy = known.unconfirmed.get(account);
    if (enteredBy !== undefined) {
      this.#unconfirmedPayeePayments++;
      if (this.#unconfirmedPayees.size < payeesShown) this.#unconfirmedPayees.set(account, { name, account, enteredBy });
    }
    if (known.accounts.has(account)) return;
    const accounts = known.accountsByName.get(foldName(name));
    if (accounts === undefined) {
      this.#newPayeePayments++;
      if (this.#newPayees.size < payeesShown) this.#newPayees.set(account, { name, account });
    } else {
      this.#changedPayeePayments++;
      if (this.#changedPayees.size < payeesShown) this.#changedPayees.set(account, { name, account, knownAccount: accounts[0] });
    }
  }
}

/** Names compare without case, accents and repeated blanks. */
export function foldName(name: string): string {
  const plain = /^[\x20-\x7e]*$/.test(name) ? name : name.normalize("NFD").replace(/\p{M}/gu, "");
  return plain.replace(/\s+/g, " ").trim().toLowerCase();
}

function addTo(sums: Map<string, Money>, amount: Money): void {
  const sum = sums.get(amount.currency);
  sums.set(amount.currency, sum === undefined ? amount : addMoney(sum, amount));
}
