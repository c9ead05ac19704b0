import fc from "fast-check";

/** Well-formed documents with all that canonical XML has rules for: namespaces declared, repeated, undeclared; xml: attributes; references, CDATA, line ends. */
export function xmlDocuments(): fc.Arbitrary<string> {
  return plan().map((root) => `<?xml version="1.0" encoding="UTF-8"?>\r\n${render(root, new Map([["", ""]]))}`);
}

interface ElementPlan {
  readonly prefix: string;
  readonly local: string;
  readonly declarations: readonly (readonly [prefix: string, uri: string])[];
  readonly attributes: readonly (readonly [prefix: string, local: string, value: string])[];
  readonly children: readonly (ElementPlan | string)[];
}

const prefixes = fc.constantFrom("", "p", "q", "ä");
const uris = fc.constantFrom("urn:one", "urn:two", "urn:three");
const names = fc.constantFrom("a", "b", "é", "B", "a-1");
const attributeValues = fc.string({ unit: fc.constantFrom("a", " ", "\n", "\t", "&#xD;", "&#10;", "&#x9;", "&amp;", "&lt;", ">", "'", "&quot;", "ő", "𝄞"), maxLength: 6 });
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", " ", "\n", "\r\n", "\r", "&#13;", "&#x0A;", "&amp;", "&lt;", "&gt;", '"', "'", "ű", "😀", "\u0085", "\u2028"), maxLength: 8 }),
  fc.constantFrom("<![CDATA[<&]]>", "<![CDATA[]]>", "<![CDATA[ \r\n]]>"),
);

function plan(): fc.Arbitrary<ElementPlan> {
  return fc.letrec<{ element: ElementPlan; node: ElementPlan | string }>((tie) => ({
    element: fc.record({
      prefix: prefixes,
      local: names,
      declarations: fc.uniqueArray(fc.tuple(prefixes, fc.oneof({ weight: 5, arbitrary: uris }, { weight: 1, arbitrary: fc.constant("") })), { maxLength: 3, selector: ([prefix]) => prefix }),
      attributes: fc.uniqueArray(fc.tuple(fc.constantFrom("", "p", "q", "xml"), fc.constantFrom("x", "lang", "É", "z"), attributeValues), { maxLength: 4, selector: ([prefix, local]) => `${prefix}:${local}` }),
      children: fc.array(tie("node"), { maxLength: 4 }),
    }),
    node: fc.oneof({ depthSize: "small", withCrossShrink: true }, texts, tie("element")),
  })).element;
}

/** A prefix that is not in scope is left out, and an attribute that would stand twice. */
function render(element: ElementPlan, above: ReadonlyMap<string, string>): string {
  const declarations = element.declarations.filter(([prefix, uri]) => prefix === "" || uri !== "");
  const scope = new Map([...above, ...declarations]);
  const known = (prefix: string): boolean => prefix === "" || prefix === "xml" || scope.has(prefix);
  const name = known(element.prefix) && element.prefix !== "" ? `${element.prefix}:${element.local}` : element.local;
  const seen = new Set<string>();
  const attributes = element.attributes.flatMap(([prefix, local, value]) => {
    if (!known(prefix)) return [];
    const expanded = `${prefix === "" ? "" : (scope.get(prefix) ?? "xml")} ${local}`;
    if (seen.has(expanded)) return [];
    seen.add(expanded);
    return [` ${prefix === "" ? "" : `${prefix}:`}${local}="${value}"`];
  });
  const declared = declarations.map(([prefix, uri]) => ` ${prefix === "" ? "xmlns" : `xmlns:${prefix}`}='${uri}'`);
  const content = element.children.map((child) => (typeof child === "string" ? child : render(child, scope))).join("");
  return content === "" ? `<${name}${attributes.join("")}${declared.join("")} />` : `<${name}${declared.join("\n")}${attributes.join("")} >${content}</${name}>`;
}
