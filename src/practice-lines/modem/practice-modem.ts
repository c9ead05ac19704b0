import { connect, type Socket } from "node:net";
import { TerminalWire } from "../terminal-wire.ts";
import { type ExchangeAnswer, HayesModem } from "./hayes-modem.ts";

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

/** So much may wait for the far end; beyond it the computer waits. */
const waitingBytesMax = 4 * 1024;
const rateShownDefault = 115_200;

/** A modem on a pseudo-terminal: any program that can use a serial port can dial with it, and ends up at a port of this machine. */
export class PracticeModem {
  readonly #wire: TerminalWire;
  readonly #settings: PracticeModemSettings;
  readonly #modem: HayesModem;
  faults: ModemFaults = {};
  #far: Socket | undefined;
  #dialling: NodeJS.Timeout | undefined;
  #calls = 0;
  #passed = 0;

  private constructor(settings: PracticeModemSettings) {
    this.#settings = settings;
    this.#modem = new HayesModem({
      say: (bytes) => this.#say(bytes),
      send: (bytes) => {
        this.#passed += bytes.length;
        this.#far?.write(bytes);
      },
      dial: (digits) => this.#dial(digits),
      hangUp: () => this.#hangUp(),
    });
    this.#wire = new TerminalWire({
      hear: (bytes, nowMs) => this.#modem.take(bytes, nowMs),
      hasRoom: () => (this.#far?.writableLength ?? 0) <= waitingBytesMax,
      tick: (nowMs) => this.#modem.tick(nowMs),
      portClosed: () => this.#portClosed(),
      // Commands are not slower on a slow line: the port itself is fast.
      isSlow: () => this.#modem.mode === "online",
      isFull: (full) => void (full ? this.#far?.pause() : this.#far?.resume()),
    }, settings.bitsPerSecond);
  }

  /** @throws Error where the system gives no pseudo-terminal */
  static start(settings: PracticeModemSettings): PracticeModem {
    return new PracticeModem(settings);
  }

  /** The port to use it at: "/dev/pts/5". */
  get path(): string {
    return this.#wire.path;
  }

  /** A call stands. */
  get inCall(): boolean {
    return this.#modem.inCall;
  }

  /** How many calls were connected so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Bytes of all calls, both ways. */
  get passed(): number {
    return this.#passed;
  }

  /** The line breaks in the middle of a call: what was under way is gone. */
  cut(): void {
    this.#wire.silence();
    this.#hangUp();
    this.#modem.carrierLost();
  }

  /** For a port that has signals: its DTR went down. */
  dtrDropped(): void {
    this.#portClosed();
  }

  close(): void {
    this.#hangUp();
    this.#wire.close();
  }

  #say(bytes: Buffer): void {
    if (this.faults.mute !== true) this.#wire.say(bytes);
  }

  #portClosed(): void {
    this.#wire.silence();
    if (this.faults.ignoresDtr !== true) this.#modem.dtrDropped();
  }

  #dial(digits: string): void {
    const number = digits.replace(/[^0-9*#+]/g, "");
    const subscriber = this.#settings.directory[number] ?? { kind: "no-answer" as const };
    this.#dialling = setTimeout(() => {
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
      this.#modem.answered({ kind: "connected", rate: this.#settings.bitsPerSecond ?? rateShownDefault });
    });
    far.on("data", (bytes: Buffer) => {
      this.#passed += bytes.length;
      this.#say(bytes);
    });
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
