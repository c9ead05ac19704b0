import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InputEvent } from "../../../src/screens/terminal/input-event.ts";
import { InputParser } from "../../../src/screens/terminal/input-parser.ts";

/** Bytes as a terminal sends them, and the events they mean: keys by name, pastes in angle brackets. */
const table: readonly (readonly [bytes: string, events: string])[] = [
  ["a", "a"],
  ["Aé", "A é"],
  ["ő€", "ő €"],
  ["😀", "😀"],
  [" ", "space"],
  ["\r", "enter"],
  ["\n", "enter"],
  ["\t", "tab"],
  ["\u007f", "backspace"],
  ["\b", "backspace"],
  ["\u0003", "ctrl+c"],
  ["\u000b", "ctrl+k"],
  ["\u001a", "ctrl+z"],
  ["\u0000", "ctrl+space"],
  ["\u001b[A\u001b[B\u001b[C\u001b[D", "up down right left"],
  ["\u001bOA\u001bOB", "up down"],
  ["\u001b[H\u001b[F\u001bOH\u001bOF\u001b[1~\u001b[4~\u001b[7~\u001b[8~", "home end home end home end home end"],
  ["\u001b[5~\u001b[6~\u001b[2~\u001b[3~", "pageup pagedown insert delete"],
  ["\u001bOP\u001bOQ\u001bOR\u001bOS", "f1 f2 f3 f4"],
  ["\u001b[11~\u001b[12~\u001b[13~\u001b[14~\u001b[15~", "f1 f2 f3 f4 f5"],
  ["\u001b[17~\u001b[18~\u001b[19~\u001b[20~\u001b[21~\u001b[23~\u001b[24~", "f6 f7 f8 f9 f10 f11 f12"],
  ["\u001b[[A\u001b[[E", "f1 f5"],
  ["\u001b[Z", "shift+tab"],
  ["\u001b[1;2A\u001b[1;3B\u001b[1;5C\u001b[1;6D", "shift+up alt+down ctrl+right ctrl+shift+left"],
  ["\u001b[5;5~\u001b[3;2~\u001b[1;2P\u001b[15;5~", "ctrl+pageup shift+delete shift+f1 ctrl+f5"],
  ["\u001bx\u001bX\u001b ", "alt+x alt+X alt+space"],
  ["\u001b\u007f", "alt+backspace"],
  ["\u001b\r", "esc enter"],
  ["\u001b\u000b", "esc ctrl+k"],
  ["\u001b\u001b[A", "alt+up"],
  ["\u001b\u001ba", "esc alt+a"],
  ["\u001b[27u\u001b[13u\u001b[9;2u", "esc enter shift+tab"],
  ["\u001b[107;5u\u001b[97;3u\u001b[246u", "ctrl+k alt+a ö"],
  ["\u001b[200~one\rtwo\r\nthree\u001b[201~x", "<one\ntwo\nthree> x"],
  ["\u001b[200~a\u001b[200~b\u001b[20c\u001b[201~", "<a\u001b[200~b\u001b[20c>"],
  ["\u001b[200~\u001b\u001b[201~", "<\u001b>"],
  // Nobody's keys: focus, cursor report, device attributes, kitty query, modes.
  ["\u001b[I\u001b[O\u001b[24;80R\u001b[?62;1c\u001b[?1u\u001b[?2026;2$ya", "a"],
  // Mouse: SGR, X10 (whose three bytes may look like letters).
  ["\u001b[<0;10;5M\u001b[<0;10;5m\u001b[M abx", "x"],
  // Replies that carry strings: OSC 11 with BEL and with ST, DCS, APC; letters in them are no keys.
  ["\u001b]11;rgb:0000/0000/0000\u0007a\u001b]11;rgb:ff/ff/ff\u001b\\b", "a b"],
  ["\u001bP1+r544e=787465\u001b\\a\u001b_Gi=1;OK\u001b\\b", "a b"],
  // Broken UTF-8, C1 controls, overlong forms, surrogates.
  ["\u0085\u009b2Ja", "2 J a"],
];

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function shown(events: readonly InputEvent[]): string {
  return events.map((event) => (event.kind === "paste" ? `<${event.text}>` : event.name)).join(" ");
}

describe("bytes of the keyboard become events", () => {
  test.each(table)("%j", (bytes, events) => {
    const parser = new InputParser();
    expect(shown(parser.push(bytesOf(bytes)))).toBe(events);
    expect(parser.pending).toBe(false);
  });

  test.each(table)("%j split at each byte", (bytes, events) => {
    const all = bytesOf(bytes);
    for (let at = 1; at < all.length; at++) {
      const parser = new InputParser();
      expect(shown([...parser.push(all.subarray(0, at)), ...parser.push(all.subarray(at))]), `split at ${at}`).toBe(events);
    }
    const single = new InputParser();
    expect(shown([...all].flatMap((byte) => single.push(Uint8Array.of(byte)))), "byte by byte").toBe(events);
  });

  test.each([
    ["\u001b", "esc"],
    ["\u001b\u001b", "esc esc"],
    ["\u001b[", "alt+["],
    ["\u001bO", "alt+O"],
    ["\u001b]", "alt+]"],
    ["\u001b[200~half a paste", "<half a paste>"],
    ["\u001b[1;5", ""],
  ])("%j and then nothing more", (bytes, events) => {
    const parser = new InputParser();
    expect(parser.push(bytesOf(bytes))).toEqual([]);
    expect(parser.pending).toBe(true);
    expect(shown(parser.flush())).toBe(events);
    expect(parser.pending).toBe(false);
  });

  test("only printable characters are text for a field", () => {
    const parser = new InputParser();
    const keys = parser.push(bytesOf("aő\u001b[A\r\u0001\u001bx "));
    expect(keys.map((event) => (event.kind === "key" ? event.text : event.kind))).toEqual(["a", "ő", "", "", "", "", " "]);
  });

  test("invalid UTF-8 is dropped and what follows is read", () => {
    const parser = new InputParser();
    expect(shown(parser.push(Uint8Array.of(0xc3, 0x41, 0xff, 0x80, 0xe2, 0x82, 0x42, 0xc0, 0xaf, 0xed, 0xa0, 0x80, 0x43)))).toBe("A B C");
  });

  test("a sequence without end does not swallow the keyboard", () => {
    const parser = new InputParser();
    parser.push(bytesOf(`\u001b[${"1".repeat(100)}`));
    expect(shown(parser.push(bytesOf("a"))).endsWith("a")).toBe(true);
    parser.push(bytesOf(`\u001b]${"x".repeat(9_000)}`));
    expect(shown(parser.push(bytesOf("a")))).toContain("a");
  });

  test("any bytes in any pieces: the parser neither throws nor gives control characters as text", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (chunks) => {
        const parser = new InputParser();
        const events = [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.flush()];
        for (const event of events) if (event.kind === "key") expect(event.text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(shown(parser.push(bytesOf("a")))).toBe("a");
      }),
      { numRuns: 500 },
    );
  });
});
