import { setImmediate as nextTurn } from "node:timers/promises";
import { AppError } from "../domain/errors.ts";
import type { OrderId } from "../domain/ids.ts";
import { numberText } from "./attention.ts";
import { repeatFindings } from "./check-order.ts";
import type { WorkflowContext } from "./context.ts";
import { forEachAtOnce } from "./for-each-at-once.ts";
import { type SheetWarning, warningKinds, warningsOf } from "./sheet-warnings.ts";
import type { SheetOrder } from "./sign-orders.ts";
import { groupOrders, type PreparedSheet, prepareSheet, type SignGroup } from "./signing-groups.ts";

/** An order on the sheet, from the very bytes that will be signed. */
export interface ReviewOrder {
  /** Unique over all customers. */
  readonly key: string;
  readonly entry: SheetOrder;
  /** The worst first. */
  readonly warnings: readonly SheetWarning[];
}

/** Orders of one customer at one bank. */
export interface ReviewGroup {
  readonly group: SignGroup;
  /** Undefined: none of its orders could be read. */
  readonly prepared: PreparedSheet | undefined;
  /** Those with warnings first, then by number. */
  readonly orders: readonly ReviewOrder[];
  /** Orders that are not shown, so not signed. */
  readonly unread: readonly UnreadOrder[];
  /** How many more this operator has signed already: they wait for others, and are not on the sheet. */
  readonly waitForOthers: number;
}

export interface UnreadOrder {
  readonly key: string;
  readonly title: string;
  readonly error: unknown;
}

export interface ReadingRun {
  readonly signal?: AbortSignal | undefined;
  /** Customers and banks read so far, of all. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/** Stores are read by one processor; while one waits for the disk, another goes on. */
const customersAtOnce = 4;

/** Reads the orders of many customers. What cannot be read is told in its place; groups with warnings come first, in the order of the customers otherwise. */
export async function readGroups(customers: readonly { readonly context: WorkflowContext; readonly orderIds: readonly OrderId[] }[], run: ReadingRun = {}): Promise<readonly ReviewGroup[]> {
  const groups = await groupOrders(customers);
  const read = new Map<string, ReviewGroup>();
  run.progress?.(0, groups.length);
  await forEachAtOnce(groups, customersAtOnce, async (group) => {
    read.set(group.key, await readGroup(group));
    run.progress?.(read.size, groups.length);
    await nextTurn(); // keys are heard in between
  }, run.signal);
  return groups.flatMap((group) => read.get(group.key) ?? []).sort((a, b) => rankOfGroup(a) - rankOfGroup(b));
}

async function readGroup(group: SignGroup): Promise<ReviewGroup> {
  try {
    return await reviewed(group, await prepareSheet(group), []);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  // One order is damaged, or the right is missing: each by itself, so that the others can be signed.
  const good: OrderId[] = [];
  const unread: UnreadOrder[] = [];
  for (const id of group.orderIds) {
    try {
      await prepareSheet({ ...group, orderIds: [id] });
      good.push(id);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const order = await group.context.store.orders.get(id);
      unread.push({ key: keyOf(group, id), title: order === undefined ? "an order" : `${numberText(order)} ${order.title}`, error });
    }
  }
  return reviewed(group, good.length === 0 ? undefined : await prepareSheet({ ...group, orderIds: good }), unread);
}

async function reviewed(group: SignGroup, prepared: PreparedSheet | undefined, unread: readonly UnreadOrder[]): Promise<ReviewGroup> {
  const orders: ReviewOrder[] = [];
  const signedAlready = (id: OrderId): boolean => (prepared?.choices ?? []).some(({ effects }) => effects.get(id)?.refusal?.code === "already-signed");
  for (const shown of prepared?.sheet.orders ?? []) {
    if (signedAlready(shown.order.id)) continue;
    const entry = await withRepeatsOfNow(group.context, shown);
    orders.push({ key: keyOf(group, entry.order.id), entry, warnings: warningsOf(entry).toSorted((a, b) => rankOf(a) - rankOf(b)) });
  }
  return { group, prepared, orders: orders.toSorted((a, b) => rankOfOrder(a) - rankOfOrder(b) || a.entry.order.number - b.entry.order.number), unread, waitForOthers: (prepared?.sheet.orders.length ?? 0) - orders.length };
}

/** What repeats what is asked anew: since the order was checked, its twin may have come. */
async function withRepeatsOfNow(context: WorkflowContext, entry: SheetOrder): Promise<SheetOrder> {
  const repeats = await repeatFindings(context, entry.order);
  const others = entry.order.findings.filter((finding) => finding.code !== "same-content" && finding.code !== "same-message-id");
  return { ...entry, order: { ...entry.order, findings: [...repeats, ...others] } };
}

function keyOf(group: SignGroup, id: OrderId): string {
  return `${group.key} ${id}`;
}

function rankOf({ kind }: SheetWarning): number {
  return warningKinds.indexOf(kind);
}

function rankOfOrder({ warnings: [worst] }: ReviewOrder): number {
  return worst === undefined ? warningKinds.length : rankOf(worst);
}

function rankOfGroup({ orders, unread }: ReviewGroup): number {
  return unread.length > 0 ? -1 : Math.min(warningKinds.length, ...orders.map(rankOfOrder));
}
