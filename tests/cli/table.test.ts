import { expect, it } from "vitest";
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
