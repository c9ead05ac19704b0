import type { LeasedLineChannelConfig, SshHost, SshKey } from "../../workflows/ports/channel.ts";
import { httpsOver } from "../https/index.ts";
import { proxyTitle } from "../internet/way-out.ts";
import type { Surroundings } from "../surroundings.ts";

/** Through an SSH host: a tunnel to the bank's host inside its network, by way of a jump host where there is one. */
export const leasedLine = (surroundings: Surroundings) => httpsOver<LeasedLineChannelConfig>("leased-line", "Leased line", {
  async connect(config, options) {
    const { LeasedLine } = await import("./line.ts"); // its packages are loaded for those who have one
    const line = new LeasedLine(config, options, surroundings);
    await line.bringUp(options.signal);
    return line;
  },
  tunnel: () => true,
  redact: ({ ssh, jump, proxy }) => ({ line: hostTitle(ssh), "host key": ssh.hostKeySha256 ?? "not known yet", key: keyTitle(ssh.key), ...(jump === undefined ? {} : { "jump host": hostTitle(jump) }), ...proxyTitle(proxy) }),
});

/** Without secrets: "kontor@line.bank.example:22". */
function hostTitle({ userName, host, port }: SshHost): string {
  return `${userName}@${host}:${port ?? 22}`;
}

function keyTitle(key: SshKey): string {
  switch (key.kind) {
    case "file": return `file ${key.path}`;
    case "stored": return "kept in the customer's store";
    case "agent": return key.publicKeySha256 === undefined ? "ssh-agent" : `ssh-agent, ${key.publicKeySha256}`;
  }
}
