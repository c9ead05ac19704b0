import { openPseudoTerminal, type PseudoTerminal } from "./pseudo-terminal.ts";

/** The device at the far end of the wire. */
export interface WireDevice {
  /** From the computer. @param nowMs of one steady clock */
  hear(bytes: Buffer, nowMs: number): void;
  /** False: the computer has to wait, as with CTS low. */
  hasRoom(): boolean;
  /** Time goes on. */
  tick(nowMs: number): void;
  /** No program has the port open any more: DTR is off. */
  portClosed(): void;
  /** Data at the rate of the call, not at the port's own. */
  isSlow(): boolean;
  /** What was said has left, or has not: whoever says it should wait. */
  isFull(full: boolean): void;
}

const bitsPerByte = 10;
/** How often the wire is looked at: while the port is open, and while nobody has it. */
const busyMs = 2;
const idleMs = 50;
const pieceBytesMax = 32 * 1024;
/** So much may wait for the computer. */
const waitingBytesMax = 4 * 1024;
/** At a low rate so many bytes may be caught up with after the process was busy with something else. */
const catchUpMs = 100;

/** A pseudo-terminal with a device on it, looked at again and again: at the rate of the device, so that whoever is too fast waits as on a real wire. */
export class TerminalWire {
  readonly #terminal: PseudoTerminal = openPseudoTerminal();
  readonly #device: WireDevice;
  readonly #bytesPerMs: number | undefined;
  /** For the computer, in order. */
  #toSay: Buffer[] = [];
  #toSayBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #lookedAtMs = performance.now();
  #creditUp = 0;
  #creditDown = 0;

  /** @param bitsPerSecond ten bits a byte (8N1); undefined: as fast as it goes @throws Error where the system gives no pseudo-terminal */
  constructor(device: WireDevice, bitsPerSecond: number | undefined) {
    this.#device = device;
    this.#bytesPerMs = bitsPerSecond === undefined ? undefined : bitsPerSecond / bitsPerByte / 1000;
    this.#timer = setTimeout(() => this.#look(), 0);
  }

  /** Device to open: "/dev/pts/5". */
  get path(): string {
    return this.#terminal.path;
  }

  say(bytes: Buffer): void {
    this.#toSay.push(bytes);
    this.#toSayBytes += bytes.length;
    if (this.#toSayBytes > waitingBytesMax) this.#device.isFull(true);
  }

  /** What was not said yet never will be. */
  silence(): void {
    this.#toSay = [];
    this.#toSayBytes = 0;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#terminal.close();
  }

  #look(): void {
    if (this.#closed) return;
    const now = performance.now();
    this.#earnCredit(Math.min(now - this.#lookedAtMs, catchUpMs));
    this.#lookedAtMs = now;
    const wasOpen = this.#terminal.isOpen;
    const heard = this.#terminal.read(this.#device.hasRoom() ? this.#allowance(this.#creditUp) : 0);
    if (heard.length > 0) {
      this.#creditUp -= heard.length;
      this.#device.hear(heard, now);
    }
    if (wasOpen && !this.#terminal.isOpen) this.#device.portClosed();
    this.#device.tick(now);
    this.#speak();
    const moved = heard.length > 0 || this.#toSayBytes > 0;
    if (moved && this.#bytesPerMs === undefined) setImmediate(() => this.#look());
    else this.#timer = setTimeout(() => this.#look(), this.#terminal.isOpen ? busyMs : idleMs);
  }

  #earnCredit(elapsedMs: number): void {
    if (this.#bytesPerMs === undefined) return;
    const bytes = this.#bytesPerMs * elapsedMs;
    const most = Math.max(1, this.#bytesPerMs * catchUpMs);
    this.#creditUp = Math.min(this.#creditUp + bytes, most);
    this.#creditDown = Math.min(this.#creditDown + bytes, most);
  }

  #allowance(credit: number): number {
    return this.#bytesPerMs === undefined || !this.#device.isSlow() ? pieceBytesMax : Math.floor(credit);
  }

  #speak(): void {
    let allowed = this.#allowance(this.#creditDown);
    for (let piece = this.#toSay[0]; piece !== undefined && allowed > 0; piece = this.#toSay[0]) {
      const taken = this.#terminal.write(piece.subarray(0, allowed));
      this.#creditDown -= taken;
      this.#toSayBytes -= taken;
      allowed -= taken;
      if (taken === piece.length) this.#toSay.shift();
      else this.#toSay[0] = piece.subarray(taken);
      if (taken === 0) break;
    }
    if (this.#toSayBytes <= waitingBytesMax) this.#device.isFull(false);
  }
}
