import { internet } from "../../src/channels/internet/index.ts";
import { leasedLine } from "../../src/channels/leased-line/index.ts";
import type { BankAddress, ChannelConfig, ChannelDriver } from "../../src/workflows/ports/channel.ts";
import { haveSshd, Sshd } from "../support/sshd.ts";

export type Limits = Pick<BankAddress, "connectTimeoutMs" | "idleTimeoutMs">;

/** One road with its real counterparts, for the suites that run over all of them. */
export interface RoadUnderTest {
  readonly name: string;
  readonly kind: ChannelConfig["kind"];
  /** Debian's programs that it needs, and whether they are installed. */
  readonly needs: string;
  readonly isHere: boolean;
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
    name: "internet", kind: "internet", needs: "", isHere: true, protection: [],
    setUp: async () => ({ driver: internet, config: (address) => ({ kind: "internet", ...address }), tearDown: async () => undefined }),
  },
  {
    name: "leased line", kind: "leased-line", needs: "openssh-server", isHere: haveSshd, protection: ["SSH, host key pinned"],
    async setUp() {
      const sshd = await Sshd.start();
      return { driver: leasedLine({}), config: (address) => ({ kind: "leased-line", ssh: sshd.login(), ...address }), tearDown: () => sshd.close() };
    },
  },
];
