import type { Writable } from "node:stream";
import { type Line, readLine } from "./cells.ts";
import { cursorOf, diffFrames, type Frame } from "./frame-diff.ts";
import type { ColourLevel } from "./style.ts";

/** DEC private mode 2026: the terminal shows the frame at once, or ignores the request. */
const beginUpdate = "\u001b[?2026h";
const endUpdate = "\u001b[?2026l";
const linesCachedMax = 600;

/**
 * Takes whole frames and writes only what changed. Of several frames that come before the terminal is ready, the last counts.
 * Owns the cursor: hidden, unless a frame marks a cell.
 */
export class FrameSink {
  readonly #output: Writable;
  readonly #level: ColourLevel;
  #columns: number;
  #rows: number;
  #standing: Frame | undefined;
  #waiting: string | undefined;
  #scheduled = false;
  #open = false;
  #cursorShown = false;
  #lines = new Map<string, Line>();
  /** Bytes written so far, for the slow-line indicator and the benches. */
  bytesWritten = 0;

  constructor(output: Writable, level: ColourLevel, columns: number, rows: number) {
    this.#output = output;
    this.#level = level;
    this.#columns = columns;
    this.#rows = rows;
  }

  /** The terminal is ours from now on, and blank. The frame that was waiting is drawn. */
  open(): void {
    this.#open = true;
    this.#standing = undefined;
    this.#cursorShown = false;
    this.#schedule();
  }

  /** The terminal belongs to somebody else: frames are kept, not written. */
  close(): void {
    this.#open = false;
  }

  resize(columns: number, rows: number): void {
    this.#columns = columns;
    this.#rows = rows;
    this.#standing = undefined;
    this.#lines.clear();
  }

  /** Forgets what stands on the screen: the next frame is drawn in full (Ctrl-L, after somebody else wrote). */
  forget(): void {
    this.#standing = undefined;
    this.#schedule();
  }

  /** @param text a whole frame, rows separated by `\n` */
  frame(text: string): void {
    this.#waiting = text;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || !this.#open || this.#waiting === undefined) return;
    this.#scheduled = true;
    if (this.#output.writableNeedDrain) this.#output.once("drain", this.#draw);
    else setImmediate(this.#draw);
  }

  readonly #draw = (): void => {
    this.#scheduled = false;
    const text = this.#waiting;
    if (!this.#open || text === undefined || this.#output.destroyed || this.#output.writableEnded) return;
    if (this.#output.writableNeedDrain) return this.#schedule();
    const next = this.#read(text);
    const clear = this.#standing === undefined ? "\u001b[m\u001b[2J" : "";
    const changes = diffFrames(this.#standing ?? this.#blank(), next, this.#level);
    this.#standing = next;
    const cursor = this.#cursorBytes(next, changes !== "" || clear !== "");
    if (clear === "" && changes === "" && cursor === "") return;
    const bytes = `${beginUpdate}${clear}${changes}${cursor}${endUpdate}`;
    this.bytesWritten += Buffer.byteLength(bytes);
    this.#output.write(bytes);
  };

  #cursorPlace = "";
  #cursorBytes(frame: Frame, moved: boolean): string {
    const cursor = cursorOf(frame);
    if (cursor === undefined) {
      const hide = this.#cursorShown ? "\u001b[?25l" : "";
      this.#cursorShown = false;
      return hide;
    }
    const place = `\u001b[${cursor.row + 1};${cursor.column + 1}H`;
    const bytes = moved || place !== this.#cursorPlace || !this.#cursorShown ? `${place}${this.#cursorShown ? "" : "\u001b[?25h"}` : "";
    this.#cursorShown = true;
    this.#cursorPlace = place;
    return bytes;
  }

  #read(text: string): Frame {
    const rows = text.split("\n");
    const frame: Line[] = [];
    for (let row = 0; row < this.#rows; row++) frame.push(this.#line(rows[row] ?? ""));
    return frame;
  }

  /** Most lines of a frame stood in the one before. */
  #line(text: string): Line {
    const known = this.#lines.get(text);
    if (known !== undefined) return known;
    const line = readLine(text, this.#columns);
    if (this.#lines.size >= linesCachedMax) this.#lines.clear();
    this.#lines.set(text, line);
    return line;
  }

  #blank(): Frame {
    const blank = readLine("", this.#columns);
    return new Array<Line>(this.#rows).fill(blank);
  }
}
