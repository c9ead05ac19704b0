import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ControlPackets, type ControlPacket, optionsOf } from "../../../src/channels/ppp/control-packets.ts";
import { Negotiation } from "../../../src/channels/ppp/negotiation.ts";
import { lineOptions } from "../../../src/channels/ppp/options.ts";
import type { LineEvent, PppLogin } from "../../../src/workflows/ports/channel.ts";

type Direction = "sent" | "received";
const login: PppLogin = { userName: "kunde", password: "geheim" };
const [lcp, pap, chap, ipcp] = [0xc021, 0xc023, 0xc223, 0x8021];

/** A frame of RFC 1662 with all control characters escaped, as both ends do before they have agreed on less. */
function frame(protocol: number, code: number, data: readonly number[], { compressed = false } = {}): Buffer {
  const packet = [...(compressed ? [] : [0xff, 0x03]), protocol >> 8, protocol & 0xff, code, 1, (data.length + 4) >> 8, (data.length + 4) & 0xff, ...data, 0x12, 0x7e];
  return Buffer.from([0x7e, ...packet.flatMap((byte) => (byte < 0x20 || byte === 0x7d || byte === 0x7e ? [0x7d, byte ^ 0x20] : [byte])), 0x7e]);
}
const option = (type: number, ...value: number[]): number[] => [type, value.length + 2, ...value];
const text = (words: string): number[] => [...Buffer.from(words)];

function packetsIn(bytes: Buffer, pieceBytes = bytes.length): ControlPacket[] {
  const found: ControlPacket[] = [];
  const packets = new ControlPackets((packet) => found.push(packet));
  for (let at = 0; at < bytes.length; at += pieceBytes) packets.hear(bytes.subarray(at, at + pieceBytes));
  return found;
}

function negotiated(said: readonly (readonly [Direction, Buffer])[], as: PppLogin | undefined): { readonly negotiation: Negotiation; readonly events: readonly LineEvent[] } {
  const events: LineEvent[] = [];
  const negotiation = new Negotiation(as, (event) => events.push(event));
  for (const [direction, bytes] of said) for (const packet of packetsIn(bytes)) negotiation.passed(direction, packet);
  return { negotiation, events };
}

const termsOf = (...authentication: number[]): readonly (readonly [Direction, Buffer])[] => [
  ["sent", frame(lcp, 1, option(2, 0, 0, 0, 0))],
  ["received", frame(lcp, 1, [...option(2, 0, 0, 0, 0), ...(authentication.length === 0 ? [] : option(3, ...authentication))])],
  ["sent", frame(lcp, 2, option(2, 0, 0, 0, 0))],
  ["received", frame(lcp, 2, option(2, 0, 0, 0, 0))],
];
const addresses: readonly (readonly [Direction, Buffer])[] = [
  ["sent", frame(ipcp, 1, [...option(3, 0, 0, 0, 0), ...option(129, 0, 0, 0, 0), ...option(131, 0, 0, 0, 0)])],
  ["received", frame(ipcp, 1, option(3, 10, 0, 0, 1))],
  ["sent", frame(ipcp, 2, option(3, 10, 0, 0, 1))],
  ["received", frame(ipcp, 3, [...option(3, 10, 0, 0, 2), ...option(129, 10, 0, 0, 53), ...option(131, 10, 0, 0, 53)])],
  ["sent", frame(ipcp, 1, [...option(3, 10, 0, 0, 2), ...option(129, 10, 0, 0, 53), ...option(131, 10, 0, 0, 53)])],
  ["received", frame(ipcp, 2, [...option(3, 10, 0, 0, 2), ...option(129, 10, 0, 0, 53), ...option(131, 10, 0, 0, 53)])],
];

describe("control packets of PPP in what passes", () => {
  it("are found whatever the pieces, escaped or with address and control left out, between other frames", () => {
    const bytes = Buffer.concat([frame(lcp, 1, option(2, 0x7e, 0x7d, 0, 1)), frame(0x0021, 0x45, [1, 2, 3]), frame(ipcp, 2, option(3, 10, 0, 0, 1), { compressed: true })]);
    for (const pieceBytes of [1, 3, bytes.length]) {
      expect(packetsIn(bytes, pieceBytes).map(({ protocol, name }) => `${protocol} ${name}`)).toEqual(["LCP Configure-Request", "IPCP Configure-Ack"]);
    }
    expect(optionsOf(packetsIn(bytes)[0] ?? { protocol: "LCP", name: "", data: Buffer.alloc(0) })).toEqual([{ type: 2, value: Buffer.from([0x7e, 0x7d, 0, 1]) }]);
  });
  it("are not made up out of other bytes, and nothing makes the reading fail or grow", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 4_000 }), (noise) => {
      for (const packet of packetsIn(Buffer.from(noise))) optionsOf(packet);
    }));
    expect(packetsIn(Buffer.concat([Buffer.alloc(5_000_000, 0x41), frame(lcp, 1, [])]))).toHaveLength(1);
    expect(packetsIn(Buffer.from("\r\nCONNECT 33600\r\n~~NO CARRIER~"))).toEqual([]);
    const [broken] = packetsIn(frame(lcp, 1, [3, 1, 0xc0]));
    expect(optionsOf(broken ?? { protocol: "LCP", name: "", data: Buffer.alloc(0) })).toEqual([]);
  });
});

describe("how far the two ends have come", () => {
  it("is told step by step, and never what a login consists of", async () => {
    const { negotiation, events } = negotiated([
      ...termsOf(0xc2, 0x23, 5), ["received", frame(chap, 1, [4, 1, 2, 3, 4, ...text("far end")])], ["sent", frame(chap, 2, [4, ...text("\xaa\xbb"), ...text("kunde")])], ["received", frame(chap, 3, text("Welcome"))], ...addresses,
    ], login);
    expect(await negotiation.agreed).toEqual({ local: "10.0.0.2", nameServers: ["10.0.0.53"] });
    expect(events.filter(({ kind }) => kind === "begin" || kind === "done")).toEqual([
      { stage: "lcp", kind: "begin", text: "Agreeing with the far end on the line's terms" }, { stage: "lcp", kind: "done", text: "Agreed, with a login by CHAP" },
      { stage: "ppp-login", kind: "begin", text: "Logging in as kunde by CHAP" }, { stage: "ppp-login", kind: "done", text: "Logged in" }, { stage: "ipcp", kind: "begin", text: "Asking for an address" },
    ]);
    expect(events.filter(({ kind }) => kind === "sent" || kind === "received").map(({ text: words }) => words)).toEqual(expect.arrayContaining(["CHAP Challenge", "CHAP Response", "CHAP Success"]));
  });
  it("does not begin to speak of a login again when the far end asks for another proof later", () => {
    const { events } = negotiated([...termsOf(0xc2, 0x23, 5), ["received", frame(chap, 1, [])], ["received", frame(chap, 3, [])], ...addresses, ["received", frame(chap, 1, [])]], login);
    expect(events.filter(({ kind }) => kind === "begin").map(({ stage }) => stage)).toEqual(["lcp", "ppp-login", "ipcp"]);
  });
  it("counts terms as taken only when both have taken the last ones", () => {
    expect(negotiated([...termsOf(), ...addresses.slice(0, -1)], undefined).negotiation.isAgreed).toBe(false);
    expect(negotiated([...termsOf(), ...addresses], undefined).negotiation.isAgreed).toBe(true);
    expect(negotiated([...termsOf(), ["received", frame(lcp, 1, [])]], undefined).negotiation.failure("").code).toBe("ppp-failed"); // begun anew
  });
  it.each<readonly [string, readonly (readonly [Direction, Buffer])[], PppLogin | undefined, string, string]>([
    ["nothing came", termsOf().slice(0, 1), login, "ppp-silent", "does not speak PPP"],
    ["the password is wrong (CHAP)", [...termsOf(0xc2, 0x23, 5), ["received", frame(chap, 4, text("Access denied\x1b[2J"))]], login, "ppp-login", "it says: Access denied"],
    ["the password is wrong (PAP)", [...termsOf(0xc0, 0x23), ["received", frame(pap, 3, [5, ...text("sorry"), 0])]], { ...login, mayBeInClear: true }, "ppp-login", "it says: sorry"],
    ["it wants PAP", termsOf(0xc0, 0x23), login, "ppp-login", "the settings do not allow"],
    ["it wants PAP, then goes without and hangs up", [...termsOf(0xc0, 0x23), ...termsOf()], login, "ppp-login", "the settings do not allow"],
    ["it wants a login", termsOf(0xc2, 0x23, 5), undefined, "ppp-login", "the settings have none"],
    ["no answer to the proof", [...termsOf(0xc2, 0x23, 5), ["sent", frame(chap, 2, [])]], login, "ppp-login", "no answer to the login"],
    ["no IP", [...termsOf(), ["sent", frame(ipcp, 1, [])], ["received", frame(lcp, 8, [0x80, 0x21])]], login, "ppp-no-address", "gives the line no IP address"],
    ["no terms", [["received", frame(lcp, 1, [])], ["sent", frame(lcp, 4, option(1, 9))]], login, "ppp-failed", "said last"],
  ])("a failure is told by it: %s", (_what, said, as, code, words) => {
    const error = negotiated(said, as).negotiation.failure("said last");
    expect(error).toMatchObject({ area: "channel", code, context: { requestMayHaveArrived: false } });
    expect(error.message).toContain(words);
    expect(error.message).not.toContain("\x1b");
  });
});

describe("what pppd is told", () => {
  it("has name and password as words that cannot be read as anything else", () => {
    const options = lineOptions({ login: { userName: "kunde 7", password: 'a"b\\c #d\nplugin é' } }, false);
    expect(options).toContain("user kunde\\0407\n");
    expect(options).toContain("password a\\042b\\134c\\040\\043d\\012plugin\\040\\303\\251\n");
    expect(options).toContain("refuse-pap");
    expect(options).not.toMatch(/noauth|defaultroute|ip-up-script/);
  });
  it("as root has what an administrator lays down for others; no way but the bank's is changed", () => {
    expect(lineOptions({}, true)).toMatch(/^noauth\nnodefaultroute\nusepeerdns\nip-up-script \/bin\/true\n[\s\S]*refuse-chap\n/);
    expect(lineOptions({ login: { ...login, mayBeInClear: true } }, true)).not.toContain("refuse-pap");
  });
});
