import { toIsoInstant } from "../domain/clock.ts";
import type { IsoInstant, OrderId } from "../domain/ids.ts";
import { addDays, instantIn, todayIn } from "../domain/iso-date.ts";
import type { SignedOrder, SigningPolicy } from "../domain/signature-rules.ts";
import { profileOf } from "./bank-profile.ts";
import type { WorkflowContext } from "./context.ts";
import { mustGetConnection } from "./must-get.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { Order } from "./ports/orders.ts";
import type { EdsOrderKey } from "./ports/signers.ts";

/**
 * What was signed for the customer since the bank's midnight but for this order: limits per day are by the day on which the money moves, not by
 * UTC. Nothing where nobody has a limit per day: a day may have thousands of orders.
 * @param order one of ours, or one in a bank's list @param days those of the orders before, where there are many
 */
export async function signedToday(context: WorkflowContext, store: CustomerStore, policy: SigningPolicy, order: Pick<Order, "id" | "connectionId"> | EdsOrderKey, days: BankDays = new BankDays()): Promise<readonly SignedOrder[]> {
  if (![...policy.signers, ...policy.groups].some((one) => one.perDayLimits.length > 0)) return [];
  const { timeZone } = profileOf(context.tools.banks, (await mustGetConnection(store, order.connectionId)).bankProfile);
  const except: OrderId | EdsOrderKey = "id" in order ? order.id : { connectionId: order.connectionId, bankOrderId: order.bankOrderId };
  return store.signers.signedSince(toIsoInstant(days.midnight(timeZone, context.tools.clock.now())) as IsoInstant, except);
}

/** When the banks' days begin. That takes longer to work out than everything else that is asked of a limit, so it is done once for as long as the day lasts. */
export class BankDays {
  readonly #days = new Map<string, { readonly fromMs: number; readonly toMs: number }>();

  /** @returns milliseconds since 1970 UTC of the last midnight there */
  midnight(timeZone: string, nowMs: number): number {
    const known = this.#days.get(timeZone);
    if (known !== undefined && known.fromMs <= nowMs && nowMs < known.toMs) return known.fromMs;
    const today = todayIn(timeZone, nowMs);
    const day = { fromMs: instantIn(timeZone, today, "00:00"), toMs: instantIn(timeZone, addDays(today, 1), "00:00") };
    this.#days.set(timeZone, day);
    return day.fromMs;
  }
}
