import type { SshHost } from "../../workflows/ports/channel.ts";
import type { ChannelOptions } from "./channel-options.ts";
import { declareProxy, type ProxyOptions, readProxy } from "./proxy.ts";
import { declareSshLogin, fingerprintOf, readSshHost, readSshLogin, type SshLoginOptions } from "./ssh.ts";

interface LeasedLineOptions extends ProxyOptions, Omit<SshLoginOptions, "user"> {
  readonly ssh: string;
  readonly jump?: string;
  readonly jumpHostKey?: string;
  readonly slow?: boolean;
}

export const leasedLineOptions: ChannelOptions<LeasedLineOptions> = {
  kind: "leased-line",
  description: "through an SSH host, which leads on to the bank's",
  declare: (command) =>
    declareProxy(declareSshLogin(command.requiredOption("--ssh <user@host:port>", "the SSH host, and who we are there")))
      .option("--jump <user@host:port>", "the host by which it is reached; with the same key of ours")
      .option("--jump-host-key <SHA256:…>", "that host's key")
      .option("--slow", "a line on which an answer may queue behind data: silence is borne for longer"),
  async read(options, address) {
    const { userName, ...host } = readSshHost(options.ssh);
    const login = await readSshLogin({ ...options, user: userName });
    const jump: SshHost | undefined = options.jump === undefined ? undefined : { ...readSshHost(options.jump), key: login.key, hostKeySha256: options.jumpHostKey === undefined ? undefined : fingerprintOf(options.jumpHostKey) };
    return { kind: "leased-line", ...address, ssh: { ...login, ...host }, jump, proxy: readProxy(options), speed: options.slow === true ? "slow" : undefined };
  },
};
