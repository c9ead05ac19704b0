import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { chartColumnsMin, chartRows } from "../../../src/screens/wallboard/chart-request.ts";
import { ChartThread } from "../../../src/screens/wallboard/chart-thread.ts";

const thread = new ChartThread();
afterAll(() => thread.close());

describe("the chart of balances", () => {
  it("has axes with its days and sums, and a line that rises and falls as the balances do", async () => {
    const chart = (await thread.draw({ values: [1, 5, 2, 9], labels: ["20 Nov", "21 Nov", "22 Nov", "23 Nov"], columns: 60, rows: chartRows })) ?? [];
    expect(chart).toHaveLength(chartRows);
    const text = chart.join("\n");
    for (const day of ["20 Nov", "21 Nov", "22 Nov", "23 Nov"]) expect(chart.at(-1)).toContain(day);
    expect(text).toMatch(/^ 7 {2}⡇/m);
    // Right of the axis and above it: the row of the line, column by column. A smaller row is higher.
    const axis = chart[0]?.indexOf("⡇") ?? -1;
    const heights = Array.from({ length: 60 - axis - 1 }, (_, x) => chart.slice(0, -2).findIndex((line) => line[axis + 1 + x] !== " ")).filter((row) => row >= 0);
    expect(heights.length).toBeGreaterThan(30);
    const [rise, fall] = [heights.slice(0, 10), heights.slice(11, 24)];
    expect(rise).toEqual(rise.toSorted((one, other) => other - one));
    expect(fall).toEqual(fall.toSorted((one, other) => one - other));
    expect(heights.at(-1)).toBe(0);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it("has its size whatever the numbers are, and nothing of this process is touched", async () => {
    const listeners = (): number => ["SIGINT", "SIGTERM", "SIGQUIT", "SIGWINCH", "exit", "uncaughtException"].reduce((sum, name) => sum + process.listenerCount(name), 0);
    const before = listeners();
    await fc.assert(fc.asyncProperty(fc.array(fc.double({ min: -1e15, max: 1e15, noNaN: true }), { minLength: 2, maxLength: 31 }), fc.integer({ min: chartColumnsMin, max: 120 }), async (values, columns) => {
      const chart = await thread.draw({ values, labels: values.map((_, day) => `${day + 1} Nov`), columns, rows: chartRows });
      expect(chart?.map((line) => Array.from(line).length)).toEqual(new Array(chartRows).fill(columns));
    }), { numRuns: 25, examples: [[[1e15, 1e15 - 0.125], 60], [[0, 5e-324], 60]] });
    expect(listeners()).toBe(before);
  });

  it("draws none after its end, and lets nobody wait", async () => {
    const other = new ChartThread();
    const [last] = await Promise.all([other.draw({ values: [1, 2], labels: ["a", "b"], columns: 40, rows: 9 }), other.close()]);
    expect(last).toBeUndefined();
    expect(await other.draw({ values: [1, 2], labels: ["a", "b"], columns: 40, rows: 9 })).toBeUndefined();
  });
});
