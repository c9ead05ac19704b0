import type { BtfMessage, BtfService } from "../btf.ts";
import { field, fieldAttribute, optionalField, readField, readFieldAttribute, readOptionalField } from "../wire/fields.ts";
import type { XmlElement } from "../xml/element.ts";
import { ShapeError, attributeOf, childrenOf, tokenOf } from "../xml/shape.ts";
import { h, h005Namespace } from "./namespaces.ts";

/** RestrictedServiceType. @throws AppError ebics/`bad-order` */
export function writeService(service: BtfService): XmlElement {
  const { name, variant, version, format } = service.message;
  return h("Service", [
    field(h, "ServiceName", service.serviceName),
    optionalField(h, "Scope", service.scope),
    optionalField(h, "ServiceOption", service.serviceOption),
    service.container && h("Container", [], { containerType: service.container }),
    field(h, "MsgName", name, { variant: fieldAttribute("variant", variant), version: fieldAttribute("version", version), format: fieldAttribute("format", format) }),
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
