import type { XmlAttribute, XmlElement } from "./element.ts";

/** Inclusive Canonical XML 1.0 without comments. */
export const canonicalXmlAlgorithm = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

/**
 * Canonical form of an element and all below it, as the inclusive algorithm wants it for a piece of a document: the piece's outermost element
 * carries every namespace declaration in scope there, used or not, and the `xml:` attributes it inherits.
 * Source: https://www.w3.org/TR/2001/REC-xml-c14n-20010315, sections 2.3 and 2.4
 */
export function canonicalise(apex: XmlElement): string {
  const parts: string[] = [];
  writeElement(apex, inScope(apex), noNamespaces, inheritedXmlAttributes(apex), parts);
  return parts.join("");
}

/** @param namespaces in scope at the element @param rendered in scope at its parent in the output */
function writeElement(element: XmlElement, namespaces: Namespaces, rendered: Namespaces, inherited: readonly XmlAttribute[], parts: string[]): void {
  const name = qualifiedName(element);
  parts.push("<", name);
  writeNamespaces(namespaces, rendered, parts);
  for (const attribute of sortAttributes([...inherited, ...element.attributes])) {
    parts.push(" ", qualifiedName(attribute), '="', escapeAttribute(attribute.value), '"');
  }
  parts.push(">");
  for (const child of element.children) {
    if (typeof child === "string") parts.push(escapeText(child));
    else writeElement(child, extend(namespaces, child), namespaces, [], parts);
  }
  parts.push("</", name, ">");
}

/** Prefix (empty = default) to URI; an empty URI means "no default namespace". */
type Namespaces = ReadonlyMap<string, string>;
const noNamespaces: Namespaces = new Map();

function writeNamespaces(namespaces: Namespaces, rendered: Namespaces, parts: string[]): void {
  if (namespaces === rendered) return;
  const changed = [...namespaces].filter(([prefix, uri]) => prefix !== "xml" && (rendered.get(prefix) ?? "") !== uri);
  changed.sort(([a], [b]) => compareCodePoints(a, b)); // the default namespace's empty prefix comes first by itself
  for (const [prefix, uri] of changed) parts.push(prefix === "" ? " xmlns" : ` xmlns:${prefix}`, '="', escapeAttribute(uri), '"');
}

function extend(namespaces: Namespaces, element: XmlElement): Namespaces {
  return element.declarations.size === 0 ? namespaces : new Map([...namespaces, ...element.declarations]);
}

function inScope(element: XmlElement): Namespaces {
  return extend(element.parent === undefined ? noNamespaces : inScope(element.parent), element);
}

/** The nearest `xml:lang`, `xml:space` … of the ancestors, where the element has none of its own. Section 2.4. */
function inheritedXmlAttributes(apex: XmlElement): readonly XmlAttribute[] {
  const own = new Set(apex.attributes.filter(isXmlAttribute).map((attribute) => attribute.local));
  const inherited: XmlAttribute[] = [];
  for (let ancestor = apex.parent; ancestor !== undefined; ancestor = ancestor.parent) {
    for (const attribute of ancestor.attributes) {
      if (!isXmlAttribute(attribute) || own.has(attribute.local)) continue;
      own.add(attribute.local);
      inherited.push(attribute);
    }
  }
  return inherited;
}

function isXmlAttribute(attribute: XmlAttribute): boolean {
  return attribute.prefix === "xml";
}

/** By namespace URI, then by local name; those in no namespace come first. */
function sortAttributes(attributes: XmlAttribute[]): readonly XmlAttribute[] {
  if (attributes.length < 2) return attributes;
  return attributes.sort((a, b) => compareCodePoints(a.namespace, b.namespace) || compareCodePoints(a.local, b.local));
}

/** UTF-8 byte order is code point order; JavaScript's own comparison is by UTF-16 unit and differs beyond the BMP. */
function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function qualifiedName(named: { readonly prefix: string; readonly local: string }): string {
  return named.prefix === "" ? named.local : `${named.prefix}:${named.local}`;
}

function escapeText(text: string): string {
  return /[&<>\r]/.test(text) ? text.replace(/[&<>\r]/g, (character) => entities[character] ?? character) : text;
}
function escapeAttribute(text: string): string {
  return /[&<"\t\n\r]/.test(text) ? text.replace(/[&<"\t\n\r]/g, (character) => entities[character] ?? character) : text;
}
const entities: Readonly<Record<string, string>> = {
  "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;",
};
