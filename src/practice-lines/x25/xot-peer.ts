import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Who is at an address: a port of this machine, or nobody, with the cause and diagnostic that the network gives. */
export type X25Subscriber = { readonly kind: "host"; readonly port: number; readonly host?: string | undefined } | { readonly kind: "cleared"; readonly cause: number; readonly diagnostic?: number | undefined };

export interface XotPeerSettings {
  /** Address, digits -> who is there. Others are not assigned. */
  readonly directory: Readonly<Record<string, X25Subscriber>>;
  /** At most so much is agreed to. Default 1024 and 7. */
  readonly packetBytesMax?: number | undefined;
  readonly windowSizeMax?: number | undefined;
  readonly port?: number | undefined;
  /** Each packet as it comes and goes, for the practice's log. */
  readonly tell?: ((direction: "in" | "out", packet: Buffer) => void) | undefined;
}

/** A router of the packet network, reached by XOT (RFC 1613): takes calls and leads them to ports of this machine. Written apart from the workstation's side, so that each checks the other. */
export class XotPeer {
  readonly #server: Server;
  readonly #lines = new Set<XotLine>();
  #calls = 0;

  private constructor(settings: XotPeerSettings) {
    this.#server = createServer({ noDelay: true }, (socket) => {
      const line = new XotLine(socket, settings, () => this.#calls++);
      this.#lines.add(line);
      socket.once("close", () => this.#lines.delete(line));
    });
  }

  static async listen(settings: XotPeerSettings): Promise<XotPeer> {
    const peer = new XotPeer(settings);
    await new Promise<void>((resolve, reject) => {
      peer.#server.once("error", reject);
      peer.#server.listen(settings.port ?? 0, "127.0.0.1", resolve);
    });
    return peer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // a TCP server's address is always of this kind
  }

  get openCalls(): number {
    return [...this.#lines].filter((line) => line.hasCall).length;
  }

  /** How many calls were put through so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Bytes that were handed on, both ways. */
  get passed(): number {
    return [...this.#lines].reduce((sum, line) => sum + line.passed, 0);
  }

  /** The connections of all calls break. */
  cut(): void {
    for (const line of this.#lines) line.cut();
  }

  /** The network clears, or resets, all calls. */
  disturb(what: "clear" | "reset", cause: number, diagnostic = 0): void {
    for (const line of this.#lines) line.disturb(what, cause, diagnostic);
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

const callRequest = 0x0b;
const callAccepted = 0x0f;
const clearRequest = 0x13;
const clearConfirmation = 0x17;
const interrupt = 0x23;
const interruptConfirmation = 0x27;
const resetRequest = 0x1b;
const resetConfirmation = 0x1f;
const windowWithoutFacility = 2;
const packetBytesWithoutFacility = 128;
const waitingBytesMax = 64 * 1024;

/** One connection: one call, of which this is the called side. */
class XotLine {
  readonly #socket: Socket;
  readonly #settings: XotPeerSettings;
  readonly #onCall: () => void;
  #heard: Buffer = Buffer.alloc(0);
  #head = [0x10, 1];
  #modulo = 8;
  #far: Socket | undefined;
  #toSend: Buffer = Buffer.alloc(0);
  #packetBytes = packetBytesWithoutFacility;
  #window = windowWithoutFacility;
  #vs = 0;
  #lowest = 0;
  #vr = 0;
  #isOpen = false;
  #farEnded = false;
  passed = 0;

  constructor(socket: Socket, settings: XotPeerSettings, onCall: () => void) {
    this.#socket = socket;
    this.#settings = settings;
    this.#onCall = onCall;
    socket.on("data", (piece: Buffer) => this.#hear(piece));
    socket.on("error", () => undefined); // told by "close"
    socket.on("close", () => this.#far?.destroy());
  }

  get hasCall(): boolean {
    return this.#isOpen;
  }

  cut(): void {
    this.#far?.destroy();
    this.#socket.destroy();
  }

  disturb(what: "clear" | "reset", cause: number, diagnostic: number): void {
    if (this.#isOpen) this.#send(what === "clear" ? clearRequest : resetRequest, cause, diagnostic);
  }

  #hear(piece: Buffer): void {
    this.#heard = Buffer.concat([this.#heard, piece]);
    while (this.#heard.length >= 4) {
      const length = this.#heard.readUInt16BE(2);
      if (this.#heard.readUInt16BE(0) !== 0 || length < 3) {
        this.cut();
        return;
      }
      if (this.#heard.length < 4 + length) return;
      const packet = this.#heard.subarray(4, 4 + length);
      this.#heard = this.#heard.subarray(4 + length);
      this.#settings.tell?.("in", packet);
      this.#take(packet);
    }
  }

  #take(packet: Buffer): void {
    const type = packet.readUInt8(2);
    if (!this.#isOpen && type === callRequest) this.#called(packet);
    else if (type === clearRequest) {
      this.#isOpen = false;
      this.#far?.destroy();
      this.#send(clearConfirmation);
      this.#socket.end();
    } else if (type === clearConfirmation) this.#socket.end();
    else if (type === interrupt) this.#send(interruptConfirmation);
    else if (type === resetRequest) this.#send(resetConfirmation);
    else if (this.#isOpen && (type & 1) === 0) this.#data(packet);
    else if (this.#isOpen && (type & 0x1f) === 1) this.#confirmed(this.#modulo === 8 ? type >> 5 : packet.readUInt8(3) >> 1);
  }

  #called(packet: Buffer): void {
    this.#modulo = (packet.readUInt8(0) & 0x30) === 0x20 ? 128 : 8;
    this.#head = [this.#modulo === 128 ? 0x20 : 0x10, packet.readUInt8(1)];
    const lengths = packet.readUInt8(3);
    const digits = packet.subarray(4).toString("hex").slice(0, (lengths & 15) + (lengths >> 4));
    const called = digits.slice(0, lengths & 15);
    const facilitiesAt = 4 + Math.ceil(digits.length / 2);
    const facilities = packet.subarray(facilitiesAt + 1, facilitiesAt + 1 + packet.readUInt8(facilitiesAt));
    const asked = readSizes(facilities);
    const who = this.#settings.directory[called] ?? { kind: "cleared", cause: 13, diagnostic: 67 };
    if (who.kind === "cleared") {
      this.#send(clearRequest, who.cause, who.diagnostic ?? 0);
      return;
    }
    const far = connect({ host: who.host ?? "127.0.0.1", port: who.port, noDelay: true });
    this.#far = far;
    far.once("connect", () => this.#accept(asked));
    far.on("data", (bytes: Buffer) => this.#queue(bytes));
    far.on("error", () => undefined); // told by "close"
    far.on("close", () => {
      this.#farEnded = true;
      if (this.#isOpen) this.#sendData();
      else if (!this.#socket.destroyed) this.#send(clearRequest, 9, 0);
    });
  }

  #accept(asked: { readonly packetLog: number; readonly window: number }): void {
    const packetLog = Math.min(asked.packetLog, Math.log2(this.#settings.packetBytesMax ?? 1024));
    this.#packetBytes = 2 ** packetLog;
    this.#window = Math.min(asked.window, this.#settings.windowSizeMax ?? 7);
    this.#isOpen = true;
    this.#onCall();
    this.#send(callAccepted, 0, 6, 0x42, packetLog, packetLog, 0x43, this.#window, this.#window);
  }

  #data(packet: Buffer): void {
    const wide = this.#modulo === 128;
    const third = packet.readUInt8(2);
    const ps = wide ? third >> 1 : (third >> 1) & 7;
    this.#confirmed(wide ? packet.readUInt8(3) >> 1 : third >> 5);
    const bytes = packet.subarray(wide ? 4 : 3);
    if (ps !== this.#vr || bytes.length > this.#packetBytes) {
      this.#send(clearRequest, 19, ps !== this.#vr ? 1 : 39);
      return;
    }
    this.#vr = (this.#vr + 1) % this.#modulo;
    this.passed += bytes.length;
    if (this.#far?.write(bytes) !== false) this.#ready();
    else this.#far.once("drain", () => this.#ready());
  }

  #ready(): void {
    if (this.#isOpen) this.#send(...(this.#modulo === 8 ? [(this.#vr << 5) | 1] : [1, this.#vr << 1]));
  }

  #confirmed(pr: number): void {
    this.#lowest = pr;
    this.#sendData();
  }

  #queue(bytes: Buffer): void {
    this.#toSend = Buffer.concat([this.#toSend, bytes]);
    if (this.#toSend.length > waitingBytesMax) this.#far?.pause();
    this.#sendData();
  }

  #sendData(): void {
    while (this.#toSend.length > 0 && (this.#vs - this.#lowest + this.#modulo) % this.#modulo < this.#window) {
      const bytes = this.#toSend.subarray(0, this.#packetBytes);
      this.#toSend = this.#toSend.subarray(bytes.length);
      const more = this.#toSend.length > 0 ? 1 : 0;
      const octets = this.#modulo === 8 ? [(this.#vr << 5) | (more << 4) | (this.#vs << 1)] : [this.#vs << 1, (this.#vr << 1) | more];
      this.#vs = (this.#vs + 1) % this.#modulo;
      this.passed += bytes.length;
      this.#write(Buffer.concat([Buffer.from([...this.#head, ...octets]), bytes]));
    }
    if (this.#toSend.length <= waitingBytesMax) this.#far?.resume();
    if (this.#farEnded && this.#toSend.length === 0 && this.#isOpen) {
      this.#isOpen = false;
      this.#send(clearRequest, 0, 0);
    }
  }

  #send(...octets: number[]): void {
    this.#write(Buffer.from([...this.#head, ...octets]));
  }

  #write(packet: Buffer): void {
    if (this.#socket.destroyed) return;
    this.#settings.tell?.("out", packet);
    const head = Buffer.alloc(4);
    head.writeUInt16BE(packet.length, 2);
    this.#socket.write(Buffer.concat([head, packet]));
  }
}

/** Of the facilities that are of interest here. */
function readSizes(octets: Buffer): { readonly packetLog: number; readonly window: number } {
  let packetLog = Math.log2(packetBytesWithoutFacility);
  let window = windowWithoutFacility;
  for (let at = 0; at < octets.length; ) {
    const code = octets.readUInt8(at);
    if (code === 0x42) packetLog = octets[at + 2] ?? packetLog;
    if (code === 0x43) window = octets[at + 2] ?? window;
    at += (code >> 6) === 3 ? 2 + (octets[at + 1] ?? 0) : 2 + (code >> 6);
  }
  return { packetLog, window };
}
