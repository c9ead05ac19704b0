import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { TerminalWire } from "../terminal-wire.ts";
import { type Selection, X28Pad } from "./x28-pad.ts";
import type { X25Subscriber } from "./xot-peer.ts";

export interface PracticePadSettings {
  /** Address, digits -> who is there. Others are not assigned. */
  readonly directory: Readonly<Record<string, X25Subscriber>>;
  /** Of the line to the PAD, bit/s. Undefined: as fast as it goes. */
  readonly bitsPerSecond?: number | undefined;
  /** What a caller says about himself; for the practice's log and the tests. */
  readonly onCall?: ((selection: Selection) => void) | undefined;
}

const waitingBytesMax = 4 * 1024;
const notAssigned = { kind: "cleared", cause: 13, diagnostic: 67 } as const;

/** A PAD on a pseudo-terminal, or on a port of this machine that a modem's number leads to; its calls end at ports of this machine. */
export class PracticePad {
  readonly #lines = new Set<PadLine>();
  #wire: TerminalWire | undefined;
  #server: Server | undefined;

  /** On a pseudo-terminal of its own. @throws Error where the system gives none */
  static onTerminal(settings: PracticePadSettings): PracticePad {
    const pad = new PracticePad();
    const line = new PadLine(settings, (bytes) => pad.#wire?.say(bytes));
    pad.#lines.add(line);
    pad.#wire = new TerminalWire({
      hear: (bytes) => line.hear(bytes),
      hasRoom: () => line.hasRoom,
      tick: () => undefined,
      portClosed() {
        pad.#wire?.silence();
        line.drop();
      },
      isSlow: () => true,
      isFull: (full) => line.hold(full),
    }, settings.bitsPerSecond);
    return pad;
  }

  /** On a TCP port: each connection is a terminal's line. */
  static async listen(settings: PracticePadSettings): Promise<PracticePad> {
    const pad = new PracticePad();
    const server = createServer({ noDelay: true }, (socket) => pad.#serve(socket, settings));
    pad.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return pad;
  }

  /** "/dev/pts/5"; empty where it listens. */
  get path(): string {
    return this.#wire?.path ?? "";
  }

  get port(): number {
    return (this.#server?.address() as AddressInfo | undefined)?.port ?? 0; // a TCP server's address is always of this kind
  }

  get openCalls(): number {
    return [...this.#lines].filter((line) => line.hasCall).length;
  }

  /** The network clears all calls. */
  clear(cause: number, diagnostic = 0): void {
    for (const line of this.#lines) line.clear(cause, diagnostic);
  }

  async close(): Promise<void> {
    for (const line of this.#lines) line.drop();
    this.#wire?.close();
    const server = this.#server;
    if (server !== undefined) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #serve(socket: Socket, settings: PracticePadSettings): void {
    const line = new PadLine(settings, (bytes) => {
      if (!socket.write(bytes)) line.hold(true);
    }, () => void socket.destroy());
    this.#lines.add(line);
    socket.on("data", (bytes: Buffer) => line.hear(bytes));
    socket.on("drain", () => line.hold(false));
    socket.on("error", () => undefined); // told by "close"
    socket.once("close", () => {
      line.drop();
      this.#lines.delete(line);
    });
  }
}

/** One terminal's line with its call. */
class PadLine {
  readonly #pad: X28Pad;
  readonly #settings: PracticePadSettings;
  readonly #onDrop: () => void;
  #far: Socket | undefined;

  constructor(settings: PracticePadSettings, say: (bytes: Buffer) => void, onDrop: () => void = () => undefined) {
    this.#settings = settings;
    this.#onDrop = onDrop;
    this.#pad = new X28Pad({ say, send: (bytes) => void this.#far?.write(bytes), call: (selection) => this.#call(selection), clear: () => this.#hangUp() });
  }

  get hasCall(): boolean {
    return this.#pad.mode === "data";
  }

  get hasRoom(): boolean {
    return (this.#far?.writableLength ?? 0) <= waitingBytesMax;
  }

  hear(bytes: Buffer): void {
    this.#pad.take(bytes);
  }

  hold(full: boolean): void {
    if (full) this.#far?.pause();
    else this.#far?.resume();
  }

  clear(cause: number, diagnostic: number): void {
    this.#hangUp();
    this.#pad.cleared(cause, diagnostic);
  }

  drop(): void {
    this.#pad.lineDropped();
    this.#onDrop();
  }

  #call(selection: Selection): void {
    this.#settings.onCall?.(selection);
    const who = this.#settings.directory[selection.address] ?? notAssigned;
    if (who.kind === "cleared") {
      this.#pad.cleared(who.cause, who.diagnostic ?? 0);
      return;
    }
    const far = connect({ host: who.host ?? "127.0.0.1", port: who.port, noDelay: true });
    this.#far = far;
    far.once("connect", () => this.#pad.connected());
    far.on("data", (bytes: Buffer) => this.#pad.deliver(bytes));
    far.on("error", () => undefined); // told by "close"
    far.once("close", () => {
      if (this.#far !== far) return;
      const wasCalling = this.#pad.mode === "calling";
      this.#far = undefined;
      this.#pad.cleared(wasCalling ? 9 : 0, 0);
    });
  }

  #hangUp(): void {
    const far = this.#far;
    this.#far = undefined;
    far?.destroy();
  }
}
