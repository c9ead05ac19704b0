import { Duplex } from "node:stream";
import type { AppError } from "../../domain/errors.ts";
import type { OpenOptions, XotSettings } from "../../workflows/ports/channel.ts";
import type { Call } from "../calls/call.ts";
import { channelError } from "../channel-error.ts";
import { type Facilities, type Modulo, type Packet, packetBytesOf, readPacket, writePacket } from "./packet.ts";
import { clearingWords, diagnosticWords, resetWords } from "./words.ts";

/** Below the packets: whole ones come and go, in order. */
export interface PacketWire {
  /** @returns false: wait for `onDrain` before the next */
  send(packet: Uint8Array): boolean;
  /** Ends it at once. */
  close(): void;
}

/** Time for the answer to a call (T21) and to a clear (T23), shorter than the recommendation's: an operator waits. */
const callTimeoutMs = 90_000;
const clearTimeoutMs = 3_000;
/** One call per wire, so the number of its logical channel says nothing. */
const logicalChannel = 1;
const packetBytesDefault = 1024;
/** What counts where neither side says anything (X.25, sections 6.9 and 6.10). */
const withoutFacilities = { packetBytes: 128, windowSize: 2 } as const;

type State = "calling" | "open" | "clearing" | "closed";

/**
 * A virtual call as a stream of bytes: the packet layer of the calling DTE (ITU-T X.25, sections 4 to 6), without link layer, registration and fast select.
 * Numbered packets in both directions within their windows; what is read slowly closes the far end's window. A reset loses data, so it ends the call.
 */
export class VirtualCall extends Duplex implements Call {
  readonly #wire: PacketWire;
  readonly #modulo: Modulo;
  readonly #onEvent: OpenOptions["onEvent"];
  #state: State = "calling";
  #packetBytes: { sent: number; received: number };
  #windowSize: { sent: number; received: number };
  /** Of the next packet to send; of the oldest that is not confirmed. */
  #nextPs = 0;
  #oldestPs = 0;
  #farIsReady = true;
  /** Of the next packet to come; told last to the far end. */
  #expectedPs = 0;
  #toldPr = 0;
  #wireIsFull = false;
  #mayRead = true;
  /** What waits for the window, with whoever waits for it to leave. */
  #waiting: { rest: Buffer; readonly done: (error?: Error | null) => void } | undefined;
  #onOpen: ((error?: AppError) => void) | undefined;
  #onCleared: () => void = () => undefined;
  #hangingUp: Promise<void> | undefined;
  /** Why we gave it up. */
  #failure: Error | undefined;

  constructor(wire: PacketWire, settings: Pick<XotSettings, "modulo" | "packetBytes" | "windowSize">, onEvent: OpenOptions["onEvent"]) {
    super({ highWaterMark: 1024 });
    this.#wire = wire;
    this.#modulo = settings.modulo ?? 8;
    this.#onEvent = onEvent;
    const packetBytes = Math.min(packetBytesOf.max, Math.max(packetBytesOf.min, settings.packetBytes ?? packetBytesDefault));
    const windowSize = Math.min(this.#modulo - 1, Math.max(1, settings.windowSize ?? 7));
    this.#packetBytes = { sent: packetBytes, received: packetBytes };
    this.#windowSize = { sent: windowSize, received: windowSize };
  }

  get stream(): Duplex {
    return this;
  }

  describe(): string {
    return `X.25 call, packets of ${this.#packetBytes.sent} bytes, window ${this.#windowSize.sent}`;
  }

  /**
   * Asks for the call and waits until it stands.
   * @throws AppError channel/`call-cleared`, `connect-timeout`, `cut`, `x25-broken`, `cancelled`
   */
  place(settings: Omit<XotSettings, "host" | "port" | "via">, signal: AbortSignal | undefined): Promise<void> {
    const { sent: packetBytes } = this.#packetBytes;
    const { sent: windowSize } = this.#windowSize;
    this.#tell("sent", `Call request to ${settings.calledAddress}: packets of ${packetBytes} bytes, window ${windowSize}, modulo ${this.#modulo}`);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(channelError("connect-timeout", false, { detail: "no answer to the call request" }), 49), callTimeoutMs);
      const onAbort = (): void => this.#giveUp(channelError("cancelled", false), 0);
      this.#onOpen = (error) => {
        this.#onOpen = undefined;
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        if (error === undefined) resolve();
        else reject(error);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      if (signal?.aborted === true) {
        onAbort();
        return;
      }
      this.#send({
        type: "call-request", called: settings.calledAddress, calling: settings.callingAddress ?? "",
        facilities: { packetBytes: [packetBytes, packetBytes], windowSize: [windowSize, windowSize], closedUserGroup: settings.closedUserGroup, userIdentification: settings.userIdentification },
        userData: Buffer.from(settings.callData ?? "", "latin1"),
      });
    });
  }

  hangUp(): Promise<void> {
    this.#hangingUp ??= this.#clear(0, 0);
    return this.#hangingUp;
  }

  /** A packet has come. */
  receive(bytes: Uint8Array): void {
    if (this.#state === "closed") return;
    const packet = readPacket(bytes, this.#modulo);
    if ("fault" in packet) this.#broken(packet.fault);
    else if (this.#state === "calling") this.#takeWhileCalling(packet);
    else if (this.#state === "clearing") this.#takeWhileClearing(packet);
    else this.#takeWhileOpen(packet);
  }

  /** The wire has room again. */
  drained(): void {
    this.#wireIsFull = false;
    this.#sendData();
  }

  /** The wire is gone. @param how for the error's detail */
  wireClosed(how: string): void {
    const wasClearing = this.#state === "clearing";
    this.#state = "closed";
    this.#onCleared();
    this.#onOpen?.(channelError("cut", false, { detail: how }));
    if (!wasClearing) this.#end(lost(how));
  }

  override _read(): void {
    this.#mayRead = true;
    this.#confirm();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.#state !== "open") {
      callback(lost("the call was cleared"));
      return;
    }
    this.#waiting = { rest: chunk, done: callback };
    this.#sendData();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#waiting?.done(error ?? lost("the call was cleared"));
    this.#waiting = undefined;
    this.hangUp().then(() => callback(error), () => callback(error));
  }

  #takeWhileCalling(packet: Packet): void {
    if (packet.type === "clear-request") this.#farClears(packet.cause, packet.diagnostic);
    else if (packet.type !== "call-accepted") this.#broken(21);
    else if (!this.#agree(packet.facilities)) this.#broken(66);
    else {
      this.#state = "open";
      this.#tell("done", `Call accepted: packets of ${this.#packetBytes.sent} bytes, window ${this.#windowSize.sent}`);
      this.#onOpen?.();
    }
  }

  #takeWhileOpen(packet: Packet): void {
    switch (packet.type) {
      case "data":
        this.#takeData(packet);
        break;
      case "rr": case "rnr":
        this.#farIsReady = packet.type === "rr";
        this.#takePr(packet.pr);
        break;
      case "interrupt": // beside the stream, and nothing here uses it
        this.#send({ type: "interrupt-confirmation" });
        break;
      case "clear-request":
        this.#farClears(packet.cause, packet.diagnostic);
        break;
      case "reset-request":
        this.#farResets(resetWords(packet.cause, packet.diagnostic));
        break;
      case "interrupt-confirmation":
        this.#broken(43);
        break;
      default:
        this.#broken(27);
    }
  }

  #farResets(words: string): void {
    this.#tell("received", `Reset: ${words}`);
    this.#send({ type: "reset-confirmation" });
    this.#end(lost(`the X.25 call was reset, so data is lost: ${words}`));
  }

  #takeWhileClearing(packet: Packet): void {
    if (packet.type !== "clear-confirmation" && packet.type !== "clear-request") return; // was under way
    this.#state = "closed";
    this.#onCleared();
  }

  #takeData(packet: Packet & { type: "data" }): void {
    const isOutOfOrder = packet.ps !== this.#expectedPs || this.#distance(this.#toldPr, packet.ps) >= this.#windowSize.received;
    if (packet.userData.length > this.#packetBytes.received || isOutOfOrder) {
      this.#broken(isOutOfOrder ? 1 : 39);
      return;
    }
    this.#expectedPs = (this.#expectedPs + 1) % this.#modulo;
    this.#takePr(packet.pr);
    if (this.#state !== "open") return;
    // Qualified data are words for a PAD (X.29), which there is none of here.
    if (!packet.qualified && packet.userData.length > 0 && !this.push(Buffer.from(packet.userData))) this.#mayRead = false;
    this.#confirm();
  }

  /** Up to P(R)-1 has arrived: at least what is known already, at most what was sent. */
  #takePr(pr: number): void {
    if (this.#distance(this.#oldestPs, pr) > this.#distance(this.#oldestPs, this.#nextPs)) {
      this.#broken(2);
      return;
    }
    this.#oldestPs = pr;
    this.#sendData();
  }

  /** Tells what has arrived, as far as it was read: data going out tell it as well. */
  #confirm(): void {
    if (this.#state !== "open" || !this.#mayRead || this.#toldPr === this.#expectedPs) return;
    this.#toldPr = this.#expectedPs;
    this.#send({ type: "rr", pr: this.#toldPr });
  }

  #sendData(): void {
    while (this.#waiting !== undefined && this.#state === "open" && this.#farIsReady && !this.#wireIsFull && this.#distance(this.#oldestPs, this.#nextPs) < this.#windowSize.sent) {
      const { rest, done } = this.#waiting;
      const userData = rest.subarray(0, this.#packetBytes.sent);
      const left = rest.subarray(userData.length);
      const ps = this.#nextPs;
      this.#nextPs = (this.#nextPs + 1) % this.#modulo;
      if (this.#mayRead) this.#toldPr = this.#expectedPs;
      this.#send({ type: "data", ps, pr: this.#toldPr, more: left.length > 0, qualified: false, delivery: false, userData });
      this.#waiting = left.length > 0 ? { rest: left, done } : undefined;
      if (left.length === 0) done();
    }
  }

  /** The far end may go from what was asked for towards the usual size, not beyond either. */
  #agree({ packetBytes, windowSize }: Facilities): boolean {
    // Left out, the network's usual sizes count, whatever was asked for (RFC 1613 has them always).
    const usual = withoutFacilities;
    const [bytesReceived, bytesSent] = packetBytes ?? [usual.packetBytes, usual.packetBytes];
    const [windowReceived, windowSent] = windowSize ?? [usual.windowSize, usual.windowSize];
    const right = [bytesReceived, bytesSent].every((size) => isBetween(size, this.#packetBytes.sent, usual.packetBytes)) && [windowReceived, windowSent].every((size) => isBetween(size, this.#windowSize.sent, usual.windowSize));
    this.#packetBytes = { sent: bytesSent, received: bytesReceived };
    this.#windowSize = { sent: windowSent, received: windowReceived };
    return right;
  }

  #farClears(cause: number, diagnostic: number): void {
    const words = clearingWords(cause, diagnostic);
    this.#tell("received", `Clear: ${words}`);
    this.#send({ type: "clear-confirmation" });
    this.#state = "closed";
    this.#onOpen?.(cause === 1 ? channelError("busy", false, { detail: words }) : channelError("call-cleared", false, { detail: words }));
    this.#end(lost(`the X.25 call was cleared: ${words}`));
  }

  /** The far end does not keep to the rules: the call is cleared with the diagnostic. */
  #broken(diagnostic: number): void {
    const words = diagnosticWords(diagnostic);
    this.#tell("received", `Against the rules: ${words}`);
    this.#giveUp(channelError("x25-broken", false, { detail: words }), diagnostic);
  }

  #giveUp(error: AppError, diagnostic: number): void {
    this.#failure ??= Object.assign(new Error(error.message), { code: error.code });
    this.#hangingUp ??= this.#clear(0, diagnostic);
    this.#onOpen?.(error);
    this.#end(this.#failure);
  }

  async #clear(cause: number, diagnostic: number): Promise<void> {
    const hadCall = this.#state === "calling" || this.#state === "open";
    if (hadCall) {
      this.#state = "clearing";
      this.#tell("sent", diagnostic === 0 ? "Clear" : `Clear: ${diagnosticWords(diagnostic)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, clearTimeoutMs);
        this.#onCleared = () => {
          clearTimeout(timer);
          resolve();
        };
        this.#send({ type: "clear-request", cause, diagnostic });
      });
    }
    this.#state = "closed";
    this.#wire.close();
    if (hadCall) this.#tell("done", "Call cleared");
    if (!this.destroyed) this.destroy(this.#failure);
  }

  /** What came before is read first. */
  #end(error: Error): void {
    setImmediate(() => this.destroy(error));
  }

  #distance(from: number, to: number): number {
    return (to - from + this.#modulo) % this.#modulo;
  }

  #send(packet: Packet): void {
    if (!this.#wire.send(writePacket(packet, this.#modulo, logicalChannel))) this.#wireIsFull = true;
  }

  #tell(kind: "sent" | "received" | "done", text: string): void {
    this.#onEvent?.({ stage: "x25", kind, text });
  }
}

function isBetween(size: number, one: number, other: number): boolean {
  return size >= Math.min(one, other) && size <= Math.max(one, other);
}

function lost(how: string): Error {
  return Object.assign(new Error(how), { code: how });
}
