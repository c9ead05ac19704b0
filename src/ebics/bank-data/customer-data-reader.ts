import type { XmlElement } from "../xml/element.ts";
import { ShapeError, attributeOf, booleanText, childrenOf, countOf, matching, textOf, tokenOf } from "../xml/shape.ts";
import type { HkdData, HtdAccount, HtdData, HtdOrder, HtdPartner, HtdPermission, HtdUser } from "./customer-data.ts";
import type { BankDataDialect } from "./dialect.ts";
import { openBankData, tokenPatterns } from "./open-bank-data.ts";

/** HTDResponseOrderData, ebics_orders_H00x.xsd. @throws AppError ebics/`unexpected-answer` */
export function readHtd(dialect: BankDataDialect, xml: Uint8Array): HtdData {
  return openBankData(dialect, "HTD", xml, (children) => {
    const partner = readPartner(dialect, children.required("PartnerInfo"));
    return { partner, user: readUser(dialect, children.required("UserInfo")) };
  });
}

/** HKDResponseOrderData, ebics_orders_H00x.xsd. @throws AppError ebics/`unexpected-answer` */
export function readHkd(dialect: BankDataDialect, xml: Uint8Array): HkdData {
  return openBankData(dialect, "HKD", xml, (children) => {
    const partner = readPartner(dialect, children.required("PartnerInfo"));
    return { partner, users: [children.required("UserInfo"), ...children.many("UserInfo")].map((user) => readUser(dialect, user)) };
  });
}

function readPartner(dialect: BankDataDialect, element: XmlElement): HtdPartner {
  const { namespace } = dialect;
  const children = childrenOf(element, namespace);
  const address = childrenOf(children.required("AddressInfo"), namespace);
  const lines = {
    name: text(address.optional("Name")),
    street: text(address.optional("Street")),
    postCode: text(address.optional("PostCode")),
    city: text(address.optional("City")),
    region: text(address.optional("Region")),
    country: text(address.optional("Country")),
  };
  address.end();
  const bank = childrenOf(children.required("BankInfo"), namespace);
  const hostId = matching(bank.required("HostID"), tokenPatterns.hostId);
  for (const parameter of bank.many("Parameter")) skipParameter(namespace, parameter);
  bank.end();
  const accounts = children.many("AccountInfo").map((account) => readAccount(namespace, account));
  const orders = children.many("OrderInfo").map((order) => readOrder(dialect, order));
  children.end();
  return { ...lines, hostId, accounts, orders };
}

/** Bank-specific parameters say nothing that is used here. @throws ShapeError */
function skipParameter(namespace: string, element: XmlElement): void {
  const children = childrenOf(element, namespace);
  tokenOf(children.required("Name"));
  textOf(children.required("Value"), ["Type"]);
  children.end();
}

function readAccount(namespace: string, element: XmlElement): HtdAccount {
  const children = childrenOf(element, namespace, ["ID", "Currency", "Description"]);
  const numbers = readTwoForms(children, "AccountNumber", "NationalAccountNumber");
  const banks = readTwoForms(children, "BankCode", "NationalBankCode");
  const holder = text(children.optional("AccountHolder"));
  children.optional("UsageOrderTypes"); // permissions say the same, per user
  children.end();
  const id = attributeOf(element, "ID");
  if (id === undefined || id === "") throw new ShapeError("AccountInfo has no ID");
  return {
    id,
    currency: attributeOf(element, "Currency") ?? "EUR", // the schema's default
    description: attributeOf(element, "Description"),
    iban: numbers.international,
    nationalNumber: numbers.national,
    bic: banks.international,
    nationalBankCode: banks.national,
    holder,
  };
}

/** Up to two elements, the international form and the national one, in either order. What looks like an IBAN or BIC counts as international even unmarked. */
function readTwoForms(children: ReturnType<typeof childrenOf>, local: string, nationalLocal: string): { readonly international: string | undefined; readonly national: string | undefined } {
  let international: string | undefined;
  let national: string | undefined;
  for (let count = 0; count < 2; count++) {
    const element = children.optional(local);
    const other = element === undefined ? children.optional(nationalLocal) : undefined;
    if (other !== undefined) national ??= tokenOf(other, ["format"]);
    if (element === undefined) continue;
    const value = tokenOf(element, ["international", "Prefix"]);
    const marked = booleanText(attributeOf(element, "international") ?? "false", `${local}/@international`);
    if (marked || /^[A-Z]{2}/.test(value)) international ??= value;
    else national ??= value;
  }
  return { international, national };
}

function readOrder(dialect: BankDataDialect, element: XmlElement): HtdOrder {
  const children = childrenOf(element, dialect.namespace);
  const name = dialect.readOrderInfo(children);
  const description = tokenOf(children.required("Description"));
  const signatures = children.optional("NumSigRequired");
  children.end();
  return { ...name, description, signaturesRequired: signatures === undefined ? 0 : countOf(signatures, 0) };
}

function readUser(dialect: BankDataDialect, element: XmlElement): HtdUser {
  const children = childrenOf(element, dialect.namespace);
  const id = children.required("UserID");
  const status = Number(attributeOf(id, "Status"));
  if (!Number.isInteger(status) || status < 0 || status > 99) throw new ShapeError("UserID has no Status between 0 and 99");
  const userId = matching(id, tokenPatterns.userId, ["Status"]);
  const name = text(children.optional("Name"));
  const permissions = children.many("Permission").flatMap((permission) => readPermission(dialect, permission));
  children.end();
  return { userId, status, name, permissions };
}

/** Before EBICS 3.0 one permission lists many order types: each is one here. */
function readPermission(dialect: BankDataDialect, element: XmlElement): readonly HtdPermission[] {
  const children = childrenOf(element, dialect.namespace, ["AuthorisationLevel"]);
  const names = dialect.readPermission(children);
  const accountId = text(children.optional("AccountID"));
  const amount = children.optional("MaxAmount");
  children.end();
  const common = { accountId, maxAmount: amount && readAmount(amount), authorisationLevel: levelOf(element) };
  return names.map((name) => ({ ...name, ...common }));
}

function readAmount(element: XmlElement): { readonly value: string; readonly currency: string } {
  return { value: matching(element, /^[+-]?\d+(\.\d{0,4})?$/, ["Currency"]), currency: attributeOf(element, "Currency") ?? "EUR" };
}

function levelOf(element: XmlElement): HtdPermission["authorisationLevel"] {
  const level = attributeOf(element, "AuthorisationLevel");
  switch (level) {
    case undefined:
    case "E":
    case "A":
    case "B":
    case "T":
      return level;
    default:
      throw new ShapeError("AuthorisationLevel is none of E, A, B, T");
  }
}

function text(element: XmlElement | undefined): string | undefined {
  return element && tokenOf(element);
}
