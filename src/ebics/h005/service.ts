import type { BtfMessage, BtfService, DateRange } from "../btf.ts";
import type { XmlElement } from "../xml/element.ts";
import { ShapeError, attributeOf, childrenOf, textOf, tokenOf } from "../xml/shape.ts";
import { field, fieldAttribute, optionalField, readField, readFieldAttribute, readOptionalField } from "./fields.ts";
import { h, h005Namespace } from "./namespaces.ts";

/** RestrictedServiceType. @throws AppError ebics/`bad-order` */
export function writeService(service: BtfService): XmlElement {
  const { name, variant, version, format } = service.message;
  return h("Service", [
    field("ServiceName", service.serviceName),
    optionalField("Scope", service.scope),
    optionalField("ServiceOption", service.serviceOption),
    service.container && h("Container", [], { containerType: service.container }),
    field("MsgName", name, { variant: fieldAttribute("variant", variant), version: fieldAttribute("version", version), format: fieldAttribute("format", format) }),
  ]);
}

/** @throws ShapeError */
export function readService(element: XmlElement): BtfService {
  const children = childrenOf(element, h005Namespace);
  const serviceName = readField(children.required("ServiceName"));
  const scope = readOptionalField(children.optional("Scope"));
  const serviceOption = readOptionalField(children.optional("ServiceOption"));
  const container = children.optional("Container");
  const message = readMessage(children.required("MsgName"));
  children.end();
  return { serviceName, scope, serviceOption, container: container && readContainer(container), message };
}

export function writeDateRange(range: DateRange | undefined): XmlElement | undefined {
  return range && h("DateRange", [field("Start", range.start), field("End", range.end)]);
}

/** @returns dates without zone @throws ShapeError */
export function readDateRange(element: XmlElement | undefined): DateRange | undefined {
  if (element === undefined) return undefined;
  const children = childrenOf(element, h005Namespace);
  const start = readField(children.required("Start")).slice(0, 10);
  const end = readField(children.required("End")).slice(0, 10);
  children.end();
  return { start, end };
}

/** Parameter elements are allowed in BTU and BTD and say nothing that is used here. @throws ShapeError */
export function skipParameters(elements: readonly XmlElement[]): void {
  for (const element of elements) {
    const children = childrenOf(element, h005Namespace);
    tokenOf(children.required("Name"));
    textOf(children.required("Value"), ["Type"]);
    children.end();
  }
}

function readMessage(element: XmlElement): BtfMessage {
  return {
    name: readField(element, ["variant", "version", "format"]),
    variant: readFieldAttribute(element, "variant"),
    version: readFieldAttribute(element, "version"),
    format: readFieldAttribute(element, "format"),
  };
}

function readContainer(element: XmlElement): BtfService["container"] {
  if (tokenOf(element, ["containerType"]) !== "") throw new ShapeError("Container holds text");
  const type = attributeOf(element, "containerType");
  if (type !== "ZIP" && type !== "XML" && type !== "SVC") throw new ShapeError("containerType is none of SVC, XML, ZIP");
  return type;
}
