import { describe, expect, it } from "vitest";
import { currentRow, filterRows, initialList, updateList } from "../../../src/screens/lists/list-model.ts";
import { freeName, harmlessFileName, writeOut } from "../../../src/screens/lists/out-file.ts";
import { arrayRows } from "../../../src/screens/widgets/row-source.ts";
import { once } from "../../../src/workflows/bytes.ts";
import { journalJsonLines } from "../../../src/screens/journal/journal-lines.ts";
import type { JournalEntry } from "../../../src/workflows/ports/journal.ts";
import type { WorkstationFiles } from "../../../src/screens/session.ts";

describe("a list", () => {
  it("drops rows for a filter that is no longer wanted, and keeps the cursor within the rows", () => {
    const filtered = updateList(initialList<number>(), { type: "table", action: { type: "filter", text: "x" } });
    expect(updateList(filtered, { type: "rows", filter: "", rows: arrayRows([1, 2]) })).toBe(filtered);
    const far = { ...filtered, table: { ...filtered.table, cursor: 9 } };
    const loaded = updateList(far, { type: "rows", filter: "x", rows: arrayRows([1, 2]) });
    expect(currentRow(loaded)).toBe(2);
    expect(currentRow(updateList(loaded, { type: "rows", filter: "x", rows: arrayRows<number>([]) }))).toBeUndefined();
  });
  it("is filtered by every word, without regard to case and accents", () => {
    expect(filterRows(["Szabó Ágnes", "Őri Béla"], "agnes SZABO", (row) => row)).toEqual(["Szabó Ágnes"]);
    expect(filterRows(["a"], "  ", (row) => row)).toEqual(["a"]);
  });
});

describe("a file that is written out", () => {
  it.each([
    ["../../etc/passwd", "passwd"], ["C:\\x\\évi kimutatás.xml", "evi_kimutatas.xml"], [".bashrc", "bashrc"], ["a\u001b[31m\u202eb.xml", "a_31m_b.xml"],
    ["", "file"], ["...", "file"], [`${"x".repeat(300)}.xml`, `${"x".repeat(80)}.xml`], ["con\nfile", "con_file"],
  ])("%j becomes %j", (name, expected) => {
    expect(harmlessFileName(name)).toBe(expected);
  });
  it("never overwrites", async () => {
    expect(freeName("a.pdf", new Set(["a.pdf", "a-2.pdf"]))).toBe("a-3.pdf");
    const written: string[] = [];
    const files = { outFolder: "/out/", list: async () => [{ name: "a.pdf" }], write: async (path: string) => void written.push(path) } as unknown as WorkstationFiles;
    expect(await writeOut(files, "a.pdf", once(new Uint8Array()))).toBe("/out/a-2.pdf");
    expect(written).toEqual(["/out/a-2.pdf"]);
  });
});

describe("the journal as JSON lines", () => {
  const all = Array.from({ length: 1203 }, (_, i): JournalEntry => ({ sequence: i + 1, at: "" as JournalEntry["at"], actor: "R", action: "a", subject: undefined, summary: "s", detail: {}, previousHash: "", hash: "" }));
  const journal = {
    count: async () => all.length,
    list: async (page: { limit?: number; beforeSequence?: number } = {}) => all.filter((entry) => entry.sequence < (page.beforeSequence ?? Infinity)).reverse().slice(0, page.limit),
  };
  it("has every entry once, oldest first, page by page", async () => {
    const told: number[] = [];
    let text = "";
    for await (const chunk of journalJsonLines(journal, new AbortController().signal, (done) => void told.push(done))) text += Buffer.from(chunk).toString();
    expect(text.trimEnd().split("\n").map((line) => (JSON.parse(line) as JournalEntry).sequence)).toEqual(all.map((entry) => entry.sequence));
    expect(told).toEqual([500, 1000, 1203]);
  });
  it("stops when it is cancelled", async () => {
    const stop = new AbortController();
    const read = (async () => {
      for await (const _chunk of journalJsonLines(journal, stop.signal, () => stop.abort()));
    })();
    await expect(read).rejects.toThrow();
  });
});
