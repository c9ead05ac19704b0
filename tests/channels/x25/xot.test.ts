import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { VirtualCall } from "../../../src/channels/x25/virtual-call.ts";
import { placeXotCall } from "../../../src/channels/x25/xot.ts";
import { AppError } from "../../../src/domain/errors.ts";
import { XotPeer, type XotPeerSettings } from "../../../src/practice-lines/x25/xot-peer.ts";
import type { XotSettings } from "../../../src/workflows/ports/channel.ts";
import { closedAfterEach, echoed, endOf, failure, farEnd, until } from "../support/calls.ts";

const later = closedAfterEach();
const address = "216155501";
const listen = (onCall: (socket: Socket) => void): Promise<number> => farEnd(later, onCall);

async function peer(settings: Partial<XotPeerSettings> = {}): Promise<XotPeer> {
  const one = await XotPeer.listen({ directory: { [address]: { kind: "host", port: await listen((socket) => void socket.pipe(socket)) } }, ...settings });
  later(() => one.close());
  return one;
}

async function call(port: number, settings: Partial<XotSettings> = {}, events: string[] = []): Promise<VirtualCall> {
  const one = await placeXotCall({ via: "xot", host: "127.0.0.1", port, calledAddress: address, ...settings }, { onEvent: ({ text }) => events.push(text) });
  one.on("error", () => undefined);
  later(() => one.hangUp());
  return one;
}

const payload = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256));

describe("calls over XOT", () => {
  it.each<[string, Partial<XotSettings>, Partial<XotPeerSettings>, string]>([
    ["as asked for", {}, {}, "X.25 call, packets of 1024 bytes, window 7"],
    ["the far end takes less", { packetBytes: 4096, windowSize: 7 }, { packetBytesMax: 128, windowSizeMax: 2 }, "X.25 call, packets of 128 bytes, window 2"],
    ["one packet at a time", { packetBytes: 256, windowSize: 2 }, {}, "X.25 call, packets of 256 bytes, window 2"],
    ["modulo 128", { modulo: 128, windowSize: 100 }, { windowSizeMax: 127 }, "X.25 call, packets of 1024 bytes, window 100"],
  ])("%s: every byte goes through both ways", async (_title, settings, peerSettings, described) => {
    const far = await peer(peerSettings);
    const one = await call(far.port, settings);
    expect(one.describe()).toBe(described);
    expect((await echoed(one, payload)).equals(payload)).toBe(true);
    await one.hangUp();
    await until(() => far.openCalls === 0);
  });

  it("says who calls, for whom, and to whom", async () => {
    const seen: string[] = [];
    const far = await peer({ tell: (direction, packet) => void (direction === "in" && seen.push(packet.toString("hex"))) });
    const one = await call(far.port, { callingAddress: "99", closedUserGroup: "7", userIdentification: "NUI1", callData: "EBICS" });
    expect(seen[0]).toBe(`10010b29${address}99${"0".repeat(1)}${"0e"}420a0a430707${"0307"}${"c6044e554931"}${Buffer.from("EBICS").toString("hex")}`);
    await one.hangUp();
  });

  it("what is read slowly closes the far end's window", async () => {
    let sent = 0;
    const port = await listen((socket) => {
      const more = (): void => {
        while (!socket.destroyed && sent < 5_000_000 && socket.write(Buffer.alloc(10_000))) sent += 10_000;
      };
      socket.on("drain", more);
      more();
    });
    const far = await peer({ directory: { [address]: { kind: "host", port } } });
    const one = await call(far.port);
    await wait(300);
    expect(far.passed).toBeLessThan(30_000); // seven packets, and what the stream holds
    let read = 0;
    one.on("data", (piece: Buffer) => { read += piece.length; });
    await until(() => read > 1_000_000);
  });

  it.each<[number, number, string, RegExp]>([
    [1, 0, "busy", /busy \(the number is busy\)/], [5, 71, "call-cleared", /the network is congested; no logical channel is free/], [11, 0, "call-cleared", /access is barred/], [13, 67, "call-cleared", /not assigned; invalid called address/],
    [9, 0, "call-cleared", /out of order/], [0, 0, "call-cleared", /the far end has cleared/],
  ])("a call that is cleared with cause %i, diagnostic %i is told in words", async (cause, diagnostic, code, words) => {
    const far = await peer({ directory: { [address]: { kind: "cleared", cause, diagnostic } } });
    const error = await failure(call(far.port));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
  });

  it("an address of nobody; a router that is not there; wrong settings, before anything is dialled", async () => {
    const far = await peer();
    expect((await failure(call(far.port, { calledAddress: "555" }))).message).toMatch(/not assigned/);
    const gone = await XotPeer.listen({ directory: {} });
    const { port } = gone;
    await gone.close();
    const refused = await failure(call(port));
    expect([refused.code, refused.message]).toEqual(["refused", expect.stringMatching(/^The router to the packet network refuses/)]);
    for (const wrong of [{ calledAddress: "" }, { calledAddress: "12a" }, { callingAddress: "x" }, { closedUserGroup: "123" }, { userIdentification: "" }, { callData: "thirteen char" }]) {
      expect((await failure(call(1, wrong))).code).toBe("call-cleared");
    }
  });

  it.each<[string, (far: XotPeer) => void, RegExp]>([
    ["cleared by the network", (far) => far.disturb("clear", 5), /cleared: the network is congested/],
    ["reset", (far) => far.disturb("reset", 7), /reset, so data is lost: the network is congested/],
    ["cut", (far) => far.cut(), /closed the connection/],
  ])("in mid-data: %s", async (_title, disturb, words) => {
    const far = await peer();
    const one = await call(far.port);
    one.resume();
    one.write(payload);
    await until(() => far.passed > 20_000);
    const end = endOf(one);
    disturb(far);
    expect(await end).toMatch(words);
    await until(() => one.closed);
  });

  it("can be stopped while the call is not answered yet, and while the router is silent", async () => {
    const mute = await listen(() => undefined);
    const stop = new AbortController();
    const calling = failure(placeXotCall({ via: "xot", host: "127.0.0.1", port: mute, calledAddress: address }, { signal: stop.signal }));
    setTimeout(() => stop.abort(), 50);
    expect((await calling).code).toBe("cancelled");
  });
});

describe("a hostile router", () => {
  const accepted = "1001 0f 00 06 420a0a 430707";
  const frame = (octets: string): Buffer => {
    const packet = Buffer.from(octets.replaceAll(" ", ""), "hex");
    const head = Buffer.alloc(4);
    head.writeUInt16BE(packet.length, 2);
    return Buffer.concat([head, packet]);
  };
  /** Answers a call with one thing, and then says another. @returns how the call ended and what it answered */
  async function against(answer: Buffer, then?: Buffer): Promise<{ readonly code: string; readonly said: string }> {
    let said = "";
    const port = await listen((socket) => {
      socket.once("data", () => {
        socket.write(answer);
        socket.on("data", (piece: Buffer) => {
          said += piece.toString("hex");
          if (said.includes("100113")) socket.end(frame("1001 17"));
        });
        if (then !== undefined) setTimeout(() => socket.write(then), 20);
      });
    });
    const placed = await placeXotCall({ via: "xot", host: "127.0.0.1", port, calledAddress: address }, {}).catch((error: unknown) => error);
    if (placed instanceof AppError) return { code: placed.code, said };
    const one = placed as VirtualCall;
    one.resume();
    const code = await endOf(one);
    await until(() => one.closed);
    return { code, said };
  }

  it.each<[string, Buffer, string]>([
    ["another version", Buffer.from("00010003100117", "hex"), "cut"], ["a length of nothing", Buffer.from("00000000", "hex"), "cut"], ["a length beyond all packets", Buffer.from("0000ffff", "hex"), "cut"],
    ["data before the call stands", frame("1001 00 41"), "x25-broken"], ["a packet that is none", frame("1001 ff"), "x25-broken"], ["another modulo", frame("2001 0f"), "x25-broken"],
    ["more than was asked for: packets", frame("1001 0f 00 03 420c0c"), "x25-broken"], ["more than was asked for: window", frame("1001 0f 00 03 430909"), "x25-broken"],
  ])("answers the call with %s", async (_title, bytes, code) => {
    expect((await against(bytes)).code).toBe(code);
  });

  it.each<[string, Buffer, string, string]>([
    ["a P(R) of what was never sent", frame("1001 61"), "x25-broken", "1001130002"],
    ["a P(S) out of order", frame("1001 04 41"), "x25-broken", "1001130001"],
    ["a packet beyond what was agreed on", frame(`1001 00 ${"41".repeat(1025)}`), "x25-broken", "1001130027"],
    ["a second call", frame("1001 0b 00 00"), "x25-broken", "100113001b"],
    ["a confirmation of nothing", frame("1001 27"), "x25-broken", "100113002b"],
  ])("says in mid-call %s: the call is cleared with the diagnostic", async (_title, bytes, code, clear) => {
    const end = await against(frame(accepted), bytes);
    expect(end.code).toBe(code);
    expect(end.said).toContain(clear);
  });

  it("sends beyond the window", async () => {
    // The stream holds 1024 bytes, which are confirmed; of what comes then, two packets are allowed.
    const twelve = Buffer.concat(Array.from({ length: 12 }, (_, ps) => frame(`1001 ${((ps % 8) << 1).toString(16).padStart(2, "0")} ${"41".repeat(128)}`)));
    const port = await listen((socket) => socket.once("data", () => socket.write(Buffer.concat([frame("1001 0f 00 06 420707 430202"), twelve, frame("1001 17")]))));
    const one = await placeXotCall({ via: "xot", host: "127.0.0.1", port, calledAddress: address }, {});
    const code = await endOf(one); // nobody reads, so nothing is confirmed
    expect(code).toBe("x25-broken");
  });

  it("interrupts, which are confirmed, and sends words for a PAD, which are passed over", async () => {
    let said = "";
    const port = await listen((socket) => socket.once("data", () => {
      socket.write(Buffer.concat([frame(accepted), frame("1001 23 01"), frame("9001 00 02"), frame("1001 02 4f4b")]));
      socket.on("data", (piece: Buffer) => {
        said += piece.toString("hex");
        if (said.includes("100113")) socket.end(frame("1001 17"));
      });
    }));
    const one = await call(port);
    const [heard] = await once(one, "data");
    expect(heard.toString()).toBe("OK");
    await until(() => said.includes("100127"));
  });
});
