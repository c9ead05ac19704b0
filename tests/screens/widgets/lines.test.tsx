import { render } from "ink-testing-library";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitToWidth, widthOf } from "../../../src/screens/terminal/width.ts";
import { placeColumns, paintRow, type Column } from "../../../src/screens/widgets/columns.ts";
import { wrapText } from "../../../src/screens/widgets/dialog-frame.tsx";
import { Line, renderSpans } from "../../../src/screens/widgets/line.tsx";
import { durationText, progressSpans } from "../../../src/screens/widgets/progress-bar.ts";
import { arrayRows } from "../../../src/screens/widgets/row-source.ts";
import { Table } from "../../../src/screens/widgets/table.tsx";
import { initialTable } from "../../../src/screens/widgets/table-state.ts";
import { fieldSpans } from "../../../src/screens/widgets/text-field.tsx";

const hostile = "a\u001b[31m\u202eb\u200bc\r\nd\u0007\u009b2J";
const escapes = /\u001b\[(?!\d*(?:;\d+)*m)|[\u202e\u200b\r\u0007\u009b]/;
const plain = (painted: string): string => painted.replace(/\u001b\[[\d;]*m/g, "");

describe("width", () => {
  test.each([["abc", 3], ["ő€", 2], ["漢字", 4], ["e\u0301", 1], ["😀", 2], ["▸ │", 3], ["한글", 4]])("%j takes %i cells", (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test("whatever the text, it fills its cells exactly", () => {
    fc.assert(fc.property(fc.array(fc.constantFrom("a", "ő", "漢", "😀", "e\u0301", " ", "€", "🇭🇺"), { maxLength: 12 }), fc.integer({ min: 0, max: 15 }), fc.constantFrom("left" as const, "right" as const), (parts, width, align) => {
      expect(widthOf(fitToWidth(parts.join(""), width, align))).toBe(width);
      expect(widthOf(plain(renderSpans([parts.join(""), { text: parts.join(""), bold: true }], width)))).toBe(width);
    }));
  });
});

describe("text from outside", () => {
  test("is filtered in lines, cells, titles and fields", () => {
    const columns: readonly Column<string>[] = [{ title: hostile, width: 20, cell: (row) => row }, { title: "spans", width: 20, cell: (row) => [{ text: row, tone: "red" }] }];
    const drawn = [
      render(<Line spans={[hostile, { text: hostile, bold: true }]} width={60} />).lastFrame(),
      render(<Table columns={columns} rows={arrayRows([hostile])} keyOf={(row) => row} state={{ ...initialTable, filter: hostile }} onAction={() => undefined} size={{ columns: 80, rows: 6 }} empty={hostile} />).lastFrame(),
      renderSpans(fieldSpans({ text: hostile, cursor: 3 }, 30), 30),
      wrapText(hostile, 20).join(""),
      paintRow(placeColumns(columns, 60), hostile, 0, { inverse: true }, 60),
    ];
    for (const text of drawn) {
      expect(text).toContain("\ufffd");
      expect(text).not.toMatch(escapes);
    }
  });
});

describe("columns", () => {
  const columns: readonly Column<{ a: string; n: number }>[] = [
    { title: "name", width: { min: 10, grow: 2 }, cell: (row) => row.a },
    { title: "n", width: 6, align: "right", cell: (row) => String(row.n) },
    { title: "more", width: { min: 8, grow: 1 }, cell: () => "more", from: 50 },
  ];

  test("share what is left over; some show only where there is room", () => {
    expect(placeColumns(columns, 40).map((placed) => placed.width)).toEqual([33, 6]);
    const wide = placeColumns(columns, 60).map((placed) => placed.width);
    expect(wide).toHaveLength(3);
    expect(wide.reduce((sum, width) => sum + width, 2)).toBe(60);
  });

  test("a row is exactly as wide as the table, numbers right, wide characters cut whole", () => {
    for (const width of [18, 20, 40, 55, 60]) expect(widthOf(plain(paintRow(placeColumns(columns, width), { a: "漢字漢字漢字漢字漢字x", n: 7 }, 0, {}, width)))).toBe(width);
    expect(paintRow(placeColumns(columns, 18), { a: "x", n: 42 }, 0, {}, 18)).toBe("x               42");
  });
});

describe("an empty list", () => {
  const table = (filter: string): string => render(<Table columns={[{ title: "x", width: 10, cell: () => "" }]} rows={arrayRows([])} keyOf={String} state={{ ...initialTable, filter }} onAction={() => undefined} size={{ columns: 80, rows: 5 }} empty="No orders yet. i imports a file." />).lastFrame() ?? "";
  test("says what would fill it", () => expect(table("")).toContain("No orders yet. i imports a file."));
  test("under a filter says how to be rid of it", () => expect(table("zzz")).toContain("Esc clears it"));
});

describe("progress", () => {
  const text = (done: number, total: number | undefined, elapsed: number): string => progressSpans({ done, total, text: "segment 2 of 9" }, elapsed, 76, "rows").map((span) => (typeof span === "string" ? span : span.text)).join("");
  test("has a share, a rate and an estimate", () => {
    expect(text(25, 100, 10_000)).toMatch(/^█+░+ segment 2 of 9 {2}25 % {2}3 rows\/s {2}0:30 left$/);
    expect(text(100, 100, 10_000)).toContain("100 %");
    expect(text(5, undefined, 10_000)).not.toContain("%");
    expect(text(0, 0, 0)).toContain("0");
  });
  test.each([[0, "0:00"], [12_000, "0:12"], [725_000, "12:05"], [3_725_000, "1:02:05"]])("%i ms is %s", (ms, shown) => expect(durationText(ms)).toBe(shown));
});

describe("a field longer than its room", () => {
  test("shows the part around the cursor, exactly as wide", () => {
    const text = "0123456789".repeat(5);
    for (const cursor of [0, 5, 25, 50]) {
      const shown = plain(renderSpans(fieldSpans({ text, cursor }, 20), 20));
      expect(widthOf(shown)).toBe(20);
      expect(shown).toContain(text.slice(Math.max(0, cursor - 5), cursor));
    }
  });
});
