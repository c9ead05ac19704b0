import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

const trickleBytes = 128;
/** A line that was idle for longer cannot make up for it. */
const lateMsMax = 50;

/** A piece of the way that a test can cut, freeze or make slow: whoever connects to it is led on to the target's port of loopback. */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #frozen = false;
  #refusing = false;
  #cutAt: number | undefined;
  #passed = 0;
  #whenCut: () => void = () => undefined;

  /** @param bitsPerSecond each way, as a modem has it; undefined: as fast as it goes */
  private constructor(target: () => number, bitsPerSecond: number | undefined) {
    this.#server = createServer((near) => {
      if (this.#refusing) {
        near.destroy();
        return;
      }
      const far = connect({ port: target(), host: "127.0.0.1", noDelay: true });
      near.setNoDelay(true);
      for (const [from, to] of [[near, far], [far, near]] as const) {
        this.#sockets.add(from);
        from.on("error", () => undefined); // cutting is the point
        from.once("close", () => {
          this.#sockets.delete(from);
          if (!this.#frozen) to.destroy();
        });
        if (bitsPerSecond === undefined) from.on("data", (piece: Buffer) => this.#pass(piece, from, to));
        else void this.#trickle(from, to, bitsPerSecond);
        from.on("end", () => {
          if (!this.#frozen) to.end();
        });
      }
    });
  }

  /** @param target port; asked at each connection */
  static async to(target: () => number, bitsPerSecond?: number): Promise<Relay> {
    const relay = new Relay(target, bitsPerSecond);
    await new Promise<void>((resolve) => relay.#server.listen(0, "127.0.0.1", resolve));
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // a TCP server's address is always of this kind
  }

  /** Bytes that went through, both ways. */
  get passed(): number {
    return this.#passed;
  }

  /** Cuts everything once so many more bytes went through, both ways together: in the middle of a piece too. */
  cutAfter(bytes: number, then: () => void = () => undefined): void {
    this.#cutAt = this.#passed + bytes;
    this.#whenCut = then;
  }

  cut(): void {
    this.#cutAt = undefined;
    for (const socket of this.#sockets) socket.destroy();
    this.#whenCut();
  }

  /** Nothing goes through any more, and nobody is told: a black hole. */
  freeze(): void {
    this.#frozen = true;
  }

  /** New connections are hung up at once. */
  refuse(refusing: boolean): void {
    this.#refusing = refusing;
  }

  async close(): Promise<void> {
    this.#frozen = false;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** At the line's rate, by the clock: a machine that is late catches up, so that the rate holds over time. Queues little, as a modem does. */
  async #trickle(from: Socket, to: Socket, bitsPerSecond: number): Promise<void> {
    const bytesPerMs = bitsPerSecond / 8 / 1000;
    let freeAtMs = performance.now();
    from.on("error", () => undefined);
    try {
      for await (const data of from.iterator({ destroyOnReturn: false })) {
        const piece = data as Buffer; // no encoding is set
        for (let at = 0; at < piece.length; at += trickleBytes) {
          const part = piece.subarray(at, at + trickleBytes);
          const nowMs = performance.now();
          freeAtMs = Math.max(freeAtMs, nowMs - lateMsMax) + part.length / bytesPerMs;
          if (freeAtMs > nowMs) await new Promise((resolve) => setTimeout(resolve, freeAtMs - nowMs));
          this.#passed += part.length;
          to.write(part);
        }
      }
    } catch {
      to.destroy(); // the end it came from was cut
    }
  }

  #pass(piece: Buffer, from: Socket, to: Socket): void {
    if (this.#frozen) return;
    const left = this.#cutAt === undefined ? piece.length : this.#cutAt - this.#passed;
    const part = piece.subarray(0, Math.max(0, left));
    this.#passed += part.length;
    if (left <= piece.length && this.#cutAt !== undefined) {
      this.#cutAt = undefined;
      // What went through before the cut arrives; its connections end, and what is dialled meanwhile is another.
      const cutNow = [...this.#sockets];
      const end = (): void => {
        for (const socket of cutNow) socket.destroy();
        this.#whenCut();
      };
      if (part.length > 0 && to.writable) to.write(part, end);
      else end();
      return;
    }
    if (to.write(part)) return;
    from.pause();
    to.once("drain", () => from.resume());
  }
}
