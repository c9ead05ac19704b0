import { afterEach, describe, expect, it } from "vitest";
import { modem } from "../../../src/channels/modem/index.ts";
import { PracticeModem } from "../../../src/practice-lines/modem/practice-modem.ts";
import type { LineEvent, ModemChannelConfig } from "../../../src/workflows/ports/channel.ts";
import { dialScriptDefault } from "../../../src/workflows/ports/dial-script.ts";
import { haveSshd, Sshd } from "../../support/sshd.ts";
import { type Authority, httpAnswer, makeAuthority, onRequests, startTlsServer } from "../../support/tls-server.ts";

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const one of cleanUps.splice(0).reverse()) await one();
});

const bitsPerSecond = 56_000;
/** 8N1: ten bits on the line for each byte. */
const lineBytesPerMs = bitsPerSecond / 10 / 1000;
const payloadBytes = 60_000;

async function bank(): Promise<{ readonly port: number; readonly authority: Authority }> {
  const authority = makeAuthority();
  const server = await startTlsServer(authority, (socket) => onRequests(socket, ({ body }) => socket.write(httpAnswer(body.length > 1000 ? "taken" : Buffer.alloc(payloadBytes, 7)))));
  cleanUps.push(() => server.close());
  return { port: server.port, authority };
}

function dialled(port: number): { readonly exchange: PracticeModem; readonly settings: ModemChannelConfig["modem"] } {
  const exchange = PracticeModem.start({ directory: { 55: { kind: "host", port } }, bitsPerSecond });
  cleanUps.push(() => exchange.close());
  return { exchange, settings: { port: exchange.path, bitsPerSecond: 115_200, numbers: ["55"], script: { ...dialScriptDefault, guardMs: 100 } } };
}

describe("a telephone line of 56 kbit/s", () => {
  it.skipIf(!haveSshd)("SSH, TLS and HTTP leave at least nine tenths of it to the payload, up and down", async () => {
    const { port, authority } = await bank();
    const sshd = await Sshd.start();
    cleanUps.push(() => sshd.close());
    const { settings, exchange } = dialled(sshd.port);
    const channel = await modem({}).open({ kind: "modem", modem: settings, ssh: sshd.login(), url: `https://127.0.0.1:${port}/ebics`, pinnedCaPem: authority.caPem });
    cleanUps.push(() => channel.close());
    for (const [direction, request] of [["up", Buffer.alloc(payloadBytes, 7)], ["down", Buffer.from("please")]] as const) {
      const start = performance.now();
      const before = exchange.passed;
      await channel.exchange(request);
      // What the line carried, in bytes: the time of a busy machine says nothing about the line.
      expect(payloadBytes / (exchange.passed - before), direction).toBeGreaterThan(0.9);
      const share = payloadBytes / (performance.now() - start) / lineBytesPerMs;
      expect(share, `${direction}, in time`).toBeLessThan(1.1); // the line is as slow as it says
      if (process.env.KONTOR_FIGURES !== undefined) console.log(`${direction}: ${(share * 100).toFixed(1)} % of the line in time, ${((payloadBytes / (exchange.passed - before)) * 100).toFixed(1)} % of its bytes`);
    }
    await channel.close();
    expect(exchange.inCall).toBe(false);
  });

  it("progress is told as it leaves, not as it is queued", async () => {
    const { port, authority } = await bank();
    const { settings, exchange } = dialled(port);
    const channel = await modem({}).open({ kind: "modem", modem: settings, url: `https://127.0.0.1:${port}/ebics`, pinnedCaPem: authority.caPem });
    cleanUps.push(() => channel.close());
    expect(channel.describe()).toBe("TLS 1.3, pinned authority; modem call, 56000 bit/s");
    let sent = 0;
    const ahead: number[] = [];
    const before = exchange.passed;
    await channel.exchange(new Uint8Array(payloadBytes), { onSent: (bytes) => {
      sent += bytes;
      if (sent < payloadBytes) ahead.push(sent - (exchange.passed - before));
    } });
    expect(Math.max(...ahead)).toBeLessThan(24_000); // one piece, and what port and modem hold
  });

  it("without SSH each new line to the bank is a new call", async () => {
    const authority = makeAuthority();
    const server = await startTlsServer(authority, (socket) => onRequests(socket, ({ body }) => socket.end(httpAnswer(body, "200 OK", "Connection: close\r\n"))));
    cleanUps.push(() => server.close());
    const { settings, exchange } = dialled(server.port);
    const events: LineEvent[] = [];
    const channel = await modem({}).open({ kind: "modem", modem: settings, url: `https://127.0.0.1:${server.port}/ebics`, pinnedCaPem: authority.caPem }, { onEvent: (event) => events.push(event) });
    cleanUps.push(() => channel.close());
    for (const text of ["one", "two"]) expect(Buffer.from(await channel.exchange(Buffer.from(text))).toString()).toBe(text);
    expect(exchange.calls).toBe(2);
    expect(events.filter(({ text }) => text === "Dialling 55")).toHaveLength(2);
  });

  it("an error of a lost call says so", async () => {
    const authority = makeAuthority();
    const server = await startTlsServer(authority, (socket) => onRequests(socket, () => exchange.cut()));
    cleanUps.push(() => server.close());
    const { settings, exchange } = dialled(server.port);
    const channel = await modem({}).open({ kind: "modem", modem: settings, url: `https://127.0.0.1:${server.port}/ebics`, pinnedCaPem: authority.caPem });
    cleanUps.push(() => channel.close());
    await expect(channel.exchange(Buffer.from("x"))).rejects.toMatchObject({ area: "channel", code: "cut", message: "The line was cut (NO CARRIER)." });
  });
});
