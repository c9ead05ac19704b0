/** The practice bank: an EBICS 3.0 host with a ledger, for a first try, for training and for tests. No real money. */
export type { BankAdmin, Partner } from "./admin/bank-admin.ts";
export type { BookingLine } from "./admin/bookings.ts";
export type { ClockState } from "./admin/clock-admin.ts";
export type { WaitingSummary } from "./admin/eds-admin.ts";
export type { OrderSummary } from "./admin/orders.ts";
export type { FaultMoment, Faults } from "./host/https-server.ts";
export type { Exchange, ExchangeFilter } from "./host/trace.ts";
export type { Account } from "./ledger/account.ts";
export type { DueWork } from "./ledger/run-due.ts";
export { practiceBankName, practiceBic, practiceHours } from "./practice-bank-facts.ts";
export { openPracticeBankBooks, startPracticeBank } from "./practice-bank.ts";
export type { PracticeBank, PracticeBankOptions } from "./practice-bank.ts";
export type { SentHashes } from "./subscribers/keys.ts";
export type { Subscriber } from "./subscribers/subscriber.ts";
