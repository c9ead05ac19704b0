import type { OrderId } from "../../domain/ids.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { ReviewModel } from "./model.ts";
import { readGroups } from "../../workflows/review-sheet.ts";
import type { ReviewContext } from "./sign-all.ts";

interface OrdersOfCustomer {
  readonly context: WorkflowContext;
  readonly orderIds: readonly OrderId[];
}

/** Reads the orders' bytes and puts them on the sheet. */
export async function readSheet({ dispatch, signal }: ReviewContext, customers: readonly OrdersOfCustomer[]): Promise<void> {
  const groups = await readGroups(customers, { signal, progress: (done, total) => dispatch({ type: "progress", done, total }) });
  dispatch({ type: "read", groups });
}

/** What was not signed of a sheet that has been signed, by customer. */
export function notSigned(model: ReviewModel): readonly OrdersOfCustomer[] {
  return model.groups.flatMap(({ group, orders }) => {
    const orderIds = orders.filter(({ key }) => model.results.get(key)?.kind !== "signed").map(({ entry }) => entry.order.id);
    return orderIds.length === 0 ? [] : [{ context: group.context, orderIds }];
  });
}
