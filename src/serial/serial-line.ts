import { Duplex } from "node:stream";
import { SerialPort } from "serialport";
import { pollBothWays } from "./poll-both-ways.ts";
import { takePortLock } from "./port-lock.ts";
import { SerialFault, type SerialFaultCode } from "./serial-fault.ts";

export interface SerialSettings {
  /** Device: "/dev/ttyS0", "/dev/ttyUSB0". */
  readonly path: string;
  /** Between the computer and the device, 8N1. */
  readonly bitsPerSecond: number;
  /** RTS and CTS. A modem that is faster on one side than on the other needs them. Default true. */
  readonly hardwareFlowControl?: boolean | undefined;
}

/** So little is handed to the port in advance: on a slow line what waits here delays everything behind it. */
const waitingBytesMax = 1024;
const watchMs = 200;

/**
 * An open serial port. Its signals are behind it: a pseudo-terminal has none, a real port has them all.
 * A device that goes away ends it with SerialFault `gone`: the port is asked for its signals all the time, because reading a device
 * that is not there any more gives nothing for ever.
 * Events besides a Duplex's: `carrier` (boolean), when DCD has changed.
 */
export class SerialLine extends Duplex {
  readonly #port: SerialPort;
  readonly #unlock: () => Promise<void>;
  readonly #watch: NodeJS.Timeout;
  #carrier: boolean | undefined;

  private constructor(port: SerialPort, hasSignals: boolean, unlock: () => Promise<void>) {
    super({ highWaterMark: waitingBytesMax });
    this.#port = port;
    this.hasSignals = hasSignals;
    this.#unlock = unlock;
    port.on("data", (piece: Buffer) => {
      if (!this.push(piece)) port.pause();
    });
    port.on("error", (error) => this.destroy(faultOf(error, "gone")));
    port.on("close", (error: Error | null) => this.destroy(error === null || error === undefined ? undefined : faultOf(error, "gone")));
    port.pause();
    this.#watch = setInterval(() => void this.#look(), watchMs);
  }

  /** False: neither DTR nor DCD can be had, as on a pseudo-terminal. */
  readonly hasSignals: boolean;

  /** @throws SerialFault */
  static async open(settings: SerialSettings): Promise<SerialLine> {
    const unlock = await takePortLock(settings.path);
    try {
      const port = new SerialPort({ path: settings.path, baudRate: settings.bitsPerSecond, rtscts: settings.hardwareFlowControl ?? true, hupcl: true, lock: true, autoOpen: false, highWaterMark: waitingBytesMax });
      await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(faultOf(error, "unusable")) : resolve())));
      pollBothWays(port);
      return new SerialLine(port, (await signalsOf(port)) !== "none", unlock);
    } catch (error) {
      await unlock();
      throw error instanceof SerialFault ? error : faultOf(error, "unusable");
    }
  }

  /** DCD, as seen last; undefined: not seen yet, or there is no such signal. */
  get carrier(): boolean | undefined {
    return this.#carrier;
  }

  /** Looks at DCD now. @returns as `carrier` */
  async lookAtCarrier(): Promise<boolean | undefined> {
    await this.#look();
    return this.#carrier;
  }

  /** Nothing happens where there are no signals. */
  setDtr(on: boolean): Promise<void> {
    return this.hasSignals ? new Promise((resolve) => this.#port.set({ dtr: on, rts: true }, () => resolve())) : Promise.resolve();
  }

  /** Throws away what has not left the computer yet and what has not been read. */
  discard(): Promise<void> {
    return new Promise((resolve) => this.#port.flush(() => resolve()));
  }

  /** Closing drops DTR, by which a modem hangs up; the kernel does the same for a program that is killed. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.closed) return resolve();
      this.once("close", () => resolve());
      this.destroy();
    });
  }

  override _read(): void {
    if (this.#port.isOpen) this.#port.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#port.write(chunk, (error) => callback(error === null || error === undefined ? null : faultOf(error, "gone")));
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    clearInterval(this.#watch);
    const done = (): void => void this.#unlock().then(() => callback(error));
    // Closing waits until a line that stands still has taken everything, so what is left is thrown away first.
    if (this.#port.isOpen) this.#port.flush(() => (this.#port.isOpen ? this.#port.close(done) : done()));
    else done();
  }

  async #look(): Promise<void> {
    if (!this.#port.isOpen) return;
    try {
      const seen = await signalsOf(this.#port);
      if (seen === "none" || this.destroyed || seen.dcd === this.#carrier) return;
      this.#carrier = seen.dcd;
      this.emit("carrier", seen.dcd);
    } catch (error) {
      if (this.#port.isOpen) this.destroy(faultOf(error, "gone"));
    }
  }
}

function signalsOf(port: SerialPort): Promise<{ readonly dcd: boolean } | "none"> {
  return new Promise((resolve, reject) => {
    port.get((error, status) => {
      // ENOTTY; the binding gives the system's words only.
      if (error) return /inappropriate ioctl/i.test(error.message) ? resolve("none") : reject(error);
      resolve({ dcd: status?.dcd === true });
    });
  });
}

/** The binding tells errors by the system's words ("Error: Permission denied, cannot open /dev/ttyS0"). */
function faultOf(error: unknown, otherwise: SerialFaultCode): SerialFault {
  if (error instanceof SerialFault) return error;
  const text = error instanceof Error ? error.message.replace(/^Error:?\s*/, "") : String(error);
  const code = /no such (file|device)/i.test(text) ? "missing" : /permission denied|not permitted/i.test(text) ? "denied" : /cannot lock port|resource busy|temporarily unavailable/i.test(text) ? "busy" : otherwise;
  return new SerialFault(otherwise === "gone" ? "gone" : code, text, error);
}
