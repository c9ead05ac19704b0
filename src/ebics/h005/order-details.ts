import { readEdsParams, writeEdsParams } from "../eds/params.ts";
import type { OrderParams } from "../messages.ts";
import type { XmlElement } from "../xml/element.ts";
import { attributeOf, booleanText, childrenOf, matching } from "../xml/shape.ts";
import { h005Eds } from "./eds.ts";
import { field, fieldAttribute, readField, readFieldAttribute, readOptionalField } from "./fields.ts";
import { h, h005Namespace } from "./namespaces.ts";
import { readDateRange, readService, skipParameters, writeDateRange, writeService } from "./service.ts";

export interface OrderDetails {
  readonly adminOrderType: string;
  readonly params: OrderParams;
}

/** OrderDetails of an ebicsRequest. */
export function writeOrderDetails(details: { readonly adminOrderType: string; readonly params: Exclude<OrderParams, { kind: "other" }> }): XmlElement {
  return h("OrderDetails", [field("AdminOrderType", details.adminOrderType), writeParams(details.params)]);
}

/** OrderDetails of key management: the type alone. */
export function writeAdminOrderType(adminOrderType: string): XmlElement {
  return h("OrderDetails", [field("AdminOrderType", adminOrderType)]);
}

/** @throws ShapeError */
export function readOrderDetails(element: XmlElement): OrderDetails {
  const children = childrenOf(element, h005Namespace);
  const adminOrderType = readField(children.required("AdminOrderType"));
  readOptionalField(children.optional("OrderID")); // H005 leaves it to the bank
  const params = readParams(children.any());
  children.end();
  return { adminOrderType, params };
}

/** @throws ShapeError */
export function readAdminOrderType(element: XmlElement): string {
  const children = childrenOf(element, h005Namespace);
  const adminOrderType = readField(children.required("AdminOrderType"));
  children.end();
  return adminOrderType;
}

function writeParams(params: Exclude<OrderParams, { kind: "other" }>): XmlElement {
  switch (params.kind) {
    case "BTU": {
      // SignatureFlag is an empty element; only its presence counts.
      const flag = params.signatureFlag ? h("SignatureFlag", [], { requestEDS: params.requestEds ? "true" : undefined }) : undefined;
      return h("BTUOrderParams", [writeService(params.service), flag], { fileName: fieldAttribute("fileName", params.fileName) });
    }
    case "BTD":
      return h("BTDOrderParams", [writeService(params.service), writeDateRange(params.dateRange)]);
    case "standard":
      return h("StandardOrderParams", [writeDateRange(params.dateRange)]);
    default:
      return writeEdsParams(h005Eds, params);
  }
}

function readParams(element: XmlElement): OrderParams {
  switch (element.local) {
    case "BTUOrderParams":
      return readUploadParams(element);
    case "BTDOrderParams": {
      const children = childrenOf(element, h005Namespace);
      const service = readService(children.required("Service"));
      const dateRange = readDateRange(children.optional("DateRange"));
      skipParameters(children.many("Parameter"));
      children.end();
      return { kind: "BTD", service, dateRange };
    }
    case "StandardOrderParams": {
      const children = childrenOf(element, h005Namespace);
      const dateRange = readDateRange(children.optional("DateRange"));
      children.end();
      return { kind: "standard", dateRange };
    }
    default:
      return readEdsParams(h005Eds, element) ?? { kind: "other", name: element.local };
  }
}

function readUploadParams(element: XmlElement): OrderParams {
  const children = childrenOf(element, h005Namespace, ["fileName"]);
  const service = readService(children.required("Service"));
  const flag = children.optional("SignatureFlag");
  skipParameters(children.many("Parameter"));
  children.end();
  if (flag !== undefined) matching(flag, /^$/, ["requestEDS"]);
  const requestEds = flag === undefined ? undefined : attributeOf(flag, "requestEDS");
  return {
    kind: "BTU",
    service,
    fileName: readFieldAttribute(element, "fileName"),
    signatureFlag: flag !== undefined,
    requestEds: requestEds !== undefined && booleanText(requestEds, "requestEDS"),
  };
}
