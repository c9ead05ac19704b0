import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { XmlError, messageLimits, parseXml } from "../../../src/ebics/xml/parse.ts";

const refusal = (text: string | Uint8Array): string => {
  try {
    parseXml(typeof text === "string" ? Buffer.from(text) : text);
    return "read";
  } catch (error) {
    if (error instanceof XmlError) return error.message;
    throw error;
  }
};

describe("reading XML", () => {
  it.each([
    ["a DOCTYPE", `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`, "DOCTYPE"],
    ["a DOCTYPE that loads", `<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`, "DOCTYPE"],
    ["an unknown entity", "<a>&x;</a>", "entity"],
    ["a processing instruction inside", "<a><?go there?></a>", "processing"],
    ["another encoding", `<?xml version="1.0" encoding="ISO-8859-1"?><a/>`, "encoding"],
    ["XML 1.1, which has other line ends", `<?xml version="1.1"?><a>x\u0085y</a>`, "XML 1.0"],
    ["a relative namespace, for which canonical XML is not defined", `<a xmlns="H005"/>`, "absolute"],
    ["a namespace with white space around it", `<a xmlns=" urn:a "/>`, "absolute"],
    ["two byte order marks", "\ufeff\ufeff<a/>", ""],
    ["a namespace with two addresses in one", `<a xmlns="http://www.a.http://www.b/"/>`, "absolute"],
    ["a namespace that is no URI", `<a xmlns:p="urn:a b"/>`, "absolute"],
    ["an undeclared prefix", "<p:a/>", "prefix"],
    ["two roots", "<a/><b/>", ""],
    ["an attribute twice", `<a x="1" x="2"/>`, ""],
    ["an attribute twice by namespace", `<a xmlns:p="urn:x" xmlns:q="urn:x" p:x="1" q:x="2"/>`, ""],
    ["nothing", "", ""],
    ["an unfinished document", "<a><b></b>", ""],
  ])("refuses %s", (_, text, word) => {
    const message = refusal(text);
    expect(message).not.toBe("read");
    expect(message).toContain(word);
  });
  it.each(["urn:org:ebics:H005", "http://www.ebics.org/H003", "http://www.w3.org/2000/09/xmldsig#", "urn:x:y%20z?a#b", "http://a.b:8080/c:d//e", "x:", "file:/a"])("reads the namespace %s", (uri) => {
    expect(parseXml(Buffer.from(`<a xmlns="${uri}"/>`)).namespace).toBe(uri);
  });
  it("takes time in proportion to a namespace's length", () => {
    const started = performance.now();
    for (const long of ["http://".repeat(50_000), `urn:${"%20".repeat(100_000)}<`, `http://${"a".repeat(300_000)} `, `urn:${":/".repeat(150_000)}"`]) refusal(`<a xmlns='${long}'/>`);
    expect(performance.now() - started).toBeLessThan(60_000);
  });
  it("refuses bytes that are not UTF-8", () => {
    expect(refusal(Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]))).toBe("not UTF-8");
  });
  it("refuses what is too deep, too wide or too large", () => {
    expect(refusal("<a>".repeat(10_000))).toContain("deeper");
    expect(refusal(`<a>${"<b/>".repeat(messageLimits.elementsMax)}</a>`)).toContain("elements");
    expect(refusal(`<a ${Array.from({ length: 50 }, (_, i) => `a${i}=""`).join(" ")}/>`)).toContain("attributes");
    expect(refusal(new Uint8Array(messageLimits.bytesMax + 1))).toContain("bytes");
  });
  it("reads or refuses any bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof refusal(bytes) === "string"));
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom("<", ">", "/", "a", "=", '"', "&", ";", "!", "[", "]", "-", "?", " ", "x", "m", "l", "n", "s", ":"), maxLength: 60 }), (text) => typeof refusal(text) === "string"));
  });
});
