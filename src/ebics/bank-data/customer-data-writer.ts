import type { XmlElement } from "../xml/element.ts";
import { asRoot, type ElementWriter, elementsOf, writeDocument } from "../xml/write.ts";
import type { HkdData, HtdAccount, HtdData, HtdPartner, HtdUser } from "./customer-data.ts";
import type { BankDataDialect } from "./dialect.ts";

/** HTDResponseOrderData, ebics_orders_H00x.xsd. UTF-8 XML. */
export function writeHtd(dialect: BankDataDialect, data: HtdData): Uint8Array {
  return writeCustomerData(dialect, "HTDResponseOrderData", data.partner, [data.user]);
}

/** HKDResponseOrderData, ebics_orders_H00x.xsd. UTF-8 XML. */
export function writeHkd(dialect: BankDataDialect, data: HkdData): Uint8Array {
  return writeCustomerData(dialect, "HKDResponseOrderData", data.partner, data.users);
}

function writeCustomerData(dialect: BankDataDialect, root: string, partner: HtdPartner, users: readonly HtdUser[]): Uint8Array {
  const h = elementsOf(dialect.namespace);
  return writeDocument(asRoot(h(root, [writePartner(dialect, h, partner), ...users.map((user) => writeUser(dialect, h, user))]), { "": dialect.namespace }));
}

function writePartner(dialect: BankDataDialect, h: ElementWriter, partner: HtdPartner): XmlElement {
  const optional = optionalOf(h);
  const address = h("AddressInfo", [
    optional("Name", partner.name),
    optional("Street", partner.street),
    optional("PostCode", partner.postCode),
    optional("City", partner.city),
    optional("Region", partner.region),
    optional("Country", partner.country),
  ]);
  return h("PartnerInfo", [
    address, h("BankInfo", [h("HostID", partner.hostId)]), ...partner.accounts.map((account) => writeAccount(h, account)),
    ...partner.orders.map((order) => h("OrderInfo", [...dialect.writeOrderInfo(order), h("Description", order.description), h("NumSigRequired", String(order.signaturesRequired))])),
  ]);
}

function writeAccount(h: ElementWriter, account: HtdAccount): XmlElement {
  const optional = optionalOf(h);
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

function writeUser(dialect: BankDataDialect, h: ElementWriter, user: HtdUser): XmlElement {
  const optional = optionalOf(h);
  const permissions = user.permissions.map((permission) =>
    h(
      "Permission",
      [
        ...dialect.writePermission(permission), optional("AccountID", permission.accountId),
        permission.maxAmount && h("MaxAmount", permission.maxAmount.value, { Currency: permission.maxAmount.currency }),
      ],
      { AuthorisationLevel: permission.authorisationLevel },
    ),
  );
  return h("UserInfo", [h("UserID", user.userId, { Status: String(user.status) }), optional("Name", user.name), ...permissions]);
}

function optionalOf(h: ElementWriter) {
  return (local: string, text: string | undefined, attributes?: Readonly<Record<string, string>>): XmlElement | undefined => (text === undefined ? undefined : h(local, text, attributes));
}
