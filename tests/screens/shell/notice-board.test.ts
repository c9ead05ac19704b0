import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SettableClock } from "../../../src/domain/clock.ts";
import { AppError } from "../../../src/domain/errors.ts";
import { NoticeBoard } from "../../../src/screens/shell/notice-board.ts";

let board: NoticeBoard;
beforeEach(() => {
  vi.useFakeTimers();
  board = new NoticeBoard(new SettableClock(0), () => undefined);
});
afterEach(() => vi.useRealTimers());

it("a notice stands for some seconds, whatever is pressed", () => {
  board.tell("Stored.", "good");
  vi.advanceTimersByTime(5_000);
  expect(board.standing?.text).toBe("Stored.");
  vi.advanceTimersByTime(2_000);
  expect(board.standing).toBeUndefined();
});

it("a warning goes as soon when somebody was there", () => {
  board.tell("Nothing can be sent now.", "warning");
  board.keyPressed();
  vi.advanceTimersByTime(5_000);
  expect(board.standing?.text).toBe("Nothing can be sent now.");
  vi.advanceTimersByTime(2_000);
  expect(board.standing).toBeUndefined();
});

it("while nobody is there it waits for the next key", () => {
  board.tell("The line broke.", "bad");
  vi.advanceTimersByTime(3_600_000);
  expect(board.standing?.text).toBe("The line broke.");
  board.keyPressed();
  expect(board.standing).toBeUndefined();
});

it("the next one takes its place, for its own time; a key for the one before does not count for it", () => {
  board.tell("One.", "warning");
  board.keyPressed();
  vi.advanceTimersByTime(4_000);
  board.tell("Two.", "warning");
  vi.advanceTimersByTime(10_000);
  expect(board.standing?.text).toBe("Two.");
});

it("the last hundred are kept, newest first, errors with what they mean and what to do", () => {
  for (let count = 1; count <= 120; count++) board.tell(`Notice ${count}.`, "info");
  board.keepError(new AppError("channel", "lost", "The line broke.", { meaning: "Nothing was sent.", next: "Try again." }));
  expect(board.kept).toHaveLength(100);
  expect(board.kept[0]).toMatchObject({ text: "The line broke.", tone: "bad", more: ["Nothing was sent.", "Try again."] });
  expect(board.kept[1]?.text).toBe("Notice 120.");
  expect(board.standing?.text).toBe("Notice 120."); // the error has a dialog of its own
});

it("the next operator sees none of it", () => {
  board.tell("DANUBE was read.", "good");
  board.forget();
  expect([board.standing, board.kept]).toEqual([undefined, []]);
});
