import type { ConnectionId } from "../domain/ids.ts";
import type { Batch } from "../domain/order.ts";
import type { BankProfile, OrderService } from "./bank-profile.ts";
import type { CustomerStore, Order } from "./ports/customer-store.ts";

/** The connection over which orders of these debtor accounts go; undefined when they are not all the customer's own at one bank. */
export async function connectionForAccounts(store: CustomerStore, accounts: readonly string[]): Promise<ConnectionId | undefined> {
  const connections = new Set<ConnectionId | undefined>();
  for (const account of accounts) connections.add((await store.accounts.findByNumber(account))?.connectionId);
  const [only] = connections;
  return connections.size === 1 ? only : undefined;
}

/**
 * Which of the bank's services takes this order. The first that fits, as the profile orders them.
 * @returns undefined when the bank takes no such file
 */
export function serviceFor(profile: BankProfile, order: Pick<Order, "format" | "sums">, batches: readonly Batch[]): OrderService | undefined {
  return profile.orders.find((service) => {
    const { currency, localInstrument, serviceLevel } = service.when;
    return (
      service.formats.includes(order.format) &&
      (currency === undefined || order.sums.every((sum) => sum.currency === currency)) &&
      batches.every(
        (batch) =>
          (localInstrument === undefined || batch.localInstrument === localInstrument) &&
          (serviceLevel === undefined || batch.serviceLevel === serviceLevel),
      )
    );
  });
}
