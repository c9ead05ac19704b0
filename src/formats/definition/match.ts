import type { Cells } from "./cells.ts";
import type { CompiledRecord, CompiledTest } from "./compile.ts";

/** True where all that the definition asks of such a record holds. */
export function recordMatches(record: CompiledRecord, cells: Cells): boolean {
  for (const test of record.tests) if (!holds(test, cells)) return false;
  return true;
}

function holds(test: CompiledTest, cells: Cells): boolean {
  if (test.columns !== undefined) return test.columns.has(cells.columns);
  if (test.bytes !== undefined) return test.bytes.has(cells.length);
  if (test.tag !== undefined) {
    if (!cells.hasTag(test.tag)) return false;
    if (test.is === undefined) return true;
    cells.locateTag(test.tag);
    return test.is.some((each) => same(cells, each));
  }
  if (test.column >= 0) {
    if (!cells.column(test.column)) return false;
    cells.trim(0x20);
    return test.pattern === undefined ? (test.is ?? []).some((each) => same(cells, each)) : test.pattern.test(cells.decode());
  }
  if (test.pattern !== undefined) return cells.slice(test.at, test.length) && test.pattern.test(cells.decode());
  for (const each of test.is ?? none) if (cells.slice(test.at, each.length) && same(cells, each)) return true;
  return false;
}

const none: readonly Uint8Array[] = [];

function same(cells: Cells, wanted: Uint8Array): boolean {
  const { bytes, start, end } = cells;
  if (end - start !== wanted.length) return false;
  for (let i = 0; i < wanted.length; i++) if (bytes[start + i] !== wanted[i]) return false;
  return true;
}
