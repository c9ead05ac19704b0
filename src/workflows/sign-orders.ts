import { AppError, assert } from "../domain/errors.ts";
import type { IsoDate, OrderId, SignerId, SubscriberId } from "../domain/ids.ts";
import type { Money } from "../domain/money.ts";
import type { Secret } from "../domain/secret.ts";
import type { SignatureVerdict, Signer } from "../domain/signature-rules.ts";
import { judgeSignatures, signerRefusal } from "../domain/signature-verdict.ts";
import { instantNow, requireRight, type WorkflowContext } from "./context.ts";
import { orderFormat } from "./format-by-id.ts";
import { loadKnownPayees } from "./known-payees.ts";
import { mustGet } from "./must-get.ts";
import { type OrderFacts, OrderSurvey } from "./order-survey.ts";
import { readOrderFile } from "./read-order-file.ts";
import type { Order, OrderSignature, Subscriber } from "./ports/customer-store.ts";
import type { SigningDevice } from "./ports/signing-device.ts";

/** What the operator sees before signing: computed from the very bytes that are signed. */
export interface SigningSheet {
  readonly orders: readonly SheetOrder[];
  /** Signers of this operator, one of whom signs. */
  readonly own: readonly { readonly signer: Signer; readonly subscriber: Subscriber }[];
  /** Some order is above the customer's limit: its code must be typed. */
  readonly needsCustomerCode: boolean;
}
export interface SheetOrder {
  readonly order: Order;
  /** Hex; what the signature is over. */
  readonly digest: string;
  readonly facts: OrderFacts;
  readonly signatures: readonly OrderSignature[];
  readonly verdict: SignatureVerdict;
}

/**
 * Reads the orders' bytes again and says what they are. Nothing is signed that was not shown on such a sheet.
 * @throws AppError store/`damaged` when the bytes are not those that were checked
 */
export async function prepareSigningSheet(context: WorkflowContext, ids: readonly OrderId[]): Promise<SigningSheet> {
  requireRight(context, "sign", "sign orders");
  const signers = await context.store.signers.all();
  const rules = await context.store.signers.rules();
  const orders: SheetOrder[] = [];
  for (const id of ids) {
    const order = await mustGet(context.store, id);
    const { facts, digest } = await readSignedBytes(context, order);
    const signatures = await context.store.orders.signatures(id);
    orders.push({ order, digest, facts, signatures, verdict: judgeSignatures(rules, signers, signatures, facts) });
  }
  return { orders, own: await ownSigners(context, signers), needsCustomerCode: orders.some(({ order }) => isAboveLimit(context, order.sums)) };
}

/** Of one signing: an order is either signed, or it says why not. */
export type SigningResult =
  | { readonly kind: "signed"; readonly order: Order; readonly verdict: SignatureVerdict }
  | { readonly kind: "not-signed"; readonly order: Order; readonly reason: string };

/**
 * Signs what the sheet shows with one unlocking of the device; a result per order.
 * @param pin is not kept @param customerCode typed by the operator where the sheet asks for it
 * @throws AppError signer/* when the device does not open; nothing is signed then
 */
export async function signOrders(
  context: WorkflowContext,
  sheet: SigningSheet,
  by: { readonly subscriberId: SubscriberId; readonly pin: Secret; readonly customerCode?: string | undefined },
): Promise<readonly SigningResult[]> {
  requireRight(context, "sign", "sign orders");
  const own = sheet.own.find(({ subscriber }) => subscriber.id === by.subscriberId);
  if (own === undefined) throw new AppError("rights", "not-your-key", "This signing key is not yours.", { meaning: "Nothing was signed." });
  if (sheet.needsCustomerCode && by.customerCode !== context.customer.profile.code) {
    throw new AppError("input", "wrong-customer-code", `That is not the code of ${context.customer.profile.shortName}.`, { meaning: "Nothing was signed.", next: "Check that you are signing for the right customer, and type its code." });
  }
  const device = await context.tools.device(own.subscriber.device.kind).open(own.subscriber.device, by.pin, context.customer.folder);
  try {
    assertOwnCertificate(own.subscriber, device);
    const results: SigningResult[] = [];
    for (const entry of sheet.orders) results.push(await signOne(context, entry, own, device));
    return results;
  } finally {
    await device.close();
  }
}

async function signOne(context: WorkflowContext, shown: SheetOrder, own: { signer: Signer; subscriber: Subscriber }, device: SigningDevice): Promise<SigningResult> {
  const { signer, subscriber } = own;
  const order = await mustGet(context.store, shown.order.id);
  if (order.revision !== shown.order.revision || order.signedDigest !== shown.digest) {
    return { kind: "not-signed", order, reason: "The order was changed after you looked at it. Look again, then sign." };
  }
  if (order.state !== "checked" && order.state !== "partly-signed") return { kind: "not-signed", order, reason: `The order is ${order.state.replace("-", " ")}.` };
  if (order.connectionId !== subscriber.connectionId) {
    return { kind: "not-signed", order, reason: "This key belongs to another bank than the order." };
  }
  const signers = await context.store.signers.all();
  const rules = await context.store.signers.rules();
  const given = await context.store.orders.signatures(order.id);
  const today = instantNow(context).slice(0, 10) as IsoDate;
  const refusal = signerRefusal(rules, signers, given, shown.facts, signer.id, await context.store.signers.signedOnDay(signer.id, today));
  if (refusal !== undefined) return { kind: "not-signed", order, reason: refusal.message };

  const signature: OrderSignature = {
    orderId: order.id, signerId: signer.id, signerName: signer.name, signatureClass: signer.signatureClass, subscriberId: subscriber.id,
    mechanism: subscriber.signatureVersion, digest: shown.digest, at: instantNow(context), device: device.describe().title,
    signature: await device.sign(subscriber.signatureVersion, Buffer.from(shown.digest, "hex")),
  };
  const verdict = judgeSignatures(rules, signers, [...given, signature], shown.facts);
  const signed = await context.store.transaction(async (store) => {
    await store.orders.addSignature(signature);
    const advanced = await store.orders.advance(order.id, order.revision, verdict.complete ? "sign-last" : "sign", {
      at: signature.at, actor: signer.name, note: `${signer.signatureClass}, ${signature.device}`,
    });
    await store.journal.append({
      at: signature.at, actor: context.operator.name, action: "order.signed", subject: order.id,
      summary: `Order ${order.number} signed by ${signer.name} (${signer.signatureClass})`,
      detail: { digest: signature.digest, mechanism: signature.mechanism, device: signature.device, complete: verdict.complete },
    });
    return advanced;
  });
  return { kind: "signed", order: signed, verdict };
}

/** Takes all signatures off an order that has not left yet. */
export async function withdrawSignatures(context: WorkflowContext, id: OrderId): Promise<Order> {
  requireRight(context, "sign", "withdraw signatures");
  return context.store.transaction(async (store) => {
    const order = await mustGet(store, id);
    const advanced = await store.orders.advance(id, order.revision, "withdraw-signatures", { at: instantNow(context), actor: context.operator.name });
    await store.orders.removeSignatures(id);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "order.signatures-withdrawn", subject: id, summary: `Signatures of order ${order.number} withdrawn` });
    return advanced;
  });
}

/** Facts and digest from the stored bytes, compared with what was stored at import. */
async function readSignedBytes(context: WorkflowContext, order: Order): Promise<{ facts: OrderFacts; digest: string }> {
  assert(order.fileId !== undefined, "an order that can be signed has a file");
  const survey = new OrderSurvey({ known: await loadKnownPayees(context.store) });
  const digest = await readOrderFile(orderFormat(order.format), context.store.files.read(order.fileId), survey);
  const facts = survey.facts();
  if (facts.errorCount > 0 || digest !== order.signedDigest || facts.fingerprint !== order.fingerprint || !sameSums(facts.sums, order.sums)) {
    throw new AppError("store", "damaged", `The stored file of order ${order.number} is not the one that was checked.`, { meaning: "It must not be signed.", next: "Import the original file again, and tell your administrator." });
  }
  return { facts, digest };
}

async function ownSigners(context: WorkflowContext, signers: readonly Signer[]): Promise<SigningSheet["own"]> {
  const mine = new Map<SignerId, Signer>(signers.filter((signer) => signer.operatorId === context.operator.id).map((signer) => [signer.id, signer]));
  const subscribers = await context.store.connections.subscribers();
  return subscribers.flatMap((subscriber) => {
    const signer = mine.get(subscriber.signerId);
    return signer === undefined ? [] : [{ signer, subscriber }];
  });
}

function assertOwnCertificate(subscriber: Subscriber, device: SigningDevice): void {
  if (Buffer.compare(Buffer.from(device.certificateDer), Buffer.from(subscriber.signatureCertificateDer)) === 0) return;
  throw new AppError("signer", "no-key", "The key on this device is not the one that the bank knows for you.", { meaning: "Nothing was signed.", next: "Use the key file or card with which you were set up at the bank." });
}

/** Orders above one of the customer's limits ask for its code. */
export function isAboveLimit(context: WorkflowContext, sums: readonly Money[]): boolean {
  const limits = context.customer.profile.confirmAbove;
  return sums.some((sum) => limits.some((limit) => limit.currency === sum.currency && sum.minor > limit.minor));
}

function sameSums(a: readonly Money[], b: readonly Money[]): boolean {
  const key = (sums: readonly Money[]) => sums.map((sum) => `${sum.currency}${sum.minor}`).sort().join();
  return key(a) === key(b);
}
