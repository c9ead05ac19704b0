import { btfText, type DateRange, type DownloadInitialisation, encryptFor, type ReceiptRequest, type TransferRequest } from "../../ebics/index.ts";
import { runDue } from "../ledger/run-due.ts";
import { availableOrdersDelivery, bankParametersDelivery, customerDataDelivery, userDataDelivery } from "../reports/bank-data.ts";
import { customerProtocolDelivery, customerProtocolTextDelivery } from "../reports/customer-protocol.ts";
import { type Delivery, statementDelivery, statusReportDelivery } from "../reports/delivery.ts";
import { isAllowed, type OfferedOrder, offeredOrder } from "../subscribers/offered-orders.ts";
import type { Subscriber } from "../subscribers/subscriber.ts";
import { checkContinuation, checkInitialisation } from "./check-sender.ts";
import { ok } from "./codes.ts";
import type { DownloadTransaction } from "./downloads.ts";
import type { Host } from "./host.ts";
import { type Outcome, refusal } from "./outcome.ts";
import { isServed } from "./served-orders.ts";

/** First message of a download: gathers the data, encrypts them for the user and gives the first segment. */
export async function initialiseDownload(host: Host, request: DownloadInitialisation): Promise<Outcome> {
  const known = { order: request.adminOrderType, partnerId: request.ids.partnerId, userId: request.ids.userId };
  const sender = checkInitialisation(host, request);
  if (sender.kind === "refused") return refusal(sender.code, known);
  const { params } = request;
  if (!isServed("H005", request.adminOrderType, "from the bank")) return refusal("091006", known);
  if (params.kind !== "BTD" && params.kind !== "standard") return refusal("091006", known);
  const service = params.kind === "BTD" ? params.service : undefined;
  const about = { ...known, order: service === undefined ? request.adminOrderType : `BTD ${btfText(service)}` };
  const order = offeredOrder(request.adminOrderType, service);
  if (order === undefined) return refusal(request.adminOrderType === "BTD" ? "091005" : "091006", about);
  if (!isAllowed(sender.subscriber, order)) return refusal("090003", about);
  const { dateRange } = params;
  if (dateRange !== undefined && dateRange.start > dateRange.end) return refusal("091112", about);

  await host.orders.idle();
  runDue(host.ledger);
  const delivery = deliveryOf(host, order, sender.subscriber, dateRange);
  if (delivery === undefined) return refusal("090005", about);
  const certificateDer = sender.subscriber.encryptionCertificateDer;
  if (certificateDer === undefined) return refusal("091002", about);
  const data = await encryptFor(certificateDer, delivery.content, { randomness: host.randomness, segmentBytesMax: host.segmentBytesMax });
  const transactionId = Buffer.from(host.randomness.bytes(16)).toString("hex").toUpperCase();
  host.downloads.keep(transactionId, {
    partnerId: about.partnerId, userId: about.userId, order: about.order, data, startedMs: host.protocolClock.now(), onReceipt: delivery.markDelivered,
  });
  const first = segmentOf(data.segments, 1);
  return { ...about, codes: ok, transactionId, segments: data.segments.length, segment: first.segment, data: { encryption: data.encryption, orderData: first.orderData } };
}

/** Any segment may be asked for again. */
export function transferDownload(host: Host, request: TransferRequest, download: DownloadTransaction): Outcome {
  const known = { order: download.order, partnerId: download.partnerId, userId: download.userId, transactionId: request.transactionId };
  const sender = checkContinuation(host, request, download);
  if (sender.kind === "refused") return refusal(sender.code, known);
  if (request.segment < 1 || request.segment > download.data.segments.length) return refusal("091104", known);
  const { segment, orderData } = segmentOf(download.data.segments, request.segment);
  return { ...known, codes: ok, segment, data: { orderData } };
}

/** Only a positive receipt marks the data as delivered; a negative one keeps them for the next fetch. */
export function receiveReceipt(host: Host, request: ReceiptRequest, download: DownloadTransaction): Outcome {
  const known = { order: download.order, partnerId: download.partnerId, userId: download.userId, transactionId: request.transactionId };
  const sender = checkContinuation(host, request, download);
  if (sender.kind === "refused") return refusal(sender.code, known);
  if (request.positive) download.onReceipt();
  host.downloads.forget(request.transactionId);
  return { ...known, codes: { technical: request.positive ? "011000" : "011001", business: "000000" } };
}

function deliveryOf(host: Host, order: OfferedOrder, subscriber: Subscriber, range: DateRange | undefined): Delivery | undefined {
  switch (order.kind) {
    case "statements":
      return statementDelivery(host.ledger, subscriber.partnerId, range);
    case "status-reports":
      return statusReportDelivery(host.ledger, subscriber.partnerId, range);
    case "customer-protocol":
      return customerProtocolDelivery(host.ledger, subscriber.partnerId, range);
    case "customer-protocol-text":
      return customerProtocolTextDelivery(host.ledger, subscriber.partnerId, range);
    case "user-data":
      return userDataDelivery(host.ledger, host.hostId, subscriber);
    case "customer-data":
      return customerDataDelivery(host.ledger, host.hostId, subscriber);
    case "bank-parameters":
      return bankParametersDelivery(host);
    case "available-orders":
      return availableOrdersDelivery(host.ledger, subscriber);
    case "credit-transfer":
      return undefined;
  }
}

function segmentOf(segments: readonly Uint8Array[], number: number): { readonly segment: { readonly number: number; readonly last: boolean }; readonly orderData: Uint8Array } {
  return { segment: { number, last: number === segments.length }, orderData: segments[number - 1] ?? new Uint8Array(0) };
}
