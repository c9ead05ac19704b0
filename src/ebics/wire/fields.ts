import { ebicsError } from "../errors.ts";
import type { XmlElement } from "../xml/element.ts";
import { ShapeError, attributeOf, matching } from "../xml/shape.ts";
import type { ElementWriter } from "../xml/write.ts";

/** Simple types of ebics_types_H00*.xsd by the element or attribute that has them: checked when read and when written. */
const patterns = {
  HostID: /^.{1,35}$/,
  PartnerID: /^[a-zA-Z0-9,=]{1,35}$/,
  UserID: /^[a-zA-Z0-9,=]{1,35}$/,
  SystemID: /^[a-zA-Z0-9,=]{1,35}$/,
  SecurityMedium: /^\d{4}$/,
  AdminOrderType: /^[A-Z0-9]{3}$/,
  OrderType: /^[A-Z0-9]{3}$/,
  OrderID: /^[A-Z][A-Z0-9]{3}$/,
  ReturnCode: /^\d{6}$/,
  ServiceName: /^[A-Z0-9]{3}$/,
  Scope: /^[A-Z0-9]{2,3}$/,
  ServiceOption: /^[A-Z0-9]{3,10}$/,
  MsgName: /^[a-z.0-9]{1,10}$/,
  variant: /^\d{2,3}$/,
  version: /^\d{2,3}$/,
  format: /^[A-Z0-9]{1,4}$/,
  fileName: /^.{1,256}$/su,
  FileFormat: /^[^\t\n\r]{1,100}$/,
  CountryCode: /^[A-Z]{2}$/,
  Start: /^\d{4}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?$/,
  End: /^\d{4}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?$/,
} as const;
export type FieldName = keyof typeof patterns;

/** @throws AppError ebics/`bad-order` when the value does not fit: nothing is cut to size */
export function field(h: ElementWriter, name: FieldName, value: string, attributes?: Readonly<Record<string, string | undefined>>): XmlElement {
  return h(name, fitting(name, value), attributes);
}
export function optionalField(h: ElementWriter, name: FieldName, value: string | undefined): XmlElement | undefined {
  return value === undefined ? undefined : field(h, name, value);
}
/** The value of an attribute to write. @throws AppError ebics/`bad-order` */
export function fieldAttribute<Value extends string | undefined>(name: FieldName, value: Value): Value {
  if (value !== undefined) fitting(name, value);
  return value;
}

/** @throws ShapeError */
export function readField(element: XmlElement, allowedAttributes: readonly string[] = []): string {
  const pattern = Object.entries(patterns).find(([name]) => name === element.local)?.[1];
  if (pattern === undefined) throw new ShapeError(`${element.local} is not known`);
  return matching(element, pattern, allowedAttributes);
}
export function readOptionalField(element: XmlElement | undefined): string | undefined {
  return element && readField(element);
}
/** @throws ShapeError */
export function readFieldAttribute(element: XmlElement, name: FieldName): string | undefined {
  const value = attributeOf(element, name);
  if (value !== undefined && !patterns[name].test(value)) throw new ShapeError(`${element.local}/@${name} is not as the schema wants it`);
  return value;
}

function fitting(name: FieldName, value: string): string {
  if (patterns[name].test(value)) return value;
  throw ebicsError("bad-order", `${name} cannot be "${value}" in EBICS.`, "Nothing was sent.", "Correct the connection's ids or the order's service in the bank profile.");
}
