import { type PracticeBank, type PracticeBankOptions, startPracticeBank } from "../../../src/bank/index.ts";
import { SettableClock } from "../../../src/domain/clock.ts";
import type { SignatureClass } from "../../../src/domain/signature-rules.ts";
import type { KeyForm, ProtocolVersion } from "../../../src/ebics/index.ts";
import { type Customer, makeUserKeys, randomness, readyCustomer, type UserKeys } from "./customer.ts";
import { money } from "./orders.ts";

/** A Monday morning. */
export const monday = Date.parse("2026-11-23T08:00:00Z");

/** A bank with one partner, KUND1, whose one account holds 10,000 euros; users are added as a test needs them. */
export interface BankFixture {
  readonly bank: PracticeBank;
  readonly clock: SettableClock;
  readonly account: string;
  /** Two sets of keys: making one takes as long as twenty tests. */
  readonly keys: readonly [UserKeys, UserKeys];
  /** Adds a user, initialises and activates them. @param keys 0 or 1 */
  user(userId: string, options?: { signatureClass?: SignatureClass; keys?: 0 | 1; partnerId?: string; orderTypes?: readonly string[]; accounts?: readonly string[]; version?: { protocol: ProtocolVersion; form: KeyForm } }): Promise<Customer>;
  close(): Promise<void>;
}

export async function startBankFixture(options: Partial<PracticeBankOptions> = {}): Promise<BankFixture> {
  const clock = new SettableClock(monday);
  const [bank, first, second] = await Promise.all([
    startPracticeBank({ ...(options.folder === undefined ? { memory: true as const } : {}), clock, randomness, sharedKeys: true, ...options }), makeUserKeys("First", monday), makeUserKeys("Second", monday),
  ]);
  const keys = [first, second] as const;
  bank.admin.addPartner({ partnerId: "KUND1", name: "Test Kft." });
  const account = bank.admin.openAccount({ currency: "EUR", owner: "Test Kft.", partnerId: "KUND1", opening: money("10000.00") }).number;
  const customers: Customer[] = [];
  return {
    bank, clock, account, keys,
    async user(userId, { signatureClass, keys: which = 0, partnerId = "KUND1", orderTypes, accounts, version } = {}) {
      bank.admin.addSubscriber({ partnerId, userId, name: userId, signatureClass, orderTypes, accounts });
      const customer = await readyCustomer(bank, partnerId, userId, keys[which], clock, version);
      customers.push(customer);
      return customer;
    },
    async close() {
      for (const customer of customers) customer.close();
      await bank.close();
    },
  };
}
