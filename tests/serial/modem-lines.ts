import { once } from "node:events";
import { openSync, readSync, writeSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { ModemCall } from "../../src/channels/modem/call.ts";
import { placeModemCall } from "../../src/channels/modem/dial.ts";
import { PracticeModem } from "../../src/practice-lines/modem/practice-modem.ts";
import type { ModemSettings } from "../../src/workflows/ports/channel.ts";
import { dialScriptDefault } from "../../src/workflows/ports/dial-script.ts";

/** Run with modem-lines.cpp preloaded: a modem on a port that has DTR and DCD. Tells as JSON what became of each call. */

export interface LinesSeen {
  readonly commands: readonly string[];
  readonly hungUpByDtr: boolean;
  readonly heard: string;
  readonly endedBy: string;
  readonly tookMs: number;
}
export type Calls = "hung up by us" | "lost by DCD, without a word" | "words of a lost carrier while DCD is up" | "DCD always up: the words count" | "DCD never up: the words count" | "a cable of three wires";

const dtr = 0x002;
const dcd = 0x040;
const file = openSync(process.env.MODEM_LINES ?? "", "r+");
/** Each of the two words has one writer while a call goes on: the driver's thread and this one must not undo each other's bits. */
const wordAt = { ofComputer: 0, ofModem: 4 } as const;
const lines = {
  get(word: keyof typeof wordAt): number {
    const bytes = Buffer.alloc(4);
    readSync(file, bytes, 0, 4, wordAt[word]);
    return bytes.readInt32LE();
  },
  set(word: keyof typeof wordAt, bits: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(bits);
    writeSync(file, bytes, 0, 4, wordAt[word]);
  },
};

interface Wiring {
  /** Follows the call unless it is said otherwise. */
  readonly carrier?: "always" | "never";
  readonly threeWires?: true;
}

/** One call, and what happens in it. @param act in the middle of the call @returns what was seen */
async function inCall(wiring: Wiring, act: (call: ModemCall, modem: PracticeModem, far: () => Socket) => Promise<void> | void): Promise<LinesSeen> {
  let far: Socket | undefined;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    far = socket;
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const modem = PracticeModem.start({ directory: { 55: { kind: "host", port: (server.address() as AddressInfo).port } } }); // a TCP server's address is always of this kind
  lines.set("ofComputer", dtr); // as the kernel does when the port is opened
  lines.set("ofModem", wiring.carrier === "always" ? dcd : 0);
  let hungUpByDtr = false;
  const wires = setInterval(() => {
    if (wiring.carrier === undefined) lines.set("ofModem", modem.inCall ? dcd : 0);
    if ((lines.get("ofComputer") & dtr) !== 0 || wiring.threeWires === true || !modem.inCall) return;
    hungUpByDtr = true;
    modem.dtrDropped();
  }, 2);
  const commands: string[] = [];
  const settings: ModemSettings = { port: modem.path, bitsPerSecond: 115_200, numbers: ["55"], hardwareFlowControl: wiring.threeWires !== true, script: { ...dialScriptDefault, guardMs: 40, redials: 0 } };
  const call = await placeModemCall(settings, { onEvent: ({ kind, text }) => void (kind === "sent" && commands.push(text)) });
  let heard = "";
  let endedBy = "us";
  call.on("data", (piece: Buffer) => { heard += piece.toString("latin1"); });
  call.on("error", (error: Error & { code?: string }) => { endedBy = error.code ?? error.message; });
  while (far === undefined) await wait(5);
  const began = performance.now();
  const ended = new Promise((resolve) => call.once("close", resolve));
  await act(call, modem, () => far as Socket); // waited for above
  await ended;
  const tookMs = performance.now() - began;
  await wait(50); // the wires are looked at a last time
  clearInterval(wires);
  modem.close();
  server.close();
  return { commands, hungUpByDtr, heard, endedBy, tookMs };
}

const lostWithWords = (_call: ModemCall, modem: PracticeModem): void => modem.cut();
const calls: Readonly<Record<Calls, () => Promise<LinesSeen>>> = {
  "hung up by us": () => inCall({}, (call) => call.hangUp()),
  "lost by DCD, without a word": () => inCall({}, (_call, modem) => {
    modem.faults = { mute: true };
    modem.cut();
  }),
  "words of a lost carrier while DCD is up": () => inCall({}, async (call, _modem, far) => {
    far().write("\r\nNO CARRIER\r\n");
    await wait(1_000);
    await call.hangUp();
  }),
  "DCD always up: the words count": () => inCall({ carrier: "always" }, lostWithWords),
  "DCD never up: the words count": () => inCall({ carrier: "never" }, lostWithWords),
  "a cable of three wires": () => inCall({ threeWires: true }, (call) => call.hangUp()),
};

const seen: Record<string, LinesSeen> = {};
for (const [name, run] of Object.entries(calls)) seen[name] = await run(); // one after the other: there is one set of lines
console.log(JSON.stringify(seen));
process.exit(0);
