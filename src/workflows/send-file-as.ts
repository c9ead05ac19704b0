import { AppError } from "../domain/errors.ts";
import type { ConnectionId, IsoDate } from "../domain/ids.ts";
import { orderNumberText } from "../domain/order-number.ts";
import { visibleLine } from "../domain/text.ts";
import { orderNameText } from "../ebics/index.ts";
import { detectFormat } from "../formats/detect.ts";
import { headOf } from "./bytes.ts";
import { checkOrder } from "./check-order.ts";
import { instantNow, newId, requireRight, type WorkflowContext } from "./context.ts";
import { orderAskedBack, takeInRecall } from "./recalls/prepare-recall.ts";
import { customerRecallFormat } from "./recalls/read-recall-file.ts";
import { freeFormFormat, readFreeForm } from "./free-form.ts";
import { importOrderFile, type OrderFileSource } from "./import-orders.ts";
import { mustGet, mustGetConnection } from "./must-get.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { Order, SendAs } from "./ports/orders.ts";

/** A file and the name under which it goes to the bank. */
export interface FileToSend {
  readonly source: OrderFileSource;
  readonly connectionId: ConnectionId;
  readonly sendAs: SendAs;
  readonly title?: string | undefined;
}

/**
 * Takes any file in as an order that goes to the bank under a name that the operator chose. A payment file is read and checked as any other;
 * a recall by what it asks back; of any other file only name, size and digest are known and signed. From here on both live the life of every order.
 * @throws AppError format/`empty-file`, format/`no-payments`
 */
export async function sendFileAs(context: WorkflowContext, wanted: FileToSend): Promise<Order> {
  requireRight(context, "prepare", "prepare orders");
  const connection = await mustGetConnection(context.store, wanted.connectionId);
  const head = await headOf(wanted.source.open());
  if (head.length === 0) throw new AppError("format", "empty-file", `"${visibleLine(wanted.source.name, 60)}" is empty.`, { meaning: "Nothing was imported." });
  const format = detectFormat(head);
  if (format?.kind === "orders") return importOrderFile(context, wanted.source, { title: wanted.title, sendAs: { connectionId: connection.id, name: wanted.sendAs } });
  const order = await context.store.transaction(async (store) =>
    format !== undefined && customerRecallFormat(format.id) !== undefined
      ? takeInRecall(context, store, { ...wanted, format: format.id, of: await orderAskedBack(store, format.id, wanted.source, connection.id) })
      : takeInFreeForm(context, store, wanted, connection.title));
  return checkOrder(context, order.id);
}

async function takeInFreeForm(context: WorkflowContext, store: CustomerStore, { source, connectionId, sendAs, title }: FileToSend, bank: string): Promise<Order> {
  const at = instantNow(context);
  const id = newId<"OrderId">(context);
  const file = await store.files.add({ kind: "order", name: source.name, at, content: source.open() });
  // Read from what was kept: what is signed later is computed from these very bytes.
  const { facts, digest } = await readFreeForm(store.files.read(file.id));
  await store.orders.create(
    {
      id, origin: "import", format: freeFormFormat, title: title ?? titleOf(source.name), connectionId, messageId: "", fileId: file.id, fingerprint: facts.fingerprint, signedDigest: digest,
      transactionCount: 0, sums: [], largest: [], accounts: [], kinds: facts.kinds, executionDate: at.slice(0, 10) as IsoDate, createdAt: at, createdBy: context.operator.name, bankOrderId: undefined, findings: [],
      sendAs, contentUnknown: true,
    },
    context.operator.name,
  );
  const order = await mustGet(store, id);
  await store.journal.append({
    at, actor: context.operator.name, action: "order.created", subject: id, summary: `Order ${orderNumberText(order.number)}, a free-form file for ${bank}`,
    detail: { format: freeFormFormat, sha256: file.sha256, sizeBytes: file.sizeBytes, sentAs: orderNameText(sendAs), signatures: sendAs.signatures, fingerprint: facts.fingerprint },
  });
  return order;
}

function titleOf(name: string): string {
  return visibleLine(name.replace(/^.*[\\/]/, ""), 60) || "File";
}
