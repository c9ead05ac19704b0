import { AppError } from "../../domain/errors.ts";
import type { ConnectionId } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import type { Signer } from "../../domain/signature-rules.ts";
import { signerRefusalAtBank } from "../../domain/signature-verdict.ts";
import { requireRight, type WorkflowContext } from "../context.ts";
import type { OrderFacts } from "../order-survey.ts";
import { formatById } from "../../formats/detect.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order } from "../ports/orders.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import type { EdsContent, EdsOrder } from "../ports/eds-orders.ts";
import { signedToday } from "../signed-today.ts";
import { surveyContent } from "./survey.ts";

/** What the operator sees before signing, or cancelling, an order at the bank. */
export interface EdsSheet {
  readonly order: EdsOrder;
  /** Hex; what the signature is over. */
  readonly digest: string;
  /** Computed from the bytes whose digest that is. Undefined: the bank gave no file, or it cannot be read here; then only the digest is signed. */
  readonly facts: OrderFacts | undefined;
  /** What the bank says instead of the content. */
  readonly note: string | undefined;
  /** Ours, when it is an order that went from here. */
  readonly ownOrder: Order | undefined;
  /** Keys of this operator that may be asked for at this bank. */
  readonly own: readonly { readonly signer: Signer; readonly subscriber: Subscriber; /** Why it may not sign. */ readonly refusal: string | undefined }[];
  readonly needsCustomerCode: boolean;
}

/** @throws AppError workflow/`no-such-order` */
export async function mustGetEds(store: CustomerStore, connectionId: ConnectionId, bankOrderId: string): Promise<EdsOrder> {
  const order = await store.eds.get(connectionId, bankOrderId);
  if (order === undefined) throw new AppError("workflow", "no-such-order", `There is no order ${bankOrderId} in the list of orders at the bank.`, { next: "Fetch the list: kontor eds fetch." });
  return order;
}

/**
 * Reads the fetched bytes again and says what they are. Nothing is signed at a bank that was not shown on such a sheet.
 * @throws AppError workflow/`eds-no-content` before it was fetched, `eds-contradiction`; store/`damaged`
 */
export async function prepareEdsSheet(context: WorkflowContext, connectionId: ConnectionId, bankOrderId: string): Promise<EdsSheet> {
  requireRight(context, "sign", "sign orders at the bank");
  const order = await mustGetEds(context.store, connectionId, bankOrderId);
  if (order.outcome !== undefined) throw new AppError("workflow", "eds-gone", `Order ${bankOrderId} waits no more: ${order.outcome.text}`, { meaning: "Nothing was signed." });
  const { content } = order;
  if (content === undefined) throw new AppError("workflow", "eds-no-content", `The content of order ${bankOrderId} was not fetched yet.`, { meaning: "Nothing was signed.", next: "Fetch its content first, and look at it." });
  if (content.kind === "contradiction") throw new AppError("workflow", "eds-contradiction", `Order ${bankOrderId}: ${content.reason}`, { meaning: "Nothing was signed, and the order cannot be signed here.", next: "Ask the bank by telephone what this order is." });
  const facts = content.kind === "file" ? await readAgain(context, order, content) : undefined;
  const { confirmAbove } = await context.store.profile.get();
  const sums = facts?.sums ?? (order.sum === undefined ? [] : [order.sum]);
  return {
    order, digest: content.digest, facts, note: content.kind === "note" ? content.text : order.note, ownOrder: await context.store.orders.findByBankOrderId(connectionId, bankOrderId),
    own: await ownKeys(context, context.store, order, facts), needsCustomerCode: sums.some((sum) => confirmAbove.some((limit) => limit.currency === sum.currency && sum.minor > limit.minor)),
  };
}

async function readAgain(context: WorkflowContext, order: EdsOrder, content: Extract<EdsContent, { readonly kind: "file" }>): Promise<OrderFacts | undefined> {
  const { computed, facts } = await surveyContent(context, context.store.files.read(content.fileId), content.format === undefined ? undefined : formatById(content.format));
  if (computed !== content.digest) {
    throw new AppError("store", "damaged", `The stored file of order ${order.bankOrderId} is not the one that was fetched.`, { meaning: "It must not be signed.", next: "Fetch its content again, and tell your administrator." });
  }
  return facts;
}

/** This operator's keys at the order's bank, and whether each may sign it. */
export async function ownKeys(context: WorkflowContext, store: CustomerStore, order: EdsOrder, facts: Pick<OrderFacts, "sums" | "largest" | "accounts" | "kinds"> | undefined): Promise<EdsSheet["own"]> {
  const policy = await store.signers.policy();
  const subscribers = await store.connections.subscribers(order.connectionId);
  const mine = subscribers.flatMap((subscriber) => {
    const signer = policy.signers.find((one) => one.id === subscriber.signerId && one.operatorId === context.operator.id);
    return signer === undefined || subscriber.state !== "ready" ? [] : [{ signer, subscriber }];
  });
  const given = order.signers.flatMap(({ userId, signatureClass }) => {
    const subscriber = subscribers.find((one) => one.userId === userId);
    return subscriber === undefined ? [] : [{ signerId: subscriber.signerId, signatureClass }];
  });
  // Without the content the sum is the bank's word: limits are held against that, and a signer with limits needs one.
  const sums: readonly Money[] = facts?.sums ?? (order.sum === undefined ? [] : [order.sum]);
  const signable = { accounts: facts?.accounts ?? (order.firstAccount === undefined ? [] : [order.firstAccount]), sums, largest: facts?.largest ?? sums, kinds: facts?.kinds };
  const today = await signedToday(context, store, policy, order);
  return mine.map(({ signer, subscriber }) => {
    if (order.signers.some((one) => one.userId === subscriber.userId)) return { signer, subscriber, refusal: `${signer.name} has signed this order already.` };
    if (sums.length === 0 && hasLimits(signer)) return { signer, subscriber, refusal: `${signer.name} has limits, and the bank does not say how much the order is for.` };
    return { signer, subscriber, refusal: signerRefusalAtBank(policy, given, signable, signer, today)?.message };
  });
}

function hasLimits(signer: Signer): boolean {
  return signer.perFileLimits.length + signer.perTransactionLimits.length + signer.perDayLimits.length > 0;
}
