import { parseIban } from "../../domain/account-number.ts";
import { type BankDataOrder, type BankDataValues, type HkdData, type HtdData, type OrderName, writeBankData } from "../../ebics/index.ts";
import { edsAgreement } from "../eds/agreement.ts";
import { listAccounts } from "../ledger/account.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { practiceBankName, practiceBic } from "../practice-bank-facts.ts";
import { isAllowed, type OfferedOrder, offeredOrders } from "../subscribers/offered-orders.ts";
import { listSubscribers, type Subscriber } from "../subscribers/subscriber.ts";
import { type Delivery, hasUndelivered } from "./delivery.ts";

/** HTD: what the bank grants this partner and this user. */
export function userDataDelivery(ledger: Ledger, hostId: string, subscriber: Subscriber): Delivery {
  const data: HtdData = { partner: partnerData(ledger, hostId, subscriber.partnerId), user: userOf(subscriber) };
  return answer("HTD", data);
}

/** HKD: the same with all users of the partner. */
export function customerDataDelivery(ledger: Ledger, hostId: string, { partnerId }: Subscriber): Delivery {
  const users = listSubscribers(ledger.database).filter((subscriber) => subscriber.partnerId === partnerId).map(userOf);
  return answer("HKD", { partner: partnerData(ledger, hostId, partnerId), users });
}

/** HPD: how this bank is reached and what its host does. */
export function bankParametersDelivery(bank: { readonly hostId: string; readonly url: () => string }): Delivery {
  return answer("HPD", {
    urls: [{ url: bank.url() }],
    institute: practiceBankName,
    hostId: bank.hostId,
    versions: { protocol: ["H005"], authentication: ["X002"], encryption: ["E002"], signature: ["A005", "A006"] },
    recovery: true, preValidation: false, clientDataDownload: true, downloadableOrderData: true,
  });
}

/** HAA: of what the user may fetch, that which has data at this moment. The protocols are there once anything has happened. */
export function availableOrdersDelivery(ledger: Ledger, subscriber: Subscriber): Delivery | undefined {
  const orders = allowedOrders(subscriber).filter((order) => hasData(ledger, subscriber.partnerId, order)).map(nameOf);
  return orders.length === 0 ? undefined : answer("HAA", orders);
}

function hasData(ledger: Ledger, partnerId: string, order: OfferedOrder): boolean {
  switch (order.kind) {
    case "statements":
      return hasUndelivered(ledger, "day_statement", partnerId);
    case "status-reports":
      return hasUndelivered(ledger, "status_report", partnerId);
    case "documents":
      return hasUndelivered(ledger, "document", partnerId);
    default:
      return false; // given at every fetch: nothing of it is ever new
  }
}

function partnerData(ledger: Ledger, hostId: string, partnerId: string): HkdData["partner"] {
  const partner = ledger.database.get<{ name: string }>("SELECT name FROM partner WHERE partner_id = ?", partnerId);
  const accounts = listAccounts(ledger).filter((account) => account.partnerId === partnerId && account.state !== "closed");
  const { signaturesRequired } = edsAgreement(ledger.database, partnerId);
  return {
    name: `${partner?.name ?? partnerId} (PRACTICE)`,
    hostId,
    accounts: accounts.map((account) => ({
      id: `ACC${account.id}`, currency: account.currency, description: "PRACTICE account", iban: parseIban(account.number), bic: practiceBic, holder: account.owner,
    })),
    orders: offeredOrders.map((order) => ({ ...nameOf(order), description: order.description, signaturesRequired: order.adminOrderType === "BTU" ? signaturesRequired : 0 })),
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

function userOf(subscriber: Subscriber): HtdData["user"] {
  return {
    userId: subscriber.userId,
    status: statusOf(subscriber),
    name: subscriber.name,
    permissions: allowedOrders(subscriber).map((order) => ({ ...nameOf(order), authorisationLevel: order.adminOrderType === "BTU" ? subscriber.signatureClass : undefined })),
  };
}

function allowedOrders(subscriber: Subscriber): readonly OfferedOrder[] {
  return offeredOrders.filter((order) => isAllowed(subscriber, order));
}

function nameOf({ adminOrderType, service }: OfferedOrder): OrderName {
  return { adminOrderType, service };
}

function answer<Order extends BankDataOrder>(order: Order, value: BankDataValues[Order]): Delivery {
  const bytes = writeBankData("H005", order, value);
  return { content: (async function* () { yield bytes; })() };
}
