import { closeSync } from "node:fs";
import { createRequire } from "node:module";
import type { Duplex } from "node:stream";
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
  const stream = new ReadStream(master);
  // No echo and no line editing, also before pppd has set it as it needs it; both ends share these settings.
  stream.setRawMode(true);
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
