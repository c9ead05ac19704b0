import type { Readable, Writable } from "node:stream";
import type { DOMElement } from "ink";
import { createElement, type ReactNode } from "react";
import { colourLevelOf } from "./colour-level.ts";
import { Compositor } from "./compositor.ts";
import { FrameSink } from "./frame-sink.ts";
import { InkInput, InkOutput } from "./ink-streams.ts";
import type { InputEvent } from "./input-event.ts";
import { InputRouter } from "./input-router.ts";
import type { ColourLevel } from "./style.ts";

/** Alternate screen, bracketed paste, no automatic wrap, cursor hidden. */
const enter = "\u001b[?1049h\u001b[?2004h\u001b[?7l\u001b[?25l";
/** Their opposites; also ends an update, margins and style that a cut frame may have left, and mouse modes of a child. */
const leave = "\u001b[?2026l\u001b[r\u001b[m\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l\u001b[?25h\u001b[?7h\u001b[?2004l\u001b[?1049l";

/** A keyboard: `process.stdin` in the local case, an SSH channel elsewhere. */
export interface TerminalInput extends Readable {
  setRawMode?(raw: boolean): unknown;
  ref?(): unknown;
  unref?(): unknown;
}

/** A screen: `process.stdout`, or a channel. A tty tells its size and its changes itself. */
interface TerminalOutput extends Writable {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

export interface TerminalOptions {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  /** The operator's environment variables: TERM, COLORTERM, NO_COLOR. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Size, where the output does not tell it; `resize()` afterwards. */
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  /** How long a lone Esc waits for the rest of a sequence. Default 30; more over a slow line. */
  readonly escapeTimeoutMs?: number | undefined;
}

/** One operator's terminal: keys in, frames out. Several live in one process. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly colourLevel: ColourLevel;
  /** Bytes of frames written so far. */
  readonly bytesWritten: number;
  /** @returns removes the listener */
  onInput(listener: (event: InputEvent) => void): () => void;
  onResize(listener: () => void): () => void;
  /** The far end hung up, or the keyboard ended. */
  onHangUp(listener: () => void): () => void;
  /** Draws a tree; a second call replaces it. */
  render(node: ReactNode): Promise<void>;
  /** Told by whoever knows: the SSH channel's window change. */
  resize(columns: number, rows: number): void;
  redraw(): void;
  /** Gives the terminal back as it was and stops reading. `resume` takes it again and draws everything. */
  suspend(): void;
  resume(): void;
  /** Ends: the terminal is as it was before. Safe to call twice, and from an exit handler. */
  close(): void;
}

/** Takes the terminal: raw keyboard, alternate screen. @throws Error when the input is no terminal: the caller asks `isTTY` before */
export function openTerminal(options: TerminalOptions): Terminal {
  return new SessionTerminal(options);
}

class SessionTerminal implements Terminal {
  readonly colourLevel: ColourLevel;
  readonly #input: TerminalInput;
  readonly #output: TerminalOutput;
  readonly #router: InputRouter;
  readonly #sink: FrameSink;
  readonly #inkOutput: InkOutput;
  readonly #compositor = new Compositor();
  #root: DOMElement | undefined;
  readonly #resizeListeners = new Set<() => void>();
  readonly #hangUpListeners = new Set<() => void>();
  #ink: { rerender(node: ReactNode): void; unmount(): void } | undefined;
  #state: "ours" | "suspended" | "closed" = "suspended";

  constructor(options: TerminalOptions) {
    this.#input = options.input;
    this.#output = options.output;
    const columns = options.columns ?? options.output.columns ?? 80;
    const rows = options.rows ?? options.output.rows ?? 24;
    this.colourLevel = colourLevelOf(options.environment);
    this.#sink = new FrameSink(options.output, this.colourLevel, columns, rows, (width, height) => this.#root && this.#compositor.compose(this.#root, width, height));
    this.#inkOutput = new InkOutput(columns, rows, () => this.#sink.touch());
    this.#router = new InputRouter(options.escapeTimeoutMs ?? 30);
    options.output.on("resize", this.#measured);
    options.output.on("error", this.#hangUp);
    options.input.on("end", this.#hangUp);
    options.input.on("error", this.#hangUp);
    this.resume();
  }

  get columns(): number {
    return this.#inkOutput.columns;
  }
  get rows(): number {
    return this.#inkOutput.rows;
  }
  get bytesWritten(): number {
    return this.#sink.bytesWritten;
  }

  onInput(listener: (event: InputEvent) => void): () => void {
    return this.#router.listen(listener);
  }
  onResize(listener: () => void): () => void {
    this.#resizeListeners.add(listener);
    return () => this.#resizeListeners.delete(listener);
  }
  onHangUp(listener: () => void): () => void {
    this.#hangUpListeners.add(listener);
    return () => this.#hangUpListeners.delete(listener);
  }

  async render(node: ReactNode): Promise<void> {
    if (this.#ink !== undefined) return this.#ink.rerender(node);
    const { Box, render } = await import("ink");
    if (this.#state === "closed") return;
    let probe: DOMElement | undefined;
    const instance = render(createElement(Box, { ref: (element: DOMElement | null) => { probe = element ?? probe; } }), {
      // Ink asks of its streams only what these two have; its types want the whole of Node's tty streams.
      stdin: new InkInput() as unknown as NodeJS.ReadStream,
      stdout: this.#inkOutput,
      stderr: this.#inkOutput,
      debug: true,
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
      isScreenReaderEnabled: false,
    });
    this.#ink = instance;
    // The root calls this after each commit and layout: drawn by us, Ink's own drawing is left out.
    this.#root = probe?.parentNode;
    if (this.#root !== undefined) this.#root.onRender = () => this.#sink.touch();
    instance.rerender(node);
    // Rejects when a render error got past every boundary: the session ends, not the process.
    instance.waitUntilExit().then(undefined, this.#hangUp);
  }

  resize(columns: number, rows: number): void {
    if (columns < 1 || rows < 1 || (columns === this.columns && rows === this.rows)) return;
    this.#inkOutput.resize(columns, rows);
    for (const listener of this.#resizeListeners) listener();
    this.#sink.resize(columns, rows);
  }

  redraw(): void {
    this.#sink.forget();
  }

  suspend(): void {
    if (this.#state !== "ours") return;
    this.#state = "suspended";
    this.#giveBack();
  }

  resume(): void {
    if (this.#state !== "suspended") return;
    this.#state = "ours";
    this.#input.setRawMode?.(true);
    this.#input.ref?.();
    this.#input.on("data", this.#router.push);
    this.#input.resume();
    this.#output.write(enter);
    this.#sink.open();
    this.#measured();
  }

  close(): void {
    if (this.#state === "closed") return;
    const wasOurs = this.#state === "ours";
    this.#state = "closed";
    if (wasOurs) this.#giveBack();
    this.#router.close();
    this.#output.off("resize", this.#measured);
    this.#input.off("end", this.#hangUp);
    this.#root = undefined;
    // Ink draws once more in its own way when it ends: of nothing, that costs nothing.
    this.#ink?.rerender(null);
    this.#ink?.unmount();
  }

  #giveBack(): void {
    this.#sink.close();
    this.#input.off("data", this.#router.push);
    if (!this.#output.destroyed && !this.#output.writableEnded) this.#output.write(leave);
    if (!this.#input.destroyed) this.#input.setRawMode?.(false);
    this.#input.pause();
    this.#input.unref?.();
  }

  readonly #measured = (): void => {
    const { columns, rows } = this.#output;
    if (columns !== undefined && rows !== undefined) this.resize(columns, rows);
  };

  readonly #hangUp = (): void => {
    for (const listener of [...this.#hangUpListeners]) listener();
  };
}
