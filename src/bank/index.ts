/** The practice bank: an EBICS 3.0 host with a ledger, for a first try, for training and for tests. No real money. */
export type { BankAdmin, BankKeyHashes, Partner } from "./admin/bank-admin.ts";
export type { BookingLine } from "./admin/bookings.ts";
export type { ClockAdmin, ClockState } from "./admin/clock-admin.ts";
export type { OrderSummary } from "./admin/orders.ts";
export type { FaultMoment, Faults } from "./host/https-server.ts";
export type { Exchange } from "./host/trace.ts";
export type { Account, AccountState } from "./ledger/account.ts";
export type { IncomingCredit } from "./ledger/credit.ts";
export type { NewAccount } from "./ledger/open-account.ts";
export type { DueWork } from "./ledger/run-due.ts";
export { practiceBankName, practiceBic } from "./practice-bank-facts.ts";
export { openPracticeBankBooks, practiceHostId, startPracticeBank } from "./practice-bank.ts";
export type { PracticeBank, PracticeBankOptions } from "./practice-bank.ts";
export type { NewSubscriber } from "./subscribers/enrol.ts";
export type { LetterHashes, SentHashes } from "./subscribers/keys.ts";
export type { Subscriber, SubscriberState } from "./subscribers/subscriber.ts";
