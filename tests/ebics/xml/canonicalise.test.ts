import fc from "fast-check";
import { type XmlElement as LibxmlElement, XmlDocument } from "libxml2-wasm";
import { describe, expect, it } from "vitest";
import { canonicalise } from "../../../src/ebics/xml/canonicalise.ts";
import { type XmlElement, childElements, descendants } from "../../../src/ebics/xml/element.ts";
import { parseXml } from "../../../src/ebics/xml/parse.ts";
import { canonicalByXmllint, haveIndependentTools } from "../../support/independent-verify.ts";
import { xmlDocuments } from "../support/xml-documents.ts";

const parse = (text: string): XmlElement => parseXml(Buffer.from(text));

/** The examples of the recommendation, section 3, without DTD, comments and processing instructions. */
describe("canonical XML, whole documents", () => {
  it("sorts namespaces before attributes, and attributes by namespace, then name", () => {
    const text = `<doc><e3 id = "elem3" name="elem3"/><e5 a:attr="out" b:attr="sorted" attr2="all" attr="I'm"\n xmlns:b="urn:b" xmlns:a="urn:a" xmlns="urn:example"/></doc>`;
    expect(canonicalise(parse(text))).toBe(
      `<doc><e3 id="elem3" name="elem3"></e3><e5 xmlns="urn:example" xmlns:a="urn:a" xmlns:b="urn:b" attr="I'm" attr2="all" a:attr="out" b:attr="sorted"></e5></doc>`,
    );
  });
  it("leaves out declarations that say nothing new, and writes the undeclared default", () => {
    const text = `<a xmlns="urn:x" xmlns:p="urn:p"><b xmlns="urn:x" xmlns:p="urn:p"/><c xmlns=""><d xmlns=""/></c></a>`;
    expect(canonicalise(parse(text))).toBe(`<a xmlns="urn:x" xmlns:p="urn:p"><b></b><c xmlns=""><d></d></c></a>`);
  });
  it("keeps a carriage return that was written as a reference, and turns line ends into line feeds", () => {
    expect(canonicalise(parse(`<t x="a&#xD;&#xA;b\r\nc">1\r\n2&#13;3\r4</t>`))).toBe(`<t x="a&#xD;&#xA;b c">1\n2&#xD;3\n4</t>`);
  });
  it("drops comments and joins what they parted", () => {
    expect(canonicalise(parse(`<t>a<!-- b -->c<![CDATA[<&>]]></t>`))).toBe(`<t>ac&lt;&amp;&gt;</t>`);
  });
});

describe("canonical XML, a piece of a document", () => {
  it("carries every namespace in scope, used or not, and the inherited xml: attributes", () => {
    const root = parse(`<r xmlns="urn:r" xmlns:ds="urn:ds" xmlns:xsi="urn:xsi" xml:lang="hu" xml:space="preserve"><m xml:lang="en"><piece z="1"><ds:in/></piece></m></r>`);
    const piece = [...descendants(root)].find((element) => element.local === "piece");
    expect(piece && canonicalise(piece)).toBe(`<piece xmlns="urn:r" xmlns:ds="urn:ds" xmlns:xsi="urn:xsi" z="1" xml:lang="en" xml:space="preserve"><ds:in></ds:in></piece>`);
  });
  it("writes no empty default namespace on its outermost element", () => {
    const root = parse(`<r xmlns="urn:r"><m xmlns=""><piece/></m></r>`);
    const piece = [...descendants(root)].find((element) => element.local === "piece");
    expect(piece && canonicalise(piece)).toBe(`<piece></piece>`);
  });
});

describe("canonical XML against libxml2", () => {
  it("says the same of any document", () => {
    fc.assert(
      fc.property(xmlDocuments(), (text) => {
        const document = XmlDocument.fromString(text);
        try {
          expect(canonicalise(parse(text))).toBe(document.canonicalizeToString());
        } finally {
          document.dispose();
        }
      }),
      { numRuns: 500 },
    );
  });

  it("says the same of any element of any document", () => {
    fc.assert(
      fc.property(xmlDocuments(), fc.nat(20), (text, index) => {
        const document = XmlDocument.fromString(text);
        try {
          const theirs = [...document.root.find("descendant-or-self::*")] as LibxmlElement[];
          const ours = [...descendants(parse(text))];
          expect(theirs.length).toBe(ours.length);
          const at = index % ours.length;
          const element = ours[at];
          expect(element && canonicalise(element)).toBe(theirs[at]?.canonicalizeToString());
        } finally {
          document.dispose();
        }
      }),
      { numRuns: 500 },
    );
  });

  it.skipIf(!haveIndependentTools)("says the same as xmllint --c14n", () => {
    for (const text of fc.sample(xmlDocuments(), { numRuns: 25, seed: 20261123 })) expect(canonicalise(parse(text))).toBe(canonicalByXmllint(text).toString("utf8"));
  });

  it("does not depend on how the document was written: reading its canonical form gives it again", () => {
    fc.assert(
      fc.property(xmlDocuments(), (text) => {
        const once = canonicalise(parse(text));
        expect(canonicalise(parse(once))).toBe(once);
        expect(childElements(parse(once)).length).toBe(childElements(parse(text)).length);
      }),
      { numRuns: 200 },
    );
  });
});
