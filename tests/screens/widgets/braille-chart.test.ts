import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { brailleChart } from "../../../src/screens/widgets/braille-chart.ts";

/** Dots that are set in a column of dots, from the chart's text. */
function heightAt(lines: readonly string[], x: number): number {
  const masks = x % 2 === 0 ? [0x01, 0x02, 0x04, 0x40] : [0x08, 0x10, 0x20, 0x80];
  return lines.reduce((sum, line) => {
    const bits = (Array.from(line)[Math.floor(x / 2)]?.codePointAt(0) ?? 0) - 0x2800;
    return sum + masks.filter((mask) => (bits & mask) !== 0).length;
  }, 0);
}

describe("a chart of braille dots", () => {
  it("goes from one dot at the lowest to all of them at the highest", () => {
    const lines = brailleChart([0n, 100n], 1, 2);
    expect(lines).toHaveLength(2);
    expect([heightAt(lines, 0), heightAt(lines, 1)]).toEqual([1, 8]);
    expect(brailleChart([5n, 5n, 5n], 2, 1)).toEqual(["⣤⣤"]);
  });

  it("has its size, and orders its columns as the values are, whatever they are", () => {
    fc.assert(fc.property(fc.array(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 6 }), (values, columns, rows) => {
      const lines = brailleChart(values, columns, rows);
      expect(lines.map((line) => Array.from(line).length)).toEqual(new Array(rows).fill(columns));
      const valueAt = (x: number): bigint => values[Math.min(values.length - 1, Math.floor((x * values.length) / (columns * 2)))]!;
      for (let x = 1; x < columns * 2; x++) {
        if (valueAt(x) === valueAt(x - 1)) expect(heightAt(lines, x)).toBe(heightAt(lines, x - 1));
        else expect(heightAt(lines, x) >= heightAt(lines, x - 1)).toBe(valueAt(x) > valueAt(x - 1) || heightAt(lines, x) === heightAt(lines, x - 1));
        expect(heightAt(lines, x)).toBeGreaterThan(0);
      }
    }));
  });
});
