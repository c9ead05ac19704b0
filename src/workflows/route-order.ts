import type { ConnectionId } from "../domain/ids.ts";
import type { Batch } from "../domain/order.ts";
import { nameIn } from "../ebics/index.ts";
import type { BankProfile, OrderService } from "./bank-profile.ts";
import type { ProtocolVersion } from "./ports/connections.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { Order } from "./ports/orders.ts";

/** The connection over which orders of these debtor accounts go; undefined when they are not all the customer's own at one bank. */
export async function connectionForAccounts(store: CustomerStore, accounts: readonly string[]): Promise<ConnectionId | undefined> {
  const connections = new Set<ConnectionId | undefined>();
  for (const account of accounts) connections.add((await store.accounts.findByNumber(account))?.connectionId);
  const [only] = connections;
  return connections.size === 1 ? only : undefined;
}

/** A bank as one connection to it sees it: in another version of EBICS it may have no name for an order. */
export interface BankInVersion {
  readonly profile: BankProfile;
  readonly protocol: ProtocolVersion;
}

/**
 * Which of the bank's services takes this order. The first that fits and has a name in the version that is spoken, as the profile orders them.
 * @returns undefined when the bank takes no such file
 */
export function serviceFor(bank: BankInVersion, order: Pick<Order, "format" | "sums">, batches: readonly Batch[]): OrderService | undefined {
  return servicesFor(bank, order, batches).find((service) => service.formats.includes(order.format));
}

/** The formats in which the bank takes these payments, by the first of its services that fits; newest last. */
export function formatsTaken(bank: BankInVersion, order: Pick<Order, "sums">, batches: readonly Batch[]): readonly string[] {
  return likelyService(bank, order, batches)?.formats ?? [];
}

/** The first of the bank's services that fits these payments, in whichever format they are to go. */
export function likelyService(bank: BankInVersion, order: Pick<Order, "sums">, batches: readonly Batch[]): OrderService | undefined {
  return servicesFor(bank, order, batches)[0];
}

function servicesFor({ profile, protocol }: BankInVersion, order: Pick<Order, "sums">, batches: readonly Batch[]): readonly OrderService[] {
  return profile.orders.filter((service) => nameIn(protocol, service.order) !== undefined && fits(service, order, batches));
}

function fits(service: OrderService, order: Pick<Order, "sums">, batches: readonly Batch[]): boolean {
  const { currency, localInstrument, serviceLevel } = service.when;
  const collects = service.order.kind === "direct-debit";
  return (
    (currency === undefined || order.sums.every((sum) => sum.currency === currency)) &&
    batches.every(
      (batch) =>
        (batch.collection !== undefined) === collects &&
        (localInstrument === undefined || batch.localInstrument === localInstrument) &&
        (serviceLevel === undefined || batch.serviceLevel === serviceLevel),
    )
  );
}
