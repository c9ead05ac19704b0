import { setImmediate as nextTurn } from "node:timers/promises";
import { AppError } from "../domain/errors.ts";
import type { OrderId } from "../domain/ids.ts";
import { orderNumberText } from "../domain/order-number.ts";
import { duplicateFindings, repeatFindings } from "./check-order.ts";
import type { WorkflowContext } from "./context.ts";
import { type EdsSheet, prepareEdsSheet } from "./eds/sheet.ts";
import { forEachAtOnce } from "./for-each-at-once.ts";
import type { OrderFacts } from "./order-survey.ts";
import type { EdsOrderKey } from "./ports/signers.ts";
import { type SheetWarning, warningKinds, warningsOf } from "./sheet-warnings.ts";
import type { SheetOrder } from "./sign-orders.ts";
import { groupOrders, type PreparedSheet, prepareSheet, type SignChoice, type SignGroup } from "./signing-groups.ts";

/** What is to be signed at a customer: orders of ours, and orders that wait at the bank. */
export interface WaitingOrders {
  readonly context: WorkflowContext;
  readonly orderIds: readonly OrderId[];
  readonly atBank?: readonly EdsOrderKey[] | undefined;
}

/** An order on the sheet, from the very bytes that will be signed. */
export type ReviewOrder = OwnOnSheet | AtBankOnSheet;

interface OnSheet {
  /** Unique over all customers. */
  readonly key: string;
  readonly facts: OrderFacts;
  /** Hex; what the signature is over. */
  readonly digest: string;
  /** The worst first. */
  readonly warnings: readonly SheetWarning[];
}
export interface OwnOnSheet extends OnSheet {
  readonly kind: "own";
  readonly entry: SheetOrder;
}
/** Its file was fetched, and its digest is the one that the bank asks a signature for. */
export interface AtBankOnSheet extends OnSheet {
  readonly kind: "at-bank";
  readonly sheet: EdsSheet;
}

/** Orders of one customer at one bank. */
export interface ReviewGroup {
  readonly group: SignGroup;
  /** Undefined: none of its orders could be read. */
  readonly prepared: PreparedSheet | undefined;
  /** Those with warnings first, then by number, those at the bank last. */
  readonly orders: readonly ReviewOrder[];
  /** Orders that are not shown, so not signed. */
  readonly unread: readonly UnreadOrder[];
  /** How many more this operator has signed already: they wait for others, and are not on the sheet. */
  readonly waitForOthers: number;
}

export interface UnreadOrder {
  readonly key: string;
  readonly id: OrderId | EdsOrderKey;
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
export async function readGroups(customers: readonly WaitingOrders[], run: ReadingRun = {}): Promise<readonly ReviewGroup[]> {
  const groups = await groupWaiting(customers);
  const read = new Map<string, ReviewGroup>();
  run.progress?.(0, groups.length);
  await forEachAtOnce(groups, customersAtOnce, async ({ group, atBank }) => {
    read.set(group.key, await readGroup(group, atBank));
    run.progress?.(read.size, groups.length);
    await nextTurn(); // keys are heard in between
  }, run.signal);
  return groups.flatMap(({ group }) => read.get(group.key) ?? []).sort((a, b) => rankOfGroup(a) - rankOfGroup(b));
}

/** Why this key may not sign it, as a sentence; undefined when it may. */
export function refusalOf(choice: SignChoice, order: ReviewOrder): string | undefined {
  if (order.kind === "own") return choice.effects.get(order.entry.order.id)?.refusal?.message;
  const own = order.sheet.own.find(({ subscriber }) => subscriber.id === choice.subscriber.id);
  return own === undefined ? "This key is not ready at the bank." : own.refusal;
}

interface WaitingGroup {
  readonly group: SignGroup;
  readonly atBank: EdsOrderKey[];
}

async function groupWaiting(customers: readonly WaitingOrders[]): Promise<readonly WaitingGroup[]> {
  const groups: WaitingGroup[] = (await groupOrders(customers)).map((group) => ({ group, atBank: [] }));
  for (const { context, atBank } of customers) {
    for (const key of atBank ?? []) {
      const known = groups.find(({ group }) => group.context === context && group.connectionId === key.connectionId);
      if (known !== undefined) known.atBank.push(key);
      else groups.push({ group: { key: `${context.customer.id} ${key.connectionId}`, context, connectionId: key.connectionId, orderIds: [] }, atBank: [key] });
    }
  }
  return groups;
}

async function readGroup(group: SignGroup, atBank: readonly EdsOrderKey[]): Promise<ReviewGroup> {
  const unread: UnreadOrder[] = [];
  const sheet = await prepareReadable(group, unread);
  const ofBank = await readAtBank(group, atBank, unread);
  const own = await ownOnSheet(group, sheet);
  const onSheet = [...own, ...ofBank.orders].toSorted((a, b) => rankOfOrder(a) - rankOfOrder(b) || numberOf(a) - numberOf(b));
  return { group, prepared: sheet && withBestKeyFirst(sheet, onSheet), orders: onSheet, unread, waitForOthers: (sheet?.sheet.orders.length ?? 0) - own.length + ofBank.signed };
}

/** One order is damaged, or the right is missing: each is read by itself then, so that the others can be signed. */
async function prepareReadable(group: SignGroup, unread: UnreadOrder[]): Promise<PreparedSheet | undefined> {
  const all = await prepared(group);
  if (!(all instanceof AppError)) return all;
  const good: OrderId[] = [];
  for (const id of group.orderIds) {
    const error = await prepared({ ...group, orderIds: [id] });
    if (!(error instanceof AppError)) {
      good.push(id);
      continue;
    }
    const order = await group.context.store.orders.get(id);
    unread.push({ key: `${group.key} ${id}`, id, title: order === undefined ? "an order" : `${orderNumberText(order.number)} ${order.title}`, error });
  }
  const readable = await prepared({ ...group, orderIds: good });
  return readable instanceof AppError ? undefined : readable;
}

async function prepared(group: SignGroup): Promise<PreparedSheet | AppError> {
  try {
    return await prepareSheet(group);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error;
  }
}

async function ownOnSheet(group: SignGroup, prepared: PreparedSheet | undefined): Promise<readonly OwnOnSheet[]> {
  const orders: OwnOnSheet[] = [];
  const signedAlready = (id: OrderId): boolean => (prepared?.choices ?? []).some(({ effects }) => effects.get(id)?.refusal?.code === "already-signed");
  for (const shown of prepared?.sheet.orders ?? []) {
    if (signedAlready(shown.order.id)) continue;
    const entry = await withRepeatsOfNow(group.context, shown);
    const { facts, digest } = entry;
    orders.push({ kind: "own", key: `${group.key} ${entry.order.id}`, entry, facts, digest, warnings: worstFirst(warningsOf(entry)) });
  }
  return orders;
}

/** Those at the bank whose file is here and can be read; without it nothing could be shown that is signed. */
async function readAtBank({ key, context }: SignGroup, ids: readonly EdsOrderKey[], unread: UnreadOrder[]): Promise<{ readonly orders: readonly AtBankOnSheet[]; readonly signed: number }> {
  const orders: AtBankOnSheet[] = [];
  let signed = 0;
  for (const id of ids) {
    const ownKey = `${key} at bank ${id.bankOrderId}`;
    try {
      const sheet = await prepareEdsSheet(context, id.connectionId, id.bankOrderId);
      const { facts, digest } = sheet;
      if (sheet.own.some(({ subscriber }) => sheet.order.signers.some(({ userId }) => userId === subscriber.userId))) signed++;
      else if (facts === undefined) throw new AppError("workflow", "eds-blind", "What stands in it is not known here: it can be signed by its digest alone, in the list of orders at the bank.");
      else orders.push({ kind: "at-bank", key: ownKey, sheet, facts, digest, warnings: worstFirst(warningsOf({ facts, order: { findings: [...(await repeatsHere(context, sheet, facts)), ...facts.findings], duplicateOverride: undefined } })) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      unread.push({ key: ownKey, id, title: `${id.bankOrderId} at the bank`, error });
    }
  }
  return { orders, signed };
}

/** What repeats what is asked anew: since the order was checked, its twin may have come. */
async function withRepeatsOfNow(context: WorkflowContext, entry: SheetOrder): Promise<SheetOrder> {
  const repeats = await repeatFindings(context, entry.order);
  const others = entry.order.findings.filter((finding) => finding.code !== "same-content" && finding.code !== "same-message-id");
  return { ...entry, order: { ...entry.order, findings: [...repeats, ...others] } };
}

/** Orders of ours, other than this one itself, with the same payments. */
async function repeatsHere({ store }: WorkflowContext, { ownOrder }: EdsSheet, { fingerprint }: OrderFacts): Promise<ReturnType<typeof duplicateFindings>> {
  const same = await store.orders.findByFingerprint(fingerprint);
  return duplicateFindings(same.filter((order) => order.id !== ownOrder?.id && order.state !== "cancelled" && order.state !== "refused"), []);
}

/** The key that may sign most of what is shown. */
function withBestKeyFirst(prepared: PreparedSheet, orders: readonly ReviewOrder[]): PreparedSheet {
  const helps = (choice: SignChoice): number => orders.filter((order) => refusalOf(choice, order) === undefined).length;
  return { ...prepared, choices: prepared.choices.toSorted((a, b) => helps(b) - helps(a)) };
}

function worstFirst(warnings: readonly SheetWarning[]): readonly SheetWarning[] {
  return warnings.toSorted((a, b) => rankOf(a) - rankOf(b));
}

function numberOf(order: ReviewOrder): number {
  return order.kind === "own" ? order.entry.order.number : Number.POSITIVE_INFINITY;
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
