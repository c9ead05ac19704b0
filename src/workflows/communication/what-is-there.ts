import { isAppError } from "../../domain/errors.ts";
import { type CatalogueOrder, download, nameIn, type OrderName, readBankData, sameName } from "../../ebics/index.ts";
import type { WorkflowContext } from "../context.ts";
import { readGrants } from "../grants.ts";
import { converse, type Line, orderContext } from "./line.ts";

/** What the bank says there is to fetch at this moment. */
export interface WhatIsThere {
  readonly orders: readonly OrderName[];
  /** The bank knows this order by the very name that we use, and does not list it: asking for it would bring nothing. */
  isEmpty(order: CatalogueOrder): boolean;
}

/**
 * Asks for HAA where the bank grants it, so that nothing is asked for in vain.
 * @returns undefined where it is not granted, or cannot be relied upon: then everything is asked for
 */
export async function whatIsThere(context: WorkflowContext, line: Line): Promise<WhatIsThere | undefined> {
  const grants = await readGrants(context.store, line.connection.id);
  const own = grants.find(({ subscriberId }) => subscriberId === line.subscriber.id)?.data.user.permissions ?? [];
  if (!own.some(({ adminOrderType }) => adminOrderType === "HAA")) return undefined;
  const orders = await listOf(context, line);
  if (orders === undefined) return undefined;
  return {
    orders,
    isEmpty(order) {
      const name = nameIn(line.connection.protocol, order);
      return name !== undefined && own.some((one) => sameName(one, name)) && !orders.some((one) => sameName(one, name));
    },
  };
}

async function listOf(context: WorkflowContext, line: Line): Promise<readonly OrderName[] | undefined> {
  const answer = await converse(line, download(orderContext(context, line), { order: "HAA" }));
  if (answer.kind === "no-data") return [];
  if (answer.kind === "rejected") return undefined;
  try {
    const orders = readBankData(line.connection.protocol, "HAA", answer.value.data);
    await converse(line, answer.value.receipt(true));
    return orders;
  } catch (error) {
    if (!isAppError(error, "ebics", "unexpected-answer")) throw error;
    await converse(line, answer.value.receipt(false));
    return undefined;
  }
}
