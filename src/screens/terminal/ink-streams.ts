import { EventEmitter } from "node:events";
import { Writable } from "node:stream";

/**
 * The terminal as Ink sees it. Ink's debug mode hands over every frame whole, in one write; whatever else it writes
 * (cursor, bracketed paste) concerns a terminal that is not its own and is dropped.
 */
export class InkOutput extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  readonly #onFrame: (frame: string) => void;

  constructor(columns: number, rows: number, onFrame: (frame: string) => void) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
    this.#onFrame = onFrame;
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    const text = String(chunk);
    if (text !== "" && !text.startsWith("\u001b[?")) this.#onFrame(text);
    done();
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.emit("resize");
  }
}

/** A keyboard on which nobody types: keys reach the screens through the input router, never through Ink. */
export class InkInput extends EventEmitter {
  readonly isTTY = true;
  setRawMode(): this {
    return this;
  }
  setEncoding(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  resume(): this {
    return this;
  }
  pause(): this {
    return this;
  }
  read(): null {
    return null;
  }
}
