import type { HtdAccount, HtdData, HtdOrder, HtdPartner, HtdPermission, HtdUser } from "../htd.ts";
import type { XmlElement } from "../xml/element.ts";
import { writeDocument } from "../xml/write.ts";
import { h, orderDataRoot } from "./namespaces.ts";
import { writeService } from "./service.ts";

/** HTDResponseOrderData, ebics_orders_H005.xsd. UTF-8 XML. */
export function writeHtd(data: HtdData): Uint8Array {
  return writeDocument(orderDataRoot("HTDResponseOrderData", [writePartner(data.partner), writeUser(data.user)]));
}

function writePartner(partner: HtdPartner): XmlElement {
  const address = h("AddressInfo", [
    optional("Name", partner.name),
    optional("Street", partner.street),
    optional("PostCode", partner.postCode),
    optional("City", partner.city),
    optional("Region", partner.region),
    optional("Country", partner.country),
  ]);
  return h("PartnerInfo", [address, h("BankInfo", [h("HostID", partner.hostId)]), ...partner.accounts.map(writeAccount), ...partner.orders.map(writeOrder)]);
}

function writeAccount(account: HtdAccount): XmlElement {
  return h(
    "AccountInfo",
    [
      optional("AccountNumber", account.iban, { international: "true" }),
      optional("AccountNumber", account.nationalNumber, { international: "false" }),
      optional("BankCode", account.bic, { international: "true" }),
      optional("BankCode", account.nationalBankCode, { international: "false" }),
      optional("AccountHolder", account.holder),
    ],
    { Currency: account.currency, Description: account.description, ID: account.id },
  );
}

function writeOrder(order: HtdOrder): XmlElement {
  return h("OrderInfo", [
    h("AdminOrderType", order.adminOrderType),
    order.service && writeService(order.service),
    h("Description", order.description),
    h("NumSigRequired", String(order.signaturesRequired)),
  ]);
}

function writeUser(user: HtdUser): XmlElement {
  return h("UserInfo", [h("UserID", user.userId, { Status: String(user.status) }), optional("Name", user.name), ...user.permissions.map(writePermission)]);
}

function writePermission(permission: HtdPermission): XmlElement {
  return h(
    "Permission",
    [
      h("AdminOrderType", permission.adminOrderType),
      permission.service && writeService(permission.service),
      optional("AccountID", permission.accountId),
      permission.maxAmount && h("MaxAmount", permission.maxAmount.value, { Currency: permission.maxAmount.currency }),
    ],
    { AuthorisationLevel: permission.authorisationLevel },
  );
}

function optional(local: string, text: string | undefined, attributes?: Readonly<Record<string, string>>): XmlElement | undefined {
  return text === undefined ? undefined : h(local, text, attributes);
}
