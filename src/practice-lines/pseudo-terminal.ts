import { closeSync, readSync, writeSync } from "node:fs";
import { createRequire } from "node:module";

/** The far side of a serial port that is none: what is written to `path` arrives here. */
export interface PseudoTerminal {
  /** Device to open: "/dev/pts/5". */
  readonly path: string;
  /** False: no program has the port open; the same as DTR being off. */
  readonly isOpen: boolean;
  /** @returns what was written since, at most so many bytes; nothing is lost of the rest: the writer waits */
  read(bytesMax: number): Buffer;
  /** @returns how many bytes were taken */
  write(bytes: Uint8Array): number;
  close(): void;
}

/** The part of node-pty that its own package for Linux exports; `open` of its public face would read both sides by itself. */
interface Native {
  open(columns: number, rows: number): { readonly master: number; readonly slave: number; readonly pty: string };
}

/** @throws Error where the system gives none */
export function openPseudoTerminal(): PseudoTerminal {
  const require = createRequire(import.meta.url);
  const native = (require("@lydell/node-pty/requireBinary.js") as { requireBinary(file: string): Native }).requireBinary("pty.node");
  const { master, slave, pty } = native.open(80, 24);
  // With our own side of it closed, the master tells by EIO that nobody has the port open: that is how a modem sees DTR.
  closeSync(slave);
  const buffer = Buffer.alloc(64 * 1024);
  let isOpen = false;
  let isClosed = false;
  return {
    path: pty,
    get isOpen() {
      return isOpen;
    },
    read(bytesMax) {
      if (isClosed || bytesMax <= 0) return Buffer.alloc(0);
      try {
        const size = readSync(master, buffer, 0, Math.min(bytesMax, buffer.length), null);
        isOpen = true;
        return Buffer.from(buffer.subarray(0, size));
      } catch (error) {
        isOpen = (error as NodeJS.ErrnoException).code === "EAGAIN"; // open, and nothing was written
        return Buffer.alloc(0);
      }
    },
    write(bytes) {
      if (isClosed || !isOpen || bytes.length === 0) return 0;
      try {
        return writeSync(master, bytes);
      } catch {
        return 0; // full, or closed meanwhile
      }
    },
    close() {
      if (!isClosed) closeSync(master);
      isClosed = true;
      isOpen = false;
    },
  };
}
