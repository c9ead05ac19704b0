import { ebicsError } from "../errors.ts";
import type { HtdAccount, HtdData, HtdOrder, HtdPartner, HtdPermission, HtdUser } from "../htd.ts";
import type { XmlElement } from "../xml/element.ts";
import { XmlError, orderDataLimits, parseXml } from "../xml/parse.ts";
import { ShapeError, attributeOf, booleanText, childrenOf, countOf, matching, tokenOf } from "../xml/shape.ts";
import { h005Namespace } from "./namespaces.ts";
import { readField } from "./fields.ts";
import { readService, skipParameters } from "./service.ts";

/** HTDResponseOrderData, ebics_orders_H005.xsd. @throws AppError ebics/`unexpected-answer` */
export function readHtd(xml: Uint8Array): HtdData {
  try {
    const root = parseXml(xml, orderDataLimits);
    if (root.local !== "HTDResponseOrderData" || root.namespace !== h005Namespace) throw new ShapeError("the order data are no HTDResponseOrderData");
    const children = childrenOf(root, h005Namespace);
    const partner = readPartner(children.required("PartnerInfo"));
    const user = readUser(children.required("UserInfo"));
    children.end();
    return { partner, user };
  } catch (cause) {
    if (cause instanceof XmlError || cause instanceof ShapeError) {
      throw ebicsError("unexpected-answer", "The bank's list of rights (HTD) cannot be read.", "No money is concerned; the rights known so far stay.", "Fetch it again; if it stays so, tell the bank.", { cause });
    }
    throw cause;
  }
}

function readPartner(element: XmlElement): HtdPartner {
  const children = childrenOf(element, h005Namespace);
  const address = childrenOf(children.required("AddressInfo"), h005Namespace);
  const lines = {
    name: text(address.optional("Name")),
    street: text(address.optional("Street")),
    postCode: text(address.optional("PostCode")),
    city: text(address.optional("City")),
    region: text(address.optional("Region")),
    country: text(address.optional("Country")),
  };
  address.end();
  const bank = childrenOf(children.required("BankInfo"), h005Namespace);
  const hostId = readField(bank.required("HostID"));
  skipParameters(bank.many("Parameter"));
  bank.end();
  const accounts = children.many("AccountInfo").map(readAccount);
  const orders = children.many("OrderInfo").map(readOrder);
  children.end();
  return { ...lines, hostId, accounts, orders };
}

function readAccount(element: XmlElement): HtdAccount {
  const children = childrenOf(element, h005Namespace, ["ID", "Currency", "Description"]);
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

function readOrder(element: XmlElement): HtdOrder {
  const children = childrenOf(element, h005Namespace);
  const adminOrderType = readField(children.required("AdminOrderType"));
  const service = children.optional("Service");
  const description = tokenOf(children.required("Description"));
  const signatures = children.optional("NumSigRequired");
  children.end();
  return { adminOrderType, service: service && readService(service), description, signaturesRequired: signatures === undefined ? 0 : countOf(signatures, 0) };
}

function readUser(element: XmlElement): HtdUser {
  const children = childrenOf(element, h005Namespace);
  const id = children.required("UserID");
  const status = Number(attributeOf(id, "Status"));
  if (!Number.isInteger(status) || status < 0 || status > 99) throw new ShapeError("UserID has no Status between 0 and 99");
  const userId = readField(id, ["Status"]);
  const name = text(children.optional("Name"));
  const permissions = children.many("Permission").map(readPermission);
  children.end();
  return { userId, status, name, permissions };
}

function readPermission(element: XmlElement): HtdPermission {
  const children = childrenOf(element, h005Namespace, ["AuthorisationLevel"]);
  const adminOrderType = readField(children.required("AdminOrderType"));
  const service = children.optional("Service");
  const accountId = text(children.optional("AccountID"));
  const amount = children.optional("MaxAmount");
  children.end();
  return { adminOrderType, service: service && readService(service), accountId, maxAmount: amount && readAmount(amount), authorisationLevel: levelOf(element) };
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
