import type { Transaction } from "../../domain/order.ts";
import { formatById } from "../../formats/detect.ts";
import type { WorkflowContext } from "../context.ts";
import type { EdsOrder } from "../ports/eds-orders.ts";

/** The first payments of an order at the bank, out of the file that was fetched and compared. @param most so many at most */
export async function edsPayments(context: WorkflowContext, order: EdsOrder, most: number): Promise<readonly Transaction[]> {
  const { content } = order;
  const format = content?.kind === "file" && content.format !== undefined ? formatById(content.format) : undefined;
  if (content?.kind !== "file" || format?.kind !== "orders") return [];
  const payments: Transaction[] = [];
  const none = (): undefined => undefined;
  await format.read(context.store.files.read(content.fileId), { header: none, batch: none, finding: none, transaction: (one) => { if (payments.length < most) payments.push(one); } });
  return payments;
}
