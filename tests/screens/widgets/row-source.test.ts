import { expect, test } from "vitest";
import { pagedRows } from "../../../src/screens/widgets/row-source.ts";

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function counting(count: number): { rows: ReturnType<typeof pagedRows<number>>; loads: number[]; errors: unknown[]; abort: AbortController; told: () => number } {
  const loads: number[] = [];
  const errors: unknown[] = [];
  const abort = new AbortController();
  let told = 0;
  const rows = pagedRows<number>({
    count, signal: abort.signal, onError: (error) => errors.push(error),
    load: async (offset, limit) => {
      loads.push(offset);
      if (offset === 300) throw new Error("disk");
      return Array.from({ length: Math.min(limit, count - offset) }, (_, at) => offset + at);
    },
  });
  rows.subscribe(() => told++);
  return { rows, loads, errors, abort, told: () => told };
}

test("loads the pages that are looked at, each once, and tells when they are there", async () => {
  const { rows, loads, told } = counting(200_000);
  rows.want(-20, 120);
  rows.want(0, 120);
  expect(rows.row(5)).toBeUndefined();
  await settle();
  expect(loads).toEqual([0, 100]);
  expect([rows.row(0), rows.row(150), rows.row(250)]).toEqual([0, 150, undefined]);
  expect(told()).toBe(2);
  rows.want(199_950, 200_050);
  await settle();
  expect(loads.at(-1)).toBe(199_900);
  expect(rows.row(199_999)).toBe(199_999);
});

test("keeps only what was looked at lately", async () => {
  const { rows, loads } = counting(200_000);
  for (let page = 10; page < 100; page++) {
    rows.want(page * 100, page * 100 + 10);
    await settle();
  }
  expect(rows.row(9_950)).toBe(9_950);
  expect(rows.row(1_000)).toBeUndefined();
  rows.want(1_000, 1_010);
  await settle();
  expect(rows.row(1_000)).toBe(1_000);
  expect(loads.filter((offset) => offset === 1_000)).toHaveLength(2);
});

test("a page that cannot be read is told and asked for again when it is looked at again", async () => {
  const { rows, loads, errors } = counting(1_000);
  rows.want(300, 310);
  await settle();
  expect(errors).toHaveLength(1);
  rows.want(300, 310);
  await settle();
  expect(loads.filter((offset) => offset === 300)).toHaveLength(2);
});

test("after the screen was left nothing arrives", async () => {
  const { rows, abort, told } = counting(1_000);
  rows.want(0, 10);
  abort.abort();
  await settle();
  expect(told()).toBe(0);
  expect(rows.row(0)).toBeUndefined();
});
