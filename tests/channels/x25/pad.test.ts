import { setTimeout as wait } from "node:timers/promises";
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import type { Call } from "../../../src/channels/calls/call.ts";
import { placePadCall } from "../../../src/channels/x25/pad.ts";
import { PracticeModem } from "../../../src/practice-lines/modem/practice-modem.ts";
import { PracticePad, type PracticePadSettings } from "../../../src/practice-lines/x25/practice-pad.ts";
import type { PadSettings } from "../../../src/workflows/ports/channel.ts";
import { dialScriptDefault } from "../../../src/workflows/ports/dial-script.ts";
import { closedAfterEach, echoed, endOf, failure, farEnd, until } from "../support/calls.ts";

const later = closedAfterEach();
const address = "216155501";
const listen = (onCall: (socket: Socket) => void): Promise<number> => farEnd(later, onCall);

const echo = (): Promise<number> => listen((socket) => void socket.pipe(socket));

async function terminalPad(settings: Partial<PracticePadSettings> = {}): Promise<PracticePad> {
  const pad = PracticePad.onTerminal({ directory: { [address]: { kind: "host", port: await echo() } }, ...settings });
  later(() => pad.close());
  return pad;
}

function settingsFor(pad: { readonly path: string }, change: Partial<PadSettings> = {}): PadSettings {
  return { via: "pad", calledAddress: address, modem: { port: pad.path, bitsPerSecond: 38_400, numbers: [], script: { ...dialScriptDefault, guardMs: 40 } }, ...change };
}

async function call(settings: PadSettings, events: string[] = []): Promise<Call> {
  const one = await placePadCall(settings, { onEvent: ({ kind, text }) => events.push(`${kind}: ${text}`) });
  one.stream.on("error", () => undefined);
  later(() => one.hangUp());
  return one;
}

/** Every byte, with recall, echo and editing characters among them. */
const payload = Buffer.concat([Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 31) % 256)), Buffer.from("\x10\x10CLR\r\r\nCLR NC\r\n\x11\x13\x7f\x18.")]);

describe("a call through a PAD", () => {
  it("on a serial port: made transparent, called, every byte both ways, hung up", async () => {
    const pad = await terminalPad();
    const events: string[] = [];
    const one = await call(settingsFor(pad), events);
    expect(events).toEqual(expect.arrayContaining(["received: *", "sent: SET?1:0,2:0,3:0,4:1,5:0,6:1,7:0,9:0,10:0,12:0,13:0,14:0,15:0", "sent: 216155501", "received: COM"]));
    expect((await echoed(one.stream, payload)).equals(payload)).toBe(true);
    expect(pad.openCalls).toBe(1);
    await one.hangUp();
    await until(() => pad.openCalls === 0);
    await call(settingsFor(pad)); // and again
  });

  it("at the end of a telephone call", async () => {
    const pad = await PracticePad.listen({ directory: { [address]: { kind: "host", port: await echo() } } });
    later(() => pad.close());
    const modem = PracticeModem.start({ directory: { 55: { kind: "host", port: pad.port } } });
    later(() => modem.close());
    const settings = settingsFor(modem);
    const one = await call({ ...settings, modem: { ...settings.modem, numbers: ["55"] } });
    expect((await echoed(one.stream, payload)).equals(payload)).toBe(true);
    await one.hangUp();
    await until(() => pad.openCalls === 0 && !modem.inCall);
  });

  it("names user, group and data; the user's name is masked on the monitor", async () => {
    const seen: unknown[] = [];
    const pad = await terminalPad({ onCall: (selection) => seen.push(selection) });
    const events: string[] = [];
    await call(settingsFor(pad, { userIdentification: "SECRET7", closedUserGroup: "7", callData: "EBICS" }), events);
    expect(seen).toEqual([{ address, facilities: ["NSECRET7", "G07"], userData: "EBICS" }]);
    expect(events).toContain("sent: N•••,G07-216155501DEBICS");
    expect(events.join("\n")).not.toContain("SECRET7");
  });

  it.each<[number, string, RegExp]>([[1, "busy", /the number is busy/], [5, "call-cleared", /congested/], [9, "call-cleared", /out of order/], [11, "call-cleared", /access is barred/], [13, "call-cleared", /not assigned/], [3, "call-cleared", /not allowed/]])("cleared with cause %i is told in words", async (cause, code, words) => {
    const pad = await terminalPad({ directory: { [address]: { kind: "cleared", cause } } });
    const error = await failure(call(settingsFor(pad)));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
    expect((await failure(call(settingsFor(pad)))).code).toBe(code); // the port is free again
  });

  it("ends at once when the network clears it, after the last data", async () => {
    const pad = await terminalPad();
    const one = await call(settingsFor(pad));
    expect((await echoed(one.stream, Buffer.from("last"))).toString()).toBe("last");
    const end = endOf(one.stream);
    pad.clear(5, 71);
    expect(await end).toBe("the X.25 call was cleared: the network is congested");
  });

  it.each(["a greeting\r\n", "much\r".repeat(5_000)])("ends at once although we go on talking, which the PAD takes for commands", async (talk) => {
    const pad = await terminalPad({ directory: { [address]: { kind: "host", port: await listen((socket) => void socket.end()) } } });
    const one = await call(settingsFor(pad));
    const end = endOf(one.stream);
    one.stream.resume();
    one.stream.write(talk);
    expect(await end).toBe("the X.25 call was cleared: the far end has cleared the call");
  });

  it("the words of clearing within the data are data", async () => {
    let far: Socket | undefined;
    const pad = await terminalPad({ directory: { [address]: { kind: "host", port: await listen((socket) => { far = socket; }) } } });
    const one = await call(settingsFor(pad));
    let heard = "";
    one.stream.on("data", (piece: Buffer) => { heard += piece.toString("latin1"); });
    await until(() => far !== undefined);
    for (const text of ["\r\nCLR OCC\r\n", "more\r\nCL", "R NC", " C:1\r\n.", "\r\nCLR"]) {
      far?.write(text);
      await wait(50);
    }
    await until(() => heard === "\r\nCLR OCC\r\nmore\r\nCLR NC C:1\r\n.\r\nCLR");
    expect(one.stream.destroyed).toBe(false);
  });

  it("no PAD there; what cannot be said to one", async () => {
    const silent = PracticeModem.start({ directory: {} });
    silent.faults = { mute: true };
    later(() => silent.close());
    expect((await failure(call(settingsFor(silent)))).code).toBe("pad-silent");
    for (const wrong of [{ calledAddress: "1-2" }, { userIdentification: "a,b" }, { userIdentification: "x\r" }, { closedUserGroup: "777" }, { callData: "a\rCLR" }]) {
      expect((await failure(call(settingsFor({ path: "/dev/null" }, wrong)))).code).toBe("pad-error");
    }
    expect((await failure(call(settingsFor({ path: "/dev/ttyNOTHERE" })))).code).toBe("port-missing");
  });
});
