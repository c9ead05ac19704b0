import type { Compiled } from "./compile.ts";
import type { Reading } from "./reading.ts";
import { readRecords } from "./record-source.ts";

/** A record of more lines is none; without a bound a file of anything else would be held as one. */
const recordLinesMax = 2000;

/**
 * Reads lines of tag and value. A line whose tag one of the definition's records begins with starts a new record; what stands
 * before the first belongs to the first record that has no such tag.
 */
export async function readTagged(content: AsyncIterable<Uint8Array>, compiled: Compiled, reading: Reading): Promise<void> {
  const { syntax } = compiled.definition;
  const separator = syntax.kind === "tagged" ? syntax.separator : "=";
  const beginnings = new Set(compiled.records.flatMap((record) => record.tests.flatMap((test) => test.tag ?? [])));
  let parts: Buffer[] = [];
  let length = 0, lines = 0, firstLine = 1;
  let tags = new Map<string, { start: number; end: number; line: number }>();
  const give = () => {
    if (tags.size > 0) reading.tagged(Buffer.concat(parts), tags, firstLine);
    parts = [];
    tags = new Map();
    length = 0;
    lines = 0;
  };
  await readRecords(content, { kind: "fixed" }, {
    chunk: (bytes) => reading.chunk(bytes),
    problem: (code, message, line) => reading.problem(code, message, line),
    flush: () => reading.flush(),
    record: (bytes, from, to, line) => {
      const mark = bytes.indexOf(separator, from, "latin1");
      const tagEnd = mark < 0 || mark >= to ? to : mark;
      const start = bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf ? from + 3 : from;
      const tag = bytes.toString("latin1", start, tagEnd).trim();
      if (beginnings.has(tag)) give();
      if (tags.size === 0) firstLine = line;
      if (++lines > recordLinesMax) {
        reading.problem("record-too-long", "A record here has more lines than any may have. What follows was left out up to the next one.", line);
        lines = 0;
        tags = new Map();
        return;
      }
      const value = Buffer.from(bytes.subarray(Math.min(tagEnd + separator.length, to), to));
      if (tags.has(tag)) {
        reading.warning("tag-twice", "This tag stands twice in its record. The first one counts.", line);
        return;
      }
      tags.set(tag, { start: length, end: length + value.length, line });
      parts.push(value);
      length += value.length;
    },
  });
  give();
}
