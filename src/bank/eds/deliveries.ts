import { accountText } from "../../domain/account-number.ts";
import { toIsoInstant } from "../../domain/clock.ts";
import { amountText } from "../../domain/money.ts";
import { todayIn } from "../../domain/iso-date.ts";
import { btfText, type DownloadInitialisation, edsDialects, type EdsDialect, type EdsFilter, type EdsListEntry, type EdsPayment, type EdsSigner, type OrderName, type ProtocolVersion, protocols, writeEdsDetails, writeEdsList, writeEdsState } from "../../ebics/index.ts";
import { formats } from "../../formats/all.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { compressedContent, orderContent } from "../ledger/order-content.ts";
import { formatOf } from "../ledger/process-order.ts";
import { practiceBankName } from "../practice-bank-facts.ts";
import type { Delivery } from "../reports/delivery.ts";
import { isAllowed, namesIn, offeredOrder } from "../subscribers/offered-orders.ts";
import { findSubscriber, type Subscriber } from "../subscribers/subscriber.ts";
import { edsSettings } from "./agreement.ts";
import { surveyOrder } from "./order-survey.ts";
import { findWaiting, visibleTo, type WaitingOrder, waitingOrders } from "./waiting-order.ts";

/** What is given, or the code to refuse with. */
export type Given = Delivery | { readonly refused: string };
type EdsDownload = Extract<DownloadInitialisation["params"], { readonly kind: "HVU" | "HVZ" | "HVD" | "HVT" | "HVE" | "HVS" }>;

/** So many payments are told at most in one answer of HVT. */
const detailsMax = 10_000;

/** HVU, HVZ, HVD and HVT: what this user may know of the orders that wait. */
export async function edsDelivery(ledger: Ledger, protocol: ProtocolVersion, subscriber: Subscriber, params: EdsDownload): Promise<Given> {
  const dialect = edsDialects[protocol];
  if (dialect === undefined) return { refused: "091006" };
  switch (params.kind) {
    case "HVU":
    case "HVZ":
      return listDelivery(ledger, protocol, dialect, subscriber, params.kind, params.filters);
    case "HVD":
    case "HVT": {
      if (params.order.partnerId !== subscriber.partnerId) return { refused: "091007" }; // this bank lets no partner sign another one's orders
      const order = findWaiting(ledger.database, protocol, params.order);
      if (order === undefined) return { refused: "091114" };
      if (visibleTo(subscriber, order) === undefined) return { refused: "091007" };
      if (params.kind === "HVD") return stateDelivery(ledger, dialect, order);
      return params.completeOrderData ? fileDelivery(ledger, order) : detailsDelivery(ledger, dialect, order, params.fetchLimit, params.fetchOffset);
    }
    case "HVE":
    case "HVS":
      return { refused: "091006" }; // they bring a signature: not a download
  }
}

function listDelivery(ledger: Ledger, protocol: ProtocolVersion, dialect: EdsDialect, subscriber: Subscriber, kind: "HVU" | "HVZ", filters: readonly EdsFilter[]): Given {
  const orders = waitingOrders(ledger.database, subscriber.partnerId).filter((order) => visibleTo(subscriber, order) !== undefined && nameIn(protocol, order) !== undefined && (filters.length === 0 || filters.some((filter) => fits(filter, order, nameIn(protocol, order)))));
  if (orders.length === 0) return { refused: "090005" };
  return xml(writeEdsList(dialect, kind, orders.map((order) => entryOf(ledger, protocol, subscriber, order))));
}

function entryOf(ledger: Ledger, protocol: ProtocolVersion, subscriber: Subscriber, order: WaitingOrder): EdsListEntry {
  const { survey } = order;
  const [sum] = survey.sums;
  const onlySum = survey.sums.length === 1 ? sum : undefined; // HVZ has room for one currency
  return {
    name: nameIn(protocol, order) ?? { adminOrderType: "BTU", service: order.service }, orderId: order.orderId, sizeBytes: order.sizeBytes, readyToBeSigned: maySign(subscriber, order), signaturesRequired: order.signaturesRequired,
    signaturesDone: order.signatures.filter((one) => one.signatureClass !== "T").length, signers: signersOf(order),
    originator: { partnerId: order.partnerId, userId: order.userId, name: findSubscriber(ledger.database, order.partnerId, order.userId)?.name, timestamp: order.receivedMs },
    additionalInfo: `PRACTICE: deleted on ${todayIn(ledger.hours.zone, order.untilMs)} when it was not released by then`,
    overview: {
      dataDigest: { signatureVersion: "A006", digest: order.digest }, orderDataAvailable: edsSettings(ledger.database).givesOrderData, orderDetailsAvailable: survey.transactions > 0,
      transactions: survey.transactions, totalAmount: onlySum && amountText(onlySum), currency: onlySum?.currency, firstParty: survey.firstDebtor, firstAccount: survey.accounts[0],
    },
  };
}

/** Would a signature of this user's be taken now? */
function maySign(subscriber: Subscriber, order: WaitingOrder): boolean {
  const signing = offeredOrder("HVE", undefined);
  return signing !== undefined && isAllowed(subscriber, signing) && subscriber.signatureClass !== "T" && !order.signatures.some((one) => one.userId === subscriber.userId);
}

function stateDelivery(ledger: Ledger, dialect: EdsDialect, order: WaitingOrder): Given {
  return xml(
    writeEdsState(dialect, {
      dataDigest: { signatureVersion: "A006", digest: order.digest }, displayFile: Buffer.from(displayFile(ledger, order)), orderDataAvailable: edsSettings(ledger.database).givesOrderData,
      sizeBytes: order.sizeBytes, orderDetailsAvailable: order.survey.transactions > 0, signers: signersOf(order),
    }),
  );
}

function fileDelivery(ledger: Ledger, order: WaitingOrder): Given {
  if (!edsSettings(ledger.database).givesOrderData) return { refused: "090006" };
  return { content: compressedContent(ledger.database, order.row), compressed: true };
}

async function detailsDelivery(ledger: Ledger, dialect: EdsDialect, order: WaitingOrder, limit: number, offset: number): Promise<Given> {
  const format = await formatOf(ledger, formats, order.row);
  if (format === undefined) return { refused: "090006" };
  const end = offset + (limit === 0 ? detailsMax : Math.min(limit, detailsMax));
  const payments: EdsPayment[] = [];
  const { transactions } = await surveyOrder(format, orderContent(ledger.database, order.row), ({ batch, transaction }, position) => {
    if (position < offset || position >= end) return;
    payments.push({
      originator: { account: accountText(batch.debtorAccount), holder: oneLine(batch.debtor.name), bic: batch.debtorAgent.bic },
      recipient: { account: transaction.creditorAccount === undefined ? "none" : accountText(transaction.creditorAccount), holder: oneLine(transaction.creditor.name), bic: transaction.creditorAgent?.bic },
      executionDate: batch.requestedExecutionDate, amount: amountText(transaction.amount), currency: transaction.amount.currency,
      purpose: transaction.remittance.unstructured.slice(0, 4),
    });
  });
  return payments.length === 0 ? { refused: "090005" } : xml(writeEdsDetails(dialect, { total: transactions, payments }));
}

/** The accompanying note: what the bank has read in the order. */
function displayFile(ledger: Ledger, order: WaitingOrder): string {
  const { survey } = order;
  return [
    practiceBankName,
    `Order ${order.orderId} ${btfText(order.service)}, ${order.sizeBytes} bytes, received ${toIsoInstant(order.receivedMs)} from ${order.userId}`,
    `Message ${survey.messageId}: ${survey.transactions} payments, ${survey.sums.map((sum) => `${amountText(sum)} ${sum.currency}`).join(", ")}`,
    `Debtor ${survey.firstDebtor ?? ""}, accounts ${survey.accounts.join(", ")}, execution ${survey.executionDate ?? ""}`,
    `Signatures: ${order.signatures.map((one) => `${one.userId} (${one.signatureClass})`).join(", ") || "none"}; ${order.signaturesRequired} needed`,
    `Deleted on ${todayIn(ledger.hours.zone, order.untilMs)} when it was not released by then`,
  ].join("\r\n");
}

function signersOf(order: WaitingOrder): EdsSigner[] {
  return order.signatures.map((one) => ({ partnerId: order.partnerId, userId: one.userId, name: one.name, timestamp: one.signedMs, authorisationLevel: one.signatureClass }));
}

/** What this order is called in a version; undefined: it has no name there, and is not shown. */
function nameIn(protocol: ProtocolVersion, order: WaitingOrder): OrderName | undefined {
  const offered = offeredOrder("BTU", order.service);
  if (offered === undefined) return undefined;
  return protocols[protocol].naming === "btf" ? { adminOrderType: "BTU", service: order.service } : namesIn(protocol, offered)[0];
}

function fits(filter: EdsFilter, { service }: WaitingOrder, name: OrderName | undefined): boolean {
  const same = (asked: string | undefined, has: string | undefined): boolean => asked === undefined || asked === has;
  return same(filter.orderType, name?.adminOrderType) && same(filter.serviceName, service.serviceName) && same(filter.scope, service.scope) && same(filter.serviceOption, service.serviceOption) && same(filter.container, service.container) && same(filter.messageName, service.message.name);
}

function xml(bytes: Uint8Array): Delivery {
  return { content: (async function* () { yield bytes; })() };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
