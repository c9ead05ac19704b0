import type { AccountNumber } from "../../domain/account-number.ts";
import type {
  AccountId, ConnectionId, CurrencyCode, IsoDate, IsoInstant, OperatorGroupId, OperatorId, OrderId, SessionId, SignerId,
  StatementId, StoredFileId, SubscriberId, TemplateId, TransferId,
} from "../../domain/ids.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Money } from "../../domain/money.ts";
import type { Batch, Transaction } from "../../domain/order.ts";
import type { OrderEvent, OrderState, TransactionState } from "../../domain/order-life.ts";
import type { OperatorGroup, Right } from "../../domain/rights.ts";
import type { OrderKind, SignatureClass } from "../../domain/signature-rules.ts";
import type { Balance, StatementEntry, StatementHeader } from "../../domain/statement.ts";
import type { EdsRepository } from "./eds-orders.ts";
import type { ChannelConfig } from "./channel.ts";
import type { TransportKeysOnCard } from "./chip-cards.ts";
import type { CallRepository } from "./calls.ts";
import type { FormatDefinitionRepository, ImportSourceRepository, QuarantineRepository } from "./import-desk.ts";
import type { JournalEntry, NewJournalEntry } from "./journal-entry.ts";
import type { MandateRepository } from "./mandates.ts";
import type { ReleaseRepository } from "./one-time-password.ts";
import type { PayeeMiss } from "./payee-check.ts";
import type { OrderRecall } from "./order-recall.ts";
import type { PartnerRepository } from "./partners.ts";
import type { ProposalRepository } from "./proposals.ts";
import type { RecoveryCodeRepository } from "./recovery-codes.ts";
import type { SignerRepository } from "./signers.ts";
import type { SigningDeviceConfig } from "./signing-device.ts";
import type { StoreMark } from "./store-mark.ts";
import type { TransferRepository } from "./transfers.ts";

/**
 * One customer's store, opened. Everything in it is encrypted on disk.
 * Every method throws AppError area "store" when the disk or the file fails; nothing is half-written then.
 */
export interface CustomerStore {
  readonly profile: ProfileRepository;
  /** Changes of administration under four eyes. */
  readonly proposals: ProposalRepository;
  /** For the day on which an administrator is lost. */
  readonly recoveryCodes: RecoveryCodeRepository;
  readonly files: FileRepository;
  readonly connections: ConnectionRepository;
  readonly accounts: AccountRepository;
  readonly signers: SignerRepository;
  readonly orders: OrderRepository;
  readonly transmissions: TransmissionRepository;
  /** Orders that wait at the bank for signatures. */
  readonly eds: EdsRepository;
  readonly transfers: TransferRepository;
  readonly sessions: SessionRepository;
  readonly calls: CallRepository;
  readonly statements: StatementRepository;
  readonly partners: PartnerRepository;
  readonly templates: TemplateRepository;
  readonly mandates: MandateRepository;
  readonly quarantine: QuarantineRepository;
  readonly importSources: ImportSourceRepository;
  readonly formatDefinitions: FormatDefinitionRepository;
  /** What gives signers one-time passwords. */
  readonly releases: ReleaseRepository;
  readonly journal: JournalRepository;
  readonly mark: StoreMark;
  /** All or nothing. The `store` handed to `work` is the same store inside the transaction; do not use the outer one within. */
  transaction<T>(work: (store: CustomerStore) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Who the customer is, and who may do what. Rights live here, inside the encryption, not in the registry. */
export interface ProfileRepository {
  get(): Promise<CustomerProfile>;
  update(profile: CustomerProfile): Promise<void>;
  rightsOf(operatorId: OperatorId): Promise<readonly Right[]>;
  /** Nothing at all removes the operator. @throws AppError rights/`contradictory-rights` */
  setRights(operatorId: OperatorId, operatorName: string, own: readonly Right[], groups?: readonly OperatorGroupId[]): Promise<void>;
  operators(): Promise<readonly OperatorRights[]>;
  groups(): Promise<readonly OperatorGroup[]>;
  putGroup(group: OperatorGroup): Promise<void>;
  removeGroup(id: OperatorGroupId): Promise<void>;
}

export interface OperatorRights {
  readonly operatorId: OperatorId;
  readonly operatorName: string;
  /** All: their own and those of their groups. */
  readonly rights: readonly Right[];
  readonly own: readonly Right[];
  readonly groups: readonly OperatorGroupId[];
}

export interface CustomerProfile {
  /** Legal name. */
  readonly name: string;
  /** Short name shown everywhere, upper case: `DANUBE`. */
  readonly shortName: string;
  /** Typed by the operator where money above the limit moves. */
  readonly code: string;
  /** Of the left edge: one of the screen's named customer colours. */
  readonly colour: CustomerColour;
  readonly language: "en" | "hu" | "de";
  /** Orders above one of these ask for the customer's code. */
  readonly confirmAbove: readonly Money[];
  readonly address?: string | undefined;
  /** Changes of administration take effect only when a second administrator has approved them. */
  readonly fourEyes?: boolean | undefined;
  /** A new or changed account of a partner wants another operator's word. Undefined: where there are four eyes on administration. */
  readonly confirmPartners?: boolean | undefined;
  /** A new or changed mandate wants another operator's word. Undefined: where there are four eyes on administration. */
  readonly confirmMandates?: boolean | undefined;
}
export const customerColours = ["red", "green", "yellow", "blue", "magenta", "cyan"] as const;
export type CustomerColour = (typeof customerColours)[number];

/** A customer to be made. Without a colour it gets the one that the fewest have. */
export type NewCustomer = Omit<CustomerProfile, "colour"> & { readonly colour?: CustomerColour | undefined };

/** Order files and statements as they came, byte for byte, compressed inside the store. */
export interface FileRepository {
  /** Stores while reading; memory stays flat. `name` is as given by the outside, filtered only when shown. @param id where it must be known before the end */
  add(file: { readonly kind: StoredFileKind; readonly name: string; readonly at: IsoInstant; readonly content: AsyncIterable<Uint8Array>; readonly id?: StoredFileId | undefined }): Promise<StoredFile>;
  get(id: StoredFileId): Promise<StoredFile | undefined>;
  findBySha256(sha256: string): Promise<readonly StoredFile[]>;
  /** The bytes as they came. Its SHA-256 is checked at the end. @throws AppError store/`damaged` */
  read(id: StoredFileId): AsyncIterable<Uint8Array>;
  /** A part of it, without reading what is before. @returns fewer bytes only at its end @throws AppError store/`damaged` */
  readAt(id: StoredFileId, offset: number, lengthBytes: number): Promise<Uint8Array>;
  /**
   * Stores piece by piece, each a write of its own, so that others write in between, however large it is: outside a transaction.
   * Until it is whole its kind is `incoming`. After a crash the rest of it is removed by its id.
   */
  addGradually(file: { readonly id: StoredFileId; readonly kind: StoredFileKind; readonly name: string; readonly at: IsoInstant; readonly content: AsyncIterable<Uint8Array> }): Promise<StoredFile>;
  /** Outside a transaction: piece by piece. */
  remove(id: StoredFileId): Promise<void>;
}
export type StoredFileKind = "order" | "statement" | "status-report" | "protocol" | "letter" | "original" | "other" | "incoming";
export interface StoredFile {
  readonly id: StoredFileId;
  readonly kind: StoredFileKind;
  readonly name: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly at: IsoInstant;
}

/** One agreement with one bank. */
export interface Connection {
  readonly id: ConnectionId;
  /** Shown: `OTP`, `Practice bank`. */
  readonly title: string;
  /** Names a file in `profiles/banks/`. */
  readonly bankProfile: string;
  readonly protocol: ProtocolVersion;
  /** How our keys travel and are printed on letters; where it is missing, in certificates. */
  readonly keyForm?: KeyForm | undefined;
  readonly hostId: string;
  readonly partnerId: string;
  /** The road that is tried first. */
  readonly channel: ChannelConfig;
  /** Tried in this order when those before do not come up. */
  readonly fallbackChannels?: readonly ChannelConfig[] | undefined;
  /** Whether one of them may be less protected than the first. Default: no. */
  readonly mayBeLessProtected?: boolean | undefined;
  /** The bank's public keys, once fetched. Used only when `confirmedAt` is set. */
  readonly bankKeys?: BankKeys | undefined;
  readonly practice: boolean;
}
export interface BankKeys {
  readonly authentication: { readonly version: "X002" } & PublicKey;
  readonly encryption: { readonly version: "E002" } & PublicKey;
  readonly fetchedAt: IsoInstant;
  readonly confirmedAt?: IsoInstant | undefined;
  readonly confirmedBy?: string | undefined;
  /** While others than those confirmed are to be compared: the ones that were. */
  readonly previous?: (Pick<BankKeys, "authentication" | "encryption" | "confirmedBy"> & { readonly confirmedAt: IsoInstant }) | undefined;
}

/** Versions of EBICS: 2.4, 2.5, 3.0. */
export const protocolVersions = ["H003", "H004", "H005"] as const;
export type ProtocolVersion = (typeof protocolVersions)[number];
export type KeyForm = "certificate" | "plain";
/** A public key in an X.509 certificate, DER; or alone, as SubjectPublicKeyInfo, DER. */
export type PublicKey =
  | { readonly certificateDer: Uint8Array; readonly publicKeyDer?: undefined }
  | { readonly publicKeyDer: Uint8Array; readonly certificateDer?: undefined };

/** An EBICS user of ours. States follow the specification's life of a subscriber, seen from our side. */
export interface Subscriber {
  readonly id: SubscriberId;
  readonly connectionId: ConnectionId;
  readonly userId: string;
  readonly signerId: SignerId;
  readonly state: SubscriberState;
  readonly device: SigningDeviceConfig;
  readonly signatureVersion: "A005" | "A006";
  readonly signatureCertificateDer: Uint8Array;
  /** PKCS#8 DER private keys: they live in the store, inside its encryption; absent where they are on a card. */
  readonly authenticationKeyPkcs8?: Uint8Array | undefined;
  readonly authenticationCertificateDer: Uint8Array;
  readonly encryptionKeyPkcs8?: Uint8Array | undefined;
  readonly encryptionCertificateDer: Uint8Array;
  /** The card that holds these two: its PIN is asked for before each session. */
  readonly transportCard?: TransportKeysOnCard | undefined;
  /** When the keys were made; absent for those made before this was noted. */
  readonly made?: Mark | undefined;
  /** The run of an onboarding file that it came from. */
  readonly run?: string | undefined;
  /** Orders that left and were not answered: the bank may have them. Written before they leave. */
  readonly unanswered?: readonly InitialisationOrder[] | undefined;
  readonly letters?: LetterTrail | undefined;
  /** The bank has the keys in certificates, while others of the connection still have to be moved to EBICS 3.0. */
  readonly movedTo3?: true | undefined;
  /** New keys, or a suspension, on the way to the bank. */
  readonly keyChange?: OwnKeyChange | undefined;
}
/** The keys that a change puts in the place of the present ones. */
export type NewOwnKeys = Partial<
  Pick<Subscriber, "device" | "signatureCertificateDer" | "authenticationKeyPkcs8" | "authenticationCertificateDer" | "encryptionKeyPkcs8" | "encryptionCertificateDer" | "transportCard">
>;
/** A change of a user's own keys (PUB, HCA, HCS) or their suspension (SPR), written before each step is taken. */
export interface OwnKeyChange extends Mark {
  readonly order: "PUB" | "HCA" | "HCS" | "SPR";
  /** `made`: certainly not at the bank. `leaving`: it may be; neither the old keys nor the new ones are used before that is known. */
  readonly phase: "made" | "leaving";
  /** The process that sends it now. */
  readonly owner?: string | undefined;
  readonly bankOrderId?: string | undefined;
  readonly next: NewOwnKeys;
}
/** The orders that bring a new user's keys to the bank. */
export type InitialisationOrder = "INI" | "HIA" | "H3K";

/** Who did it, and when. */
export interface Mark {
  readonly at: IsoInstant;
  readonly by: string;
}
/** What became of a user's letters. They exist from the moment the keys do. */
export interface LetterTrail {
  readonly printed?: Mark | undefined;
  readonly posted?: Mark | undefined;
  /** When HPB was first answered: the bank has compared them. */
  readonly activated?: Mark | undefined;
}
export type SubscriberState = "new" | "ini-sent" | "hia-sent" | "keys-sent" | "ready" | "suspended";

export interface ConnectionRepository {
  all(): Promise<readonly Connection[]>;
  get(id: ConnectionId): Promise<Connection | undefined>;
  put(connection: Connection): Promise<void>;
  subscribers(connectionId?: ConnectionId): Promise<readonly Subscriber[]>;
  putSubscriber(subscriber: Subscriber): Promise<void>;
  /** What the bank grants (HTD), as fetched; JSON text. */
  putGrants(connectionId: ConnectionId, subscriberId: SubscriberId, json: string): Promise<void>;
  grants(connectionId: ConnectionId): Promise<readonly { subscriberId: SubscriberId; json: string }[]>;
}

/** An account of the customer. */
export interface Account {
  readonly id: AccountId;
  readonly connectionId: ConnectionId | undefined;
  readonly number: AccountNumber;
  readonly currency: CurrencyCode;
  readonly title: string;
  readonly ownerName: string;
  readonly bic?: string | undefined;
}
export interface AccountRepository {
  all(): Promise<readonly Account[]>;
  put(account: Account): Promise<void>;
  findByNumber(accountText: string): Promise<Account | undefined>;
}

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

/** One try to bring an order to the bank, written before each step is taken. */
export interface Transmission {
  readonly orderId: OrderId;
  /** Counts from 1 per order. */
  readonly attempt: number;
  readonly sessionId: SessionId;
  readonly subscriberId: SubscriberId;
  readonly startedAt: IsoInstant;
  /** `initialising` … `last-segment-leaving` is the point of no return. */
  readonly phase: "initialising" | "transferring" | "last-segment-leaving" | "answered" | "abandoned";
  /** Upper-case hex, 32 digits, once the bank gave it. */
  readonly transactionId: string | undefined;
  readonly bankOrderId: string | undefined;
  readonly segments: number;
  readonly segmentsAcknowledged: number;
  /** `BTU`, once it was asked for. */
  readonly orderType?: string | undefined;
  /** The prepared segments that it sends; gone when the bank's answer is known. A later try goes on with them where the bank says. */
  readonly transferId?: TransferId | undefined;
  readonly outcome: string | undefined;
}
export interface TransmissionRepository {
  put(transmission: Transmission): Promise<void>;
  ofOrder(orderId: OrderId): Promise<readonly Transmission[]>;
  /** Those left in the middle by a crash: phase neither answered nor abandoned. */
  unfinished(): Promise<readonly Transmission[]>;
}

/** One communication with the bank: dial, send the outbox, fetch, hang up. */
export interface CommunicationSession {
  readonly id: SessionId;
  /** Counts from 1 per customer. */
  readonly number: number;
  readonly connectionId: ConnectionId;
  readonly startedAt: IsoInstant;
  readonly endedAt: IsoInstant | undefined;
  readonly outcome: "running" | "ok" | "failed" | "cancelled";
  /** The process that runs it, as `Tools.processes` names it: after a crash another one sees that it is gone. */
  readonly owner: string;
  readonly summary: string;
  /** The bank gave all statements that it had and had not given before. */
  readonly statementsAsked?: true | undefined;
  /** Technical lines, without secrets and without payment content. */
  readonly log: readonly string[];
}
/** One request and its answer on the line, without keys and payload. */
export interface SessionExchange {
  readonly at: IsoInstant;
  /** `BTU transfer segment 2 of 3 (N001)`. */
  readonly step: string;
  readonly requestBytes: number;
  /** Undefined: no answer came. */
  readonly answerBytes: number | undefined;
  readonly tookMs: number;
  /** XML with keys, signatures and order data replaced by their length. Outside text, not filtered. */
  readonly request: string;
  readonly answer: string | undefined;
  /** Area and code of the error that ended it. */
  readonly problem: string | undefined;
}

export interface SessionRepository {
  start(session: Omit<CommunicationSession, "number">): Promise<CommunicationSession>;
  /** Keeps what was said, too; of sessions long before it what was said is forgotten. */
  finish(id: SessionId, end: Pick<CommunicationSession, "endedAt" | "outcome" | "summary" | "log" | "statementsAsked"> & { readonly exchanges?: readonly SessionExchange[] | undefined }): Promise<void>;
  /** In the order in which they were said. @param number of the session */
  exchanges(number: number): Promise<readonly SessionExchange[]>;
  list(limit?: number): Promise<readonly CommunicationSession[]>;
  /** Those begun and not finished, here or in another process. */
  running(): Promise<readonly CommunicationSession[]>;
}

export interface Statement {
  readonly id: StatementId;
  readonly fileId: StoredFileId;
  readonly format: string;
  readonly header: StatementHeader;
  readonly balances: readonly Balance[];
  readonly entryCount: number;
  /** opening + booked = closing; null when a balance is missing. */
  readonly balanced: boolean | null;
  readonly findings: readonly Finding[];
  readonly receivedAt: IsoInstant;
}
export interface StoredEntry extends StatementEntry {
  readonly statementId: StatementId;
  /** 0-based within the statement. */
  readonly position: number;
  /** Orders its details were matched to. */
  readonly matchedOrders: readonly { readonly orderId: OrderId; readonly position: number; readonly detail: number }[];
}
export interface EntryWriter {
  addEntry(entry: StatementEntry): void;
  flush(): Promise<void>;
}
export interface StatementRepository {
  create(statement: Statement): Promise<void>;
  update(id: StatementId, set: Pick<Statement, "balances" | "entryCount" | "balanced" | "findings">): Promise<void>;
  writer(id: StatementId): EntryWriter;
  get(id: StatementId): Promise<Statement | undefined>;
  /** @param filter.closedSince only those with a closing balance of that day or later */
  list(filter?: { readonly account?: string; readonly closedSince?: IsoDate; readonly limit?: number; readonly offset?: number }): Promise<readonly Statement[]>;
  /** The same kind, account, id, sequence number and dates: received before. */
  findSame(header: StatementHeader): Promise<Statement | undefined>;
  entries(id: StatementId, page?: { readonly offset?: number; readonly limit?: number; readonly text?: string }): Promise<readonly StoredEntry[]>;
  countEntries(id: StatementId, filter?: { readonly text?: string }): Promise<number>;
  /** Closing balance of the newest statement per account; reports and notifications have no say in it. */
  latestBalances(): Promise<readonly { readonly account: string; readonly amount: Money; readonly date: IsoDate }[]>;
  /** Closing balances by day of one account, oldest first. */
  balanceHistory(account: string, limit: number): Promise<readonly { readonly date: IsoDate; readonly amount: Money }[]>;
}

/** An order to be filled in again. */
export interface Template {
  readonly id: TemplateId;
  readonly title: string;
  readonly debtorAccountId: AccountId | undefined;
  readonly transactions: readonly Transaction[];
  readonly changedAt: IsoInstant;
}
export interface TemplateRepository {
  list(): Promise<readonly Template[]>;
  get(id: TemplateId): Promise<Template | undefined>;
  put(template: Template): Promise<void>;
  remove(id: TemplateId): Promise<void>;
}

export interface JournalRepository {
  append(entry: NewJournalEntry): Promise<JournalEntry>;
  list(page?: { readonly limit?: number; readonly beforeSequence?: number; readonly text?: string }): Promise<readonly JournalEntry[]>;
  count(): Promise<number>;
  /** The latest time of an entry, which need not be the last one's: clocks are set. @param of.upTo only of the first so many @param of.notAfter only up to that instant */
  latestAt(of?: { readonly upTo?: number; readonly notAfter?: IsoInstant }): Promise<IsoInstant | undefined>;
  /** Times of all entries but the first so many, in the order in which they were written. */
  timesAfter(sequence: number): Promise<readonly IsoInstant[]>;
  /** Walks the chain. @returns undefined when whole, else the first sequence number that does not fit and why */
  verify(): Promise<{ readonly sequence: number; readonly problem: string } | undefined>;
}
