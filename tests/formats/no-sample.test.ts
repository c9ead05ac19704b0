import { expect, test } from "vitest";
import { draftOf } from "../../src/formats/sample/format-draft.ts";
import { whyNoSample } from "../../src/formats/sample/no-sample.ts";

test.each([
  ["", /empty/],
  ["\u00ef\u00bb\u00bf<?xml version=\"1.0\"?><Document/>", /XML/],
  [" <Document>", /XML/],
  ["\0\0\0\0", /no text/],
  ["MZ\u0090\u0003", /no text/],
  ["\u00ff\u00feN\0a\0m\0e\0", /UTF-16/],
])("%j: no format can be made of it", (head, why) => {
  expect(whyNoSample(Buffer.from(head, "latin1"))).toMatch(why);
});

test.each(["Name;Konto;Betrag\nMüller;DE02120300000000202051;1,00\n", "01PAYROLL\r\n02\t123\f\u001a", "< 5 EUR;1\n"])("%j: a text", (head) => {
  expect(whyNoSample(Buffer.from(head, "latin1"))).toBeUndefined();
});

test("names are told by their words, too, where what stands below them is of no kind", () => {
  const sample = Buffer.from("Payee,IBAN,Amount,Reference\nPaper Ltd,HU42117730161111101800000000,125.50,Inv 1\nNo Account,,5.00,x\nWrong,HU4,1e9,y\n");
  const draft = draftOf(sample, { kind: "orders", title: "bills" });
  expect(draft).toMatchObject({ charset: "UTF-8", separator: ",", names: true });
  expect(draft.fields.map(({ meaning }) => meaning)).toEqual(["creditor-name", "creditor-account", "amount", "end-to-end-id"]);
});
