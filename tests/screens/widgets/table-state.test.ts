import fc from "fast-check";
import { expect, test } from "vitest";
import { initialTable, type TableAction, topFor, updateTable } from "../../../src/screens/widgets/table-state.ts";

test("after any movement the cursor is in the list and in the window", () => {
  const action = fc.record({ type: fc.constant("move" as const), by: fc.integer({ min: -300, max: 300 }), count: fc.integer({ min: 1, max: 200 }), height: fc.integer({ min: 1, max: 40 }) });
  fc.assert(fc.property(fc.array(action, { minLength: 1, maxLength: 20 }), (actions) => {
    let state = initialTable;
    for (const one of actions) {
      state = updateTable(state, one);
      expect(state.cursor).toBeGreaterThanOrEqual(0);
      expect(state.cursor).toBeLessThan(one.count);
      expect(state.cursor - state.top).toBeGreaterThanOrEqual(0);
      expect(state.cursor - state.top).toBeLessThan(one.height);
    }
  }));
});

test("moving one down at the lower edge scrolls by one, not by a page", () => {
  const edge = updateTable(initialTable, { type: "move", by: 9, count: 100, height: 10 });
  expect(edge).toMatchObject({ cursor: 9, top: 0 });
  expect(updateTable(edge, { type: "move", by: 1, count: 100, height: 10 })).toMatchObject({ cursor: 10, top: 1 });
});

test("an empty list keeps the cursor at nothing", () => {
  expect(updateTable(initialTable, { type: "move", by: 1, count: 0, height: 10 })).toMatchObject({ cursor: 0, top: 0 });
});

test("a movement that moves nothing is the same state, so nothing is drawn", () => {
  expect(updateTable(initialTable, { type: "move", by: -1, count: 5, height: 3 })).toBe(initialTable);
});

test("marks are kept by key over movement and filter", () => {
  const actions: TableAction[] = [
    { type: "mark", keys: ["a", "b"], on: true }, { type: "move", by: 2, count: 9, height: 3 }, { type: "mark", keys: ["a"], on: false }, { type: "filter", text: "x" },
  ];
  const state = actions.reduce(updateTable, initialTable);
  expect([...state.marked]).toEqual(["b"]);
  expect(state).toMatchObject({ cursor: 0, top: 0, filter: "x" });
  expect(updateTable(state, { type: "unmark-all" }).marked.size).toBe(0);
});

test("a list that became shorter is drawn from where it still has rows", () => {
  expect(topFor({ cursor: 90, top: 80 }, 5, 10)).toBe(0);
  expect(topFor({ cursor: 90, top: 80 }, 30, 10)).toBe(20);
});
