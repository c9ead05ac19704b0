import type { BtfMessage, BtfService, DateRange } from "../btf.ts";
import type { XmlElement } from "../xml/element.ts";
import { ShapeError, attributeOf, childrenOf, matching, textOf, tokenOf } from "../xml/shape.ts";
import { h, h005Namespace } from "./namespaces.ts";

/** Service: children in the schema's order. */
export function writeService(service: BtfService): XmlElement {
  const { message } = service;
  return h("Service", [
    h("ServiceName", service.serviceName),
    service.scope === undefined ? undefined : h("Scope", service.scope),
    service.serviceOption === undefined ? undefined : h("ServiceOption", service.serviceOption),
    service.container === undefined ? undefined : h("Container", [], { containerType: service.container }),
    h("MsgName", message.name, { variant: message.variant, version: message.version, format: message.format }),
  ]);
}

/** @throws ShapeError */
export function readService(element: XmlElement): BtfService {
  const children = childrenOf(element, h005Namespace);
  const serviceName = matching(children.required("ServiceName"), /^[A-Z0-9]{3}$/);
  const scope = children.optional("Scope");
  const serviceOption = children.optional("ServiceOption");
  const container = children.optional("Container");
  const message = readMessage(children.required("MsgName"));
  children.end();
  return {
    serviceName,
    scope: scope && matching(scope, /^[A-Z0-9]{2,3}$/),
    serviceOption: serviceOption && matching(serviceOption, /^[A-Z0-9]{3,10}$/),
    container: container && readContainer(container),
    message,
  };
}

export function writeDateRange(range: DateRange | undefined): XmlElement | undefined {
  return range && h("DateRange", [h("Start", range.start), h("End", range.end)]);
}

/** @throws ShapeError */
export function readDateRange(element: XmlElement | undefined): DateRange | undefined {
  if (element === undefined) return undefined;
  const children = childrenOf(element, h005Namespace);
  const date = /^\d{4}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?$/;
  const start = matching(children.required("Start"), date).slice(0, 10);
  const end = matching(children.required("End"), date).slice(0, 10);
  children.end();
  return { start, end };
}

function readMessage(element: XmlElement): BtfMessage {
  const name = matching(element, /^[a-z.0-9]{1,10}$/, ["variant", "version", "format"]);
  return {
    name,
    variant: attributeMatching(element, "variant", /^\d{2,3}$/),
    version: attributeMatching(element, "version", /^\d{2,3}$/),
    format: attributeMatching(element, "format", /^[A-Z0-9]{1,4}$/),
  };
}

function readContainer(element: XmlElement): BtfService["container"] {
  if (tokenOf(element, ["containerType"]) !== "") throw new ShapeError("Container holds text");
  const type = attributeOf(element, "containerType");
  if (type !== "ZIP" && type !== "XML" && type !== "SVC") throw new ShapeError("containerType is none of SVC, XML, ZIP");
  return type;
}

function attributeMatching(element: XmlElement, local: string, pattern: RegExp): string | undefined {
  const value = attributeOf(element, local);
  if (value !== undefined && !pattern.test(value)) throw new ShapeError(`${element.local}/@${local} is not as the schema wants it`);
  return value;
}

/** File name of a BTU: any text of 1 to 256 characters. @throws ShapeError */
export function fileNameOf(element: XmlElement): string | undefined {
  const value = element.attributes.find((attribute) => attribute.local === "fileName")?.value;
  if (value !== undefined && (value.length < 1 || value.length > 256)) throw new ShapeError("fileName is empty or too long");
  return value;
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
