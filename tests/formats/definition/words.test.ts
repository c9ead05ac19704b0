import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cp852 } from "../../../src/formats/charset/charset.ts";
import { Words } from "../../../src/formats/definition/words.ts";

const units = cp852.units ?? new Uint16Array(256);
/** Bytes at any place of their memory, with a stretch of them. */
const stretches = fc
  .record({ bytes: fc.array(fc.oneof(fc.constant(0x20), fc.constant(0x20), fc.integer({ min: 0, max: 255 })), { maxLength: 40 }), shift: fc.nat(7), behind: fc.nat(7), from: fc.nat(40), to: fc.nat(40) })
  .map(({ bytes, shift, behind, from, to }) => {
    const memory = new ArrayBuffer(shift + bytes.length + behind);
    const taken = Buffer.from(memory, shift, bytes.length);
    taken.set(bytes);
    const start = Math.min(from, to, bytes.length), end = Math.min(Math.max(from, to), bytes.length);
    const words = new Words();
    words.take(taken);
    return { taken, words, start, end };
  });

describe("bytes four at a time", () => {
  it("end where they would end one at a time", () => {
    fc.assert(fc.property(stretches, ({ taken, words, start, end }) => {
      let expected = end;
      while (expected > start && taken[expected - 1] === 0x20) expected--;
      expect(words.endOfText(start, end)).toBe(expected);
    }), { numRuns: 2000 });
  });
  it("become the letters that they are one at a time", () => {
    fc.assert(fc.property(stretches, ({ taken, words, start, end }) => {
      const letters = Uint16Array.from(taken.subarray(start, end));
      words.replaceHighs(letters, units, start, end);
      expect(String.fromCharCode(...letters)).toBe(cp852.decode(taken.subarray(start, end)));
    }), { numRuns: 2000 });
  });
});
