import type { CutOff } from "../domain/calendar.ts";
import type { ConnectionId, OrderId } from "../domain/ids.ts";
import type { SignatureVerdict, Signer, SignerRefusal } from "../domain/signature-rules.ts";
import { judgeSignatures, signerRefusal } from "../domain/signature-verdict.ts";
import type { WorkflowContext } from "./context.ts";
import { nextCutOff } from "./outbox.ts";
import type { Subscriber } from "./ports/subscribers.ts";
import { notEnoughHere, prepareSigningSheet, type SheetOrder, type SigningSheet } from "./sign-orders.ts";

/** Orders of one customer at one bank: they are signed with one key, so with one PIN. */
export interface SignGroup {
  readonly key: string;
  readonly context: WorkflowContext;
  readonly connectionId: ConnectionId | undefined;
  readonly orderIds: readonly OrderId[];
}

/** A group's sheet with what follows from it for each key of this operator. */
export interface PreparedSheet {
  readonly sheet: SigningSheet;
  readonly bankTitle: string;
  /** Nothing there is real money. */
  readonly practice: boolean;
  readonly cutOffs: ReadonlyMap<OrderId, CutOff>;
  /** Keys of this operator at this bank; the one that helps most first. Empty: this operator has none. */
  readonly choices: readonly SignChoice[];
}

export interface SignChoice {
  readonly signer: Signer;
  readonly subscriber: Subscriber;
  /** Which device, in words: `key file nagy.p12`. */
  readonly device: string;
  readonly effects: ReadonlyMap<OrderId, SignEffect>;
}

/** What this key's signature would do to an order. */
export interface SignEffect {
  readonly refusal: SignerRefusal | undefined;
  /** With the signature added. */
  readonly after: SignatureVerdict;
}

/** Splits the orders by customer and bank, in the order in which they were chosen. */
export async function groupOrders(customers: readonly { readonly context: WorkflowContext; readonly orderIds: readonly OrderId[] }[]): Promise<SignGroup[]> {
  const groups: SignGroup[] = [];
  for (const { context, orderIds } of customers) {
    const byConnection = new Map<ConnectionId | undefined, OrderId[]>();
    for (const id of orderIds) {
      const connectionId = (await context.store.orders.get(id))?.connectionId;
      byConnection.set(connectionId, [...(byConnection.get(connectionId) ?? []), id]);
    }
    for (const [connectionId, ids] of byConnection) groups.push({ key: `${context.customer.id} ${connectionId ?? ""}`, context, connectionId, orderIds: ids });
  }
  return groups;
}

/** Reads the very bytes of the group's orders. @throws AppError store/`damaged`, rights/`not-allowed` */
export async function prepareSheet({ context, connectionId, orderIds }: SignGroup, forOthers = false): Promise<PreparedSheet> {
  const { store } = context;
  const sheet = await prepareSigningSheet(context, orderIds);
  const cutOffs = new Map<OrderId, CutOff>();
  for (const { order } of sheet.orders) {
    const next = await nextCutOff(context, order);
    if (next !== undefined) cutOffs.set(order.id, next);
  }
  const policy = await store.signers.policy();
  const choices: SignChoice[] = [];
  for (const { signer, subscriber } of sheet.own.filter((own) => own.subscriber.connectionId === connectionId)) {
    const effectOf = ({ signatures, facts, signedToday }: SheetOrder): SignEffect => ({
      refusal: weighed(signerRefusal(policy, signatures, facts, signer.id, signedToday), forOthers),
      after: judgeSignatures(policy, [...signatures, { signerId: signer.id, signatureClass: signer.signatureClass }], facts, signedToday),
    });
    choices.push({
      signer, subscriber, device: context.tools.device(subscriber.device.kind).place(subscriber.device),
      effects: new Map(sheet.orders.map((entry) => [entry.order.id, effectOf(entry)])),
    });
  }
  const helps = (choice: SignChoice): number => [...choice.effects.values()].filter((effect) => effect.refusal === undefined).length;
  const connection = connectionId === undefined ? undefined : await store.connections.get(connectionId);
  return { sheet, bankTitle: connection?.title ?? "no bank", practice: connection?.practice ?? false, cutOffs, choices: choices.toSorted((a, b) => helps(b) - helps(a)) };
}

/** Where the others sign at the bank, a signature that is not enough here is given all the same. */
function weighed(refusal: SignerRefusal | undefined, forOthers: boolean): SignerRefusal | undefined {
  return forOthers && refusal !== undefined && notEnoughHere.has(refusal.code) ? undefined : refusal;
}
