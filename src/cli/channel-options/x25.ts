import { AppError } from "../../domain/errors.ts";
import type { PadSettings, XotSettings } from "../../workflows/ports/channel.ts";
import { readSecret } from "../secrets.ts";
import { type ChannelOptions, portOf } from "./channel-options.ts";
import { readLoginOnCall } from "./modem.ts";
import { declareModemPort, type ModemPortOptions, readModemPort } from "./modem-port.ts";
import { declareSshLogin, type SshLoginOptions } from "./ssh.ts";

interface X25Options extends Omit<ModemPortOptions, "port">, Omit<SshLoginOptions, "user"> {
  readonly router?: string;
  readonly padPort?: string;
  readonly address: string;
  readonly callingAddress?: string;
  readonly nuiFile?: string;
  readonly group?: string;
  readonly callData?: string;
  readonly packetSize?: string;
  readonly window?: string;
  readonly modulo?: string;
  readonly sshUser?: string;
}

export const x25Options: ChannelOptions<X25Options> = {
  kind: "x25",
  description: "by a call in a packet network: through a router (XOT), or by a PAD at a serial port or the end of a telephone call",
  declare: (command) =>
    declareSshLogin(declareModemPort(command
      .requiredOption("--address <digits>", "X.25 address to call")
      .option("--router <host:port>", "a router that speaks XOT (RFC 1613); port 1998 when none is given")
      .option("--pad-port <device>", "instead: serial port of the PAD, or of the modem that calls it")
      .option("--calling-address <digits>", "our own address, for a router")
      .option("--nui-file <file>", "file with the network user identification; it is kept in the customer's store")
      .option("--group <digits>", "closed user group")
      .option("--call-data <text>", "up to 12 characters for the host that is called")
      .option("--packet-size <bytes>", "16 to 4096, a power of two; for a router")
      .option("--window <packets>", "1 to 7, with --modulo 128 up to 127; for a router")
      .option("--modulo <8 or 128>", "numbering of packets; for a router"))
      .option("--ssh-user <name>", "who we are at the host that takes the call; without it the call ends at the bank's EBICS host itself")),
  async read(options, address) {
    if ((options.router === undefined) === (options.padPort === undefined)) throw new AppError("input", "router-or-pad", "A call in a packet network goes through a router or a PAD.", { meaning: "Nothing was done.", next: "Give --router or --pad-port." });
    using nui = options.nuiFile === undefined ? undefined : readSecret("nui", { file: options.nuiFile });
    const call = { calledAddress: digits(options.address, 15, "address"), userIdentification: nui?.revealText(), closedUserGroup: options.group === undefined ? undefined : digits(options.group, 2, "closed user group"), callData: options.callData };
    const x25: XotSettings | PadSettings = options.padPort === undefined
      ? { via: "xot", ...call, ...routerOf(options.router ?? ""), callingAddress: options.callingAddress === undefined ? undefined : digits(options.callingAddress, 15, "address"), ...sizesOf(options) }
      : { via: "pad", ...call, modem: await readModemPort({ ...options, port: options.padPort }) };
    return { kind: "x25", ...address, x25, ssh: await readLoginOnCall(options) };
  },
};

function routerOf(text: string): Pick<XotSettings, "host" | "port"> {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-f:]+)\]|([^\s:@/[\]]+))(?::(\d+))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw new AppError("input", "bad-router", `"${text}" names no router.`, { meaning: "Nothing was done.", next: "Write HOST or HOST:PORT." });
  return { host, port: port === undefined ? undefined : portOf(port) };
}

function sizesOf({ packetSize, window, modulo }: X25Options): Pick<XotSettings, "packetBytes" | "windowSize" | "modulo"> {
  const wrong = (what: string, rule: string) => new AppError("input", "bad-x25-size", `This is no ${what} of X.25.`, { meaning: "Nothing was done.", next: rule });
  if (modulo !== undefined && modulo !== "8" && modulo !== "128") throw wrong("numbering", "8 or 128.");
  const packetBytes = packetSize === undefined ? undefined : Number(packetSize);
  if (packetBytes !== undefined && (!Number.isInteger(Math.log2(packetBytes)) || packetBytes < 16 || packetBytes > 4096)) throw wrong("packet size", "16, 32, 64, 128, 256, 512, 1024, 2048 or 4096.");
  const windowSize = window === undefined ? undefined : Number(window);
  if (windowSize !== undefined && (!Number.isInteger(windowSize) || windowSize < 1 || windowSize > (modulo === "128" ? 127 : 7))) throw wrong("window", "1 to 7; with --modulo 128 up to 127.");
  return { packetBytes, windowSize, modulo: modulo === undefined ? undefined : modulo === "128" ? 128 : 8 };
}

function digits(text: string, digitsMax: number, what: string): string {
  if (!/^\d+$/.test(text) || text.length > digitsMax) throw new AppError("input", "bad-x25-address", `"${text}" is no ${what} of X.25.`, { meaning: "Nothing was done.", next: `Up to ${digitsMax} digits.` });
  return text;
}
