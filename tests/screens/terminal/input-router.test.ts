import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { InputRouter } from "../../../src/screens/terminal/input-router.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function listening(): { router: InputRouter; names: string[] } {
  const router = new InputRouter(30);
  const names: string[] = [];
  router.listen((event) => names.push(event.kind === "key" ? event.name : `<${event.text}>`));
  return { router, names };
}

test("a lone Esc becomes a key after its time, not before", () => {
  const { router, names } = listening();
  router.push("\u001b");
  vi.advanceTimersByTime(29);
  expect(names).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(names).toEqual(["esc"]);
});

test("the rest of a sequence in time makes it a key of its own", () => {
  const { router, names } = listening();
  router.push("\u001b");
  vi.advanceTimersByTime(20);
  router.push("[A");
  vi.advanceTimersByTime(1_000);
  expect(names).toEqual(["up"]);
});

test("a paste over a slow line is one event, and one whose end got lost ends by itself", () => {
  const { router, names } = listening();
  router.push("\u001b[200~first ");
  vi.advanceTimersByTime(1_500);
  router.push("second");
  vi.advanceTimersByTime(1_500);
  expect(names).toEqual([]);
  router.push("\u001b[201~");
  expect(names).toEqual(["<first second>"]);
  router.push("\u001b[200~lost");
  vi.advanceTimersByTime(2_000);
  router.push("a");
  expect(names).toEqual(["<first second>", "<lost>", "a"]);
});

test("after close nobody is told anything", () => {
  const { router, names } = listening();
  router.push("\u001b");
  router.close();
  vi.advanceTimersByTime(1_000);
  expect(names).toEqual([]);
});
