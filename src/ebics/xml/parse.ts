import { SaxesParser } from "saxes";
import { type XmlAttribute, type XmlElement, type XmlNode, makeElement } from "./element.ts";

/** What a message may cost to read. */
export interface XmlLimits {
  readonly bytesMax: number;
  readonly depthMax: number;
  readonly elementsMax: number;
  readonly attributesPerElementMax: number;
}

/** An EBICS message: one segment of 1 MiB and some envelope. */
export const messageLimits: XmlLimits = { bytesMax: 4 * 1024 * 1024, depthMax: 40, elementsMax: 2_000, attributesPerElementMax: 40 };
/** Administrative order data such as HTD of a large customer. */
export const orderDataLimits: XmlLimits = { bytesMax: 64 * 1024 * 1024, depthMax: 40, elementsMax: 1_000_000, attributesPerElementMax: 40 };

/** The bytes are not the XML we read: not well-formed, not UTF-8, with a DOCTYPE, or beyond a limit. */
export class XmlError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "XmlError";
  }
}

/**
 * Reads a whole document into elements. Comments are dropped; DOCTYPE is refused, so nothing can be expanded or loaded.
 * @throws XmlError
 */
export function parseXml(bytes: Uint8Array, limits: XmlLimits = messageLimits): XmlElement {
  if (bytes.length > limits.bytesMax) throw new XmlError(`more than ${limits.bytesMax} bytes`);
  const text = decodeUtf8(bytes);
  const builder = new TreeBuilder(limits);
  const parser = new SaxesParser({ xmlns: true, position: false });
  parser.on("error", (error) => {
    throw new XmlError(error.message);
  });
  parser.on("xmldecl", (declaration) => {
    // XML 1.1 has other line ends and characters: what is signed would not be what another reader sees.
    if (declaration.version !== "1.0") throw new XmlError("not XML 1.0");
    if (declaration.encoding !== undefined && declaration.encoding.toUpperCase() !== "UTF-8") throw new XmlError("encoding is not UTF-8");
  });
  parser.on("doctype", () => {
    throw new XmlError("DOCTYPE is not allowed");
  });
  parser.on("processinginstruction", () => {
    if (builder.inside) throw new XmlError("processing instructions are not allowed");
  });
  parser.on("text", (content) => builder.text(content));
  parser.on("cdata", (content) => builder.text(content));
  parser.on("opentag", (tag) => {
    const attributes = Object.values(tag.attributes).filter((attribute) => attribute.prefix !== "xmlns" && attribute.name !== "xmlns");
    builder.open({
      prefix: tag.prefix,
      local: tag.local,
      namespace: tag.uri,
      attributes: attributes.map((a) => ({ prefix: a.prefix, local: a.local, namespace: a.prefix === "" ? "" : a.uri, value: a.value })),
      // The declarations as written: saxes takes white space off the URIs, and another reader would not.
      declarations: new Map(Object.keys(tag.ns).map((prefix) => [prefix, tag.attributes[prefix === "" ? "xmlns" : `xmlns:${prefix}`]?.value ?? ""])),
    });
  });
  parser.on("closetag", () => builder.close());
  parser.write(text).close();
  return builder.root();
}

interface OpenElement {
  readonly prefix: string;
  readonly local: string;
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly declarations: ReadonlyMap<string, string>;
}

class TreeBuilder {
  readonly #limits: XmlLimits;
  readonly #open: { readonly element: OpenElement; readonly children: XmlNode[] }[] = [];
  #elements = 0;
  #root: XmlElement | undefined;

  constructor(limits: XmlLimits) {
    this.#limits = limits;
  }
  get inside(): boolean {
    return this.#open.length > 0;
  }
  open(element: OpenElement): void {
    this.#elements += 1;
    if (this.#elements > this.#limits.elementsMax) throw new XmlError(`more than ${this.#limits.elementsMax} elements`);
    if (this.#open.length >= this.#limits.depthMax) throw new XmlError(`deeper than ${this.#limits.depthMax} levels`);
    for (const uri of element.declarations.values()) if (uri !== "" && !absoluteUri.test(uri)) throw new XmlError("a namespace is no absolute URI");
    if (element.attributes.length + element.declarations.size > this.#limits.attributesPerElementMax) throw new XmlError("too many attributes");
    this.#open.push({ element, children: [] });
  }
  text(content: string): void {
    this.#open.at(-1)?.children.push(content);
  }
  close(): void {
    const closed = this.#open.pop();
    if (closed === undefined) return;
    const element = makeElement({ ...closed.element, children: closed.children });
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
  }
  root(): XmlElement {
    if (this.#root === undefined) throw new XmlError("no root element");
    return this.#root;
  }
}

/** Canonical XML is not defined for documents with other namespaces: section 1.3 of the recommendation. RFC 3986, without user names and empty ports. */
const absoluteUri = ((): RegExp => {
  const character = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
  const tail = `(?:${character}|/)*(?:\\?(?:${character}|[/?])*)?(?:#(?:${character}|[/?])*)?`;
  return new RegExp(`^[A-Za-z][A-Za-z0-9+.-]*:(?://[A-Za-z0-9.-]+(?::\\d{1,5})?(?![^/?#])${tail}|(?!//)${tail})$`);
})();

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes); // saxes takes one byte order mark off
  } catch (cause) {
    throw new XmlError("not UTF-8", { cause });
  }
}
