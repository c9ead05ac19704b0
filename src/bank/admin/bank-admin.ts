import { readCertificate } from "../../ebics/index.ts";
import type { BankClock } from "../ledger/bank-clock.ts";
import { type Account, listAccounts } from "../ledger/account.ts";
import { bookCredit, type IncomingCredit } from "../ledger/credit.ts";
import { type CollectionReturn, returnCollection } from "../ledger/return-collection.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { type NewAccount, openAccount, setAccountState } from "../ledger/open-account.ts";
import { runDue } from "../ledger/run-due.ts";
import { addPartner, addSubscriber, knownSubscriber, type NewSubscriber, resetSubscriber, suspendSubscriber } from "../subscribers/enrol.ts";
import { trustAuthority } from "../subscribers/authorities.ts";
import { activateSubscriber, type LetterHashes, type SentHashes, sentHashes } from "../subscribers/keys.ts";
import { listSubscribers, type Subscriber } from "../subscribers/subscriber.ts";
import { type Exchange, type ExchangeFilter, listExchanges } from "../host/trace.ts";
import type { CertifiedBankKeys } from "../host/host.ts";
import { type BookingLine, listBookings } from "./bookings.ts";
import { type ClockAdmin, clockAdmin } from "./clock-admin.ts";
import { type EdsAdmin, edsAdmin } from "./eds-admin.ts";
import { listOrders, type OrderSummary } from "./orders.ts";

/** A partner (customer) of the bank. */
export interface Partner {
  readonly partnerId: string;
  readonly name: string;
}

/** What the bank's own staff does: the same from the command line, in the demo and in tests. All refusals are AppErrors of area "bank". */
export interface BankAdmin {
  openAccount(account: NewAccount): Account;
  closeAccount(number: string): Account;
  blockAccount(number: string): Account;
  accounts(): Account[];
  /** All lines in the order they were booked. @param account only this one's */
  bookings(account?: string): BookingLine[];
  /** Money arrives from another bank. */
  credit(credit: IncomingCredit): void;
  /** A direct debit that was collected is booked back. */
  returnCollection(one: CollectionReturn): void;
  addPartner(partner: Partner): void;
  partners(): Partner[];
  addSubscriber(subscriber: NewSubscriber): Subscriber;
  /** What to compare with the user's letters. */
  subscriberHashes(partnerId: string, userId: string): SentHashes[];
  activateSubscriber(partnerId: string, userId: string, proof: LetterHashes | "trust"): Subscriber;
  suspendSubscriber(partnerId: string, userId: string): Subscriber;
  /** Forgets the user's keys: they initialise again. */
  resetSubscriber(partnerId: string, userId: string): Subscriber;
  subscribers(): Subscriber[];
  /** New X002 and E002 keys for the bank itself: customers are answered 091008 until they have them. @returns their hashes */
  renewKeys(): Promise<BankKeyHashes>;
  /** @param pem of an authority whose certificates H3K is taken with @returns its name */
  trustAuthority(pem: string): string;
  readonly clock: ClockAdmin;
  /** Signing at the bank. */
  readonly eds: EdsAdmin;
  orders(): OrderSummary[];
  /** The newest exchanges, oldest of them first. @param which a number: only so many; default 50 */
  trace(which?: number | ExchangeFilter): Exchange[];
}

/** The hashes of the bank's keys, which a customer compares after HPB. Absent before the first start of the host. */
export interface BankKeyHashes {
  readonly authentication: { readonly version: "X002"; readonly certificateHash: string; readonly publicKeyHash: string };
  readonly encryption: { readonly version: "E002"; readonly certificateHash: string; readonly publicKeyHash: string };
}

export function bankAdmin(ledger: Ledger, clock: BankClock, renewKeys: () => Promise<CertifiedBankKeys>): BankAdmin {
  const { database } = ledger;
  // The books are brought up to the clock before anything is shown or changed.
  const upToDate = <Result>(work: () => Result): Result => {
    runDue(ledger);
    return work();
  };
  return {
    openAccount: (account) => upToDate(() => openAccount(ledger, account)),
    closeAccount: (number) => upToDate(() => setAccountState(ledger, number, "closed")),
    blockAccount: (number) => upToDate(() => setAccountState(ledger, number, "blocked")),
    accounts: () => upToDate(() => listAccounts(ledger)),
    bookings: (account) => upToDate(() => listBookings(ledger, account)),
    credit: (credit) => upToDate(() => bookCredit(ledger, credit)),
    returnCollection: (one) => upToDate(() => returnCollection(ledger, one)),
    addPartner: (partner) => addPartner(database, partner),
    partners: () => database.all<{ partner_id: string; name: string }>("SELECT partner_id, name FROM partner ORDER BY partner_id").map((row) => ({ partnerId: row.partner_id, name: row.name })),
    addSubscriber: (subscriber) => addSubscriber(database, subscriber),
    subscriberHashes: (partnerId, userId) => sentHashes(knownSubscriber(database, partnerId, userId)),
    activateSubscriber: (partnerId, userId, proof) => activateSubscriber(database, partnerId, userId, proof),
    suspendSubscriber: (partnerId, userId) => suspendSubscriber(database, partnerId, userId),
    resetSubscriber: (partnerId, userId) => resetSubscriber(database, partnerId, userId),
    subscribers: () => listSubscribers(database),
    renewKeys: async () => bankKeyHashes(await renewKeys()),
    trustAuthority: (pem) => trustAuthority(database, pem),
    clock: clockAdmin(ledger, clock),
    eds: edsAdmin(ledger, upToDate),
    orders: () => upToDate(() => listOrders(ledger)),
    trace: (which = {}) => listExchanges(database, typeof which === "number" ? { last: which } : which),
  };
}

export function bankKeyHashes(keys: CertifiedBankKeys): BankKeyHashes {
  const authentication = readCertificate(keys.authentication.certificateDer);
  const encryption = readCertificate(keys.encryption.certificateDer);
  return {
    authentication: { version: "X002", certificateHash: authentication.certificateHash, publicKeyHash: authentication.publicKeyHash },
    encryption: { version: "E002", certificateHash: encryption.certificateHash, publicKeyHash: encryption.publicKeyHash },
  };
}
