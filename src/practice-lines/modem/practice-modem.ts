import { connect, type Socket } from "node:net";
import { type ExchangeAnswer, HayesModem } from "./hayes-modem.ts";
import { openPseudoTerminal, type PseudoTerminal } from "./pseudo-terminal.ts";

/** Who is behind a number: one that never talks, or a host of this machine. */
export type Subscriber = { readonly kind: Exclude<ExchangeAnswer["kind"], "connected"> } | { readonly kind: "host"; readonly port: number; readonly host?: string | undefined };

export interface PracticeModemSettings {
  /** Number as it is dialled, digits only -> who answers. Others do not exist: nobody answers. */
  readonly directory: Readonly<Record<string, Subscriber>>;
  /** Of the call, bit/s, with ten bits a byte (8N1). Undefined: as fast as it goes. */
  readonly bitsPerSecond?: number | undefined;
  /** From the last digit to the answer. Default 0. */
  readonly dialMs?: number | undefined;
}

/** What may be wrong with a modem, for practice and tests. */
export interface ModemFaults {
  /** Says nothing, as one that is switched off. */
  readonly mute?: boolean | undefined;
  /** Stays in its call when the port is closed. */
  readonly ignoresDtr?: boolean | undefined;
}

const bitsPerByte = 10;
/** How often the wire is looked at: in a call, and while nobody has the port open. */
const busyMs = 2;
const idleMs = 25;
const pieceBytesMax = 32 * 1024;
/** So much may wait on either side; beyond it the other side waits. */
const waitingBytesMax = 4 * 1024;
/** At a low rate so many bytes may be caught up with after the process was busy with something else. */
const catchUpMs = 100;

/** A modem on a pseudo-terminal: any program that can use a serial port can dial with it, and ends up at a port of this machine. */
export class PracticeModem {
  readonly #terminal: PseudoTerminal;
  readonly #settings: PracticeModemSettings;
  readonly #modem: HayesModem;
  faults: ModemFaults = {};
  #far: Socket | undefined;
  #dialling: NodeJS.Timeout | undefined;
  /** For the computer, in order. */
  #toSay: Buffer[] = [];
  #toSayBytes = 0;
  #wire: NodeJS.Timeout | undefined;
  #closed = false;
  #lookedAtMs = performance.now();
  #creditUp = 0;
  #creditDown = 0;
  #calls = 0;

  private constructor(settings: PracticeModemSettings) {
    this.#settings = settings;
    this.#terminal = openPseudoTerminal();
    this.#modem = new HayesModem({
      say: (bytes) => this.#say(bytes),
      send: (bytes) => void this.#far?.write(bytes),
      dial: (digits) => this.#dial(digits),
      hangUp: () => this.#hangUp(),
    });
    this.#look();
  }

  /** @throws Error where the system gives no pseudo-terminal */
  static start(settings: PracticeModemSettings): PracticeModem {
    return new PracticeModem(settings);
  }

  /** The port to use it at: "/dev/pts/5". */
  get path(): string {
    return this.#terminal.path;
  }

  /** A call stands. */
  get inCall(): boolean {
    return this.#modem.inCall;
  }

  /** How many calls were connected so far. */
  get calls(): number {
    return this.#calls;
  }

  /** The line breaks in the middle of a call: what was under way is gone. */
  cut(): void {
    this.#toSay = [];
    this.#toSayBytes = 0;
    this.#hangUp();
    this.#modem.carrierLost();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#wire);
    this.#hangUp();
    this.#terminal.close();
  }

  #look(): void {
    if (this.#closed) return;
    const now = performance.now();
    this.#earnCredit(Math.min(now - this.#lookedAtMs, catchUpMs));
    this.#lookedAtMs = now;
    const wasOpen = this.#terminal.isOpen;
    const farIsFull = (this.#far?.writableLength ?? 0) > waitingBytesMax;
    const heard = this.#terminal.read(farIsFull ? 0 : this.#allowance(this.#creditUp));
    if (heard.length > 0) {
      this.#creditUp -= heard.length;
      this.#modem.take(heard, now);
    }
    if (wasOpen && !this.#terminal.isOpen) this.#portClosed();
    this.#modem.tick(now);
    this.#speak();
    const moved = heard.length > 0 || this.#toSayBytes > 0;
    if (moved && this.#settings.bitsPerSecond === undefined) setImmediate(() => this.#look());
    else this.#wire = setTimeout(() => this.#look(), this.#terminal.isOpen ? busyMs : idleMs);
  }

  #earnCredit(elapsedMs: number): void {
    const rate = this.#settings.bitsPerSecond;
    if (rate === undefined) return;
    const bytes = (rate / bitsPerByte / 1000) * elapsedMs;
    const most = Math.max(1, (rate / bitsPerByte / 1000) * catchUpMs);
    this.#creditUp = Math.min(this.#creditUp + bytes, most);
    this.#creditDown = Math.min(this.#creditDown + bytes, most);
  }

  #allowance(credit: number): number {
    // Commands are not slower on a slow line: the port itself is fast.
    return this.#settings.bitsPerSecond === undefined || this.#modem.mode !== "online" ? pieceBytesMax : Math.floor(credit);
  }

  #say(bytes: Buffer): void {
    if (this.faults.mute === true) return;
    this.#toSay.push(bytes);
    this.#toSayBytes += bytes.length;
    if (this.#toSayBytes > waitingBytesMax) this.#far?.pause();
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
    if (this.#toSayBytes <= waitingBytesMax) this.#far?.resume();
  }

  #portClosed(): void {
    this.#toSay = [];
    this.#toSayBytes = 0;
    if (this.faults.ignoresDtr === true) return;
    this.#modem.dtrDropped();
  }

  #dial(digits: string): void {
    const number = digits.replace(/[^0-9*#+]/g, "");
    const subscriber = this.#settings.directory[number] ?? { kind: "no-answer" as const };
    this.#dialling = setTimeout(() => {
      this.#dialling = undefined;
      if (subscriber.kind === "host") this.#call(subscriber);
      else this.#modem.answered({ kind: subscriber.kind });
    }, this.#settings.dialMs ?? 0);
  }

  #call({ host, port }: { readonly host?: string | undefined; readonly port: number }): void {
    const far = connect({ host: host ?? "127.0.0.1", port, noDelay: true });
    this.#far = far;
    far.pause();
    far.once("connect", () => {
      this.#calls++;
      this.#modem.answered({ kind: "connected", rate: this.#settings.bitsPerSecond ?? 115_200 });
    });
    far.on("data", (bytes: Buffer) => this.#say(bytes));
    far.on("error", () => undefined); // told by "close"
    far.once("close", () => {
      if (this.#far !== far) return;
      this.#far = undefined;
      if (this.#modem.mode === "dialling") this.#modem.answered({ kind: "no-answer" });
      else this.#modem.carrierLost();
    });
  }

  #hangUp(): void {
    clearTimeout(this.#dialling);
    const far = this.#far;
    this.#far = undefined;
    far?.destroy();
  }
}
