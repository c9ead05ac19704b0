import { Writable } from "node:stream";
import xterm from "@xterm/headless";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLine } from "../../../src/screens/terminal/cells.ts";
import { diffFrames } from "../../../src/screens/terminal/frame-diff.ts";
import { FrameSink } from "../../../src/screens/terminal/frame-sink.ts";

const columns = 24;
const rows = 8;

function frame(text: string): ReturnType<typeof readLine>[] {
  const lines = text.split("\n");
  return Array.from({ length: rows }, (_, row) => readLine(lines[row] ?? "", columns));
}

/** Glyphs, widths and looks of each cell of an emulator's screen. */
function cells(terminal: InstanceType<typeof xterm.Terminal>): string[] {
  const buffer = terminal.buffer.active;
  return Array.from({ length: rows }, (_, row) => {
    const line = buffer.getLine(row);
    return Array.from({ length: columns }, (__, column) => {
      const cell = line?.getCell(column);
      if (cell === undefined || cell.getWidth() === 0) return "";
      return `${cell.getChars() === "" ? " " : cell.getChars()}${cell.getFgColor()},${cell.getBgColor()},${cell.isBold()}${cell.isDim()}${cell.isUnderline()}${cell.isInverse()}`;
    }).join("|");
  });
}

async function emulate(...writes: string[]): Promise<string[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  for (const bytes of writes) await new Promise<void>((resolve) => terminal.write(bytes, resolve));
  const found = cells(terminal);
  terminal.dispose();
  return found;
}

const blank = frame("");
const piece = fc.oneof(
  fc.stringMatching(/^[a-d ]{0,9}$/),
  fc.constantFrom("漢字", "e\u0301a", "ő", "€", "│", "▸", "한", "　x", "\u001b[1m", "\u001b[31m", "\u001b[7m", "\u001b[0m", "\u001b[38;5;200m", "\u001b[44m", "\u001b[2m", "   "),
);
const line = fc.array(piece, { maxLength: 7 }).map((parts) => `${parts.join("")}\u001b[0m`);
const someLines = fc.array(line, { minLength: 1, maxLength: 6 });
/** Frames made of few lines, so that scrolling, repetition and change all happen. */
const someFrames = someLines.chain((lines) => fc.array(fc.array(fc.constantFrom(...lines, ""), { minLength: rows, maxLength: rows }), { minLength: 2, maxLength: 5 }));

describe("what is written turns one screen into the next", () => {
  test("random frames: the emulator shows the same after the differences as after drawing the last one anew", async () => {
    await fc.assert(
      fc.asyncProperty(someFrames, async (frames) => {
        const read = frames.map((lines) => frame(lines.join("\n")));
        const last = read.at(-1) ?? blank;
        const steps = read.map((next, at) => diffFrames(read[at - 1] ?? blank, next, 2));
        expect(await emulate(...steps)).toEqual(await emulate(diffFrames(blank, last, 2)));
      }),
      { numRuns: 300 },
    );
  });

  test("a list that scrolls by one row is scrolled by the terminal, whatever stands above and below", async () => {
    const list = (from: number): string => ["title", ...Array.from({ length: rows - 2 }, (_, at) => `row ${from + at} of the list`), `at ${from}`].join("\n");
    const bytes = diffFrames(frame(list(10)), frame(list(11)), 2);
    expect(bytes).toMatch(/\u001b\[\d+;\d+r/);
    expect(bytes.length).toBeLessThan(80);
    expect(await emulate(diffFrames(blank, frame(list(10)), 2), bytes)).toEqual(await emulate(diffFrames(blank, frame(list(11)), 2)));
    const back = diffFrames(frame(list(11)), frame(list(10)), 2);
    expect(back).toMatch(/\u001b\[1L/);
    expect(await emulate(diffFrames(blank, frame(list(11)), 2), back)).toEqual(await emulate(diffFrames(blank, frame(list(10)), 2)));
  });

  test("equal frames write nothing, and one changed cell a few bytes", () => {
    expect(diffFrames(frame("abc"), frame("abc"), 2)).toBe("");
    expect(diffFrames(frame("abcdef"), frame("abcxef"), 2)).toBe("\u001b[1;4Hx");
  });

  test("without colour, bold and inverse stay", () => {
    expect(diffFrames(blank, frame("\u001b[1;31;44mx"), 0)).toBe("\u001b[1H\u001b[0;1mx\u001b[m");
    expect(diffFrames(blank, frame("\u001b[38;5;196mx"), 1)).toBe("\u001b[1H\u001b[0;91mx\u001b[m");
  });
});

describe("hostile text that slipped into a frame", () => {
  const onlyOurs = /^(?:\u001b\[[\d;]*[HmK]|\u001b\[\d+;\d+r|\u001b\[r|\u001b\[\d+[ML]|[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff])*$/u;

  test.each([
    "\u001b]0;title\u0007x", "\u001b]52;c;aGFjaw==\u001b\\x", "\u001b[2J\u001b[1;1Hx", "\u001bP$q\u001b\\x", "\u009b31mx", "\u009d8;;http://x\u009cx", "a\u202eb", "a\u200b\u200db",
    "a\rb\u0008c\u0007", "\u001b[6n", "\u001bc", "\u001b(0qqq", "\u001b[?1049lx", "\u001b]unfinished", "\u001b[38;2;1;2;3mx", "\ufeffx\u2066y\u2069", "\u{e0041}x", "\ud800x",
  ])("%j leaves only glyphs and our own sequences", (text) => {
    expect(diffFrames(blank, frame(text), 2)).toMatch(onlyOurs);
  });

  test("any text at all", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\u001b", "\u001b[", "\u001b]", "\u009b", "\u202e", "\u0007", "31m")), { maxLength: 12 }), (parts) => {
        expect(diffFrames(blank, frame(parts.join("")), 2)).toMatch(onlyOurs);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** A sink that is handed frames as texts. */
function sinkOn(output: Writable): { open(): void; close(): void; frame(text: string): void } {
  let newest: string | undefined;
  const sink = new FrameSink(output, 2, columns, rows, () => (newest === undefined ? undefined : frame(newest)));
  return {
    open: () => sink.open(),
    close: () => sink.close(),
    frame(text) {
      newest = text;
      sink.touch();
    },
  };
}

/** A terminal that takes nothing until it is told to. */
class SlowOutput extends Writable {
  readonly written: string[] = [];
  #release: (() => void) | undefined;
  constructor() {
    super({ highWaterMark: 1, decodeStrings: false });
  }
  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    this.written.push(String(chunk));
    this.#release = done;
  }
  release(): void {
    this.#release?.();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe("the sink", () => {
  test("drops frames that became stale while the terminal was busy, and draws the last", async () => {
    const output = new SlowOutput();
    const sink = sinkOn(output);
    sink.open();
    sink.frame("one");
    await turn();
    for (const text of ["two", "three", "four"]) {
      sink.frame(text);
      await turn();
    }
    expect(output.written).toHaveLength(1);
    output.release();
    await turn();
    expect(output.written).toHaveLength(2);
    expect(await emulate(...output.written)).toEqual(await emulate(diffFrames(blank, frame("four"), 2)));
  });

  test("several frames of one turn are one write, in one synchronised update", async () => {
    const output = new SlowOutput();
    const sink = sinkOn(output);
    sink.open();
    sink.frame("one");
    sink.frame("two");
    await turn();
    expect(output.written).toHaveLength(1);
    expect(output.written[0]).toMatch(/^\u001b\[\?2026h.*two.*\u001b\[\?2026l$/s);
    expect(output.written[0]).not.toContain("one");
  });

  test("the cursor stands where a frame marks it and is hidden otherwise", async () => {
    const output = new SlowOutput();
    const sink = sinkOn(output);
    sink.open();
    sink.frame("ab\u001b[7;9mc\u001b[0md");
    await turn();
    expect(output.written[0]).toContain("abcd");
    expect(output.written[0]).toMatch(/\u001b\[1;3H\u001b\[\?25h\u001b\[\?2026l$/);
    output.release();
    sink.frame("abcd");
    await turn();
    expect(output.written[1]).toBe("\u001b[?2026h\u001b[1;3Hc\u001b[?25l\u001b[?2026l");
  });

  test("writes nothing while the terminal belongs to somebody else, and everything afterwards", async () => {
    const output = new SlowOutput();
    const sink = sinkOn(output);
    sink.open();
    sink.frame("one");
    await turn();
    output.release();
    sink.close();
    sink.frame("two");
    await turn();
    expect(output.written).toHaveLength(1);
    sink.open();
    await turn();
    expect(output.written[1]).toContain("\u001b[2J");
    expect(output.written[1]).toContain("two");
  });
});
