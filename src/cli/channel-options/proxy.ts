import type { Command } from "commander";
import { AppError } from "../../domain/errors.ts";
import type { ProxyConfig } from "../../workflows/ports/channel.ts";
import { readSecret } from "../secrets.ts";
import { portOf } from "./channel-options.ts";

export interface ProxyOptions {
  readonly proxy?: string;
  readonly proxyUser?: string;
  readonly proxyPasswordFile?: string;
}

export function declareProxy(command: Command): Command {
  return command
    .option("--proxy <url>", "the way out of this network: http://HOST:PORT or socks5://HOST:PORT")
    .option("--proxy-user <name>", "for a proxy that asks who we are")
    .option("--proxy-password-file <file>", "file with its password; it is kept in the customer's store");
}

/** @throws AppError input/`bad-proxy` */
export function readProxy({ proxy, proxyUser, proxyPasswordFile }: ProxyOptions): ProxyConfig | undefined {
  if (proxy === undefined) return undefined;
  const [, scheme, bracketed, plain, port = ""] = /^(http|socks5):\/\/(?:\[([0-9a-f:]+)\]|([^\s:/@]+)):(\d+)\/?$/i.exec(proxy) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw new AppError("input", "bad-proxy", `"${proxy}" is no proxy.`, { meaning: "Nothing was done.", next: "Write http://HOST:PORT or socks5://HOST:PORT; the user goes with --proxy-user." });
  using password = proxyPasswordFile === undefined ? undefined : readSecret("proxy-password", { file: proxyPasswordFile });
  return { kind: scheme?.toLowerCase() === "http" ? "http" : "socks5", host, port: portOf(port), userName: proxyUser, password: password?.revealText() };
}
