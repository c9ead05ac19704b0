import { ebicsError } from "../errors.ts";
import type { Answer, EbicsStep, Exchange } from "../exchange.ts";
import { bankPubKeyDigests } from "../key-digest.ts";
import type { AllKeysOrderData, InitialisationMessage, OrderSignature, UploadAnnouncement } from "../messages.ts";
import { newTransactionKey, segmentBytesLimit } from "../order-data.ts";
import { orderDataDigest } from "../order-digest.ts";
import { protocols } from "../protocol.ts";
import type { OrderContext, UnsecuredContext } from "../subscriber.ts";
import { accepted, isAccepted, readSignedAnswer, rejected, requireUploadAnswer, unexpected } from "./answers.ts";
import { freshness } from "./freshness.ts";
import { uncountedOrderId } from "./order-id.ts";
import { requireSpoken } from "./spoken.ts";

/** New keys of a user: PUB the signature key, HCA authentication and encryption, HCS all three. EBICS 3.0 §4.6.1 */
export type KeyChange =
  | { readonly order: "PUB"; readonly signature: AllKeysOrderData["signature"] }
  | { readonly order: "HCA"; readonly authentication: AllKeysOrderData["authentication"]; readonly encryption: AllKeysOrderData["encryption"] }
  | ({ readonly order: "HCS" } & Pick<AllKeysOrderData, "signature" | "authentication" | "encryption">);

/** What the user signs with the signature key that the bank still has, and what `sendKeyChange` sends. */
export function keyChangeOrderData(context: Pick<UnsecuredContext, "protocol" | "ids">, change: KeyChange): Uint8Array {
  const { partnerId, userId } = context.ids;
  const protocol = protocols[context.protocol];
  switch (change.order) {
    case "PUB":
      return protocol.iniOrderData({ partnerId, userId, ...change.signature });
    case "HCA":
      return protocol.hcaOrderData({ partnerId, userId, authentication: change.authentication, encryption: change.encryption });
    case "HCS":
      return protocol.hcsOrderData({ partnerId, userId, signature: change.signature, authentication: change.authentication, encryption: change.encryption });
  }
}

/** What is signed for SPR: a file of one blank, which is not sent. EBICS 3.0 §4.5 */
export const suspensionOrderData: Uint8Array = Uint8Array.of(0x20);

/** The bank has done it. */
export interface KeyOrderDone {
  readonly bankOrderId: string | undefined;
}

/**
 * PUB, HCA, HCS. Until the answer to the second request the bank may have the old keys or the new ones.
 * @param signature of this very user, by the key that the bank still has, over `orderData`
 */
export async function* sendKeyChange(context: OrderContext, order: KeyChange["order"], orderData: Uint8Array, signature: OrderSignature): Exchange<Answer<KeyOrderDone>> {
  requireSpoken(context.protocol, order, "to the bank");
  using key = newTransactionKey(context.bank.encryption, context.randomness);
  const segment = await key.encrypt(orderData);
  if (segment.length > (segmentBytesLimit / 4) * 3) throw ebicsError("bad-order", "The new keys do not fit into one segment.", "Nothing was sent.");
  const announcement = { segments: 1, encryption: key.encryption, signatureData: await key.encrypt(protocols[context.protocol].signatureData([signature])), dataDigest: await digestOf(orderData, signature) };
  const ours = uncountedOrderId(context);
  let step: EbicsStep = { order, direction: "upload", phase: "initialisation", segments: 1, bankOrderId: ours };
  const opened = readSignedAnswer(context, yield { bytes: await initialisation(context, order, announcement, ours), step }, step);
  if (!isAccepted(opened)) return rejected(opened, step);
  requireUploadAnswer(opened, step);
  const { transactionId, orderId: bankOrderId = ours } = opened;
  if (transactionId === undefined) throw unexpected(step, "It does not open a transmission.");
  step = { order, direction: "upload", phase: "transfer", segment: 1, segments: 1, transactionId, bankOrderId, last: true };
  const message = { hostId: context.ids.hostId, transactionId, segment: { number: 1, last: true }, orderData: segment };
  const response = readSignedAnswer(context, yield { bytes: await protocols[context.protocol].transferRequest(message, context.authentication), step }, step);
  if (!isAccepted(response)) return rejected(response, step);
  requireUploadAnswer(response, step);
  return accepted(response, { bankOrderId: response.orderId ?? bankOrderId });
}

/**
 * SPR: the user locks themselves out. The signature alone is sent, and it counts with the first answer. Afterwards nothing works before the
 * user has initialised anew. @param signature over `suspensionOrderData`
 */
export async function* sendSuspension(context: OrderContext, signature: OrderSignature): Exchange<Answer<KeyOrderDone>> {
  requireSpoken(context.protocol, "SPR", "to the bank");
  using key = newTransactionKey(context.bank.encryption, context.randomness);
  const announcement = {
    segments: 0, encryption: key.encryption, signatureData: await key.encrypt(protocols[context.protocol].signatureData([signature])), dataDigest: await digestOf(suspensionOrderData, signature),
  };
  const ours = uncountedOrderId(context);
  const step: EbicsStep = { order: "SPR", phase: "initialisation", segments: 0, bankOrderId: ours, last: true };
  const response = readSignedAnswer(context, yield { bytes: await initialisation(context, "SPR", announcement, ours), step }, step);
  if (!isAccepted(response)) return rejected(response, step);
  requireUploadAnswer(response, step);
  return accepted(response, { bankOrderId: response.orderId ?? ours });
}

async function digestOf(orderData: Uint8Array, signature: OrderSignature): Promise<UploadAnnouncement["dataDigest"]> {
  return { signatureVersion: signature.version, digest: await orderDataDigest(orderData) };
}

function initialisation(context: OrderContext, adminOrderType: string, upload: UploadAnnouncement, orderId: string | undefined): Promise<Uint8Array> {
  const message: InitialisationMessage = {
    ids: context.ids,
    product: context.product,
    ...freshness(context),
    adminOrderType,
    orderId,
    params: { kind: "standard" },
    bankPubKeyDigests: bankPubKeyDigests(context.bank, context.bankDigestRule ?? protocols[context.protocol].bankDigestRule),
    upload,
  };
  return protocols[context.protocol].initialisationRequest(message, context.authentication);
}
