/**
 * Packets of X.25 (ITU-T X.25, section 5), as they travel in XOT: octets without any link layer.
 * Octet 1: Q, D, modulo (01: 8, 10: 128), logical channel group; octet 2: logical channel; octet 3: type.
 */
export type Modulo = 8 | 128;

export type Packet =
  | { readonly type: "call-request"; readonly called: string; readonly calling: string; readonly facilities: Facilities; readonly userData: Uint8Array }
  | { readonly type: "call-accepted"; readonly called: string; readonly calling: string; readonly facilities: Facilities; readonly userData: Uint8Array }
  | { readonly type: "clear-request" | "reset-request"; readonly cause: number; readonly diagnostic: number }
  | { readonly type: "clear-confirmation" | "reset-confirmation" | "interrupt-confirmation" }
  | { readonly type: "interrupt"; readonly userData: Uint8Array }
  | { readonly type: "data"; readonly ps: number; readonly pr: number; readonly more: boolean; readonly qualified: boolean; readonly delivery: boolean; readonly userData: Uint8Array }
  | { readonly type: "rr" | "rnr"; readonly pr: number };

/** What is agreed on for one call. Sizes in octets; both directions, first from the called DTE, then from the calling one. */
export interface Facilities {
  readonly packetBytes?: readonly [fromCalled: number, fromCalling: number] | undefined;
  readonly windowSize?: readonly [fromCalled: number, fromCalling: number] | undefined;
  readonly closedUserGroup?: string | undefined;
  readonly userIdentification?: string | undefined;
}

/** Diagnostics of annex E that say why a packet is none. */
export type PacketFault = { readonly fault: 33 | 38 | 39 | 40 | 65 | 66 | 67 | 69 };

const types = { "call-request": 0x0b, "call-accepted": 0x0f, "clear-request": 0x13, "clear-confirmation": 0x17, interrupt: 0x23, "interrupt-confirmation": 0x27, "reset-request": 0x1b, "reset-confirmation": 0x1f, rr: 0x01, rnr: 0x05 } as const;
const facility = { closedUserGroup: 0x03, packetBytes: 0x42, windowSize: 0x43, userIdentification: 0xc6 } as const;
const addressDigitsMax = 15;
const userDataMax = 128;
const interruptBytesMax = 32;

export const packetBytesOf = { min: 16, max: 4096 } as const;

/** @param channel logical channel, 0 to 4095 */
export function writePacket(packet: Packet, modulo: Modulo, channel: number): Buffer {
  const wide = modulo === 128;
  const qualified = packet.type === "data" && packet.qualified ? 0x80 : 0;
  const delivery = packet.type === "data" && packet.delivery ? 0x40 : 0;
  const head = [qualified | delivery | (wide ? 0x20 : 0x10) | ((channel >> 8) & 0x0f), channel & 0xff];
  switch (packet.type) {
    case "call-request": case "call-accepted": {
      const address = addressOctets(packet.called, packet.calling);
      const facilities = facilityOctets(packet.facilities);
      return Buffer.concat([Buffer.from([...head, types[packet.type], ...address, facilities.length, ...facilities]), packet.userData]);
    }
    case "clear-request": case "reset-request":
      return Buffer.from([...head, types[packet.type], packet.cause, packet.diagnostic]);
    case "clear-confirmation": case "reset-confirmation": case "interrupt-confirmation":
      return Buffer.from([...head, types[packet.type]]);
    case "interrupt":
      return Buffer.concat([Buffer.from([...head, types.interrupt]), packet.userData]);
    case "data": {
      const more = packet.more ? 1 : 0;
      const octets = wide ? [packet.ps << 1, (packet.pr << 1) | more] : [(packet.pr << 5) | (more << 4) | (packet.ps << 1)];
      return Buffer.concat([Buffer.from([...head, ...octets]), packet.userData]);
    }
    case "rr": case "rnr":
      return Buffer.from(wide ? [...head, types[packet.type], packet.pr << 1] : [...head, (packet.pr << 5) | types[packet.type]]);
  }
}

/** Never throws: what is no packet is a fault with its diagnostic. */
export function readPacket(bytes: Uint8Array, modulo: Modulo): Packet | PacketFault {
  const octets = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (octets.length < 3) return { fault: 38 };
  const first = octets.readUInt8(0);
  if ((first & 0x30) !== (modulo === 128 ? 0x20 : 0x10)) return { fault: 40 };
  const type = octets.readUInt8(2);
  if ((type & 1) === 0) return readData(octets, first, modulo);
  if ((first & 0x80) !== 0) return { fault: 40 }; // only data may be qualified
  const rest = octets.subarray(3);
  switch (type) {
    case types["call-request"]: return readCall("call-request", rest);
    case types["call-accepted"]: return readCall("call-accepted", rest);
    // A diagnostic may be left out; what follows it is for fast select, which is not used here.
    case types["clear-request"]: case types["reset-request"]:
      return rest.length < 1 ? { fault: 38 } : { type: type === types["clear-request"] ? "clear-request" : "reset-request", cause: rest.readUInt8(0), diagnostic: rest[1] ?? 0 };
    case types["clear-confirmation"]: return { type: "clear-confirmation" };
    case types["reset-confirmation"]: return { type: "reset-confirmation" };
    case types["interrupt-confirmation"]: return { type: "interrupt-confirmation" };
    case types.interrupt: return rest.length < 1 ? { fault: 38 } : rest.length > interruptBytesMax ? { fault: 39 } : { type: "interrupt", userData: Buffer.from(rest) };
    default: return readReady(type, rest, modulo);
  }
}

function readData(octets: Buffer, first: number, modulo: Modulo): Packet | PacketFault {
  const wide = modulo === 128;
  if (wide && octets.length < 4) return { fault: 38 };
  const third = octets.readUInt8(2);
  const fourth = wide ? octets.readUInt8(3) : 0;
  return {
    type: "data", qualified: (first & 0x80) !== 0, delivery: (first & 0x40) !== 0,
    ps: wide ? third >> 1 : (third >> 1) & 7, pr: wide ? fourth >> 1 : third >> 5, more: wide ? (fourth & 1) !== 0 : (third & 0x10) !== 0,
    userData: octets.subarray(wide ? 4 : 3),
  };
}

function readReady(type: number, rest: Buffer, modulo: Modulo): Packet | PacketFault {
  const low = type & (modulo === 128 ? 0xff : 0x1f);
  if (low !== types.rr && low !== types.rnr) return { fault: 33 };
  const name = low === types.rr ? "rr" : "rnr";
  if (modulo === 8) return rest.length > 0 ? { fault: 39 } : { type: name, pr: type >> 5 };
  return rest.length < 1 ? { fault: 38 } : rest.length > 1 ? { fault: 39 } : { type: name, pr: rest.readUInt8(0) >> 1 };
}

/** Both blocks may be left out of a call accepted. */
function readCall(type: "call-request" | "call-accepted", rest: Buffer): Packet | PacketFault {
  if (rest.length === 0) return type === "call-accepted" ? { type, called: "", calling: "", facilities: {}, userData: Buffer.alloc(0) } : { fault: 38 };
  const lengths = rest.readUInt8(0);
  const callingDigits = lengths >> 4;
  const calledDigits = lengths & 0x0f;
  const addressEnd = 1 + Math.ceil((callingDigits + calledDigits) / 2);
  if (rest.length < addressEnd) return { fault: 38 };
  const digits = [...rest.subarray(1, addressEnd)].flatMap((octet) => [octet >> 4, octet & 0x0f]);
  if (digits.slice(0, callingDigits + calledDigits).some((digit) => digit > 9)) return { fault: 67 };
  const called = digits.slice(0, calledDigits).join("");
  const calling = digits.slice(calledDigits, calledDigits + callingDigits).join("");
  const facilityLength = rest[addressEnd] ?? 0;
  const facilityEnd = addressEnd + 1 + facilityLength;
  if (rest.length > addressEnd && rest.length < facilityEnd) return { fault: 38 };
  const facilities = readFacilities(rest.subarray(addressEnd + 1, facilityEnd));
  if ("fault" in facilities) return facilities;
  const userData = rest.subarray(Math.min(rest.length, facilityEnd));
  return userData.length > userDataMax ? { fault: 39 } : { type, called, calling, facilities, userData: Buffer.from(userData) };
}

/** The class in the two highest bits says how long a parameter is; those that mean nothing here are passed over. */
function readFacilities(octets: Buffer): Facilities | PacketFault {
  const read: { -readonly [Name in keyof Facilities]: Facilities[Name] } = {};
  for (let at = 0; at < octets.length; ) {
    const code = octets.readUInt8(at);
    const kind = code >> 6;
    const start = at + (kind === 3 ? 2 : 1);
    const length = kind === 3 ? (octets[at + 1] ?? 255) : kind + 1;
    const value = octets.subarray(start, start + length);
    if (value.length < length) return { fault: 69 };
    at = start + length;
    if (code === facility.packetBytes || code === facility.windowSize) {
      const [fromCalled = 0, fromCalling = 0] = value;
      const figures = code === facility.packetBytes ? ([2 ** (fromCalled & 0x0f), 2 ** (fromCalling & 0x0f)] as const) : ([fromCalled & 0x7f, fromCalling & 0x7f] as const);
      const right = code === facility.packetBytes ? figures.every((one) => one >= packetBytesOf.min && one <= packetBytesOf.max) : figures.every((one) => one >= 1);
      if (!right) return { fault: 66 };
      if (code === facility.packetBytes) read.packetBytes = figures;
      else read.windowSize = figures;
    } else if (code === facility.closedUserGroup) read.closedUserGroup = value.toString("hex");
    else if (code === facility.userIdentification) read.userIdentification = value.toString("latin1");
  }
  return read;
}

function facilityOctets({ packetBytes, windowSize, closedUserGroup, userIdentification }: Facilities): number[] {
  return [
    ...(packetBytes === undefined ? [] : [facility.packetBytes, ...packetBytes.map((size) => Math.log2(size))]),
    ...(windowSize === undefined ? [] : [facility.windowSize, ...windowSize]),
    ...(closedUserGroup === undefined ? [] : [facility.closedUserGroup, Number.parseInt(closedUserGroup.padStart(2, "0"), 16)]),
    ...(userIdentification === undefined ? [] : [facility.userIdentification, userIdentification.length, ...Buffer.from(userIdentification, "latin1")]),
  ];
}

/** Lengths, then both addresses in half octets, the called one first. */
function addressOctets(called: string, calling: string): number[] {
  const digits = `${called.slice(0, addressDigitsMax)}${calling.slice(0, addressDigitsMax)}`;
  const padded = digits.length % 2 === 0 ? digits : `${digits}0`;
  return [(Math.min(calling.length, addressDigitsMax) << 4) | Math.min(called.length, addressDigitsMax), ...Buffer.from(padded, "hex")];
}
