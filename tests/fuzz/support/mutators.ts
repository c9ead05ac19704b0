import type { Dice } from "./dice.ts";
import { type Span, cutOut, elementSpans, replaced } from "./markup.ts";

/** Changes a message's text in one way. @param others messages to splice from */
export type Mutator = (text: string, dice: Dice, others: readonly string[]) => string;

/** What attackers of signed XML and of parsers do, by name. */
export const textMutators: Readonly<Record<string, Mutator>> = {
  "double an element": onElement((text, span) => replaced(text, span.end, span.end, cutOut(text, span))),
  "drop an element": onElement((text, span) => replaced(text, span.start, span.end, "")),
  "empty an element": onElement((text, span) => replaced(text, span.innerStart, span.innerEnd, "")),
  "wrap an element": onElement((text, span, dice) => replaced(text, span.start, span.end, wrapped(cutOut(text, span), dice))),
  "unwrap an element": onElement((text, span) => replaced(text, span.start, span.end, text.slice(span.innerStart, span.innerEnd))),
  "rename an element": onElement((text, span, dice) => replaced(text, span.start, span.end, renamed(cutOut(text, span), span.name, dice.pick(elementNames)))),
  "move an element": (text, dice) => {
    const [from, to] = [someSpan(text, dice), someSpan(text, dice)];
    if (from === undefined || to === undefined) return text;
    const at = dice.pick([to.start, to.innerStart, to.innerEnd, to.end]);
    const piece = cutOut(text, from);
    return at <= from.start ? replaced(replaced(text, from.start, from.end, ""), at, at, piece) : replaced(replaced(text, at, at, piece), from.start, from.end, "");
  },
  "copy an element elsewhere": (text, dice) => {
    const [from, to] = [someSpan(text, dice), someSpan(text, dice)];
    if (from === undefined || to === undefined) return text;
    const at = dice.pick([to.start, to.innerStart, to.innerEnd, to.end]);
    return replaced(text, at, at, cutOut(text, from));
  },
  "swap two elements": (text, dice) => {
    const [a, b] = [someSpan(text, dice), someSpan(text, dice)].sort((x, y) => (x?.start ?? 0) - (y?.start ?? 0));
    if (a === undefined || b === undefined || a.end > b.start) return text;
    return text.slice(0, a.start) + cutOut(text, b) + text.slice(a.end, b.start) + cutOut(text, a) + text.slice(b.end);
  },
  "an element of another message": (text, dice, others) => {
    const other = dice.pick(others);
    const [from, to] = [someSpan(other, dice), someSpan(text, dice)];
    return from === undefined || to === undefined ? text : replaced(text, dice.oneIn(2) ? to.start : to.end, to.end, cutOut(other, from));
  },
  /** The signed part aside, genuine; a changed copy in its place: the wrapping attacks, in all the places that elements leave room for. */
  "wrap the signed part": (text, dice) => {
    const signed = elementSpans(text).filter((span) => /\sauthenticate=/.test(text.slice(span.start, span.innerStart)));
    if (signed.length === 0) return text;
    const span = dice.pick(signed);
    const genuine = cutOut(text, span);
    const forged = changedValue(dice.oneIn(2) ? genuine.replace(/\sauthenticate=("true"|'true')/, "") : genuine, dice);
    const shelter = dice.pick([
      genuine, `<Object>${genuine}</Object>`, `<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="x">${genuine}</ds:Object>`, `<x:any xmlns:x="urn:x">${genuine}</x:any>`,
    ]);
    const placed = replaced(text, span.start, span.end, forged);
    const around = elementSpans(placed).filter((one) => !(one.start > span.start && one.end < span.start + forged.length));
    if (around.length === 0) return text;
    const host = dice.pick(around);
    const at = dice.pick([host.innerStart, host.innerEnd, host.start, host.end]);
    return replaced(placed, at, at, shelter);
  },
  "a mark elsewhere": (text, dice) => {
    if (dice.oneIn(3)) return text.replace(/\sauthenticate=("true"|'true')/, "");
    const mark = dice.pick([' authenticate="true"', ' authenticate="1"', ' authenticate="false"', ' authenticate=" true "', ' x:authenticate="true" xmlns:x="urn:org:ebics:H005"', ' Id="header"', ' xml:id="a"', ' authenticate="tr&#117;e"']);
    if (dice.oneIn(3)) return text.replace(/\sauthenticate=("true"|'true')/, mark);
    return onTag(text, dice, (tag) => tag.replace(/(\/?>)$/, `${mark}$1`));
  },
  "another value": (text, dice) => changedValue(text, dice),
  "an edge for a number": (text, dice) => onMatch(text, dice, /(?<=>)\d{1,10}(?=<)/g, () => dice.pick(numberEdges)),
  "an edge for any value": (text, dice) => onMatch(text, dice, /(?<=>)[^<>]{1,200}(?=<\/)/g, () => dice.pick(valueEdges)),
  "damaged base64": (text, dice) =>
    onMatch(text, dice, /(?<=>)[A-Za-z0-9+/]{16,}={0,2}(?=<)/g, (value) => {
      const at = dice.below(value.length);
      return dice.pick([
        value.slice(0, at), `${value}=`, `${value}====`, replaced(value, at, at, "*"), replaced(value, at, at, " \n\t"), replaced(value, at, at, "&#13;\r\n"), value.replace(/=+$/, ""),
        value.replace(/[A-Za-z]/, (letter) => (letter === "A" ? "B" : "A")), replaced(value, at, at + 1, "-"), replaced(value, at, at + 1, "_"), "", "====", value + value, `${value.slice(0, -1)}${value.endsWith("=") ? "==" : "A"}`,
      ]);
    }),
  "a comment": (text, dice) => insertInText(text, dice, dice.pick(["<!---->", "<!-- <header> -->", "<!--x-->"])),
  "a CDATA section": (text, dice) => onMatch(text, dice, /(?<=>)[^<>&]{1,60}(?=<)/g, (value) => splitAt(value, dice, (a, b) => dice.pick([`<![CDATA[${value}]]>`, `${a}<![CDATA[${b}]]>`, `<![CDATA[${a}]]><![CDATA[${b}]]>`, `${a}<![CDATA[]]>${b}`]))),
  "a processing instruction": (text, dice) => insertInText(text, dice, dice.pick(["<?x?>", "<?xml-stylesheet href='a'?>", '<?xml version="1.0"?>'])),
  "a reference": (text, dice) => onMatch(text, dice, /(?<=>)[^<>&]{1,60}(?=<)/g, (value) => splitAt(value, dice, (a, b) => dice.pick([
    `${a}&#x${(b.codePointAt(0) ?? 65).toString(16)};${b.slice(1)}`, `${a}&#${b.codePointAt(0) ?? 65};${b.slice(1)}`, `${a}&amp;${b}`, `${a}&unknown;${b}`, `${a}&#0;${b}`, `${a}&#xD;${b}`, `${a}&#x1F600;${b}`, `${a}&#xFFFFFF;${b}`,
  ]))),
  "white space": (text, dice) => {
    const blank = dice.pick([" ", "\n", "\t", "\r\n", "\r", "\u00a0", "\u0085", "\u2028", "\u0000", "\ufeff"]);
    return dice.oneIn(2) ? insertInText(text, dice, blank) : onTag(text, dice, (tag) => tag.replace(/(\/?>)$/, `${blank}$1`));
  },
  "a namespace more": (text, dice) => onTag(text, dice, (tag) => tag.replace(/^(<[^\s/>]+)/, `$1${dice.pick(declarations)}`)),
  "another namespace": (text, dice) => onMatch(text, dice, /xmlns(:\w+)?=("[^"]*"|'[^']*')/g, (whole) => whole.replace(/=.*/s, `="${dice.pick(namespaces)}"`)),
  "another prefix": (text, dice) => {
    const prefix = dice.pick(["x", "__proto__", "constructor", "xml", "xmlns", "ä"]);
    return dice.oneIn(2) ? text.replaceAll("ds:", `${prefix}:`).replace("xmlns:ds=", `xmlns:${prefix}=`) : onTag(text, dice, (tag) => tag.replace(/^<(\/?)(\w+:)?/, `<$1${prefix}:`));
  },
  "swapped attributes": (text, dice) => onTag(text, dice, (tag) => tag.replace(/(\s[\w:]+=(?:"[^"]*"|'[^']*'))(\s[\w:]+=(?:"[^"]*"|'[^']*'))/, "$2$1")),
  "an attribute twice": (text, dice) => onTag(text, dice, (tag) => tag.replace(/(\s[\w:]+=(?:"[^"]*"|'[^']*'))/, "$1$1")),
  "an attribute changed": (text, dice) => onMatch(text, dice, /(?<=\s[\w:]+=")[^"]*(?=")/g, () => dice.pick(attributeValues)),
  "another algorithm": (text, dice) => onMatch(text, dice, /Algorithm="[^"]*"/g, () => `Algorithm="${dice.pick(algorithms)}"`),
  "another reference": (text, dice) => dice.pick([
    () => text.replace(/URI="[^"]*"/, `URI="${dice.pick(["", "#header", "#xpointer(/)", "#xpointer(//*[@authenticate=true()])", "http://localhost/"])}"`),
    () => text.replace(/<(\w+:)?Reference[\s>].*<\/(\w+:)?Reference>/s, (whole) => whole + whole),
    () => text.replace(/<(\w+:)?Transform[\s>].*?<\/(\w+:)?Transform>/s, (whole) => whole + whole),
    () => text.replace(/<(\w+:)?Transform\s.*?(<\/(\w+:)?Transform>|\/>)/s, (_, p = "") => `<${p}Transform Algorithm="${dice.pick(algorithms)}"><${p}XPath>//*</${p}XPath></${p}Transform>`),
  ])(),
  "another version": (text, dice) => {
    const [from, to] = [dice.pick(["H005", "H004", "H003"]), dice.pick(["H003", "H004", "H005", "H006", "h005", ""])];
    return dice.pick([() => text.replaceAll(from, to), () => text.replace(`Version="${from}"`, `Version="${to}"`), () => text.replace(/urn:org:ebics:H00\d|http:\/\/www\.ebics\.org\/H00\d/, dice.pick(namespaces))])();
  },
  "another declaration": (text, dice) => dice.pick(prologs) + text.replace(/^\s*<\?xml[^>]*\?>\s*/, ""),
  "a document type": (text, dice) => text.replace(/^(\s*<\?xml[^>]*\?>)?/, `$1${dice.pick(documentTypes)}`),
  "something behind the end": (text, dice) => text + dice.pick(["<a/>", "x", "<!-- -->", "\u0000", text, "\n\n", "<?x y?>", "]]>"]),
  deep: (text, dice) => {
    const depth = dice.pick([5, 39, 41, 500]);
    return insertInText(text, dice, "<a>".repeat(depth) + "</a>".repeat(dice.oneIn(4) ? depth - 1 : depth));
  },
  "another case": (text, dice) => onMatch(text, dice, /(?<=>)[A-Fa-f0-9]{8,}(?=<)/g, (value) => (dice.oneIn(2) ? value.toLowerCase() : value.slice(1))),
};

/** Below the text: bytes. */
export const byteMutators: Readonly<Record<string, (bytes: Buffer, dice: Dice) => Buffer>> = {
  "flip a bit": (bytes, dice) => set(bytes, dice.below(bytes.length), (byte) => byte ^ (1 << dice.below(8))),
  "another byte": (bytes, dice) => set(bytes, dice.below(bytes.length), () => dice.below(256)),
  "bytes inserted": (bytes, dice) => splice(bytes, dice.below(bytes.length + 1), 0, dice.oneIn(2) ? dice.bytes(1 + dice.below(8)) : Buffer.from(dice.pick(["<", ">", "&", '"', "]]>", "\u0000", "\ufffe", "\ud83d\ude00"]))),
  "bytes cut out": (bytes, dice) => splice(bytes, dice.below(bytes.length), 1 + dice.below(dice.oneIn(3) ? 400 : 6), Buffer.alloc(0)),
  "bytes doubled": (bytes, dice) => {
    const at = dice.below(bytes.length);
    return splice(bytes, at, 0, bytes.subarray(at, at + 1 + dice.below(200)));
  },
  "cut short": (bytes, dice) => bytes.subarray(0, dice.below(bytes.length)),
  "another encoding": (bytes, dice) => {
    const text = bytes.toString("utf8");
    return dice.pick([() => Buffer.from(text, "utf16le"), () => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]), () => Buffer.from(text, "latin1"), () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])])();
  },
  "overlong UTF-8": (bytes, dice) => splice(bytes, dice.below(bytes.length), 1, Buffer.from(dice.pick([[0xc0, 0xbc], [0xe0, 0x80, 0xbc], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0x80]]))),
};

const elementNames = ["header", "body", "static", "mutable", "AuthSignature", "ds:SignedInfo", "SignedInfo", "OrderData", "DataTransfer", "TransactionID", "ReturnCode", "HostID", "x", "_", "ä"] as const;
const numberEdges = ["0", "-1", "1", "2", "3", "01", "+1", " 1 ", "1.0", "1e1", "4294967296", "9999999999", "99999999999", "999999", "", "NaN", "0x1", "٣"] as const;
const valueEdges = [
  "", " ", "0", "-1", "true", "X".repeat(36), "X".repeat(5000), "../../x", "' OR 1=1 --", "%00", "\u202e", "\u001b[2J", "__proto__", "2026-02-30", "0000-00-00", "9999-12-31", "2026-11-23T08:00:00", "2026-11-23T25:00:00Z",
  "2026-11-23T08:00:00.123456789+14:00", "00".repeat(16), "FF".repeat(16), "AAAA", "=", "A006", "A004", "X001", "E001", "BTU", "BTD", "HPB", "INI", "SPR", "HVE", "HVT", "ZZZZ", "Receipt", "Transfer", "Initialisation", "000000", "999999", "011000", "091008",
] as const;
const attributeValues = ["", "true", "false", "1", "0", "H005", "H004", "H003", "X", "9".repeat(40), "&lt;", "&#x9;a", "A006", "E002", "X002", "ZIP", "http://www.w3.org/2001/04/xmlenc#sha256"] as const;
const namespaces = ["urn:org:ebics:H005", "urn:org:ebics:H004", "http://www.ebics.org/H003", "http://www.ebics.org/H000", "http://www.ebics.org/S001", "http://www.ebics.org/S002", "http://www.w3.org/2000/09/xmldsig#", "urn:x", "", "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"] as const;
const declarations = [
  ' xmlns:x="urn:x"', ' xmlns:a="urn:a" xmlns:b="urn:b"', ' xmlns=""', ' xmlns="urn:x"', ' xmlns="urn:org:ebics:H005"', ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"', ' xmlns:ds="urn:x"', ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
  ' xmlns:__proto__="urn:p"', ' xmlns:xml="http://www.w3.org/XML/1998/namespace"', ' xml:space="preserve"', ' xml:lang="hu"', ' xml:base="http://localhost/"', ' xmlns:x=""', ' xmlns:xmlns="urn:x"',
] as const;
const algorithms = [
  "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", "http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2006/12/xml-c14n11", "http://www.w3.org/2001/04/xmlenc#sha256",
  "http://www.w3.org/2000/09/xmldsig#sha1", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#hmac-sha1", "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
  "http://www.w3.org/2000/09/xmldsig#base64", "http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116", "", " http://www.w3.org/2001/04/xmlenc#sha256 ",
] as const;
const prologs = [
  "", "\n", '<?xml version="1.1" encoding="UTF-8"?>', '<?xml version="1.0" encoding="UTF-16"?>', '<?xml version="1.0" encoding="ISO-8859-1"?>', '<?xml version="1.0" encoding="utf-8" standalone="yes"?>', '<?xml version="1.0" encoding="UTF-7"?>',
  '<?xml version="2.0"?>', "<?xml version='1.0'?>", '<?xml encoding="UTF-8"?>', '<?xml version="1.0"?><?xml version="1.0"?>', "\ufeff", "<!-- -->", "<?x y?>",
] as const;
const documentTypes = [
  "<!DOCTYPE x>", '<!DOCTYPE ebicsRequest [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE x [<!ATTLIST header authenticate CDATA "true">]>',
  `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${"bcdefgh".split("").map((name, i) => `<!ENTITY ${name} "${`&${"abcdefg"[i]};`.repeat(10)}">`).join("")}]>`, '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://localhost:9/">%p;]>', "<!DOCTYPE", "<!DOCTYPE x [",
] as const;

function someSpan(text: string, dice: Dice): Span | undefined {
  const spans = elementSpans(text);
  return spans.length === 0 ? undefined : dice.pick(spans);
}
function onElement(change: (text: string, span: Span, dice: Dice) => string): Mutator {
  return (text, dice) => {
    const span = someSpan(text, dice);
    return span === undefined ? text : change(text, span, dice);
  };
}
function wrapped(element: string, dice: Dice): string {
  const [open, close] = dice.pick([["<x>", "</x>"], ['<x:y xmlns:x="urn:x">', "</x:y>"], ["<header>", "</header>"], ["<body>", "</body>"], ['<Object Id="a">', "</Object>"]] as const);
  return open + element + close;
}
function renamed(element: string, from: string, to: string): string {
  const ending = `</${from}>`;
  const start = `<${to}${element.slice(1 + from.length)}`;
  return start.endsWith(ending) ? `${start.slice(0, -ending.length)}</${to}>` : start;
}
function onMatch(text: string, dice: Dice, pattern: RegExp, change: (value: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const match = dice.pick(matches);
  return replaced(text, match.index, match.index + match[0].length, change(match[0]));
}
function onTag(text: string, dice: Dice, change: (tag: string) => string): string {
  return onMatch(text, dice, /<[^\s/>!?]+(?:[^>"']|"[^"]*"|'[^']*')*>/g, change);
}
/** A character of a value becomes another of its kind. */
function changedValue(text: string, dice: Dice): string {
  return onMatch(text, dice, /(?<=>)[^<>&]{1,2000}(?=<\/)/g, (value) => {
    const at = dice.below(value.length);
    const old = value[at] ?? "0";
    const fresh = /\d/.test(old) ? String((Number(old) + 1 + dice.below(9)) % 10) : /[A-Z]/.test(old) ? dice.pick(["A", "B", "F", "Z"]) : /[a-z]/.test(old) ? dice.pick(["a", "b", "z"]) : dice.pick([".", "0", "A"]);
    return replaced(value, at, at + 1, fresh);
  });
}
function splitAt(value: string, dice: Dice, join: (before: string, after: string) => string): string {
  const at = dice.below(value.length);
  return join(value.slice(0, at), value.slice(at));
}
/** Somewhere between two tags, or within a value. */
function insertInText(text: string, dice: Dice, what: string): string {
  return onMatch(text, dice, /(?<=>)[^<>]*(?=<)/g, (value) => {
    const at = dice.below(value.length + 1);
    return replaced(value, at, at, what);
  });
}
function set(bytes: Buffer, at: number, change: (byte: number) => number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = change(changed[at] ?? 0);
  return changed;
}
function splice(bytes: Buffer, at: number, drop: number, insert: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + drop)]);
}
