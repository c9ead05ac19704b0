import type { Writable } from "node:stream";
import { blankLine, type Line } from "./cells.ts";
import { cursorOf, diffFrames, type Frame } from "./frame-diff.ts";
import type { ColourLevel } from "./style.ts";

/** DEC private mode 2026: the terminal shows the frame at once, or ignores the request. */
const beginUpdate = "\u001b[?2026h";
const endUpdate = "\u001b[?2026l";

/**
 * Writes what changed since the last frame. Told that something did, it asks for the frame when the terminal is ready: of several
 * changes before that, only the last state is drawn.
 * Owns the cursor: hidden, unless a frame marks a cell.
 */
export class FrameSink {
  readonly #read: (columns: number, rows: number) => Frame | undefined;
  readonly #output: Writable;
  readonly #level: ColourLevel;
  #columns: number;
  #rows: number;
  #standing: Frame | undefined;
  #touched = false;
  #scheduled = false;
  #open = false;
  #cursorShown = false;
  /** Bytes written so far, for the slow-line indicator and the benches. */
  bytesWritten = 0;

  /** @param read the newest frame in that size, or undefined while there is none */
  constructor(output: Writable, level: ColourLevel, columns: number, rows: number, read: (columns: number, rows: number) => Frame | undefined) {
    this.#read = read;
    this.#output = output;
    this.#level = level;
    this.#columns = columns;
    this.#rows = rows;
  }

  /** The terminal is ours from now on, and blank. The newest frame is drawn. */
  open(): void {
    this.#open = true;
    this.#touched = true;
    this.#standing = undefined;
    this.#cursorShown = false;
    this.#schedule();
  }

  /** The terminal belongs to somebody else: nothing is written. */
  close(): void {
    this.#open = false;
  }

  resize(columns: number, rows: number): void {
    this.#columns = columns;
    this.#rows = rows;
    this.forget();
  }

  /** Forgets what stands on the screen: the next frame is drawn in full (Ctrl-L, after somebody else wrote). */
  forget(): void {
    this.#standing = undefined;
    this.touch();
  }

  /** Something may look different now. */
  touch(): void {
    this.#touched = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || !this.#open || !this.#touched) return;
    this.#scheduled = true;
    if (this.#output.writableNeedDrain) this.#output.once("drain", this.#draw);
    else setImmediate(this.#draw);
  }

  readonly #draw = (): void => {
    this.#scheduled = false;
    if (!this.#open || this.#output.destroyed || this.#output.writableEnded) return;
    if (this.#output.writableNeedDrain) {
      this.#schedule();
      return;
    }
    const next = this.#read(this.#columns, this.#rows);
    if (next === undefined) return;
    this.#touched = false;
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

  #blank(): Frame {
    return new Array<Line>(this.#rows).fill(blankLine(this.#columns));
  }
}
