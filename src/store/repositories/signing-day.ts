import type { SignerId } from "../../domain/ids.ts";
import { type Money, sumByCurrency } from "../../domain/money.ts";
import type { SignedOrder } from "../../domain/signature-rules.ts";

/** What the same people have signed, each order once. */
interface Together extends SignedOrder {
  readonly orders: number;
}

/**
 * Orders of one day with who has signed them, kept as sums by the people who signed together: there are few of these, however many the orders.
 * One that goes on from another holds only what has come since, and leaves that as it is.
 */
export class SigningDay {
  readonly #before: SigningDay | undefined;
  readonly #orders = new Map<string, SignedOrder>();
  readonly #together: Map<string, Together>;

  constructor(before?: SigningDay) {
    this.#before = before;
    this.#together = new Map(before === undefined ? [] : before.#together);
  }

  /** One more signature. @param key of the order @param sums of the order, used with its first signature */
  add(key: string, signer: SignerId, sums: () => readonly Money[]): void {
    const known = this.#order(key);
    if (known?.signers.includes(signer) === true) return;
    const order = known === undefined ? { sums: sums(), signers: [signer] } : { sums: known.sums, signers: [...known.signers, signer] };
    if (known !== undefined) count(this.#together, known, -1n);
    count(this.#together, order, 1n);
    this.#orders.set(key, order);
  }

  /** By those who signed together, but for this order. */
  without(key: string | undefined): readonly SignedOrder[] {
    const own = key === undefined ? undefined : this.#order(key);
    const together = own === undefined ? this.#together : new Map(this.#together);
    if (own !== undefined) count(together, own, -1n);
    return [...together.values()].map(({ sums, signers }) => ({ sums, signers }));
  }

  #order(key: string): SignedOrder | undefined {
    const own = this.#orders.get(key);
    return own !== undefined || this.#before === undefined ? own : this.#before.#order(key);
  }
}

function count(together: Map<string, Together>, order: SignedOrder, times: 1n | -1n): void {
  const who = JSON.stringify(order.signers.toSorted());
  const known = together.get(who);
  const orders = (known?.orders ?? 0) + Number(times);
  if (orders === 0) together.delete(who);
  else together.set(who, { signers: known?.signers ?? order.signers, orders, sums: sumByCurrency([...(known?.sums ?? []), ...order.sums.map(({ minor, currency }) => ({ minor: times * minor, currency }))]) });
}
