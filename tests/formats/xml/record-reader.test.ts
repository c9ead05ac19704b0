import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/domain/finding.ts";
import type { Fields } from "../../../src/formats/xml/fields.ts";
import { readXml } from "../../../src/formats/xml/read-xml.ts";
import { type RecordHandler, RecordReader } from "../../../src/formats/xml/record-reader.ts";
import { compileShape, defineRecord } from "../../../src/formats/xml/shape.ts";

/** Every element of the test documents is `a`, `b`, `c` or `r`; each r is a record with leaves of these names. */
const record = defineRecord("r", { a: ["a", undefined, "many"], ba: ["b/a", undefined, "many"], c: ["c", 5], key: ["@k"], ck: ["c@k"] });
const shape = compileShape({ r: record.shape });

interface Outcome {
  readonly records: { readonly line: number; readonly a: readonly string[]; readonly ba: readonly string[]; readonly c: string | undefined; readonly key: string | undefined }[];
  readonly findings: Finding[];
}

function collector(): { outcome: Outcome; handler: RecordHandler } {
  const outcome: Outcome = { records: [], findings: [] };
  return {
    outcome,
    handler: {
      opened: () => {},
      closed: (_, fields: Fields) => {
        const { a, ba, c, key } = record.slots;
        outcome.records.push({ line: fields.line, a: fields.list(a), ba: fields.list(ba), c: fields.get(c), key: fields.get(key) });
      },
      namespace: () => true,
      finding: (finding) => outcome.findings.push(finding),
    },
  };
}

function pushed(bytes: Uint8Array, cuts: readonly number[] = []): Outcome {
  const { outcome, handler } = collector();
  const reader = new RecordReader(shape, handler);
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    reader.push(bytes.subarray(from, cut));
    from = Math.max(from, cut);
  }
  reader.push(bytes.subarray(from));
  reader.end();
  return outcome;
}

async function whole(bytes: Uint8Array): Promise<Outcome> {
  const { outcome, handler } = collector();
  await readXml((async function* () { yield bytes; })(), shape, handler);
  return outcome;
}

const codes = (outcome: Outcome) => outcome.findings.map((finding) => finding.code);
const xml = (text: string) => Buffer.from(text);

describe("what it understands", () => {
  test("records, leaves, lists, attributes, with their lines", async () => {
    const { records, findings } = await whole(xml('<?xml version="1.0"?>\n<x>\n <r k="1">\n  <a>one</a><a>two</a>\n  <b><a>three</a></b><c>4</c></r>\n <r/></x>\n'));
    expect(records).toEqual([{ line: 3, a: ["one", "two"], ba: ["three"], c: "4", key: "1" }, { line: 6, a: [], ba: [], c: undefined, key: undefined }]);
    expect(findings).toEqual([]);
  });
  test("references, CDATA, comments and instructions inside a text", async () => {
    const { records } = await whole(xml("<r><a>&lt;&amp;&gt;&quot;&apos;&#65;&#x151;</a><a>x<![CDATA[<&]]]>y<!-- & < -->z<?p q?>!</a></r>"));
    expect(records[0]?.a).toEqual([`<&>"'Aő`, "x<&]yz!"]);
  });
  test("prefixes and foreign namespaces do not matter", async () => {
    const { records } = await whole(xml('<n:x xmlns:n="u"><n:r><n:a>1</n:a><b:a xmlns:b="v">2</b:a></n:r></n:x>'));
    expect(records[0]?.a).toEqual(["1", "2"]);
  });
  test("line ends become LF", async () => {
    const { records } = await whole(xml("<r><a>1\r\n2\r3&#13;</a></r>"));
    expect(records[0]?.a).toEqual(["1\n2\n3\r"]);
  });
  test("columns count characters, not bytes", async () => {
    const { findings } = await whole(xml("<r>\n<a>őűé😀</a><c>123456</c></r>"));
    // Three letters and one character outside of the basic plane stand before it.
    expect(findings).toMatchObject([{ code: "field-too-long", line: 2, column: 12, field: "c" }]);
  });
});

describe("encodings", () => {
  const document = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>\n<r><a>Ärger ß é</a></r>`;
  test.each([
    ["UTF-8", xml(document("UTF-8"))],
    ["UTF-8 with mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), xml(document("utf-8"))])],
    ["ISO-8859-1", Buffer.from(document("ISO-8859-1"), "latin1")],
    ["ISO-8859-15", Buffer.from(document("ISO-8859-15"), "latin1")],
    ["windows-1252", Buffer.from(document("windows-1252"), "latin1")],
    ["UTF-16 little-endian", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(document("UTF-16"), "utf16le")])],
    ["UTF-16 big-endian", Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(document("UTF-16"), "utf16le").swap16()])],
  ])("%s", async (_, bytes) => {
    const { records, findings } = await whole(bytes);
    expect(findings).toEqual([]);
    expect(records).toMatchObject([{ line: 2, a: ["Ärger ß é"] }]);
  });
  test("euro in ISO-8859-15 and in windows-1252", async () => {
    for (const [encoding, byte] of [["ISO-8859-15", 0xa4], ["windows-1252", 0x80]] as const) {
      const bytes = Buffer.concat([xml(`<?xml version="1.0" encoding="${encoding}"?><r><a>`), Buffer.from([byte]), xml("</a></r>")]);
      expect((await whole(bytes)).records[0]?.a).toEqual(["€"]);
    }
  });
  test("bytes that are no UTF-8 are found where they are", async () => {
    const { findings } = await whole(Buffer.concat([xml("<r>\n<a>ab"), Buffer.from([0xe9]), xml("</a></r>")]));
    expect(findings).toMatchObject([{ code: "xml-invalid-utf-8", line: 2, column: 6, severity: "error" }]);
  });
  test("an encoding that is not known is named", async () => {
    expect(codes(await whole(xml('<?xml version="1.0" encoding="EBCDIC-XY"?><r/>')))).toEqual(["xml-unknown-encoding"]);
  });
});

describe("what it refuses, with one finding", () => {
  test.each([
    ["nothing", "", "xml-empty"],
    ["a DOCTYPE", "<!DOCTYPE r><r/>", "xml-doctype"],
    ["an entity", "<r><a>&x;</a></r>", "xml-bad-reference"],
    ["a lone ampersand", "<r><a>a & b</a></r>", "xml-bad-reference"],
    ["a forbidden character by number", "<r><a>&#8;</a></r>", "xml-bad-character"],
    ["a control character", "<r><a>\u0007</a></r>", "xml-bad-character"],
    ["a non-character", "<r><a>\ufffe</a></r>", "xml-bad-character"],
    ["a zero byte", "<r>\0</r>", "xml-bad-character"],
    ["crossing tags", "<r><a></r></a>", "xml-tags-cross"],
    ["an end without beginning", "</r>", "xml-tags-cross"],
    ["a cut", "<r><a>1</a>", "xml-cut-off"],
    ["text outside", "<r/>x", "xml-text-outside"],
    ["a second root", "<r/><r/>", "xml-second-root"],
    ["an attribute twice", '<r k="1" k="2"/>', "xml-bad-tag"],
    ["an attribute without quotes", "<r k=1/>", "xml-bad-tag"],
    ["a bad name", "<1r/>", "xml-bad-name"],
    ["]]> in a text", "<r><a>]]></a></r>", "xml-bad-text"],
    ["-- in a comment", "<r><!-- a -- b --></r>", "xml-bad-comment"],
    ["a late declaration", ' <?xml version="1.0"?><r/>', "xml-bad-declaration"],
    ["depth", "<a>".repeat(100), "xml-too-deep"],
    ["a text without end", `<r><a>${"x".repeat(3_000_000)}`, "xml-text-too-long"],
    ["a text in too many pieces", `<r><a>${"<![CDATA[xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]]>".repeat(40_000)}</a></r>`, "xml-text-too-long"],
  ])("%s", async (_, text, code) => {
    const { findings } = await whole(xml(text));
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    expect(findings[0]?.severity).toBe("error");
  });
});

test("an empty, a repeated and a long field are told", async () => {
  expect(codes(await whole(xml("<r><c></c></r>")))).toEqual(["empty-field"]);
  expect(codes(await whole(xml("<r><c>1</c><c>2</c></r>")))).toEqual(["field-repeated"]);
  expect(codes(await whole(xml("<r><c>őőőőő</c></r>")))).toEqual([]);
  expect(codes(await whole(xml("<r><c>őőőőőő</c></r>")))).toEqual(["field-too-long"]);
});

/** Well-formed documents of the test's names, with everything that XML allows in them. */
const document = fc.letrec<{ element: string; content: string }>((tie) => ({
  element: fc.tuple(fc.constantFrom("a", "b", "c", "r", "n:a"), fc.constantFrom("", " k='1'", ' k="&lt;ő"', "\n k='a\tb'"), fc.array(tie("content"), { maxLength: 4 })).map(([name, attributes, content]) =>
    content.length === 0 && attributes.length % 2 === 0 ? `<${name}${attributes}/>` : `<${name}${attributes}>${content.join("")}</${name} >`.replace(" >", attributes === "" ? ">" : " >"),
  ),
  content: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    fc.constantFrom("x", "ő", "😀", "&amp;", "&#x41;", "\n", " ", "\r\n", "<!--c-->", "<![CDATA[<]]>", "<?p q?>", "]]", "-"),
    tie("element"),
  ),
})).element;

/** The same records as a known parser sees them. */
function reference(text: string): Outcome["records"] | "not well-formed" {
  const parser = new SaxesParser({ xmlns: false, fileName: "" });
  const records: (Outcome["records"][number] & { a: string[]; ba: string[]; depth: number })[] = [];
  const done: Outcome["records"] = [];
  const open: { name: string; text: string; leaf: boolean; line: number }[] = [];
  let wrong = false;
  parser.on("error", () => { wrong = true; });
  parser.on("opentag", ({ name, attributes }) => {
    const local = name.slice(name.indexOf(":") + 1);
    const parent = open.at(-1);
    if (parent !== undefined) parent.leaf = false;
    open.push({ name: local, text: "", leaf: true, line: 0 });
    // A record begins at r where no record is open: what stands inside it is not named by the shape.
    if (local === "r" && records.length === 0) records.push({ line: 0, a: [], ba: [], c: undefined, key: attributes.k, depth: open.length });
  });
  const add = (piece: string) => { const top = open.at(-1); if (top !== undefined) top.text += piece; };
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("closetag", () => {
    const top = open.pop();
    const inside = records[0];
    if (top === undefined || inside === undefined) return;
    const path = [...open.slice(inside.depth), top].map((each) => each.name).join("/");
    if (open.length < inside.depth) {
      const { depth: _, ...result } = inside;
      done.push(result);
      records.length = 0;
    } else if (top.leaf && top.text !== "") {
      if (path === "a") inside.a.push(top.text);
      if (path === "b/a") inside.ba.push(top.text);
      if (path === "c" && inside.c === undefined) Object.assign(inside, { c: top.text });
    }
  });
  try {
    parser.write(text).close();
  } catch {
    return "not well-formed";
  }
  return wrong ? "not well-formed" : done;
}
const withoutLines = (records: Outcome["records"]) => records.map((each) => ({ ...each, line: 0 }));
const wellFormed = (outcome: Outcome) => !outcome.findings.some((finding) => finding.code.startsWith("xml-"));

describe("compared with saxes", () => {
  test("the same records from any document", () => {
    fc.assert(
      fc.property(document, (text) => {
        const outcome = pushed(xml(text));
        expect(outcome.findings.filter((finding) => finding.code.startsWith("xml-"))).toEqual([]);
        expect(withoutLines(outcome.records)).toEqual(reference(text));
      }),
      { numRuns: 1500 },
    );
  });

  test("the same verdict on damaged documents", () => {
    const damage = fc.constantFrom("<", ">", "/", "&", ";", "\"", "'", "=", " ", "!", "-", "]", "[", "?", "a", "\0", "", "\u0001", "<!--", "-->", "]]>", "<![CDATA[", "<?", "?>", "</a>", "<a>", "<b k='1' k='1'>", "&#0;");
    let refused = 0;
    fc.assert(
      fc.property(document, fc.nat(), fc.nat({ max: 3 }), damage, (text, at, removed, inserted) => {
        const position = at % (text.length + 1);
        // A half of a surrogate pair cannot be written as UTF-8, so both readers get what can be.
        const damaged = Buffer.from(text.slice(0, position) + inserted + text.slice(position + removed)).toString();
        const expected = reference(damaged);
        const outcome = pushed(xml(damaged));
        if (expected === "not well-formed") refused++;
        expect(wellFormed(outcome), JSON.stringify(damaged)).toBe(expected !== "not well-formed");
        if (expected !== "not well-formed") expect(withoutLines(outcome.records)).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });
});

test("where the blocks are cut does not matter, not even for lines and columns", () => {
  const damage = fc.constantFrom("", "", "", "<", "&", "\0", "</a>", "]]>");
  fc.assert(
    fc.property(document, damage, fc.nat(), fc.array(fc.nat({ max: 200 }), { maxLength: 8 }), (text, inserted, at, cuts) => {
      const position = at % (text.length + 1);
      const bytes = xml(`\n<x>${text.slice(0, position)}${inserted}${text.slice(position)}</x>`);
      expect(pushed(bytes, cuts.map((cut) => Math.min(cut, bytes.length)))).toEqual(pushed(bytes));
    }),
    { numRuns: 1500 },
  );
  const bytes = xml("<x>\n <r k='1'><a>ő&amp;<![CDATA[é]]><!--😀--></a>\r\n<c>1234567</c></r>\n</x>\n");
  expect(pushed(bytes, Array.from(bytes.keys()))).toEqual(pushed(bytes));
});
