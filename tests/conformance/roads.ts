import { leasedLine } from "../../src/channels/leased-line/index.ts";
import { modem } from "../../src/channels/modem/index.ts";
import { x25 } from "../../src/channels/x25/index.ts";
import { PracticeModem } from "../../src/practice-lines/modem/practice-modem.ts";
import { PracticePad } from "../../src/practice-lines/x25/practice-pad.ts";
import { XotPeer } from "../../src/practice-lines/x25/xot-peer.ts";
import type { BankAddress, ChannelConfig, ChannelDriver, ChannelErrorCode } from "../../src/workflows/ports/channel.ts";
import { dialScriptDefault } from "../../src/workflows/ports/dial-script.ts";
import { internet } from "../support/internet.ts";
import { whyNoAccessServer } from "../support/access-server.ts";
import { pppRoad } from "../support/ppp-line.ts";
import { haveMicrosocks, haveTinyproxy, type RunningProxy, startMicrosocks, startTinyproxy } from "../support/proxies.ts";
import { haveSshd, Sshd } from "../support/sshd.ts";

export type Limits = Pick<BankAddress, "connectTimeoutMs" | "idleTimeoutMs">;

/** One road with its real counterparts, for the suites that run over all of them. */
export interface RoadUnderTest {
  readonly name: string;
  readonly kind: ChannelConfig["kind"];
  /** Debian's programs that it needs, and whether they are installed. */
  readonly needs: string;
  readonly isHere: boolean;
  /** What becomes of a port at which nobody listens: not every counterpart tells it apart. */
  readonly refused: ChannelErrorCode;
  /** What `describe` says beyond TLS. */
  readonly protection: readonly string[];
  setUp(): Promise<RoadUp>;
}

export interface RoadUp {
  readonly driver: ChannelDriver;
  config(address: BankAddress): ChannelConfig;
  tearDown(): Promise<void>;
}

/** A new road adds its entry here. */
export const roads: readonly RoadUnderTest[] = [
  {
    name: "internet", kind: "internet", needs: "", isHere: true, refused: "refused", protection: [],
    setUp: async () => ({ driver: internet, config: (address) => ({ kind: "internet", ...address }), tearDown: async () => undefined }),
  },
  {
    name: "internet by an HTTP proxy", kind: "internet", needs: "tinyproxy", isHere: haveTinyproxy, refused: "unreachable", protection: ["by a proxy"],
    setUp: () => byProxy(startTinyproxy({ userName: "kontor", password: "way-out" })),
  },
  {
    name: "internet by a SOCKS 5 proxy", kind: "internet", needs: "microsocks", isHere: haveMicrosocks, refused: "refused", protection: ["by a proxy"],
    setUp: () => byProxy(startMicrosocks({ userName: "kontor", password: "way-out" })),
  },
  {
    name: "leased line", kind: "leased-line", needs: "openssh-server", isHere: haveSshd, refused: "refused", protection: ["SSH, host key pinned"],
    async setUp() {
      const sshd = await Sshd.start();
      return { driver: leasedLine({}), config: (address) => ({ kind: "leased-line", ssh: sshd.login(), ...address }), tearDown: () => sshd.close() };
    },
  },
  {
    name: "modem", kind: "modem", needs: "openssh-server", isHere: haveSshd, refused: "refused", protection: ["modem call, 115200 bit/s", "SSH, host key pinned"],
    async setUp() {
      const sshd = await Sshd.start();
      const modems: PracticeModem[] = []; // one for each channel: some tests have two open
      return {
        driver: modem({}),
        config(address) {
          const here = PracticeModem.start({ directory: { "0615550100": { kind: "host", port: sshd.port } } });
          modems.push(here);
          const settings = { port: here.path, bitsPerSecond: 115_200, numbers: ["0615 550-100"], script: { ...dialScriptDefault, guardMs: 40 } };
          return { kind: "modem", modem: settings, ssh: sshd.login(), ...address };
        },
        async tearDown() {
          for (const one of modems) one.close();
          await sshd.close();
        },
      };
    },
  },
  {
    name: whyNoAccessServer === undefined ? "PPP" : `PPP (not here: ${whyNoAccessServer})`, kind: "ppp", needs: "ppp, iproute2, iptables, a kernel with PPP, root", isHere: whyNoAccessServer === undefined, refused: "refused", protection: ["PPP over modem call, 115200 bit/s"],
    setUp: pppRoad,
  },
  {
    name: "X.25 over TCP", kind: "x25", needs: "openssh-server", isHere: haveSshd, refused: "refused", protection: ["X.25 call, packets of 1024 bytes, window 7", "SSH, host key pinned"],
    async setUp() {
      const sshd = await Sshd.start();
      const router = await XotPeer.listen({ directory: { 216155501: { kind: "host", port: sshd.port } } });
      return {
        driver: x25({}),
        config: (address) => ({ kind: "x25", x25: { via: "xot", host: "127.0.0.1", port: router.port, calledAddress: "216155501" }, ssh: sshd.login(), ...address }),
        async tearDown() {
          await router.close();
          await sshd.close();
        },
      };
    },
  },
  {
    name: "X.25 through a PAD", kind: "x25", needs: "openssh-server", isHere: haveSshd, refused: "refused", protection: ["X.25 call through a PAD", "SSH, host key pinned"],
    async setUp() {
      const sshd = await Sshd.start();
      const pads: PracticePad[] = [];
      return {
        driver: x25({}),
        config(address) {
          const pad = PracticePad.onTerminal({ directory: { 216155501: { kind: "host", port: sshd.port } } });
          pads.push(pad);
          const port = { port: pad.path, bitsPerSecond: 115_200, numbers: [], script: dialScriptDefault };
          return { kind: "x25", x25: { via: "pad", calledAddress: "216155501", modem: port }, ssh: sshd.login(), ...address };
        },
        async tearDown() {
          for (const pad of pads) await pad.close();
          await sshd.close();
        },
      };
    },
  },
];

async function byProxy(starting: Promise<RunningProxy>): Promise<RoadUp> {
  const proxy = await starting;
  return { driver: internet, config: (address) => ({ kind: "internet", proxy: proxy.config, ...address }), tearDown: () => proxy.close() };
}
