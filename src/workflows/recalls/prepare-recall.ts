import { counted } from "../../domain/counted.ts";
import { AppError } from "../../domain/errors.ts";
import type { ConnectionId, IsoDate, OrderId } from "../../domain/ids.ts";
import { statesAtBank } from "../../domain/order-life.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { type OrderName, orderNameText } from "../../ebics/index.ts";
import { profileOf } from "../bank-profile.ts";
import { once } from "../bytes.ts";
import { checkOrder } from "../check-order.ts";
import { instantNow, newId, requireRight, type WorkflowContext } from "../context.ts";
import { orderMenu, readGrants } from "../grants.ts";
import type { OrderFileSource } from "../import-orders.ts";
import { mustGet, mustGetConnection } from "../must-get.ts";
import { orderNameOn } from "../order-names.ts";
import type { Connection } from "../ports/connections.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order, SendAs } from "../ports/orders.ts";
import { type RecallWish, writeRecall } from "./write-recall.ts";
import { customerRecallFormat, readRecallFile } from "./read-recall-file.ts";
import { readRecall } from "../../formats/collect.ts";

/**
 * Makes the request that asks payments of an order back an order of its own: signed, sent and followed as every other. The order that it is
 * about stays as it is until the bank answers.
 * @throws AppError workflow/`no-recall-at-bank` where the bank takes no such files; else as `writeRecall`
 */
export async function prepareRecall(context: WorkflowContext, id: OrderId, wish: RecallWish): Promise<Order> {
  requireRight(context, "prepare", "recall payments");
  const of = await mustGet(context.store, id);
  const { format, bytes } = await writeRecall(context, of, wish);
  const connection = await mustGetConnection(context.store, of.connectionId);
  const sendAs: SendAs = { ...(await recallName(context, connection)), signatures: "release" };
  const recall = await context.store.transaction((store) => takeInRecall(context, store, { source: { name: `recall-${orderNumberText(of.number)}.xml`, open: () => once(bytes) }, format, connectionId: connection.id, sendAs, of }));
  return checkOrder(context, recall.id);
}

/** What the bank grants; else what banks of its kind call it. */
async function recallName(context: WorkflowContext, connection: Connection): Promise<OrderName> {
  const menu = orderMenu(await readGrants(context.store, connection.id), context.tools.banks.orders.values());
  const granted = menu.find((one) => one.direction === "send" && one.known?.kind === "recall");
  if (granted !== undefined) return granted.name;
  const { recalls } = profileOf(context.tools.banks, connection.bankProfile);
  if (recalls !== undefined) return orderNameOn(connection, recalls.order);
  throw new AppError("workflow", "no-recall-at-bank", `${connection.title} names no order for recalls.`, {
    meaning: "No recall was made.", next: "Ask the bank by telephone; or write the file (kontor order recall --out) and send it under the name that the bank tells you (kontor order send-file).",
  });
}

/** A recall on its way in. */
export interface RecallToTakeIn {
  readonly source: OrderFileSource;
  /** `camt.055.001.08`. */
  readonly format: string;
  readonly connectionId: ConnectionId;
  readonly sendAs: SendAs;
  readonly title?: string | undefined;
  /** The order that it is about, where it is one of ours. */
  readonly of: Order | undefined;
}

/** Within a transaction: the file as it is, and what it asks back read from these very bytes. */
export async function takeInRecall(context: WorkflowContext, store: CustomerStore, { source, format: formatId, connectionId, sendAs, title, of }: RecallToTakeIn): Promise<Order> {
  const format = customerRecallFormat(formatId);
  if (format === undefined) throw new AppError("format", "not-a-recall", `${formatId} is no recall of a company.`, { meaning: "Nothing was made." });
  const at = instantNow(context);
  const id = newId<"OrderId">(context);
  const file = await store.files.add({ kind: "order", name: source.name, at, content: source.open() });
  const { facts, digest } = await readRecallFile(store, format, store.files.read(file.id), of);
  const payments = facts.recall?.payments;
  await store.orders.create(
    {
      id, origin: "import", format: format.id, title: title ?? (of === undefined ? "Recall" : `Recall of ${orderNumberText(of.number)}: ${of.title}`), connectionId, messageId: facts.recall?.recall.header.messageId ?? "", fileId: file.id,
      fingerprint: facts.fingerprint, signedDigest: digest, transactionCount: facts.transactionCount, sums: facts.sums, largest: facts.largest, accounts: facts.accounts, kinds: facts.kinds, executionDate: at.slice(0, 10) as IsoDate,
      createdAt: at, createdBy: context.operator.name, bankOrderId: undefined, findings: facts.findings, sendAs, contentUnknown: facts.contentUnknown,
      recall: of === undefined || payments === undefined ? undefined : { orderId: of.id, orderNumber: of.number, payments },
    },
    context.operator.name,
  );
  const recall = await mustGet(store, id);
  const about = of === undefined ? "" : ` of order ${orderNumberText(of.number)}`;
  await store.journal.append({
    at, actor: context.operator.name, action: "order.created", subject: id, summary: `Order ${orderNumberText(recall.number)}, a recall of ${counted(facts.transactionCount, "payment")}${about}`,
    detail: { format: format.id, messageId: recall.messageId, sha256: file.sha256, sentAs: orderNameText(sendAs), recalledOrder: of?.number },
  });
  if (of !== undefined) await store.journal.append({ at, actor: context.operator.name, action: "order.recall-prepared", subject: of.id, summary: `Recall of order ${orderNumberText(of.number)} prepared as order ${orderNumberText(recall.number)}`, detail: { recall: recall.number } });
  return recall;
}

/** The order that a recall from outside is about: the only one at that bank with the message id. */
export async function orderAskedBack(store: CustomerStore, formatId: string, source: OrderFileSource, connectionId: ConnectionId): Promise<Order | undefined> {
  const format = customerRecallFormat(formatId);
  if (format === undefined) return undefined;
  const { messages: [first] } = await readRecall(format, source.open());
  const orders = first === undefined ? [] : await store.orders.findByMessageId(first.message.originalMessageId);
  const meant = orders.filter((order) => order.connectionId === connectionId && statesAtBank.has(order.state));
  return meant.length === 1 ? meant[0] : undefined;
}
