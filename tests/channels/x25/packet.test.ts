import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Modulo, type Packet, readPacket, writePacket } from "../../../src/channels/x25/packet.ts";
import { clearingWords, padCauseWords, resetWords } from "../../../src/channels/x25/words.ts";

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("packets of X.25, octet by octet", () => {
  it.each<[string, Modulo, Packet, string]>([
    ["call request", 8, { type: "call-request", called: "2161234", calling: "99", facilities: { packetBytes: [256, 256], windowSize: [7, 7] }, userData: Buffer.from("hi") }, "10 01 0b 27 21 61 23 49 90 06 42 08 08 43 07 07 6869"],
    ["call request with a closed user group and a user", 128, { type: "call-request", called: "1", calling: "", facilities: { closedUserGroup: "12", userIdentification: "ab" }, userData: Buffer.alloc(0) }, "20 01 0b 01 10 06 03 12 c6 02 61 62"],
    ["call accepted", 8, { type: "call-accepted", called: "", calling: "", facilities: {}, userData: Buffer.alloc(0) }, "10 01 0f 00 00"],
    ["clear request", 8, { type: "clear-request", cause: 5, diagnostic: 71 }, "10 01 13 05 47"],
    ["clear confirmation", 8, { type: "clear-confirmation" }, "10 01 17"],
    ["reset request", 8, { type: "reset-request", cause: 7, diagnostic: 0 }, "10 01 1b 07 00"],
    ["reset confirmation", 8, { type: "reset-confirmation" }, "10 01 1f"],
    ["interrupt", 8, { type: "interrupt", userData: Buffer.of(0) }, "10 01 23 00"],
    ["data", 8, { type: "data", ps: 3, pr: 5, more: true, qualified: false, delivery: false, userData: Buffer.from("x") }, "10 01 b6 78"],
    ["data, qualified", 8, { type: "data", ps: 0, pr: 0, more: false, qualified: true, delivery: true, userData: Buffer.alloc(0) }, "d0 01 00"],
    ["data, modulo 128", 128, { type: "data", ps: 100, pr: 127, more: true, qualified: false, delivery: false, userData: Buffer.from("x") }, "20 01 c8 ff 78"],
    ["rr", 8, { type: "rr", pr: 6 }, "10 01 c1"],
    ["rnr", 8, { type: "rnr", pr: 1 }, "10 01 25"],
    ["rr, modulo 128", 128, { type: "rr", pr: 64 }, "20 01 01 80"],
  ])("%s", (_title, modulo, packet, octets) => {
    expect(writePacket(packet, modulo, 1).toString("hex")).toBe(hex(octets).toString("hex"));
    expect(readPacket(hex(octets), modulo)).toEqual(packet);
  });

  it.each<[string, string, number]>([
    ["nothing", "", 38], ["two octets", "1001", 38], ["another modulo", "200117", 40], ["no modulo", "000117", 40], ["a type that there is not", "1001ff", 33], ["a clear without a cause", "100113", 38],
    ["an address that is cut off", "10010b0f2161", 38], ["a digit that is none", "10010b021a00", 67], ["facilities that are cut off", "10010b00064208", 38], ["a facility longer than the block", "10010b0002c605", 69],
    ["a packet size of 8", "10010b0003420303", 66], ["a window of 0", "10010b0003430000", 66], ["an interrupt without data", "100123", 38], ["rr with something behind it", "10010100", 39], ["a qualified rr", "900101", 40],
  ])("refuses %s", (_title, octets, fault) => {
    expect(readPacket(hex(octets), 8)).toEqual({ fault });
  });

  const digits = (max: number) => fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: max });
  const bytes = (max: number) => fc.uint8Array({ maxLength: max }).map((one) => Buffer.from(one));
  const sizes = fc.constantFrom(16, 32, 64, 128, 256, 512, 1024, 2048, 4096);
  const call = fc.record({
    type: fc.constantFrom("call-request" as const, "call-accepted" as const), called: digits(15), calling: digits(15),
    facilities: fc.record({ packetBytes: fc.tuple(sizes, sizes), windowSize: fc.tuple(fc.integer({ min: 1, max: 127 }), fc.integer({ min: 1, max: 127 })), closedUserGroup: fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, "0")), userIdentification: fc.string({ unit: fc.constantFrom(..."abcXYZ09."), minLength: 1, maxLength: 60 }) }, { requiredKeys: [] }),
    userData: bytes(128),
  });
  const packets = (modulo: Modulo): fc.Arbitrary<Packet> => {
    const number = fc.integer({ min: 0, max: modulo - 1 });
    const octet = fc.integer({ min: 0, max: 255 });
    return fc.oneof(
      call,
      fc.record({ type: fc.constantFrom("clear-request" as const, "reset-request" as const), cause: octet, diagnostic: octet }),
      fc.record({ type: fc.constantFrom("clear-confirmation" as const, "reset-confirmation" as const, "interrupt-confirmation" as const) }),
      fc.record({ type: fc.constant("interrupt" as const), userData: fc.uint8Array({ minLength: 1, maxLength: 32 }).map((one) => Buffer.from(one)) }),
      fc.record({ type: fc.constant("data" as const), ps: number, pr: number, more: fc.boolean(), qualified: fc.boolean(), delivery: fc.boolean(), userData: bytes(4096) }),
      fc.record({ type: fc.constantFrom("rr" as const, "rnr" as const), pr: number }),
    );
  };

  it.each<Modulo>([8, 128])("what is written is read again, modulo %i", (modulo) => {
    fc.assert(fc.property(packets(modulo), fc.integer({ min: 0, max: 4095 }), (packet, channel) => {
      expect(readPacket(writePacket(packet, modulo, channel), modulo)).toEqual(packet);
    }), { numRuns: 500 });
  });

  it("any bytes are a packet or a fault, and a packet that is cut off or changed never throws", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom<Modulo>(8, 128), (some, modulo) => {
      expect(readPacket(some, modulo)).toBeTypeOf("object");
    }), { numRuns: 2_000 });
    fc.assert(fc.property(packets(8), fc.nat(), fc.integer({ min: 0, max: 255 }), (packet, at, octet) => {
      const whole = writePacket(packet, 8, 1);
      readPacket(whole.subarray(0, at % whole.length), 8);
      whole[at % whole.length] = octet;
      readPacket(whole, 8);
    }), { numRuns: 1_000 });
  });
});

describe("words", () => {
  it("of clearing and reset, with the diagnostic where there is one", () => {
    expect(clearingWords(1, 0)).toBe("the number is busy");
    expect(clearingWords(13, 67)).toBe("the address is not assigned; invalid called address");
    expect(clearingWords(0x83, 0)).toBe("the far end has cleared the call");
    expect(clearingWords(99, 200)).toBe("cause 99; diagnostic 200");
    expect(resetWords(7, 0)).toBe("the network is congested");
  });
  it("of a PAD's abbreviations", () => {
    for (const one of ["OCC", "NC", "INV", "NA", "ERR", "RPE", "NP", "DER", "PAD", "DTE"]) expect(padCauseWords(one)).toBeDefined();
    expect(padCauseWords("XYZ")).toBeUndefined();
  });
});
