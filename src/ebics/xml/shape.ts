import { type XmlElement, childElements, directText } from "./element.ts";

/** A document that is well-formed but not of the schema's shape. */
export class ShapeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ShapeError";
  }
}

/** Reads an element's children in the schema's order. Children of foreign namespaces at the end are skipped where the schema has `any ##other`. */
export interface ChildReader {
  /** The next child must have this name. @throws ShapeError */
  required(local: string): XmlElement;
  /** The next child, when it has this name. */
  optional(local: string): XmlElement | undefined;
  /** The next children, as long as they have this name. */
  many(local: string): readonly XmlElement[];
  /** The next child, when it has this name in another namespace. */
  optionalFrom(otherNamespace: string, local: string): XmlElement | undefined;
  /** Goes past children of foreign namespaces, where the schema has `any ##other` before the last of its own. */
  skipForeign(): void;
  /** The next child, whatever its name in this namespace, or in the given one. */
  any(ofNamespace?: string): XmlElement;
  /** Nothing may be left. @throws ShapeError */
  end(): void;
}

/** @param namespace of the children @throws ShapeError when there is text between the children, or an attribute that may not be there */
export function childrenOf(element: XmlElement, namespace: string, allowedAttributes: readonly string[] = []): ChildReader {
  if (directText(element).trim() !== "") throw new ShapeError(`${element.local} holds text`);
  checkAttributes(element, allowedAttributes);
  const children = childElements(element);
  let next = 0;
  const isNext = (local: string): boolean => {
    const child = children[next];
    return child !== undefined && child.local === local && child.namespace === namespace;
  };
  const reader: ChildReader = {
    required(local) {
      const child = reader.optional(local);
      if (child === undefined) throw new ShapeError(`${element.local} has no ${local} where it belongs`);
      return child;
    },
    optional(local) {
      return isNext(local) ? children[next++] : undefined;
    },
    optionalFrom(otherNamespace, local) {
      const child = children[next];
      return child !== undefined && child.local === local && child.namespace === otherNamespace ? children[next++] : undefined;
    },
    skipForeign() {
      while (next < children.length && children[next]?.namespace !== namespace) next++;
    },
    many(local) {
      const found: XmlElement[] = [];
      for (let child = reader.optional(local); child !== undefined; child = reader.optional(local)) found.push(child);
      return found;
    },
    any(ofNamespace = namespace) {
      const child = children[next++];
      if (child === undefined || child.namespace !== ofNamespace) throw new ShapeError(`${element.local} lacks a child`);
      return child;
    },
    end() {
      reader.skipForeign();
      if (next < children.length) throw new ShapeError(`${element.local} has ${children[next]?.local} where it does not belong`);
    },
  };
  return reader;
}

/** The text of an element without children, white space collapsed as for xs:token. @throws ShapeError */
export function tokenOf(element: XmlElement, allowedAttributes: readonly string[] = []): string {
  return textOf(element, allowedAttributes).replace(/[\t\n\r ]+/g, " ").trim();
}

/** The text of an element without children, as it is. @throws ShapeError */
export function textOf(element: XmlElement, allowedAttributes: readonly string[] = []): string {
  if (childElements(element).length > 0) throw new ShapeError(`${element.local} holds elements`);
  checkAttributes(element, allowedAttributes);
  return directText(element);
}

/** A token of that pattern. @throws ShapeError */
export function matching(element: XmlElement, pattern: RegExp, allowedAttributes: readonly string[] = []): string {
  const text = tokenOf(element, allowedAttributes);
  if (!pattern.test(text)) throw new ShapeError(`${element.local} is not as the schema wants it`);
  return text;
}

/** xs:base64Binary. @throws ShapeError */
export function base64Of(element: XmlElement, allowedAttributes: readonly string[] = []): Uint8Array {
  return decodeBase64(element, textOf(element, allowedAttributes));
}
export function decodeBase64(element: XmlElement, text: string): Uint8Array {
  const compact = /[\t\n\r ]/.test(text) ? text.replace(/[\t\n\r ]+/g, "") : text;
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) throw new ShapeError(`${element.local} is not base64`);
  return Buffer.from(compact, "base64");
}

/** 16 bytes as upper-case hex. @throws ShapeError */
export function hex16Of(element: XmlElement): string {
  return matching(element, /^[0-9A-Fa-f]{32}$/).toUpperCase();
}

/** A count of at most 10 digits. @throws ShapeError */
export function countOf(element: XmlElement, least: 0 | 1, allowedAttributes: readonly string[] = []): number {
  const count = Number(matching(element, /^\+?\d{1,10}$/, allowedAttributes));
  if (count < least) throw new ShapeError(`${element.local} is too small`);
  return count;
}

/** xs:boolean. @throws ShapeError */
export function booleanText(text: string | undefined, what: string): boolean {
  if (text === "true" || text === "1") return true;
  if (text === "false" || text === "0") return false;
  throw new ShapeError(`${what} is neither true nor false`);
}

/** xs:dateTime in milliseconds since 1970; without a zone it is taken as UTC. @throws ShapeError */
export function instantOf(element: XmlElement, allowedAttributes: readonly string[] = []): number {
  return instantText(tokenOf(element, allowedAttributes), element.local);
}
export function instantText(text: string, what: string): number {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/.test(text)) throw new ShapeError(`${what} is not as the schema wants it`);
  const instant = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(instant)) throw new ShapeError(`${what} is no date and time`);
  return instant;
}

/** An unprefixed attribute, white space collapsed. */
export function attributeOf(element: XmlElement, local: string): string | undefined {
  return element.attributes.find((attribute) => attribute.local === local && attribute.namespace === "")?.value.trim();
}

function checkAttributes(element: XmlElement, allowed: readonly string[]): void {
  for (const attribute of element.attributes) {
    // xsi:schemaLocation, xsi:type, xsi:nil and xml:* say nothing that is read here.
    if (attribute.namespace === "http://www.w3.org/2001/XMLSchema-instance" || attribute.prefix === "xml") continue;
    if (attribute.namespace !== "" || !allowed.includes(attribute.local)) throw new ShapeError(`${element.local} has an attribute ${attribute.local} that does not belong there`);
  }
}
