import { isAppError } from "../../domain/errors.ts";
import type { EdsOrderKey } from "../../workflows/ports/signers.ts";
import { readGroups, type ReviewGroup, type WaitingOrders } from "../../workflows/review-sheet.ts";
import { isSigned } from "./chosen.ts";
import type { ReviewModel } from "./model.ts";
import type { ReviewContext } from "./sign-all.ts";

/** Reads the orders' bytes and puts them on the sheet. */
export async function readSheet({ dispatch, signal }: ReviewContext, customers: readonly WaitingOrders[]): Promise<void> {
  const groups = await readGroups(customers, { signal, progress: (done, total) => dispatch({ type: "progress", done, total }) });
  dispatch({ type: "read", groups });
}

/** What was not signed of a sheet, by customer: what could not be read too, for it may be here by now. */
export function notSigned({ groups, results }: ReviewModel): readonly WaitingOrders[] {
  return groups.flatMap(({ group, orders, unread }) => {
    const left = orders.filter(({ key }) => !isSigned(results.get(key)));
    const ids = [
      ...left.map((order) => (order.kind === "own" ? order.entry.order.id : { connectionId: order.sheet.order.connectionId, bankOrderId: order.sheet.order.bankOrderId })),
      ...unread.map(({ id }) => id),
    ];
    const orderIds = ids.filter((id) => typeof id === "string");
    const atBank = ids.filter((id) => typeof id !== "string");
    return ids.length === 0 ? [] : [{ context: group.context, orderIds, atBank }];
  });
}

/** Orders at the bank that are not on the sheet only because their content was not fetched yet. */
export function withoutContent({ unread }: ReviewGroup): readonly EdsOrderKey[] {
  return unread.flatMap(({ id, error }) => (typeof id !== "string" && isAppError(error, "workflow", "eds-no-content") ? [id] : []));
}
