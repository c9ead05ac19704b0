import type { SshLogin } from "../../workflows/ports/channel.ts";
import type { ChannelOptions } from "./channel-options.ts";
import { declareModemPort, type ModemPortOptions, readDialledModem } from "./modem-port.ts";
import { declareSshLogin, readSshLogin, type SshLoginOptions } from "./ssh.ts";

interface ModemOptions extends ModemPortOptions, Omit<SshLoginOptions, "user"> {
  readonly sshUser?: string;
}

export const modemOptions: ChannelOptions<ModemOptions> = {
  kind: "modem",
  description: "by a telephone call, with SSH on it where the far end has it",
  declare: (command) =>
    declareSshLogin(declareModemPort(command.requiredOption("--port <device>", "the modem's serial port: /dev/ttyS0"))
      .option("--ssh-user <name>", "who we are at the host that answers the call; without it the call ends at the bank's EBICS host itself")),
  async read(options, address) {
    return { kind: "modem", ...address, modem: await readDialledModem(options), ssh: await readLoginOnCall(options) };
  },
};

/** The login on a call, where there is one. */
export async function readLoginOnCall(options: Omit<SshLoginOptions, "user"> & { readonly sshUser?: string }): Promise<SshLogin | undefined> {
  return options.sshUser === undefined ? undefined : readSshLogin({ ...options, user: options.sshUser });
}
