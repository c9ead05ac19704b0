import type { Finding } from "../../domain/finding.ts";
import type { ConnectionId, IsoDate, IsoInstant, OrderId, SignerId, StatementId, StoredFileId, SubscriberId } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import type { OrderEvent, OrderState, TransactionState } from "../../domain/order-life.ts";
import type { Batch, Transaction } from "../../domain/order.ts";
import type { OrderKind, SignatureClass } from "../../domain/signature-rules.ts";
import type { OrderRecall } from "./order-recall.ts";
import type { PayeeMiss } from "./payee-check.ts";

/** An order in the store. Its transactions are rows of their own; its bytes are a stored file. */
export interface Order {
  readonly id: OrderId;
  /** Counts from 1 per customer; shown as 0047. */
  readonly number: number;
  readonly title: string;
  readonly state: OrderState;
  /** Counts up with every change; a writer that saw an older one is refused. */
  readonly revision: number;
  readonly origin: "import" | "entry" | "template" | "demo" | "mandates";
  readonly connectionId: ConnectionId | undefined;
  /** `pain.001.001.09`. */
  readonly format: string;
  readonly messageId: string;
  /** The file as the company gave it, where it was written anew for the bank. */
  readonly originalFileId?: StoredFileId | undefined;
  /** The bytes that are signed and sent. Absent while a draft entered by hand was not written yet. */
  readonly fileId: StoredFileId | undefined;
  /** Lower-case hex SHA-256 over what the payments say, whatever the file's ids and layout: finds the same content sent twice. */
  readonly fingerprint: string;
  /** SHA-256 (hex) over the file's bytes without CR, LF, Ctrl-Z: what the signatures are over. */
  readonly signedDigest: string | undefined;
  readonly transactionCount: number;
  readonly sums: readonly Money[];
  readonly largest: readonly Money[];
  /** Debtor accounts. */
  readonly accounts: readonly string[];
  /** What it asks for. Absent: not known, in orders of earlier versions in a text format. */
  readonly kinds?: readonly OrderKind[] | undefined;
  readonly executionDate: IsoDate;
  readonly createdAt: IsoInstant;
  readonly createdBy: string;
  /** The bank's order id, once known: the join key for HAC. */
  readonly bankOrderId: string | undefined;
  /** It went, or is to go, to the bank with too few signatures on purpose: the others sign there. */
  readonly forOthers?: { readonly by: string; readonly at: IsoInstant } | undefined;
  /** Findings of the last check. */
  readonly findings: readonly Finding[];
  /** Why it was allowed to leave although the same content had left before. */
  readonly duplicateOverride?: { readonly reason: string; readonly by: string; readonly at: IsoInstant } | undefined;
  /** What the operator chose to send it as; absent: what the bank profile says of such a file. */
  readonly sendAs?: SendAs | undefined;
  /** True: a free-form file, of which only name, size and digest are known. */
  readonly contentUnknown?: boolean | undefined;
  /** Of a request to get payments of another order back. */
  readonly recall?: OrderRecall | undefined;
  /** The bank's last word: codes and text. */
  readonly bankAnswer?: { readonly code: string; readonly text: string; readonly at: IsoInstant } | undefined;
}

/** The name of an order at the bank, as EBICS has them (`OrderName` of src/ebics), and what the signatures do. */
export interface SendAs {
  /** `BTU`; before EBICS 3.0 `CCT`, `FUL`. */
  readonly adminOrderType: string;
  readonly service?: {
    readonly serviceName: string;
    readonly scope?: string | undefined;
    readonly serviceOption?: string | undefined;
    readonly container?: "SVC" | "XML" | "ZIP" | undefined;
    readonly message: { readonly name: string; readonly variant?: string | undefined; readonly version?: string | undefined; readonly format?: string | undefined };
  } | undefined;
  readonly fileFormat?: { readonly name: string; readonly countryCode?: string | undefined } | undefined;
  /** release: they release the order. transport: something else does. */
  readonly signatures: "release" | "transport";
}
export type OrderFields = Omit<Order, "id" | "number" | "state" | "revision">;

export interface OrderTransaction extends Transaction {
  readonly orderId: OrderId;
  /** 0-based within the order. */
  readonly position: number;
  /** 0-based index of its batch. */
  readonly batch: number;
  readonly state: TransactionState;
  /** The bank's reason code, where refused. */
  readonly reasonCode?: string | undefined;
  readonly reasonText?: string | undefined;
  /** Statement entry it was booked with. */
  readonly entry?: { readonly statementId: StatementId; readonly entry: number; readonly detail: number } | undefined;
}

export interface OrderSignature {
  readonly orderId: OrderId;
  readonly signerId: SignerId;
  readonly signerName: string;
  readonly signatureClass: SignatureClass;
  readonly subscriberId: SubscriberId;
  readonly mechanism: "A005" | "A006";
  readonly signature: Uint8Array;
  /** Hex; must equal the order's `signedDigest`, else the signature is void. */
  readonly digest: string;
  readonly at: IsoInstant;
  readonly device: string;
}

export interface OrderStep {
  readonly orderId: OrderId;
  readonly at: IsoInstant;
  readonly actor: string;
  readonly event: OrderEvent | "created";
  readonly from: OrderState | undefined;
  readonly to: OrderState;
  readonly note: string | undefined;
}

export interface OrderFilter {
  readonly states?: readonly OrderState[] | undefined;
  /** Matches title, message id, number, partner names (full text). */
  readonly text?: string | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** Rows arrive in batches; the writer is used inside one `transaction`. */
export interface TransactionWriter {
  addBatch(batch: Batch): void;
  /** Belongs to the last added batch. Rows are inserted in bulk with prepared statements. */
  addTransaction(transaction: Transaction): void;
  /** Writes what is pending. Called between chunks, and once at the end. */
  flush(): Promise<void>;
}

export interface OrderRepository {
  /** Creates in state draft, with its step in the history. */
  create(order: OrderFields & { readonly id: OrderId }, actor: string): Promise<Order>;
  /** Replaces the fields of a draft. */
  update(id: OrderId, revision: number, fields: Partial<OrderFields>): Promise<Order>;
  /**
   * Moves the order along its life, and only if it still is at `revision`.
   * @throws AppError store/`changed-meanwhile` when somebody else was faster; workflow/`impossible-transition`
   */
  advance(id: OrderId, revision: number, event: OrderEvent, step: { readonly at: IsoInstant; readonly actor: string; readonly note?: string | undefined; readonly set?: Partial<OrderFields> | undefined }): Promise<Order>;
  get(id: OrderId): Promise<Order | undefined>;
  byNumber(number: number): Promise<Order | undefined>;
  list(filter?: OrderFilter): Promise<readonly Order[]>;
  count(filter?: OrderFilter): Promise<number>;
  findByFingerprint(fingerprint: string): Promise<readonly Order[]>;
  findByMessageId(messageId: string): Promise<readonly Order[]>;
  /** Recalls of payments of an order, oldest first. */
  recallsOf(id: OrderId): Promise<readonly Order[]>;
  findByBankOrderId(connectionId: ConnectionId, bankOrderId: string): Promise<Order | undefined>;
  writer(id: OrderId): TransactionWriter;
  removeTransactions(id: OrderId): Promise<void>;
  batches(id: OrderId): Promise<readonly Batch[]>;
  transactions(id: OrderId, page?: { readonly offset?: number; readonly limit?: number; readonly text?: string; readonly states?: readonly TransactionState[] }): Promise<readonly OrderTransaction[]>;
  countTransactions(id: OrderId, filter?: { readonly text?: string; readonly states?: readonly TransactionState[] }): Promise<number>;
  /** How many transactions are in each state. */
  transactionStates(id: OrderId): Promise<Readonly<Record<TransactionState, number>>>;
  /** What the checks of payees found wrong so far (RVMC, RVNM), oldest order first; at most 10,000, the newest. */
  payeeMisses(): Promise<readonly PayeeMiss[]>;
  /**
   * Sets the state of many transactions at once; `where` chooses by end-to-end id (and batch), or all.
   * Never backwards: `accepted` only what is open, `refused` what is open or accepted; what is booked stays booked.
   * @returns how many changed
   */
  setTransactionState(id: OrderId, where: { readonly endToEndId?: string; readonly instructionId?: string; readonly paymentInformationId?: string; readonly position?: number } | "all", state: TransactionState, reason?: { readonly code?: string | undefined; readonly text?: string | undefined }): Promise<number>;
  /** Transactions that may be what an entry booked: by end-to-end id, amount and account, not booked yet. With `booked`, those that were: one of them comes back. */
  findUnbooked(match: { readonly booked?: true | undefined; readonly endToEndId?: string | undefined; readonly paymentInformationId?: string | undefined; readonly messageId?: string | undefined; readonly amount: Money; readonly creditorAccount?: string | undefined; readonly debtorAccount?: string | undefined }): Promise<readonly OrderTransaction[]>;
  /** True where any order collects. */
  hasCollections(): Promise<boolean>;
  /** A booked direct debit came back: it is refused after all, with the reason. */
  markReturned(id: OrderId, position: number, reason: { readonly code: string; readonly text?: string | undefined }): Promise<void>;
  markBooked(id: OrderId, position: number, entry: { readonly statementId: StatementId; readonly entry: number; readonly detail: number }): Promise<void>;
  addSignature(signature: OrderSignature): Promise<void>;
  signatures(id: OrderId): Promise<readonly OrderSignature[]>;
  removeSignatures(id: OrderId): Promise<void>;
  steps(id: OrderId): Promise<readonly OrderStep[]>;
}
