/** A packet by which the two ends agree about the line, as it passes by. */
export interface ControlPacket {
  readonly protocol: "LCP" | "PAP" | "CHAP" | "IPCP";
  /** "Configure-Request" */
  readonly name: string;
  readonly data: Buffer;
}

/** One option of a Configure packet (RFC 1661, section 6). */
export interface ConfigureOption {
  readonly type: number;
  readonly value: Buffer;
}

const protocols: ReadonlyMap<number, ControlPacket["protocol"]> = new Map([[0xc021, "LCP"], [0xc023, "PAP"], [0xc223, "CHAP"], [0x8021, "IPCP"]]);
/** RFC 1661 (section 5), RFC 1334, RFC 1994, RFC 1332. Code 1 is the first. */
const configure = ["Configure-Request", "Configure-Ack", "Configure-Nak", "Configure-Reject", "Terminate-Request", "Terminate-Ack", "Code-Reject"] as const;
const names: Readonly<Record<ControlPacket["protocol"], readonly string[]>> = {
  LCP: [...configure, "Protocol-Reject"],
  PAP: ["Authenticate-Request", "Authenticate-Ack", "Authenticate-Nak"],
  CHAP: ["Challenge", "Response", "Success", "Failure"],
  IPCP: configure,
};
const flagByte = 0x7e;
const escapeByte = 0x7d;
/** Control packets are short; of what is longer nothing is kept. */
const frameBytesMax = 2_048;
const headBytes = 4;
const checkBytes = 2;

/** Finds the control packets in one direction of a line (frames of RFC 1662, section 4). What else passes is not looked at. */
export class ControlPackets {
  readonly #found: (packet: ControlPacket) => void;
  #frame: number[] = [];
  #isEscaped = false;

  constructor(found: (packet: ControlPacket) => void) {
    this.#found = found;
  }

  hear(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === flagByte) this.#end();
      else if (byte === escapeByte) this.#isEscaped = true;
      else {
        if (this.#frame.length < frameBytesMax) this.#frame.push(this.#isEscaped ? byte ^ 0x20 : byte);
        this.#isEscaped = false;
      }
    }
  }

  #end(): void {
    const packet = packetIn(Buffer.from(this.#frame));
    this.#frame = [];
    this.#isEscaped = false;
    if (packet !== undefined) this.#found(packet);
  }
}

/** The length that a packet tells of itself must be the frame's: chance bytes do not pass for one. */
function packetIn(frame: Buffer): ControlPacket | undefined {
  // Address and control may be left out once that was agreed (RFC 1661, section 6.6).
  const body = frame[0] === 0xff && frame[1] === 0x03 ? frame.subarray(2) : frame;
  if (body.length < 2 + headBytes + checkBytes) return undefined;
  const protocol = protocols.get(body.readUInt16BE(0));
  const packet = body.subarray(2, -checkBytes);
  const name = protocol === undefined ? undefined : names[protocol][packet.readUInt8(0) - 1];
  if (protocol === undefined || name === undefined || packet.readUInt16BE(2) !== packet.length) return undefined;
  return { protocol, name, data: packet.subarray(headBytes) };
}

/** The options of a Configure packet; of broken ones those before the break. */
export function optionsOf({ data }: ControlPacket): readonly ConfigureOption[] {
  const options: ConfigureOption[] = [];
  for (let at = 0; at + 2 <= data.length; ) {
    const length = data.readUInt8(at + 1);
    if (length < 2 || at + length > data.length) break;
    options.push({ type: data.readUInt8(at), value: data.subarray(at + 2, at + length) });
    at += length;
  }
  return options;
}
