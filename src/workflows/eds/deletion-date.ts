import type { IsoDate } from "../../domain/ids.ts";
import { addDays, todayIn } from "../../domain/iso-date.ts";
import { profileOf } from "../bank-profile.ts";
import type { WorkflowContext } from "../context.ts";
import type { EdsOrder } from "../ports/eds-orders.ts";

/** When the bank deletes an order that nobody releases, by the days in its profile; undefined where the profile does not know. EBICS has no field for it. */
export async function deletionDate(context: WorkflowContext, order: EdsOrder): Promise<IsoDate | undefined> {
  const connection = await context.store.connections.get(order.connectionId);
  if (connection === undefined) return undefined;
  const { signingAtBankDays, timeZone } = profileOf(context.tools.banks, connection.bankProfile);
  return signingAtBankDays === undefined ? undefined : addDays(todayIn(timeZone, Date.parse(order.originator.at)), signingAtBankDays);
}
