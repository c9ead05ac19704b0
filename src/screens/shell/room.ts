import type { ScreenSize } from "./shell.ts";

/** 80x24 is enough for everything; down to this much the screens still make sense. */
const smallest: ScreenSize = { columns: 60, rows: 15 };
/** Header, notice line, footer. */
const frameRows = 3;

export function isTooSmall(size: ScreenSize): boolean {
  return size.columns < smallest.columns || size.rows < smallest.rows;
}

/** What a screen has for itself. */
export function roomOf(size: ScreenSize, withBar: boolean): ScreenSize {
  return { columns: Math.max(1, size.columns - (withBar ? 1 : 0)), rows: Math.max(1, size.rows - frameRows) };
}
