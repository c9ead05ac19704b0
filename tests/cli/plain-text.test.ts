import { describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { table } from "../../src/cli/io.ts";

it("amounts and numbers stand right, one comma under the other; words, ids and accounts left", () => {
  expect(table(["order", "title", "sum", "account", "refused"], [
    ["0001", "Rent", "125.50 HUF", "HU34599000120000000000000017", ""],
    ["0002", "2026-11", "105616920.00 HUF", "-", "3"],
    ["0010", "", "-1.00 EUR, 20.00 HUF", "HU39599000120000000000000024", "12"],
  ]).split("\n")).toEqual([
    "order  title                     sum  account                       refused",
    " 0001  Rent               125.50 HUF  HU34599000120000000000000017",
    " 0002  2026-11      105616920.00 HUF  -                                   3",
    " 0010           -1.00 EUR, 20.00 HUF  HU39599000120000000000000024       12",
    "",
  ]);
});

it("a currency is a word, and a column with nothing in it stands left", () => {
  expect(table(["account", "currency", "unconfirmed", "last paid"], [["A", "EUR", "", "2026-11-26"], ["B", "HUF", "", ""]])).toBe([
    "account  currency  unconfirmed   last paid",
    "A        EUR                    2026-11-26",
    "B        HUF", "",
  ].join("\n"));
});

describe("what is typed wrong", () => {
  it.each([
    [["ordr"], "(kontor --help tells more)"],
    [["order", "lst"], "(kontor order --help tells more)"],
    [["order", "list", "--everything"], "(kontor order list --help tells more)"],
    [["bank", "subscriber", "add"], "(kontor bank subscriber add --help tells more)"],
  ])("%j is answered with the help that fits", async (args, hint) => {
    let told = "";
    const code = await runCommandLine(args, { environment: {}, stdinIsTerminal: false, stdoutIsTerminal: false, out: () => undefined, err: (text) => { told += text; } });
    expect(code).toBe(2);
    expect(told).toContain(hint);
  });
});
