import { type HtdData, writeHtd } from "../../ebics/index.ts";
import { parseIban } from "../../domain/account-number.ts";
import { listAccounts } from "../ledger/account.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { practiceBic } from "../practice-bank-facts.ts";
import { isAllowed, offeredOrders } from "../subscribers/offered-orders.ts";
import type { Subscriber } from "../subscribers/subscriber.ts";
import type { Delivery } from "./delivery.ts";

/** UserStatusType of ebics_types_H005.xsd: 1 is ready. */
const readyStatus = 1;

/** HTD: what the bank grants this partner and this user. */
export function userDataDelivery(ledger: Ledger, hostId: string, subscriber: Subscriber): Delivery {
  const bytes = writeHtd(userData(ledger, hostId, subscriber));
  return { content: (async function* () { yield bytes; })(), markDelivered: () => undefined };
}

function userData(ledger: Ledger, hostId: string, subscriber: Subscriber): HtdData {
  const partner = ledger.database.get<{ name: string }>("SELECT name FROM partner WHERE partner_id = ?", subscriber.partnerId);
  const accounts = listAccounts(ledger).filter((account) => account.partnerId === subscriber.partnerId && account.state !== "closed");
  const allowed = offeredOrders.filter((order) => isAllowed(subscriber, order));
  return {
    partner: {
      name: `${partner?.name ?? subscriber.partnerId} (PRACTICE)`,
      hostId,
      accounts: accounts.map((account) => ({
        id: `ACC${account.id}`, currency: account.currency, description: "PRACTICE account", iban: parseIban(account.number), bic: practiceBic, holder: account.owner,
      })),
      orders: offeredOrders.map((order) => ({
        adminOrderType: order.adminOrderType, service: order.service, description: order.description, signaturesRequired: order.kind === "credit-transfer" ? 1 : 0,
      })),
    },
    user: {
      userId: subscriber.userId,
      status: readyStatus,
      name: subscriber.name,
      permissions: allowed.map((order) => ({
        adminOrderType: order.adminOrderType, service: order.service, authorisationLevel: order.kind === "credit-transfer" ? subscriber.signatureClass : undefined,
      })),
    },
  };
}
