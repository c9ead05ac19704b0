import { ebicsError } from "../errors.ts";
import { canonicalise } from "./canonicalise.ts";
import { type XmlElement, makeElement } from "./element.ts";

/** Writes elements of one namespace: `h("HostID", id)`, `h("header", [fixed, mutable], { authenticate: "true" })`. Undefined parts are left out. */
export type ElementWriter = (
  local: string,
  content?: string | readonly (XmlElement | undefined)[],
  attributes?: Readonly<Record<string, string | undefined>>,
) => XmlElement;

/** @param prefix empty for the default namespace; the root must declare it */
export function elementsOf(namespace: string, prefix = ""): ElementWriter {
  return (local, content = [], attributes = {}) =>
    makeElement({
      prefix,
      namespace,
      local,
      children: typeof content === "string" ? [writable(content, local)] : content.filter((part) => part !== undefined),
      attributes: Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [{ prefix: "", local: name, namespace: "", value: writable(value, name) }])),
    });
}

/** The same element as a document's root. @param declarations prefix (empty = default) to URI; what is not prefixed below must be in the default */
export function asRoot(element: XmlElement, declarations: Readonly<Record<string, string>>): XmlElement {
  return makeElement({ ...element, declarations: new Map(Object.entries(declarations)) });
}

/** A document in UTF-8, its root in canonical form: what leaves is byte for byte what was signed. */
export function writeDocument(root: XmlElement): Uint8Array {
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${canonicalise(root)}`);
}

function writable(text: string, field: string): string {
  // XML 1.0 has no way at all to write these characters.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.test(text)) {
    throw ebicsError("bad-order", `${field} holds a character that cannot be written in an EBICS message.`, "Nothing was sent.", "Remove control characters from the text and try again.");
  }
  return text;
}
