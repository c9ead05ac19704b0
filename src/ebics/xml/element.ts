/** One attribute; namespace declarations are not attributes here. */
export interface XmlAttribute {
  readonly prefix: string;
  readonly local: string;
  /** Namespace URI; empty for none. */
  readonly namespace: string;
  readonly value: string;
}

/** An element with all that canonical XML needs. Comments are dropped on reading; processing instructions are refused. */
export interface XmlElement {
  readonly prefix: string;
  readonly local: string;
  /** Namespace URI; empty for none. */
  readonly namespace: string;
  /** In document order. */
  readonly attributes: readonly XmlAttribute[];
  /** Declared on this very element: prefix (empty = default) to URI. */
  readonly declarations: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
  readonly parent: XmlElement | undefined;
}
