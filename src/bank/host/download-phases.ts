import { assert } from "../../domain/errors.ts";
import { type DataEncryptionInfo, type DateRange, type DownloadInitialisation, newTransactionKey, orderNameOf, orderNameText, type ProtocolVersion, type ReceiptRequest, type TransactionKey, type TransferRequest } from "../../ebics/index.ts";
import { edsDelivery } from "../eds/deliveries.ts";
import { runDue } from "../ledger/run-due.ts";
import { availableOrdersDelivery, bankParametersDelivery, customerDataDelivery, userDataDelivery } from "../reports/bank-data.ts";
import { customerProtocolDelivery, customerProtocolTextDelivery } from "../reports/customer-protocol.ts";
import { type Delivery, documentDelivery, markDelivered, recallAnswerDelivery, statementDelivery, statusReportDelivery } from "../reports/delivery.ts";
import { notificationAccess } from "../reports/notification-access.ts";
import { isAllowed, type OfferedOrder, orderNamed } from "../subscribers/offered-orders.ts";
import type { Subscriber } from "../subscribers/subscriber.ts";
import { checkContinuation, checkInitialisation } from "./check-sender.ts";
import { ok } from "./codes.ts";
import { type Download, downloadSegment, endDownload, forgetDownload, keepDownload, keepDownloadSegments } from "./download-record.ts";
import type { Host } from "./host.ts";
import { type Outcome, refusal } from "./outcome.ts";
import { attributeFits } from "./order-attribute.ts";
import { isServed } from "./served-orders.ts";

/** First message of a download: gathers the data, encrypts them for the user and gives the first segment. */
export async function initialiseDownload(host: Host, request: DownloadInitialisation): Promise<Outcome> {
  const known = { order: request.adminOrderType, partnerId: request.ids.partnerId, userId: request.ids.userId };
  const sender = checkInitialisation(host, request);
  if (sender.kind === "refused") return refusal(sender, known);
  const { params } = request;
  if (!isServed(request.protocol, request.adminOrderType, "from the bank")) return refusal("091006", known);
  if (params.kind === "BTU" || params.kind === "FUL" || params.kind === "other") return refusal("091006", known);
  const name = orderNameOf(request);
  const about = { ...known, order: orderNameText(name) };
  if (!attributeFits(request, "DZHNN")) return refusal("091121", about);
  const order = orderNamed(request.protocol, name);
  if (order === undefined) return refusal(params.kind === "standard" ? "091006" : "091005", about);
  if (order.adminOrderType === "BTU") return refusal("091005", about); // something to send
  if (!isAllowed(sender.subscriber, order)) return refusal("090003", about);
  const dateRange = "dateRange" in params ? params.dateRange : undefined;
  if (dateRange !== undefined && dateRange.start > dateRange.end) return refusal("091112", about);

  await host.orders.idle();
  runDue(host.ledger);
  const given = params.kind === "BTD" || params.kind === "FDL" || params.kind === "standard" ? deliveryOf(host, request.protocol, order, sender.subscriber, dateRange) : await edsDelivery(host.ledger, request.protocol, sender.subscriber, params);
  const delivery = given ?? { refused: "090005" };
  if ("refused" in delivery) return refusal(delivery.refused, about);
  const recipient = sender.subscriber.encryption;
  if (recipient === undefined) return refusal("091002", about);
  const transactionId = Buffer.from(host.randomness.bytes(16)).toString("hex").toUpperCase();
  using key = newTransactionKey(recipient, host.randomness);
  const segments = await prepare(host, { ...about, transactionId, protocol: request.protocol, marks: delivery.marks }, delivery, key);
  return { ...about, codes: ok, transactionId, segments, ...segmentAnswer(host, transactionId, 1, segments, key.encryption) };
}

/** Compresses, encrypts and cuts everything, for the number of segments is announced with the first. @returns it */
async function prepare(host: Host, download: Parameters<typeof keepDownload>[1], delivery: Delivery, key: TransactionKey): Promise<number> {
  const { database } = host.ledger;
  keepDownload(database, download, host.protocolClock.now(), host.limits.openDownloadsMax);
  try {
    const pieces = delivery.compressed === true ? key.segmentsOfCompressed(delivery.content, host.segmentBytesMax) : key.segments(delivery.content, host.segmentBytesMax);
    return await keepDownloadSegments(database, download.transactionId, pieces);
  } catch (error) {
    forgetDownload(database, download.transactionId);
    throw error;
  }
}

/** Any segment may be asked for again, until the receipt. */
export function transferDownload(host: Host, request: TransferRequest, download: Download): Outcome {
  const known = { order: download.order, partnerId: download.partnerId, userId: download.userId, transactionId: request.transactionId };
  const sender = checkContinuation(host, request, download);
  if (sender.kind === "refused") return refusal(sender, known);
  if (download.receiptCode !== undefined) return refusal("091101", known); // the transaction is over
  if (request.orderData !== undefined) return refusal("091113", known); // nobody uploads into a download
  if (request.segment < 1 || request.segment > download.segments) return refusal("091104", known);
  return { ...known, codes: ok, ...segmentAnswer(host, download.transactionId, request.segment, download.segments) };
}

/** Only a positive receipt marks the data as delivered; a negative one keeps them for the next fetch. The first one counts, and its answer can be heard again. */
export function receiveReceipt(host: Host, request: ReceiptRequest, download: Download): Outcome {
  const known = { order: download.order, partnerId: download.partnerId, userId: download.userId, transactionId: request.transactionId };
  const sender = checkContinuation(host, request, download);
  if (sender.kind === "refused") return refusal(sender, known);
  const code = download.receiptCode ?? (request.positive ? "011000" : "011001");
  if (download.receiptCode === undefined) {
    host.ledger.database.transaction(() => {
      if (request.positive && download.marks !== undefined) markDelivered(host.ledger, download.marks);
      endDownload(host.ledger.database, download.transactionId, code);
    });
  }
  return { ...known, codes: { technical: code, business: "000000" } };
}

function deliveryOf(host: Host, protocol: ProtocolVersion, order: OfferedOrder, subscriber: Subscriber, range: DateRange | undefined): Delivery | undefined {
  switch (order.kind) {
    case "statements":
      return statementDelivery(host.ledger, subscriber.partnerId, range);
    case "status-reports":
      return statusReportDelivery(host.ledger, subscriber.partnerId, range);
    case "recall-answers":
      return recallAnswerDelivery(host.ledger, subscriber.partnerId, range);
    case "customer-protocol":
      return customerProtocolDelivery(host.ledger, protocol, subscriber.partnerId, range);
    case "customer-protocol-text":
      return customerProtocolTextDelivery(host.ledger, protocol, subscriber.partnerId, range);
    case "user-data":
      return userDataDelivery(host.ledger, protocol, host.hostId, subscriber);
    case "customer-data":
      return customerDataDelivery(host.ledger, protocol, host.hostId, subscriber);
    case "bank-parameters":
      return bankParametersDelivery(host, protocol);
    case "available-orders":
      return availableOrdersDelivery(host.ledger, protocol, subscriber);
    case "notification-access":
      return notificationAccess(host.accessTokens, host.url(), subscriber);
    case "documents":
      return documentDelivery(host.ledger, subscriber.partnerId, range);
    case "eds": // only with parameters of their own
    case "credit-transfer":
    case "direct-debit":
    case "recall":
    case "document-upload":
      return undefined;
  }
}

function segmentAnswer(host: Host, transactionId: string, number: number, segments: number, encryption?: DataEncryptionInfo): Pick<Outcome, "segment" | "data"> {
  const orderData = downloadSegment(host.ledger.database, transactionId, number);
  assert(orderData !== undefined, "a prepared download has all its segments");
  return { segment: { number, last: number === segments }, data: { encryption, orderData } };
}
