import type { OrderId } from "../../domain/ids.ts";
import { keyOfMandate, mandateFaults, mandateKey, type RegisteredMandate } from "../../domain/mandate.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { Batch } from "../../domain/order.ts";
import { instantNow, newId, requireRight, type WorkflowContext } from "../context.ts";
import { mustGet } from "../must-get.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order, OrderTransaction } from "../ports/orders.ts";
import { mandateDay, putMandate } from "./keep-mandate.ts";

/** What came of taking over an order's mandates. */
export interface Learnt {
  readonly added: number;
  readonly amended: number;
  /** They cannot stand in the register: no day of signature, no IBAN, a wrong creditor identifier. */
  readonly leftOut: number;
}

/** Written in one transaction; others write in between. */
const rowsAtOnce = 500;

/**
 * Takes the mandates of an order over into the register, on the operator's word: those that are not there, and the amendments that the file
 * tells the bank of. What merely differs is left as it is: the register's word counts until somebody corrects it.
 * @param run.signal stops after the rows in hand: what was taken over stays
 */
export async function learnMandates(context: WorkflowContext, id: OrderId, run: { readonly onProgress?: (done: number, total: number) => void; readonly signal?: AbortSignal } = {}): Promise<Learnt> {
  requireRight(context, "prepare", "take over mandates");
  const order = await mustGet(context.store, id);
  const batches = await context.store.orders.batches(id);
  const sum = { added: 0, amended: 0, leftOut: 0 };
  for (let offset = 0; offset < order.transactionCount && run.signal?.aborted !== true; offset += rowsAtOnce) {
    const rows = await context.store.orders.transactions(id, { offset, limit: rowsAtOnce });
    if (rows.length === 0) break;
    await context.store.transaction(async (store) => {
      for (const row of rows) {
        const outcome = await learnOne(context, store, order, batches[row.batch], row);
        if (outcome !== undefined) sum[outcome]++;
      }
    });
    run.onProgress?.(Math.min(order.transactionCount, offset + rowsAtOnce), order.transactionCount);
  }
  return sum;
}

async function learnOne(context: WorkflowContext, store: CustomerStore, order: Order, batch: Batch | undefined, row: OrderTransaction): Promise<keyof Learnt | undefined> {
  const said = row.mandate;
  const creditor = said?.creditorSchemeId ?? batch?.collection?.creditorSchemeId;
  if (said === undefined || said.mandateId === "" || creditor === undefined || batch === undefined) return undefined;
  const key = mandateKey(creditor, said.mandateId);
  const former = said.amendment === undefined ? undefined : mandateKey(said.amendment.originalCreditorSchemeId ?? creditor, said.amendment.originalMandateId ?? said.mandateId);
  const known = await store.mandates.byKeys(former === undefined ? [key] : [key, former]);
  const mandate = (known.get(key) ?? (former === undefined ? undefined : known.get(former)))?.mandate;
  if (mandate !== undefined && said.amendment === undefined) return undefined;
  if (mandate === undefined && said.signedOn === undefined) return "leftOut";
  const type = said.sequenceType ?? batch.collection?.sequenceType;
  const identity = { creditorSchemeId: creditor, mandateId: said.mandateId, debtorAccount: row.creditorAccount ?? { kind: "other" as const, value: "" }, debtorBic: row.creditorAgent?.bic };
  const at = instantNow(context);
  const after: RegisteredMandate = mandate === undefined
    ? {
      ...identity, id: newId<"RegisteredMandateId">(context), scheme: batch.localInstrument === "B2B" ? "B2B" : "CORE", type: type === "OOFF" ? "one-off" : "recurrent", debtor: row.creditor,
      signedOn: said.signedOn ?? mandateDay(context), state: "active", collectedBefore: type === "RCUR" || type === "FNAL" || said.amendment !== undefined ? {} : undefined,
      formerKeys: former === undefined || former === key ? [] : [former], refusalsSeen: [], note: "", createdAt: at, changedAt: at,
    }
    // Told by this very order: it is not to be told again once the bank has taken it.
    : { ...mandate, ...identity, formerKeys: [...new Set([...mandate.formerKeys, keyOfMandate(mandate)])].filter((one) => one !== key), amendment: { details: said.amendment ?? {}, at: order.createdAt }, changedAt: at };
  if (mandate !== undefined && JSON.stringify({ ...after, changedAt: "" }) === JSON.stringify({ ...mandate, changedAt: "" })) return undefined;
  if (mandateFaults(after, mandateDay(context)).length > 0) return "leftOut";
  await putMandate(context, store, after, { source: `taken over from order ${orderNumberText(order.number)}`, by: [order.createdBy] });
  return mandate === undefined ? "added" : "amended";
}
