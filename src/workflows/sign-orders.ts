import { AppError, assert, isAppError } from "../domain/errors.ts";
import type { Finding } from "../domain/finding.ts";
import type { OrderId, SubscriberId } from "../domain/ids.ts";
import type { Money } from "../domain/money.ts";
import { orderNumberText } from "../domain/order-number.ts";
import type { Secret } from "../domain/secret.ts";
import type { SignatureVerdict, SignedOrder, Signer, SignerRefusal, SigningPolicy } from "../domain/signature-rules.ts";
import { judgeSignatures, signerRefusal } from "../domain/signature-verdict.ts";
import { mandateFindings } from "./check-order.ts";
import { instantNow, requireRight, requireRightNow, type WorkflowContext } from "./context.ts";
import { openDevice, releaseDevice } from "./devices.ts";
import { orderFormat } from "./format-by-id.ts";
import { freeFormFormat, readFreeForm } from "./free-form.ts";
import { loadKnownPayees } from "./known-payees.ts";
import { whyNotThisKey } from "./keys/own-keys.ts";
import { isRegisterFinding } from "./mandates/check-collections.ts";
import { mandatesStanding } from "./mandates/hold-back.ts";
import { mustGet } from "./must-get.ts";
import { type KnownPayees, type OrderFacts, OrderSurvey } from "./order-survey.ts";
import { type OwnSigner, ownSigners } from "./own-signers.ts";
import { readOrderFile } from "./read-order-file.ts";
import { customerRecallFormat, readRecallFile } from "./recalls/read-recall-file.ts";
import { requireCustomerCode } from "./require-customer-code.ts";
import { matterOfOrders } from "./signed-matter.ts";
import { BankDays, signedToday } from "./signed-today.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { Order, OrderSignature } from "./ports/orders.ts";
import type { Subscriber } from "./ports/subscribers.ts";
import type { MandateStanding } from "./ports/mandates.ts";
import type { SigningDevice } from "./ports/signing-device.ts";

/** What the operator sees before signing: computed from the very bytes that are signed. */
export interface SigningSheet {
  readonly orders: readonly SheetOrder[];
  /** Signers of this operator, one of whom signs. */
  readonly own: readonly OwnSigner[];
  /** Some order is above the customer's limit: its code must be typed. */
  readonly needsCustomerCode: boolean;
}
export interface SheetOrder {
  readonly order: Order;
  /** Hex; what the signature is over. */
  readonly digest: string;
  readonly facts: OrderFacts;
  readonly signatures: readonly OrderSignature[];
  /** Other orders, as far as limits per day are held against them. */
  readonly signedToday: readonly SignedOrder[];
  readonly verdict: SignatureVerdict;
  /** How the mandates stood that it collects under. */
  readonly mandates: MandateStanding | undefined;
  /** It is above the customer's limit. */
  readonly needsCustomerCode: boolean;
}

/**
 * Reads the orders' bytes again and says what they are. Nothing is signed that was not shown on such a sheet.
 * @throws AppError store/`damaged` when the bytes are not those that were checked
 */
export async function prepareSigningSheet(context: WorkflowContext, ids: readonly OrderId[]): Promise<SigningSheet> {
  requireRight(context, "sign", "sign orders");
  const policy = await context.store.signers.policy();
  const { confirmAbove } = await context.store.profile.get(); // as it is now, not as it was when the customer was opened
  const known = await loadKnownPayees(context.store);
  const orders: SheetOrder[] = [];
  const days = new BankDays();
  for (const id of ids) {
    const order = await mustGet(context.store, id);
    const { facts, digest } = await readSignedBytes(context, order, known);
    const mandates = await mandatesStanding(context, context.store, order); // before they are compared: what is changed from here on is seen to be
    const register = await mandateFindings(context, order);
    requireNoErrors(order, register);
    const signatures = await context.store.orders.signatures(id);
    const needsCustomerCode = isAboveLimit(confirmAbove, order.sums) || (facts.contentUnknown === true && confirmAbove.length > 0);
    const findings = [...order.findings.filter((finding) => !isRegisterFinding(finding)), ...register];
    const today = await signedToday(context, context.store, policy, order, days);
    orders.push({ order: { ...order, findings }, digest, facts, signatures, signedToday: today, verdict: judgeSignatures(policy, signatures, facts, today), mandates, needsCustomerCode });
  }
  return sheetWith({ orders, own: await ownSigners(context, policy.signers), needsCustomerCode: false }, orders);
}

/** The sheet with some of its orders left out. */
export function sheetWith(sheet: SigningSheet, orders: readonly SheetOrder[]): SigningSheet {
  return { ...sheet, orders, needsCustomerCode: orders.some((entry) => entry.needsCustomerCode) };
}

/** Of one signing: an order is either signed, or it says why not. */
export type SigningResult =
  | { readonly kind: "signed"; readonly order: Order; readonly verdict: SignatureVerdict }
  | { readonly kind: "not-signed"; readonly order: Order; readonly code: NotSignedCode; readonly reason: string };

/** Why an order was not signed: changed since it was shown, gone on in its life, the key, stopped by the operator, the device (a card that was taken out), or what the rules say. */
export type NotSignedCode = "changed" | "state" | "key" | "stopped" | "device" | SignerRefusal["code"];

/**
 * Signs what the sheet shows with one unlocking of the device; a result per order.
 * @param by.pin is not kept @param by.customerCode typed by the operator where the sheet asks for it
 * @param by.device the signer's device, open already: it is used instead of the PIN and stays open
 * @param by.signal stops before the next order @param by.onResult hears each result at once, also when a later order throws
 * @param by.forOthers true: the others sign at the bank, so a signature is given that would not lead anywhere here, and one that only carries the order
 * @throws AppError signer/* when the device does not open, no right code releases its key, or it signs not even one; nothing is signed then
 */
export async function signOrders(
  context: WorkflowContext,
  sheet: SigningSheet,
  by: {
    readonly subscriberId: SubscriberId; readonly pin: Secret; readonly device?: SigningDevice | undefined; readonly customerCode?: string | undefined; readonly forOthers?: boolean | undefined;
    readonly signal?: AbortSignal | undefined; readonly onResult?: ((result: SigningResult) => void) | undefined;
  },
): Promise<readonly SigningResult[]> {
  requireRight(context, "sign", "sign orders");
  const own = sheet.own.find(({ subscriber }) => subscriber.id === by.subscriberId);
  if (own === undefined) throw new AppError("rights", "not-your-key", "This signing key is not yours.", { meaning: "Nothing was signed." });
  await requireCustomerCode(context, sheet.needsCustomerCode, by.customerCode);
  const device = by.device ?? (await openDevice(context, own.subscriber.device, by.pin));
  try {
    assertOwnCertificate(own.subscriber, device);
    await releaseDevice(context, device, matterOfOrders(sheet.orders));
    return await signInTurn({ context, subscriber: own.subscriber, device, forOthers: by.forOthers === true, days: new BankDays() }, sheet.orders, by);
  } finally {
    if (by.device === undefined) await device.close();
  }
}

interface Signing {
  readonly context: WorkflowContext;
  readonly subscriber: Subscriber;
  readonly device: SigningDevice;
  readonly forOthers: boolean;
  readonly days: BankDays;
}

/** One order after the other; where the device allows it, it makes the next signature while the one before is stored. */
async function signInTurn(signing: Signing, orders: readonly SheetOrder[], { signal, onResult }: { readonly signal?: AbortSignal | undefined; readonly onResult?: ((result: SigningResult) => void) | undefined }): Promise<readonly SigningResult[]> {
  const results: SigningResult[] = [];
  let failure: AppError | undefined;
  let ahead: Promise<Asked> | undefined;
  const sign = async (entry: SheetOrder, next: SheetOrder | undefined): Promise<SigningResult> => {
    const asked = await (ahead ?? askForSignature(signing, entry));
    ahead = next !== undefined && signing.device.signsAhead === true ? askForSignature(signing, next) : undefined;
    await ahead?.catch(() => undefined); // it is thrown at its own turn; and it has read the store before this order is written there
    return await takeSignature(signing, entry, asked);
  };
  for (const [n, entry] of orders.entries()) {
    let result: SigningResult;
    try {
      if (failure !== undefined) result = failed(entry.order, failure);
      else if (signal?.aborted === true) result = stopped(entry.order);
      else result = await sign(entry, orders[n + 1]);
    } catch (error) {
      // What was signed before the device failed stands and is told; the orders after it did not get that far.
      if (!isAppError(error, "signer") || !results.some(({ kind }) => kind === "signed")) throw error;
      failure = error;
      result = failed(entry.order, error);
    }
    results.push(result);
    onResult?.(result);
  }
  return results;
}

function failed(order: Order, { message }: AppError): SigningResult {
  return { kind: "not-signed", order, code: "device", reason: message };
}

function stopped(order: Order): SigningResult {
  return { kind: "not-signed", order, code: "stopped", reason: "You stopped before it was its turn." };
}

/** What the device was asked for: the signature comes when it has made it. Or why it was not asked. */
type Asked = { readonly kind: "asked"; readonly signature: Promise<Uint8Array> } | (SigningResult & { readonly kind: "not-signed" });

async function askForSignature(signing: Signing, shown: SheetOrder): Promise<Asked> {
  const may = await mayItSign(signing, signing.context.store, shown);
  if (may.kind === "not-signed") return may;
  const signature = signing.device.sign(signing.subscriber.signatureVersion, Buffer.from(shown.digest, "hex"));
  signature.catch(() => undefined); // heard where it is taken; nobody takes it when the order before it went wrong
  return { kind: "asked", signature };
}

async function takeSignature(signing: Signing, shown: SheetOrder, asked: Asked): Promise<SigningResult> {
  if (asked.kind === "not-signed") return asked;
  const bytes = await asked.signature;
  const { context, subscriber, device } = signing;
  // Asked again where nobody else writes: while the device signed, another operator may have signed, changed a rule or used up the day's limit.
  return context.store.transaction(async (store): Promise<SigningResult> => {
    const now = await mayItSign(signing, store, shown);
    if (now.kind === "not-signed") return now;
    const { order, signer, policy, given, today } = now;
    const signature: OrderSignature = {
      orderId: order.id, signerId: signer.id, signerName: signer.name, signatureClass: signer.signatureClass, subscriberId: subscriber.id,
      mechanism: subscriber.signatureVersion, digest: shown.digest, at: instantNow(context), device: device.describe().title, signature: bytes,
    };
    const verdict = judgeSignatures(policy, [...given, signature], shown.facts, today);
    await store.orders.addSignature(signature);
    const advanced = await store.orders.advance(order.id, order.revision, verdict.complete ? "sign-last" : "sign", {
      at: signature.at, actor: signer.name, note: `${signer.signatureClass}, ${signature.device}`,
    });
    await store.journal.append({
      at: signature.at, actor: context.operator.name, action: "order.signed", subject: order.id,
      summary: `Order ${orderNumberText(order.number)} signed by ${signer.name} (${signer.signatureClass})`,
      detail: { digest: signature.digest, mechanism: signature.mechanism, device: signature.device, complete: verdict.complete },
    });
    return { kind: "signed", order: advanced, verdict };
  });
}

type MaySign =
  | { readonly kind: "may-sign"; readonly order: Order; readonly signer: Signer; readonly policy: SigningPolicy; readonly given: readonly OrderSignature[]; readonly today: readonly SignedOrder[] }
  | (SigningResult & { readonly kind: "not-signed" });

/** Whether the operator's key may sign what was shown, by everything as it is now. */
async function mayItSign({ context, subscriber, forOthers, days }: Signing, store: CustomerStore, shown: SheetOrder): Promise<MaySign> {
  await requireRightNow(context, store, "sign", "sign orders");
  const order = await mustGet(store, shown.order.id);
  const no = (code: NotSignedCode, reason: string): MaySign => ({ kind: "not-signed", order, code, reason });
  if (order.revision !== shown.order.revision || order.signedDigest !== shown.digest) return no("changed", "The order was changed after you looked at it. Look again, then sign.");
  if (order.state !== "checked" && order.state !== "partly-signed") return no("state", `The order is ${order.state.replace("-", " ")}.`);
  if (!sameStanding(await mandatesStanding(context, store, order), shown.mandates)) return no("changed", "A mandate that the order collects under was changed after you looked at it. Look again, then sign.");
  if (order.connectionId !== subscriber.connectionId) return no("key", "This key belongs to another bank than the order.");
  const user = (await store.connections.subscribers(subscriber.connectionId)).find((one) => one.id === subscriber.id);
  const problem = whyNotThisKey(subscriber, user);
  if (problem !== undefined) return no("key", problem);
  const policy = await store.signers.policy();
  const signer = policy.signers.find((one) => one.id === subscriber.signerId && one.operatorId === context.operator.id);
  if (signer === undefined) return no("key", "This signing key is not yours any more.");
  const given = await store.orders.signatures(order.id);
  const today = await signedToday(context, store, policy, order, days);
  const refusal = signerRefusal(policy, given, shown.facts, signer.id, today);
  if (refusal !== undefined && !(forOthers && notEnoughHere.has(refusal.code))) return no(refusal.code, refusal.message);
  return { kind: "may-sign", order, signer, policy, given, today };
}

/** What the bank, not we, has to say about an order that others sign there. */
export const notEnoughHere: ReadonlySet<SignerRefusal["code"]> = new Set<SignerRefusal["code"]>(["would-not-count", "transport-only"]);

/** Takes all signatures off an order that has not left yet. */
export async function withdrawSignatures(context: WorkflowContext, id: OrderId): Promise<Order> {
  requireRight(context, "sign", "withdraw signatures");
  return context.store.transaction(async (store) => {
    await requireRightNow(context, store, "sign", "withdraw signatures");
    const order = await mustGet(store, id);
    const advanced = await store.orders.advance(id, order.revision, "withdraw-signatures", { at: instantNow(context), actor: context.operator.name });
    await store.orders.removeSignatures(id);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "order.signatures-withdrawn", subject: id, summary: `Signatures of order ${orderNumberText(order.number)} withdrawn` });
    return advanced;
  });
}

/** Facts and digest from the stored bytes, compared with what was stored at import. */
async function readSignedBytes(context: WorkflowContext, order: Order, known: KnownPayees): Promise<{ facts: OrderFacts; digest: string }> {
  assert(order.fileId !== undefined, "an order that can be signed has a file");
  const { facts, digest } = await factsOfFile(context.store, known, order, context.store.files.read(order.fileId));
  requireNoErrors(order, facts.findings);
  if (digest !== order.signedDigest || facts.fingerprint !== order.fingerprint || !sameSums(facts.sums, order.sums)) {
    throw new AppError("store", "damaged", `The stored file of order ${orderNumberText(order.number)} is not the one that was checked.`, { meaning: "It must not be signed.", next: "Import the original file again, and tell your administrator." });
  }
  return { facts, digest };
}

/** @throws AppError workflow/`has-errors` */
function requireNoErrors(order: Order, findings: readonly Finding[]): void {
  const error = findings.find((one) => one.severity === "error");
  if (error === undefined) return;
  throw new AppError("workflow", "has-errors", `Order ${orderNumberText(order.number)} has errors and cannot be signed: ${error.message}`, { meaning: "Nothing was signed.", next: "Look at its findings, have the file corrected and import it again." });
}

async function factsOfFile(store: CustomerStore, known: KnownPayees, { format, recall }: Order, content: AsyncIterable<Uint8Array>): Promise<{ facts: OrderFacts; digest: string }> {
  const recallFormat = customerRecallFormat(format);
  if (recallFormat !== undefined) return readRecallFile(store, recallFormat, content, recall && (await mustGet(store, recall.orderId)));
  if (format === freeFormFormat) return readFreeForm(content);
  const survey = new OrderSurvey({ known });
  const digest = await readOrderFile(orderFormat(format), content, survey);
  return { facts: survey.facts(), digest };
}

/** @throws AppError signer/`no-key` when the device holds another key than the bank knows */
export function assertOwnCertificate(subscriber: Subscriber, device: SigningDevice): void {
  if (Buffer.compare(Buffer.from(device.certificateDer), Buffer.from(subscriber.signatureCertificateDer)) === 0) return;
  throw new AppError("signer", "no-key", "The key on this device is not the one that the bank knows for you.", { meaning: "Nothing was signed.", next: "Use the key file or card with which you were set up at the bank." });
}

/** Orders above one of the customer's limits ask for its code; where there are limits, so does a file that may move any sum. */
function isAboveLimit(limits: readonly Money[], sums: readonly Money[]): boolean {
  return sums.some((sum) => limits.some((limit) => limit.currency === sum.currency && sum.minor > limit.minor));
}

function sameStanding(a: MandateStanding | undefined, b: MandateStanding | undefined): boolean {
  return a?.count === b?.count && a?.notActive === b?.notActive && a?.changedAt === b?.changedAt;
}

function sameSums(a: readonly Money[], b: readonly Money[]): boolean {
  const key = (sums: readonly Money[]) => sums.map((sum) => `${sum.currency}${sum.minor}`).sort().join();
  return key(a) === key(b);
}
