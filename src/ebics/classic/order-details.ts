import { ebicsError } from "../errors.ts";
import { readEdsParams, writeEdsParams } from "../eds/params.ts";
import type { InitialisationMessage, OrderParams } from "../messages.ts";
import type { KeyManagementRoot, OrderDetailsForm, Vocabulary } from "../wire/dialect.ts";
import { field, optionalField, readField, readOptionalField } from "../wire/fields.ts";
import { readDateRange, skipParameters, writeDateRange } from "../wire/order-params.ts";
import type { XmlElement } from "../xml/element.ts";
import { ShapeError, childrenOf, matching } from "../xml/shape.ts";
import { classicEds } from "./eds.ts";
import { readFileFormat, writeFileFormat } from "./file-format.ts";

/** Where the versions of this folder have an OrderID that the client gives. */
export type ClientOrderIds = "none" | "uploads";

/** What key management's order attribute must be: compressed, not encrypted, no signature; or encrypted. */
const keyManagementAttribute: Readonly<Record<KeyManagementRoot, string>> = { ebicsUnsecuredRequest: "DZNNN", ebicsNoPubKeyDigestsRequest: "DZHNN" };

/** OrderDetails of EBICS 2.4 and 2.5: order type, order attribute, parameters. ebics_request_H003.xsd, ebics_request_H004.xsd. */
export function classicOrderDetails(words: Vocabulary, clientOrderIds: ClientOrderIds): OrderDetailsForm {
  const { h, namespace, version } = words;
  const givesIds = clientOrderIds === "uploads";
  return {
    write(message) {
      const orderId = givesIds && message.upload !== undefined ? assigned(message.orderId) : undefined;
      return h("OrderDetails", [field(h, "OrderType", message.adminOrderType), optionalField(h, "OrderID", orderId), h("OrderAttribute", attributeOf(message)), writeParams(words, message.params, version, givesIds)]);
    },
    read(element) {
      const children = childrenOf(element, namespace);
      const adminOrderType = readField(children.required("OrderType"));
      const orderId = readOptionalField(children.optional("OrderID"));
      const orderAttribute = matching(children.required("OrderAttribute"), /^(OZHNN|UZHNN|DZHNN)$/);
      const params = readParams(words, children.any(), givesIds);
      children.end();
      if ((adminOrderType === "FUL") !== (params.kind === "FUL") || (adminOrderType === "FDL") !== (params.kind === "FDL") || (params.kind.startsWith("HV") && adminOrderType !== params.kind)) {
        throw new ShapeError(`${adminOrderType} has the order parameters of another order type`);
      }
      return { adminOrderType, params, orderAttribute, orderId: givesIds ? orderId : undefined };
    },
    writeKeyManagement(root, { adminOrderType, orderId }) {
      const id = givesIds && root === "ebicsUnsecuredRequest" ? assigned(orderId) : undefined;
      return h("OrderDetails", [field(h, "OrderType", adminOrderType), optionalField(h, "OrderID", id), h("OrderAttribute", keyManagementAttribute[root])]);
    },
    readKeyManagement(root, element) {
      const children = childrenOf(element, namespace);
      const adminOrderType = readField(children.required("OrderType"));
      const id = givesIds ? children.optional("OrderID") : undefined;
      if (id !== undefined) readField(id);
      else if (givesIds && root === "ebicsUnsecuredRequest") throw new ShapeError("OrderDetails has no OrderID");
      if (matching(children.required("OrderAttribute"), /^[A-Z]{5}$/) !== keyManagementAttribute[root]) throw new ShapeError("OrderAttribute is not that of the request");
      children.end();
      return adminOrderType;
    },
  };
}

/** O: order data with signatures that release it; D: data alone, or signatures for the transport; U: signatures alone. Compressed (Z), encrypted (H). EBICS 2.5 §5.5.1.1 */
function attributeOf({ upload }: InitialisationMessage): string {
  if (upload === undefined || upload.transportOnly === true) return "DZHNN";
  return upload.segments === 0 ? "UZHNN" : "OZHNN";
}

function assigned(orderId: string | undefined): string {
  if (orderId !== undefined) return orderId;
  throw ebicsError("bad-order", "EBICS 2.4 wants an order id from the sender, and there is none.", "Nothing was sent.", "Report this to the supplier.");
}

function writeParams(words: Vocabulary, params: InitialisationMessage["params"], version: string, givesIds: boolean): XmlElement {
  const { h } = words;
  switch (params.kind) {
    case "FUL":
      return h("FULOrderParams", [writeFileFormat(h, params.fileFormat)]);
    case "FDL":
      return h("FDLOrderParams", [writeDateRange(h, params.dateRange), writeFileFormat(h, params.fileFormat)]);
    case "standard":
      return h("StandardOrderParams", [writeDateRange(h, params.dateRange)]);
    case "HVU":
    case "HVZ":
    case "HVD":
    case "HVT":
    case "HVE":
    case "HVS":
      if (!givesIds) return writeEdsParams(classicEds(words), params);
      break;
    case "BTU":
    case "BTD":
      break;
  }
  throw ebicsError("bad-order", `${params.kind} cannot be named in ${version}.`, "Nothing was sent.", "Name the order type, or FUL and FDL with a file format, in the bank profile.");
}

function readParams(words: Vocabulary, element: XmlElement, givesIds: boolean): OrderParams {
  const { namespace } = words;
  switch (element.local) {
    case "FULOrderParams": {
      const children = childrenOf(element, namespace);
      skipParameters(namespace, children.many("Parameter"));
      const fileFormat = readFileFormat(children.required("FileFormat"));
      children.end();
      return { kind: "FUL", fileFormat };
    }
    case "FDLOrderParams": {
      const children = childrenOf(element, namespace);
      const dateRange = readDateRange(namespace, children.optional("DateRange"));
      skipParameters(namespace, children.many("Parameter"));
      const fileFormat = readFileFormat(children.required("FileFormat"));
      children.end();
      return { kind: "FDL", fileFormat, dateRange };
    }
    case "StandardOrderParams": {
      const children = childrenOf(element, namespace);
      const dateRange = readDateRange(namespace, children.optional("DateRange"));
      children.end();
      return { kind: "standard", dateRange };
    }
    case "GenericOrderParams": {
      const children = childrenOf(element, namespace);
      skipParameters(namespace, children.many("Parameter"));
      children.end();
      return { kind: "standard" };
    }
    default:
      return (givesIds ? undefined : readEdsParams(classicEds(words), element)) ?? { kind: "other", name: element.local };
  }
}
