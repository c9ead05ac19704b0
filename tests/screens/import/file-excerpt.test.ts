import { describe, expect, it } from "vitest";
import { readExcerpt } from "../../../src/screens/import/file-excerpt.ts";

async function* chunked(text: string, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

const ten = Array.from({ length: 10 }, (_, i) => `line ${i + 1} árvíz`).join("\n");

describe("readExcerpt", () => {
  it.each([1, 2, 3, 7, 1000])("keeps the lines around the place, in chunks of %i bytes", async (size) => {
    const excerpt = await readExcerpt(chunked(ten, size), 5, 6, 1);
    expect(excerpt.lines.map((line) => `${line.number} ${line.text}`)).toEqual(["4 line 4 árvíz", "5 line 5 árvíz", "6 line 6 árvíz"]);
    expect(excerpt).toMatchObject({ markedLine: 5, markedColumn: 6 });
  });

  it.each([1, 2, 5, 1000])("counts CR LF and lone CR as one line end, in chunks of %i bytes", async (size) => {
    const excerpt = await readExcerpt(chunked("a\r\nb\rc\nd", size), 3, undefined, 5);
    expect(excerpt.lines.map((line) => line.text)).toEqual(["a", "b", "c", "d"]);
    expect(excerpt.lines.map((line) => line.number)).toEqual([1, 2, 3, 4]);
  });

  it.each([10, 4096, 1 << 20])("shows a window of a line of megabytes, in chunks of %i bytes", async (size) => {
    const text = `${"x".repeat(100_000)}HERE${"y".repeat(100_000)}`;
    const { lines: [line], markedColumn } = await readExcerpt(chunked(text, size), 1, 100_001, 3);
    expect(line).toMatchObject({ number: 1, skipped: 100_000 - 160, cutBehind: true });
    expect(line?.text).toHaveLength(400);
    expect(line?.text.slice((markedColumn ?? 0) - 1, (markedColumn ?? 0) + 3)).toBe("HERE");
  });

  it("says when the place is beyond the end", async () => {
    expect(await readExcerpt(chunked("a", 1), 9, 1, 2)).toEqual({ lines: [], markedLine: 0, markedColumn: undefined });
    expect(await readExcerpt(chunked("", 1), 1, 1, 2)).toMatchObject({ lines: [], markedLine: 0 });
  });

  it("reads no further than it must", async () => {
    let chunks = 0;
    async function* endless(): AsyncIterable<Uint8Array> {
      for (;;) {
        chunks++;
        yield Buffer.from("line\n");
      }
    }
    await readExcerpt(endless(), 3, 1, 2);
    expect(chunks).toBeLessThan(8);
  });
});
