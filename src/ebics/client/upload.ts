import type { BtfService } from "../btf.ts";
import { ebicsError } from "../errors.ts";
import type { Answer, EbicsStep, Exchange } from "../exchange.ts";
import { bankPubKeyDigests } from "../key-digest.ts";
import type { FileFormat } from "../bank-data/customer-data.ts";
import type { InitialisationMessage, OrderSignature, UploadAnnouncement } from "../messages.ts";
import { newTransactionKey } from "../order-data.ts";
import { OrderDataDigest } from "../order-digest.ts";
import { protocols } from "../protocol.ts";
import type { OrderContext } from "../subscriber.ts";
import { isAccepted, readSignedAnswer, rejected, unexpected, requireUploadAnswer } from "./answers.ts";
import { freshness } from "./freshness.ts";
import { type SegmentStore, segmentsInMemory } from "./segment-store.ts";
import { requireSpoken } from "./spoken.ts";
import { type SegmentsSent, sendSegments } from "./upload-segments.ts";

/** How an upload is named: BTU with a service (3.0); FUL with a file format, or an order type of three letters (2.4, 2.5): `CCT`. */
export type UploadName =
  | { readonly service: BtfService; readonly fileName?: string | undefined }
  | { readonly fileFormat: FileFormat }
  | { readonly orderType: string };

/** What is sent. */
export type UploadOrder = UploadName & UploadContent;
interface UploadContent {
  /** Where the client gives it (2.4): unique among the partner's orders, as `orderIdOf` makes it. Not used elsewhere. */
  readonly orderId?: string | undefined;
  /** The file, exactly as signed. Streamed: with one segment in memory. */
  readonly orderData: Uint8Array | AsyncIterable<Uint8Array>;
  /** At least one. The first one's version stands in DataDigest; the digest itself is the same for A005 and A006. */
  readonly signatures: readonly OrderSignature[];
  /** True: the signatures release the order. False: transport only, released by other means. */
  readonly signatureFlag: boolean;
  /** Put into distributed signature at the bank where signatures are missing. Only with `signatureFlag`. */
  readonly requestEds: boolean;
  /** SHA-256 over the order data without CR, LF, Ctrl-Z, as the signers saw it. When given and different, nothing is sent. */
  readonly orderDataDigest?: Uint8Array | undefined;
  /** Largest segment in characters of base64. Default and maximum 1 MiB. */
  readonly segmentBytesMax?: number | undefined;
}

/** The bank has all segments. Delivered is not accepted: its checks follow in HAC and pain.002. */
export interface UploadReceipt extends SegmentsSent {
  readonly orderDataDigest: Uint8Array;
}

/**
 * Initialisation, then every segment. EBICS 3.0 §5.5.1.
 * @param store takes the prepared segments before the first request; `sendSegments` goes on with them
 * @throws AppError ebics/`bad-order` before anything is sent; others on a bad answer, with their meaning for the money
 */
export async function* upload(context: OrderContext, order: UploadOrder, store: SegmentStore = segmentsInMemory()): Exchange<Answer<UploadReceipt>> {
  const { adminOrderType, params } = nameOf(order);
  requireSpoken(context.protocol, adminOrderType, "to the bank");
  const announcement = await prepare(context, order, store);
  const { segments } = announcement;
  const ours = protocols[context.protocol].orderIdBy === "client" ? order.orderId : undefined;
  const step: EbicsStep = { order: adminOrderType, direction: "upload", phase: "initialisation", segments, bankOrderId: ours };
  const make = (): Promise<Uint8Array> => initialisation(context, { adminOrderType, params, orderId: ours }, announcement);
  const response = readSignedAnswer(context, yield { bytes: await make(), step, repeat: make }, step);
  if (!isAccepted(response)) return rejected(response, step);
  requireUploadAnswer(response, step);
  const { transactionId, orderId: bankOrderId } = response;
  if (transactionId === undefined) throw unexpected(step, "It does not open a transmission.");
  const sent = yield* sendSegments(context, { order: adminOrderType, transactionId, bankOrderId: bankOrderId ?? ours, segments, acknowledged: 0, lastMayHaveArrived: false }, store);
  return sent.kind === "ok" ? { ...sent, value: { ...sent.value, orderDataDigest: announcement.dataDigest.digest } } : sent;
}

/** Compresses, encrypts and cuts everything, for the number of segments is announced first. */
async function prepare(context: OrderContext, order: UploadOrder, store: SegmentStore): Promise<UploadAnnouncement> {
  const signatureVersion = order.signatures[0]?.version;
  if (signatureVersion === undefined) throw badOrder("The order carries no signature.");
  if (order.requestEds && !order.signatureFlag) throw badOrder("Distributed signature is asked for, but the order is for transport only.");
  const digest = new OrderDataDigest();
  using key = newTransactionKey(context.bank.encryption, context.randomness);
  let segments = 0;
  for await (const segment of key.segments(passingBy(order.orderData, digest), order.segmentBytesMax)) await store.put(++segments, segment);
  const signatureData = await key.encrypt(protocols[context.protocol].signatureData(order.signatures));
  const dataDigest = { signatureVersion, digest: digest.value() };
  if (order.orderDataDigest !== undefined && !Buffer.from(dataDigest.digest).equals(order.orderDataDigest)) throw badOrder("The file is not the one that was signed.");
  return { segments, encryption: key.encryption, signatureData, dataDigest, transportOnly: !order.signatureFlag };
}

function nameOf(order: UploadOrder): Pick<InitialisationMessage, "adminOrderType" | "params"> {
  if ("service" in order) {
    return { adminOrderType: "BTU", params: { kind: "BTU", service: order.service, fileName: order.fileName, signatureFlag: order.signatureFlag, requestEds: order.requestEds } };
  }
  if ("fileFormat" in order) return { adminOrderType: "FUL", params: { kind: "FUL", fileFormat: order.fileFormat } };
  return { adminOrderType: order.orderType, params: { kind: "standard" } };
}

function initialisation(context: OrderContext, named: Pick<InitialisationMessage, "adminOrderType" | "params" | "orderId">, upload: UploadAnnouncement): Promise<Uint8Array> {
  const message: InitialisationMessage = {
    ids: context.ids,
    product: context.product,
    ...freshness(context),
    ...named,
    bankPubKeyDigests: bankPubKeyDigests(context.bank, context.bankDigestRule ?? protocols[context.protocol].bankDigestRule),
    upload,
  };
  return protocols[context.protocol].initialisationRequest(message, context.authentication);
}

async function* passingBy(orderData: UploadOrder["orderData"], digest: OrderDataDigest): AsyncGenerator<Uint8Array> {
  for await (const chunk of orderData instanceof Uint8Array ? [orderData] : orderData) {
    digest.update(chunk);
    yield chunk;
  }
}

function badOrder(message: string): Error {
  return ebicsError("bad-order", message, "Nothing was sent.", "Withdraw the signatures and sign the order again.");
}
