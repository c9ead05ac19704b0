import { isIPv4 } from "node:net";
import { AppError } from "../../domain/errors.ts";
import type { PppLogin } from "../../workflows/ports/channel.ts";
import { readSecret } from "../secrets.ts";
import type { ChannelOptions } from "./channel-options.ts";
import { declareModemPort, type ModemPortOptions, readDialledModem } from "./modem-port.ts";

interface PppOptions extends ModemPortOptions {
  readonly pppUser?: string;
  readonly pppPasswordFile?: string;
  readonly inClear?: boolean;
  readonly bankAddress?: string;
}

export const pppOptions: ChannelOptions<PppOptions> = {
  kind: "ppp",
  description: "by a telephone call to an access server that speaks PPP; the system's pppd does it (`kontor connection channel ppp` says whether it can)",
  declare: (command) =>
    declareModemPort(command.requiredOption("--port <device>", "the modem's serial port: /dev/ttyS0"))
      .option("--ppp-user <name>", "who we are at the access server, when it asks")
      .option("--ppp-password-file <file>", "file with the password there; it is kept in the customer's store")
      .option("--in-clear", "the password itself may go over the line (PAP), where the access server takes no proof of it (CHAP)")
      .option("--bank-address <IPv4>", "of the bank's host, where the access server names no name server"),
  async read(options, address) {
    const { bankAddress } = options;
    if (bankAddress !== undefined && !isIPv4(bankAddress)) throw new AppError("input", "bad-address", `"${bankAddress}" is no IPv4 address.`, { meaning: "Nothing was done." });
    return { kind: "ppp", ...address, modem: await readDialledModem(options), ppp: { login: loginOf(options), bankAddress } };
  },
};

function loginOf({ pppUser, pppPasswordFile, inClear }: PppOptions): PppLogin | undefined {
  if (pppUser === undefined && pppPasswordFile === undefined) return undefined;
  if (pppUser === undefined || pppPasswordFile === undefined) throw new AppError("input", "half-a-login", "A login at the access server has a name and a password.", { meaning: "Nothing was done.", next: "Give --ppp-user and --ppp-password-file, or neither." });
  using password = readSecret("ppp-password", { file: pppPasswordFile });
  return { userName: pppUser, password: password.revealText(), mayBeInClear: inClear };
}
