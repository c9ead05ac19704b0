import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { ModemCall } from "../../../src/channels/modem/call.ts";
import { placeModemCall } from "../../../src/channels/modem/dial.ts";
import type { AppError } from "../../../src/domain/errors.ts";
import { PracticeModem, type PracticeModemSettings } from "../../../src/practice-lines/modem/practice-modem.ts";
import { AtDialogue } from "../../../src/serial/at-dialogue.ts";
import { SerialLine } from "../../../src/serial/serial-line.ts";
import type { LineEvent, ModemSettings } from "../../../src/workflows/ports/channel.ts";
import { dialScriptDefault, type DialScript } from "../../../src/workflows/ports/dial-script.ts";
import { closedAfterEach, endOf, failure, farEnd, until } from "../support/calls.ts";

const later = closedAfterEach();
const number = "06155501";
const listen = (onCall: (socket: Socket) => void): Promise<number> => farEnd(later, onCall);
const quick: Partial<DialScript> = { guardMs: 40, redials: 0, redialPauseSeconds: 0 };

function exchange(settings: PracticeModemSettings): PracticeModem {
  const modem = PracticeModem.start(settings);
  later(() => modem.close());
  return modem;
}

function settingsFor(modem: Pick<PracticeModem, "path">, script: Partial<DialScript> = {}, numbers: readonly string[] = [number]): ModemSettings {
  return { port: modem.path, bitsPerSecond: 115_200, numbers, script: { ...dialScriptDefault, ...quick, ...script } };
}

async function call(modem: PracticeModem, script: Partial<DialScript> = {}, numbers?: readonly string[]): Promise<ModemCall> {
  const one = await placeModemCall(settingsFor(modem, script, numbers), {});
  one.on("error", () => undefined);
  later(() => one.hangUp());
  return one;
}

/** A program that is killed in a call: the kernel closes its port, and nothing more is said. */
async function callAndDie(modem: PracticeModem): Promise<void> {
  const line = await SerialLine.open({ path: modem.path, bitsPerSecond: 115_200 });
  const dialogue = new AtDialogue(line);
  expect((await dialogue.ask(`ATE0S12=2DT${number}`, { timeoutMs: 60_000, isFinal: (text) => text.startsWith("CONNECT") }))?.final).toMatch(/^CONNECT/);
  await line.close();
}

describe("dialling", () => {
  it("makes the modem ready, dials and tells every line of it", async () => {
    const modem = exchange({ directory: { [number]: { kind: "host", port: await listen((socket) => socket.write("SSH-2.0-far\r\n")) } }, bitsPerSecond: 33_600 });
    const events: LineEvent[] = [];
    const one = await placeModemCall(settingsFor(modem, { waitForDialTone: false, prefix: "0,", dialling: "pulse" }, ["0615/55 (0)1"]), { onEvent: (event) => events.push(event) }).catch((error: unknown) => error);
    expect((one as AppError).code).toBe("no-answer"); // the prefix is dialled too, and nobody has that number
    expect(events.filter(({ kind }) => kind === "sent").map(({ text }) => text)).toEqual(["ATQ0V1", "ATZ", "ATE0Q0V1", "AT&C1&D2", "ATX3S7=60", "ATS12=2", "ATDP0,06155501"]);
    const good = await call(modem);
    expect(good.describe()).toBe("modem call, 33600 bit/s");
    expect((await once(good, "data"))[0].toString()).toBe("SSH-2.0-far\r\n"); // whoever speaks first is heard whole
  });

  it.each([
    ["busy", "busy", /busy/], ["no-answer", "no-answer", /Nobody answers/], ["no-carrier", "no-carrier", /no modem answered/],
    ["no-dial-tone", "no-dial-tone", /no dial tone/], ["delayed", "dial-delayed", /refuses to dial/], ["ringing-in", "incoming-call", /calling in/],
  ] as const)("%s is told apart", async (kind, code, sentence) => {
    const modem = exchange({ directory: { [number]: { kind } } });
    const error = await failure(placeModemCall(settingsFor(modem), {}));
    expect([error.code, sentence.test(error.message)]).toEqual([code, true]);
  });

  it("a command that the modem does not take is named", async () => {
    const error = await failure(placeModemCall(settingsFor(exchange({ directory: {} }), { init: ["ATZ", "AT+FCLASS=9"] }), {}));
    expect([error.code, error.message]).toEqual(["modem-error", "The modem does not take a command (AT+FCLASS=9: ERROR)."]);
  });

  it("tries the numbers in turn, and all again after a pause", async () => {
    const port = await listen(() => undefined);
    const second = exchange({ directory: { 1: { kind: "busy" }, 2: { kind: "host", port } } });
    await call(second, {}, ["1", "2"]);
    const events: string[] = [];
    const never = exchange({ directory: { 1: { kind: "busy" } } });
    const error = await failure(placeModemCall(settingsFor(never, { redials: 2 }, ["1", "3"]), { onEvent: ({ text }) => events.push(text) }));
    expect(error.message).toBe("Nobody answers the bank's number (6 calls).");
    expect(events.filter((text) => text.startsWith("ATDT"))).toEqual(["ATDT1", "ATDT3", "ATDT1", "ATDT3", "ATDT1", "ATDT3"]);
    expect(events.filter((text) => text === "Dialling again in 0 s")).toHaveLength(2);
  });

  it("does not dial again without a dial tone, nor anything that is no number", async () => {
    const events: string[] = [];
    const modem = exchange({ directory: { [number]: { kind: "no-dial-tone" } } });
    expect((await failure(placeModemCall(settingsFor(modem, { redials: 5 }), { onEvent: ({ text }) => events.push(text) }))).code).toBe("no-dial-tone");
    expect(events.filter((text) => text.startsWith("ATDT"))).toHaveLength(1);
    for (const wrong of ["12;H0", "12\rATZ", "", "phone"]) expect((await failure(placeModemCall(settingsFor(modem, {}, [wrong]), {}))).code).toBe("modem-error");
  });

  it("words of the script decide what an answer means", async () => {
    const modem = exchange({ directory: { [number]: { kind: "busy" } } });
    expect((await failure(placeModemCall(settingsFor(modem, { answers: { ...dialScriptDefault.answers, BUSY: "delayed" } }), {}))).code).toBe("dial-delayed");
  });

  it("can be stopped while it rings; the modem is free afterwards", async () => {
    const modem = exchange({ directory: { [number]: { kind: "busy" } }, dialMs: 60_000 });
    const stop = new AbortController();
    const dialling = failure(placeModemCall(settingsFor(modem), { signal: stop.signal, onEvent: ({ text }) => void (text.startsWith("ATDT") && setTimeout(() => stop.abort(), 30)) }));
    expect((await dialling).code).toBe("cancelled");
    expect((await failure(placeModemCall(settingsFor(modem, {}, ["9"]), { signal: AbortSignal.timeout(200) }))).code).toBe("cancelled");
    const port = await listen(() => undefined);
    const other = exchange({ directory: { [number]: { kind: "host", port } } });
    await call(other);
  });
});

describe("the port", () => {
  it("is not there", async () => {
    expect((await failure(placeModemCall(settingsFor({ path: "/dev/ttyNOTHERE" }), {}))).code).toBe("port-missing");
  });
  it("is no serial port", async () => {
    expect((await failure(placeModemCall(settingsFor({ path: "/dev/null" }), {}))).code).toBe("port-unusable");
  });
  it("is used by another program: by the lock of the port, and by its lock file", async () => {
    const modem = exchange({ directory: { [number]: { kind: "host", port: await listen(() => undefined) } } });
    await call(modem);
    expect((await failure(placeModemCall(settingsFor(modem), {}))).code).toBe("port-busy");
    const other = exchange({ directory: { [number]: { kind: "busy" } } });
    const lock = `/var/lock/LCK..${other.path.replace("/dev/", "").replaceAll("/", "_")}`;
    const stranger = spawn("sleep", ["60"]);
    later(() => rm(lock, { force: true }));
    later(() => void stranger.kill());
    await writeFile(lock, `${String(stranger.pid).padStart(10)}\n`);
    const error = await failure(placeModemCall(settingsFor(other), {}));
    expect([error.code, error.message]).toEqual(["port-busy", `Another program uses the modem's port (process ${stranger.pid} uses ${other.path}).`]);
    stranger.kill("SIGKILL");
    await once(stranger, "exit");
    expect((await failure(placeModemCall(settingsFor(other), {}))).code).toBe("busy"); // left by a dead program: taken over
  });
  it("has no modem that answers", async () => {
    const modem = exchange({ directory: {} });
    modem.faults = { mute: true };
    expect((await failure(placeModemCall(settingsFor(modem), {}))).code).toBe("modem-silent");
  });
});

describe("a call", () => {
  it("finds a modem still in the call of a program that died, and frees it", async () => {
    const modem = exchange({ directory: { [number]: { kind: "host", port: await listen(() => undefined) } } });
    modem.faults = { ignoresDtr: true }; // as with &D0, or a cable of three wires
    await callAndDie(modem);
    expect(modem.inCall).toBe(true);
    await call(modem);
    expect(modem.calls).toBe(2);
  });

  it("closing the port, as the kernel does for a killed program, hangs up", async () => {
    const modem = exchange({ directory: { [number]: { kind: "host", port: await listen(() => undefined) } } });
    await callAndDie(modem);
    await until(() => !modem.inCall);
  });

  it("hangs up with guard times and ATH, in the middle of traffic too", async () => {
    const modem = exchange({ directory: { [number]: { kind: "host", port: await listen((socket) => void setInterval(() => socket.destroyed || socket.write("chatter"), 5).unref()) } } });
    const events: string[] = [];
    const one = await placeModemCall(settingsFor(modem), { onEvent: ({ text }) => events.push(text) });
    one.on("error", () => undefined);
    one.resume();
    one.write("some data");
    await one.hangUp();
    expect(modem.inCall).toBe(false);
    expect(events.slice(-2)).toEqual(["OK", "Hung up"]);
    expect(one.destroyed).toBe(true);
    await one.hangUp(); // once is enough, twice does no harm
  });

  it("a stream that is ended by whoever used it leaves no call standing", async () => {
    const modem = exchange({ directory: { [number]: { kind: "host", port: await listen(() => undefined) } } });
    const one = await call(modem);
    one.destroy();
    await until(() => !modem.inCall);
  });

  it.each(["cut at the exchange", "hung up by the far end"])("ends at once when it is %s", async (how) => {
    let far: Socket | undefined;
    const modem = exchange({ directory: { [number]: { kind: "host", port: await listen((socket) => { far = socket; }) } } });
    const one = await call(modem);
    let heard = "";
    one.on("data", (piece: Buffer) => { heard += piece.toString("latin1"); });
    await until(() => far !== undefined);
    far?.write("last words");
    await until(() => heard === "last words");
    const lost = new Promise((resolve) => one.once("close", resolve));
    const start = performance.now();
    const [end] = await Promise.all([endOf(one), lost, how.startsWith("cut") ? modem.cut() : far?.end()]);
    expect(end).toBe("NO CARRIER");
    expect(heard).toBe("last words");
    expect(performance.now() - start).toBeLessThan(60_000);
  });

  it("ends when the modem is pulled out", async () => {
    const modem = exchange({ directory: { [number]: { kind: "host", port: await listen(() => undefined) } } });
    const one = await call(modem);
    const end = endOf(one);
    modem.close();
    expect(await end).toBe("PORT GONE");
  });

  it("the words NO CARRIER within the data are data", async () => {
    let far: Socket | undefined;
    const modem = exchange({ directory: { [number]: { kind: "host", port: await listen((socket) => { far = socket; }) } } });
    const one = await call(modem);
    let heard = "";
    one.on("data", (piece: Buffer) => { heard += piece.toString("latin1"); });
    const text = "before\r\nNO CARRIER\r\nafter\r\nNO CAR";
    await until(() => far !== undefined);
    far?.write(text);
    await until(() => heard === text);
    far?.write("RIER\r\n.");
    await until(() => heard === `${text}RIER\r\n.`);
    expect(one.destroyed).toBe(false);
  });

  it("every byte goes through both ways, and +++ never escapes, however it is written", async () => {
    const got: Buffer[] = [];
    const modem = exchange({ directory: { [number]: { kind: "host", port: await listen((socket) => { socket.pipe(socket); socket.on("data", (piece: Buffer) => got.push(piece)); }) } } });
    const one = await call(modem);
    const back: Buffer[] = [];
    one.on("data", (piece: Buffer) => back.push(piece));
    const all = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7) % 256));
    const pieces = [all, Buffer.from("+++"), Buffer.from("+"), Buffer.from("++"), Buffer.from("ATH\r"), Buffer.from("+++"), all];
    for (const piece of pieces) {
      await new Promise((resolve) => one.write(piece, resolve));
      await wait(100); // more than the guard time
    }
    const sent = Buffer.concat(pieces);
    await until(() => Buffer.concat(back).length >= sent.length);
    expect(Buffer.concat(got).equals(sent)).toBe(true);
    expect(Buffer.concat(back).equals(sent)).toBe(true);
    expect(modem.inCall).toBe(true);
  });

  it("a long upload never stands still, however little comes back", async () => {
    let got = 0;
    const modem = exchange({ directory: { [number]: { kind: "host", port: await listen((socket) => void socket.on("data", (piece: Buffer) => {
      got += piece.length;
      socket.write(piece.subarray(0, 40));
    })) } } });
    const one = await call(modem);
    one.resume();
    const piece = Buffer.alloc(16_400, 7);
    for (let pieces = 0; pieces < 800; pieces++) await new Promise((resolve) => one.write(piece, resolve));
    await until(() => got === 800 * piece.length);
  });
});
