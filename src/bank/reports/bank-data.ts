import { parseIban } from "../../domain/account-number.ts";
import { type BankDataOrder, type BankDataValues, type HkdData, hostVersions, type HtdData, type OrderName, type ProtocolVersion, writeBankData } from "../../ebics/index.ts";
import { edsAgreement } from "../eds/agreement.ts";
import { listAccounts } from "../ledger/account.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { practiceBankName, practiceBic } from "../practice-bank-facts.ts";
import { isServed } from "../host/served-orders.ts";
import { isAllowed, namesIn, type OfferedOrder, offeredOrders } from "../subscribers/offered-orders.ts";
import { listSubscribers, type Subscriber } from "../subscribers/subscriber.ts";
import { type Delivery, hasUndelivered } from "./delivery.ts";

/** HTD: what the bank grants this partner and this user. */
export function userDataDelivery(ledger: Ledger, protocol: ProtocolVersion, hostId: string, subscriber: Subscriber): Delivery {
  const data: HtdData = { partner: partnerData(ledger, protocol, hostId, subscriber.partnerId), user: userOf(protocol, subscriber) };
  return answer(protocol, "HTD", data);
}

/** HKD: the same with all users of the partner. */
export function customerDataDelivery(ledger: Ledger, protocol: ProtocolVersion, hostId: string, { partnerId }: Subscriber): Delivery {
  const users = listSubscribers(ledger.database).filter((subscriber) => subscriber.partnerId === partnerId).map((subscriber) => userOf(protocol, subscriber));
  return answer(protocol, "HKD", { partner: partnerData(ledger, protocol, hostId, partnerId), users });
}

/** HPD: how this bank is reached and what its host does. */
export function bankParametersDelivery(bank: { readonly hostId: string; readonly url: () => string }, protocol: ProtocolVersion): Delivery {
  return answer(protocol, "HPD", {
    urls: [{ url: bank.url() }],
    institute: practiceBankName,
    hostId: bank.hostId,
    versions: { protocol: hostVersions().map((one) => one.protocolVersion).filter((version) => isServed(version, "INI", "to the bank")), authentication: ["X002"], encryption: ["E002"], signature: ["A005", "A006"] },
    recovery: true, preValidation: false, clientDataDownload: true, downloadableOrderData: true,
  });
}

/** HAA: of what the user may fetch, that which has data at this moment. The protocols are there once anything has happened. */
export function availableOrdersDelivery(ledger: Ledger, protocol: ProtocolVersion, subscriber: Subscriber): Delivery | undefined {
  const orders = allowedOrders(subscriber).filter((order) => hasData(ledger, subscriber.partnerId, order)).flatMap((order) => servedNames(protocol, order));
  return orders.length === 0 ? undefined : answer(protocol, "HAA", orders);
}

function hasData(ledger: Ledger, partnerId: string, order: OfferedOrder): boolean {
  switch (order.kind) {
    case "statements":
      return hasUndelivered(ledger, "day_statement", partnerId);
    case "status-reports":
      return hasUndelivered(ledger, "status_report", partnerId);
    case "recall-answers":
      return hasUndelivered(ledger, "recall_answer", partnerId);
    case "documents":
      return hasUndelivered(ledger, "document", partnerId);
    default:
      return false; // given at every fetch: nothing of it is ever new
  }
}

function partnerData(ledger: Ledger, protocol: ProtocolVersion, hostId: string, partnerId: string): HkdData["partner"] {
  const partner = ledger.database.get<{ name: string }>("SELECT name FROM partner WHERE partner_id = ?", partnerId);
  const accounts = listAccounts(ledger).filter((account) => account.partnerId === partnerId && account.state !== "closed");
  const { signaturesRequired } = edsAgreement(ledger.database, partnerId);
  return {
    name: `${partner?.name ?? partnerId} (PRACTICE)`,
    hostId,
    accounts: accounts.map((account) => ({
      id: `ACC${account.id}`, currency: account.currency, description: "PRACTICE account", iban: parseIban(account.number), bic: practiceBic, holder: account.owner,
    })),
    orders: offeredOrders.flatMap((order) => servedNames(protocol, order).map((name) => ({
      ...name, transfer: directionOf(order) === "to the bank" ? ("Upload" as const) : ("Download" as const), description: order.description, signaturesRequired: order.adminOrderType === "BTU" ? signaturesRequired : 0,
    }))),
  };
}

/** UserInfo/UserID/@Status: EBICS 3.0 §8.2 (HTD), 1 ready, 2 new, 3 INI only, 4 HIA only, 5 initialised, 8 suspended by themselves (SPR), 9 locked by the bank. */
function statusOf(subscriber: Subscriber): number {
  switch (subscriber.state) {
    case "ready":
      return 1;
    case "new":
      return 2;
    case "partly-initialised":
      return subscriber.signature === undefined ? 4 : 3;
    case "initialised":
      return 5;
    case "suspended-by-user":
      return 8;
    case "suspended":
      return 9;
  }
}

function userOf(protocol: ProtocolVersion, subscriber: Subscriber): HtdData["user"] {
  return {
    userId: subscriber.userId,
    status: statusOf(subscriber),
    name: subscriber.name,
    permissions: allowedOrders(subscriber).flatMap((order) => servedNames(protocol, order).map((name) => ({ ...name, authorisationLevel: order.adminOrderType === "BTU" ? subscriber.signatureClass : undefined }))),
  };
}

function allowedOrders(subscriber: Subscriber): readonly OfferedOrder[] {
  return offeredOrders.filter((order) => isAllowed(subscriber, order));
}

/** Its names in that version, of orders that are served in it. */
function servedNames(protocol: ProtocolVersion, order: OfferedOrder): readonly OrderName[] {
  return namesIn(protocol, order).filter(({ adminOrderType }) => isServed(protocol, adminOrderType, directionOf(order)));
}

function directionOf({ adminOrderType }: OfferedOrder): "to the bank" | "from the bank" {
  return adminOrderType === "BTU" || adminOrderType === "HVE" || adminOrderType === "HVS" ? "to the bank" : "from the bank";
}

function answer<Order extends BankDataOrder>(protocol: ProtocolVersion, order: Order, value: BankDataValues[Order]): Delivery {
  const bytes = writeBankData(protocol, order, value);
  return { content: (async function* () { yield bytes; })() };
}
