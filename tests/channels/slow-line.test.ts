import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leasedLine } from "../../src/channels/leased-line/index.ts";
import type { BankAddress, ChannelConfig, ChannelDriver } from "../../src/workflows/ports/channel.ts";
import { internet } from "../support/internet.ts";
import { Relay } from "../support/relay.ts";
import { haveSshd, Sshd } from "../support/sshd.ts";
import { type Authority, httpAnswer, makeAuthority, onRequests, type RunningServer, startTlsServer } from "../support/tls-server.ts";

const bitsPerSecond = 56_000;
const size = 48_000;

/** What a road adds is counted in bytes on the line, not in seconds: so the figure does not depend on how busy the machine is. */
describe("at 56 kbit/s", () => {
  let authority: Authority;
  let bank: RunningServer;
  let sshd: Sshd | undefined;
  beforeAll(async () => {
    authority = makeAuthority();
    bank = await startTlsServer(authority, (socket) => onRequests(socket, ({ body }) => socket.write(httpAnswer(body.length < size ? Buffer.alloc(size, "a") : "taken"))));
    if (haveSshd) sshd = await Sshd.start();
  });
  afterAll(async () => {
    await bank.close();
    await sshd?.close();
  });

  interface Slow {
    readonly name: string;
    readonly isHere: boolean;
    readonly target: () => number;
    readonly driver: ChannelDriver;
    config(port: number, address: BankAddress): ChannelConfig;
  }
  const slow: readonly Slow[] = [
    { name: "internet", isHere: true, target: () => bank.port, driver: internet, config: (port, address) => ({ kind: "internet", ...address, url: `https://127.0.0.1:${port}/ebics` }) },
    {
      name: "leased line", isHere: haveSshd, target: () => sshd?.port ?? 0, driver: leasedLine({}),
      config: (port, address) => ({ kind: "leased-line", ...address, speed: "slow", ssh: sshd?.login({ port }) ?? { host: "", userName: "", key: { kind: "agent" } } }),
    },
  ];

  for (const { name, isHere, target, driver, config } of slow) it.skipIf(!isHere)(`${name}: at least nine tenths of what goes over the line are payload, sending and fetching, and the line is kept busy`, async () => {
    const relay = await Relay.to(target, bitsPerSecond);
    const channel = await driver.open(config(relay.port, { url: `https://127.0.0.1:${bank.port}/ebics`, pinnedCaPem: authority.caPem, connectTimeoutMs: 60_000 }));
    try {
      for (const request of [Buffer.alloc(size, "b"), Buffer.from("give")]) {
        const before = relay.passed;
        const began = performance.now();
        const answer = await channel.exchange(request);
        const seconds = (performance.now() - began) / 1000;
        const payload = request.length + answer.length;
        expect(payload / (relay.passed - before), "payload of what went over the line").toBeGreaterThan(0.9);
        // Busy: what waits for each piece's way there and back takes many times as long as the bytes take at this rate; a machine with much else to do does not.
        expect(seconds).toBeLessThan(((payload * 8) / bitsPerSecond) * 4 + 20);
        expect(seconds).toBeGreaterThan(((size * 8) / bitsPerSecond) * 0.85);
      }
    } finally {
      await channel.close();
      await relay.close();
    }
  });
});
