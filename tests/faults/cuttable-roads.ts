import { leasedLine } from "../../src/channels/leased-line/index.ts";
import { modem } from "../../src/channels/modem/index.ts";
import { ppp } from "../../src/channels/ppp/index.ts";
import { x25 } from "../../src/channels/x25/index.ts";
import { PracticeModem } from "../../src/practice-lines/modem/practice-modem.ts";
import { PracticePad } from "../../src/practice-lines/x25/practice-pad.ts";
import { XotPeer } from "../../src/practice-lines/x25/xot-peer.ts";
import type { BankAddress, ChannelConfig, ChannelDriver, ProxyConfig, X25ChannelConfig } from "../../src/workflows/ports/channel.ts";
import { AccessServer, whyNoAccessServer } from "../support/access-server.ts";
import { internet } from "../support/internet.ts";
import { type Office, openOffice } from "../support/office.ts";
import { modemAt, placesOfRoot } from "../support/ppp-line.ts";
import { haveMicrosocks, haveTinyproxy, type RunningProxy, startMicrosocks, startTinyproxy } from "../support/proxies.ts";
import { Relay } from "../support/relay.ts";
import { haveSshd, Sshd } from "../support/sshd.ts";

/** A road with a place on it at which a test can cut. */
export interface CuttableRoad {
  readonly name: string;
  /** What of Debian it needs is installed. */
  readonly isHere: boolean;
  /** What the operator is promised: 30 s where a modem has to be dialled. */
  readonly toldWithinMs: number;
  start(): Promise<Cuttable>;
}

/** The bank, its road, and a relay on the way whose two ends do not know each other. */
export interface Cuttable {
  readonly office: Office;
  readonly relay: Relay;
  close(): Promise<void>;
}

/** On a machine with much else to do; nothing would tell of silence before 120 s. */
const toldWithinMs = 40_000;
const toldByModemWithinMs = 80_000;
const x25Address = "216155501";
const phoneNumber = "55";
const proxyUser = { userName: "kontor", password: "way-out" };

/** A new road adds its entry here; a road of several parts one for each part. */
export const cuttableRoads: readonly CuttableRoad[] = [
  { name: "internet", isHere: true, toldWithinMs, start: () => cutBeforeTheBank(undefined) },
  { name: "internet by an HTTP proxy, before the proxy", isHere: haveTinyproxy, toldWithinMs, start: async () => cutBeforeTheProxy(await startTinyproxy(proxyUser)) },
  { name: "internet by an HTTP proxy, behind the proxy", isHere: haveTinyproxy, toldWithinMs, start: async () => cutBeforeTheBank(await startTinyproxy(proxyUser)) },
  { name: "internet by a SOCKS 5 proxy, before the proxy", isHere: haveMicrosocks, toldWithinMs, start: async () => cutBeforeTheProxy(await startMicrosocks(proxyUser)) },
  { name: "internet by a SOCKS 5 proxy, behind the proxy", isHere: haveMicrosocks, toldWithinMs, start: async () => cutBeforeTheBank(await startMicrosocks(proxyUser)) },
  {
    name: "leased line", isHere: haveSshd, toldWithinMs,
    async start() {
      const sshd = await Sshd.start();
      const relay = await Relay.to(() => sshd.port);
      return cuttable(relay, leasedLine({}), (address) => ({ kind: "leased-line", ssh: sshd.login({ port: relay.port }), ...address }), () => sshd.close());
    },
  },
  {
    name: "modem", isHere: haveSshd, toldWithinMs: toldByModemWithinMs,
    async start() {
      const sshd = await Sshd.start();
      const relay = await Relay.to(() => sshd.port);
      const exchange = PracticeModem.start({ directory: { [phoneNumber]: { kind: "host", port: relay.port } } });
      return cuttable(relay, modem({}), (address) => ({ kind: "modem", modem: modemAt(exchange.path, [phoneNumber]), ssh: sshd.login(), ...address }), async () => {
        exchange.close();
        await sshd.close();
      });
    },
  },
  {
    name: "PPP", isHere: whyNoAccessServer === undefined, toldWithinMs: toldByModemWithinMs,
    async start() {
      const far = await AccessServer.start();
      const relay = await Relay.to(() => far.port);
      const exchange = PracticeModem.start({ directory: { [phoneNumber]: { kind: "host", port: relay.port } } });
      const settings = { login: AccessServer.login, bankAddress: far.address };
      return cuttable(relay, ppp({ pppPlaces: placesOfRoot }), (address) => ({ kind: "ppp", modem: modemAt(exchange.path, [phoneNumber]), ppp: settings, ...address }), async () => {
        exchange.close();
        await far.close();
      });
    },
  },
  {
    name: "X.25 over TCP", isHere: haveSshd, toldWithinMs,
    async start() {
      const sshd = await Sshd.start();
      const router = await XotPeer.listen({ directory: { [x25Address]: { kind: "host", port: sshd.port } } });
      const relay = await Relay.to(() => router.port);
      return cuttable(relay, x25({}), byX25(sshd, { via: "xot", host: "127.0.0.1", port: relay.port, calledAddress: x25Address }), async () => {
        await router.close();
        await sshd.close();
      });
    },
  },
  {
    name: "X.25 through a PAD at the port, behind the PAD", isHere: haveSshd, toldWithinMs,
    async start() {
      const sshd = await Sshd.start();
      const relay = await Relay.to(() => sshd.port);
      const pad = PracticePad.onTerminal({ directory: { [x25Address]: { kind: "host", port: relay.port } } });
      return cuttable(relay, x25({}), byX25(sshd, { via: "pad", calledAddress: x25Address, modem: modemAt(pad.path, []) }), async () => {
        await pad.close();
        await sshd.close();
      });
    },
  },
  {
    name: "X.25 through a PAD that a modem calls, before the PAD", isHere: haveSshd, toldWithinMs: toldByModemWithinMs,
    async start() {
      const sshd = await Sshd.start();
      const pad = await PracticePad.listen({ directory: { [x25Address]: { kind: "host", port: sshd.port } } });
      const relay = await Relay.to(() => pad.port);
      const exchange = PracticeModem.start({ directory: { [phoneNumber]: { kind: "host", port: relay.port } } });
      return cuttable(relay, x25({}), byX25(sshd, { via: "pad", calledAddress: x25Address, modem: modemAt(exchange.path, [phoneNumber]) }), async () => {
        exchange.close();
        await pad.close();
        await sshd.close();
      });
    },
  },
];

/** Straight where there is no proxy. */
async function cutBeforeTheBank(proxy: RunningProxy | undefined): Promise<Cuttable> {
  let bankPort = 0;
  const relay = await Relay.to(() => bankPort);
  const config = (address: BankAddress): ChannelConfig => {
    bankPort = Number(new URL(address.url).port);
    return { kind: "internet", ...address, url: address.url.replace(`:${bankPort}/`, `:${relay.port}/`), proxy: proxy?.config };
  };
  return cuttable(relay, internet, config, async () => proxy?.close());
}

async function cutBeforeTheProxy(proxy: RunningProxy): Promise<Cuttable> {
  const relay = await Relay.to(() => proxy.config.port);
  const throughRelay: ProxyConfig = { ...proxy.config, port: relay.port };
  return cuttable(relay, internet, (address) => ({ kind: "internet", ...address, proxy: throughRelay }), () => proxy.close());
}

async function cuttable(relay: Relay, driver: ChannelDriver, config: (address: BankAddress) => ChannelConfig, closeCounterparts: () => Promise<void>): Promise<Cuttable> {
  const office = await openOffice({ segmentBytesMax: 1024, road: { driver, config } });
  return {
    office, relay,
    async close() {
      await office.close();
      await relay.close();
      await closeCounterparts();
    },
  };
}

function byX25(sshd: Sshd, settings: X25ChannelConfig["x25"]): (address: BankAddress) => ChannelConfig {
  return (address) => ({ kind: "x25", x25: settings, ssh: sshd.login(), ...address });
}
