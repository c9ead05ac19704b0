/** One attribute; namespace declarations are not attributes here. */
export interface XmlAttribute {
  readonly prefix: string;
  readonly local: string;
  /** Namespace URI; empty for none. */
  readonly namespace: string;
  readonly value: string;
}

/** An element with all that canonical XML needs. Comments are dropped on reading; processing instructions inside the root are refused. */
export interface XmlElement {
  readonly prefix: string;
  readonly local: string;
  /** Namespace URI; empty for none. */
  readonly namespace: string;
  /** In document order. */
  readonly attributes: readonly XmlAttribute[];
  /** Declared on this very element: prefix (empty = default) to URI. */
  readonly declarations: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** Set when the element is put into another. */
  readonly parent: XmlElement | undefined;
}
export type XmlNode = XmlElement | string;

export interface ElementParts {
  readonly prefix?: string;
  readonly namespace: string;
  readonly local: string;
  readonly attributes?: readonly XmlAttribute[];
  readonly declarations?: ReadonlyMap<string, string>;
  readonly children?: readonly XmlNode[];
}

/** Makes an element and becomes the parent of its children: an element that already had one moves. */
export function makeElement(parts: ElementParts): XmlElement {
  const element: XmlElement = {
    prefix: parts.prefix ?? "",
    namespace: parts.namespace,
    local: parts.local,
    attributes: parts.attributes ?? [],
    declarations: parts.declarations ?? noDeclarations,
    children: parts.children ?? [],
    parent: undefined,
  };
  for (const child of element.children) if (typeof child !== "string") adopt(child, element);
  return element;
}

/** The child elements, text left out. */
export function childElements(element: XmlElement): readonly XmlElement[] {
  return element.children.filter((child) => typeof child !== "string");
}

/** All text directly inside. */
export function directText(element: XmlElement): string {
  return element.children.filter((child) => typeof child === "string").join("");
}

/** The element and all below, in document order. */
export function* descendants(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) if (typeof child !== "string") yield* descendants(child);
}

function adopt(child: XmlElement, parent: XmlElement): void {
  // The only place that writes `parent`; for everybody else an element does not change.
  (child as { parent: XmlElement | undefined }).parent = parent;
}

const noDeclarations: ReadonlyMap<string, string> = new Map();
