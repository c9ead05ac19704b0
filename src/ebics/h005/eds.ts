import type { BtfService } from "../btf.ts";
import type { EdsDialect } from "../eds/dialect.ts";
import type { EdsFilter } from "../eds/values.ts";
import type { XmlElement } from "../xml/element.ts";
import { ShapeError, attributeOf, childrenOf } from "../xml/shape.ts";
import { orderDataRoot } from "../wire/dialect.ts";
import { optionalField, readField, readOptionalField } from "../wire/fields.ts";
import { h, h005Namespace, h005Words } from "./namespaces.ts";
import { readService, writeService } from "./service.ts";

/** EBICS 3.0 names kinds of orders by their service. */
export const h005Eds: EdsDialect = {
  namespace: h005Namespace,
  h,
  root: (local, parts) => orderDataRoot(h005Words, local, parts),
  writeName: ({ service }) => [service === undefined ? undefined : writeService(service)],
  readName: (children) => ({ adminOrderType: "BTU", service: readService(children.required("Service")) }),
  writeFilters: (filters) => filters.map(writeFilter),
  readFilters: (children) => children.many("ServiceFilter").map(readFilter),
  formatElement: "MsgName",
  hasAdditionalInfo: true,
};

/** ServiceType: as a service, but every part may be left out. */
function writeFilter(filter: EdsFilter): XmlElement {
  return h("ServiceFilter", [
    optionalField(h, "ServiceName", filter.serviceName),
    optionalField(h, "Scope", filter.scope),
    optionalField(h, "ServiceOption", filter.serviceOption),
    filter.container && h("Container", [], { containerType: filter.container }),
    optionalField(h, "MsgName", filter.messageName),
  ]);
}

function readFilter(element: XmlElement): EdsFilter {
  const children = childrenOf(element, h005Namespace);
  const serviceName = readOptionalField(children.optional("ServiceName"));
  const scope = readOptionalField(children.optional("Scope"));
  const serviceOption = readOptionalField(children.optional("ServiceOption"));
  const container = children.optional("Container");
  const message = children.optional("MsgName");
  children.end();
  return { serviceName, scope, serviceOption, container: container && containerOf(container), messageName: message && readField(message, ["variant", "version", "format"]) };
}

function containerOf(element: XmlElement): BtfService["container"] {
  const type = attributeOf(element, "containerType");
  if (type !== "ZIP" && type !== "XML" && type !== "SVC") throw new ShapeError("containerType is none of SVC, XML, ZIP");
  return type;
}
