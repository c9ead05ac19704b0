import { readEdsParams, writeEdsParams } from "../eds/params.ts";
import { ebicsError } from "../errors.ts";
import type { InitialisationMessage, OrderParams } from "../messages.ts";
import type { OrderDetailsForm } from "../wire/dialect.ts";
import { field, fieldAttribute, readField, readFieldAttribute, readOptionalField } from "../wire/fields.ts";
import { readDateRange, skipParameters, writeDateRange } from "../wire/order-params.ts";
import type { XmlElement } from "../xml/element.ts";
import { ShapeError, attributeOf, booleanText, childrenOf, matching } from "../xml/shape.ts";
import { h005Eds } from "./eds.ts";
import { h, h005Namespace } from "./namespaces.ts";
import { readService, writeService } from "./service.ts";

/** OrderDetails of EBICS 3.0: an administrative order type and its parameters; in key management the type alone. */
export const orderDetails: OrderDetailsForm = {
  write: (message) => h("OrderDetails", [field(h, "AdminOrderType", message.adminOrderType), writeParams(message.params)]),
  read(element) {
    const children = childrenOf(element, h005Namespace);
    const adminOrderType = readField(children.required("AdminOrderType"));
    readOptionalField(children.optional("OrderID")); // H005 leaves it to the bank
    const params = readParams(children.any());
    children.end();
    expectParams(adminOrderType, params);
    return { adminOrderType, params, orderAttribute: undefined, orderId: undefined };
  },
  writeKeyManagement: (_, { adminOrderType }) => h("OrderDetails", [field(h, "AdminOrderType", adminOrderType)]),
  readKeyManagement(_, element) {
    const children = childrenOf(element, h005Namespace);
    const adminOrderType = readField(children.required("AdminOrderType"));
    children.end();
    return adminOrderType;
  },
};

function writeParams(params: InitialisationMessage["params"]): XmlElement {
  switch (params.kind) {
    case "BTU": {
      // SignatureFlag is an empty element; only its presence counts.
      const flag = params.signatureFlag ? h("SignatureFlag", [], { requestEDS: params.requestEds ? "true" : undefined }) : undefined;
      return h("BTUOrderParams", [writeService(params.service), flag], { fileName: fieldAttribute("fileName", params.fileName) });
    }
    case "BTD":
      return h("BTDOrderParams", [writeService(params.service), writeDateRange(h, params.dateRange)]);
    case "standard":
      return h("StandardOrderParams", [writeDateRange(h, params.dateRange)]);
    case "FUL":
    case "FDL":
      throw ebicsError("bad-order", "EBICS 3.0 knows no file formats (FUL, FDL).", "Nothing was sent.", "Name the order by its service in the bank profile.");
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
      const dateRange = readDateRange(h005Namespace, children.optional("DateRange"));
      skipParameters(h005Namespace, children.many("Parameter"));
      children.end();
      return { kind: "BTD", service, dateRange };
    }
    case "StandardOrderParams": {
      const children = childrenOf(element, h005Namespace);
      const dateRange = readDateRange(h005Namespace, children.optional("DateRange"));
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
  skipParameters(h005Namespace, children.many("Parameter"));
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

/** BTU, BTD and the orders of distributed signature each have parameters of their own. */
function expectParams(adminOrderType: string, params: OrderParams): void {
  const own = ownParams.find((kind) => kind === adminOrderType);
  if (own === undefined ? ownParams.some((kind) => kind === params.kind) : params.kind !== own) {
    throw new ShapeError(`${adminOrderType} has the order parameters of another order type`);
  }
}
const ownParams: readonly OrderParams["kind"][] = ["BTU", "BTD", "HVU", "HVZ", "HVD", "HVT", "HVE", "HVS"];
