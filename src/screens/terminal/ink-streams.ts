import { EventEmitter } from "node:events";
import { Writable } from "node:stream";

/**
 * The terminal as Ink sees it. What Ink writes is dropped: frames are read off its tree, and cursor and modes are not its own.
 * That it writes tells that its tree has changed.
 */
export class InkOutput extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  readonly #onWrite: () => void;

  constructor(columns: number, rows: number, onWrite: () => void) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
    this.#onWrite = onWrite;
  }

  override _write(_chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    this.#onWrite();
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
