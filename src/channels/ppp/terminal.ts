import { closeSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { Duplex } from "node:stream";
import { ReadStream } from "node:tty";

/** A pair of terminals: pppd opens the one as its line, what passes is read and written at the other. */
export interface TerminalPair {
  /** Device to open: "/dev/pts/5". */
  readonly path: string;
  readonly stream: Duplex;
  /** Whoever has the device open is hung up. */
  close(): void;
}

/** The part of node-pty that its own package for Linux exports; `open` of its public face would start a program by itself. */
interface Native {
  open(columns: number, rows: number): { readonly master: number; readonly slave: number; readonly pty: string };
}

/** @throws Error where the system gives none */
export function openTerminalPair(): TerminalPair {
  const require = createRequire(import.meta.url);
  const native = (require("@lydell/node-pty/requireBinary.js") as { requireBinary(file: string): Native }).requireBinary("pty.node");
  const { master, slave, pty } = native.open(80, 24);
  const stream = new TerminalEnd(master);
  stream.on("error", () => undefined); // its end is told by pppd's
  let isOpen = true;
  return {
    path: pty,
    stream,
    close() {
      if (!isOpen) return;
      isOpen = false;
      stream.destroy();
      closeSync(slave); // held until now: without anybody at it, reading at our end would fail
    },
  };
}

/** So long a terminal that takes no more is left alone. */
const fullMs = 10;

/**
 * Our end. Node reads it well enough, but its writing to such an end waits, with all that this process does, until somebody reads at the other
 * (libuv: blocking writes where a terminal cannot be opened anew). Nobody does once pppd has ended.
 */
class TerminalEnd extends Duplex {
  readonly #descriptor: number;
  readonly #reader: ReadStream;

  /** @param descriptor of a terminal's end that does not block; closed with this */
  constructor(descriptor: number) {
    super({ highWaterMark: 1024 });
    this.#descriptor = descriptor;
    this.#reader = new ReadStream(descriptor);
    // No echo and no line editing, also before pppd has set it as it needs it; both ends share these settings.
    this.#reader.setRawMode(true);
    this.#reader.on("data", (bytes: Buffer) => {
      if (!this.push(bytes)) this.#reader.pause();
    });
    this.#reader.on("error", (error) => this.destroy(error));
    this.#reader.on("close", () => this.destroy());
  }

  override _read(): void {
    this.#reader.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#write(bytes, callback);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#reader.destroy();
    callback(error);
  }

  #write(bytes: Buffer, callback: (error?: Error | null) => void): void {
    let written = 0;
    try {
      // Once it is closed its number may be another file's.
      written = this.destroyed ? bytes.length : writeSync(this.#descriptor, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") {
        callback(error as Error); // Node throws nothing else
        return;
      }
    }
    if (written === bytes.length) callback();
    else setTimeout(() => this.#write(bytes.subarray(written), callback), fullMs);
  }
}
