import type { CutOff } from "../../domain/calendar.ts";
import type { OrderId } from "../../domain/ids.ts";
import { type Batch, collects } from "../../domain/order.ts";
import { statesAtBank, type TransactionState } from "../../domain/order-life.ts";
import type { SignatureVerdict, Signer } from "../../domain/signature-rules.ts";
import { judgeSignatures } from "../../domain/signature-verdict.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { loadKnownPayees } from "../../workflows/known-payees.ts";
import { mustGet } from "../../workflows/must-get.ts";
import type { KnownPayees } from "../../workflows/order-survey.ts";
import { customerRecallFormat, readRecallFile } from "../../workflows/recalls/read-recall-file.ts";
import { askedBackText, recallReasonText } from "../../workflows/recalls/recall-words.ts";
import { nextCutOff } from "../../workflows/outbox.ts";
import type { Connection } from "../../workflows/ports/connections.ts";
import type { Order, OrderSignature, OrderStep } from "../../workflows/ports/orders.ts";
import type { Transmission } from "../../workflows/ports/transmissions.ts";

/** All that the order's screen shows, but for its transactions, which come page by page. */
export interface LoadedOrder {
  readonly order: Order;
  /** Of a recall: those of the order that it is about, whose payments are listed. */
  readonly batches: readonly Batch[];
  readonly connection: Connection | undefined;
  readonly signatures: readonly OrderSignature[];
  readonly verdict: SignatureVerdict;
  readonly signers: readonly Signer[];
  readonly steps: readonly OrderStep[];
  readonly transmissions: readonly Transmission[];
  readonly transactionStates: Readonly<Record<TransactionState, number>>;
  /** Undefined once the order has left, and where the bank has none. */
  readonly cutOff: CutOff | undefined;
  /** To mark new and changed payees; undefined once the order has left: then they are known. */
  readonly known: KnownPayees | undefined;
  /** Of a recall: what its bytes ask back, and why. */
  readonly asked: { readonly what: string; readonly reason: string } | undefined;
  /** Requests to get payments of this order back. */
  readonly recalls: readonly Order[];
}

/** @throws AppError when there is no such order */
export async function loadOrder(context: WorkflowContext, id: OrderId): Promise<LoadedOrder> {
  const { store } = context;
  const order = await mustGet(store, id);
  const signatures = await store.orders.signatures(id);
  const policy = await store.signers.policy();
  const waiting = !statesAtBank.has(order.state) && order.state !== "refused" && order.state !== "cancelled";
  const batches = await store.orders.batches(order.recall?.orderId ?? id);
  return {
    order,
    batches,
    connection: order.connectionId === undefined ? undefined : await store.connections.get(order.connectionId),
    signatures,
    // A signature over other bytes is void.
    verdict: judgeSignatures(policy, signatures.filter((one) => one.digest === order.signedDigest), order),
    signers: policy.signers,
    steps: await store.orders.steps(id),
    transmissions: await store.transmissions.ofOrder(id),
    transactionStates: await store.orders.transactionStates(id),
    cutOff: waiting ? await nextCutOff(context, order) : undefined,
    known: waiting && order.recall === undefined && !collects(batches) ? await loadKnownPayees(context.store) : undefined,
    asked: await askedBack(context, order),
    recalls: await store.orders.recallsOf(id),
  };
}

async function askedBack({ store }: WorkflowContext, order: Order): Promise<LoadedOrder["asked"]> {
  const format = customerRecallFormat(order.format);
  if (format === undefined || order.fileId === undefined) return undefined;
  const { facts } = await readRecallFile(store, format, store.files.read(order.fileId), order.recall && (await mustGet(store, order.recall.orderId)));
  return facts.recall && { what: askedBackText(facts.recall), reason: recallReasonText(facts.recall) };
}
