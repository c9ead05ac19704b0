import { isIPv6, type Socket } from "node:net";
import { visibleLine } from "../../../domain/text.ts";
import type { ChannelErrorCode, ProxyConfig } from "../../../workflows/ports/channel.ts";
import { channelError } from "../../channel-error.ts";
import type { Target } from "../connect.ts";
import { type ProxyOptions, talk } from "./dialogue.ts";

const headBytesMax = 16 * 1024;

/** Has an HTTP proxy connect to the target. Source: RFC 9110, sections 9.3.6 and 11.7. @throws AppError area "channel" */
export async function askHttpProxy(socket: Socket, { host, port }: Target, proxy: ProxyConfig, options: ProxyOptions): Promise<void> {
  await talk(socket, options, async (dialogue) => {
    const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
    const login = proxy.userName === undefined ? "" : `Proxy-Authorization: Basic ${Buffer.from(`${proxy.userName}:${proxy.password ?? ""}`).toString("base64")}\r\n`;
    dialogue.say(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${login}\r\n`);
    const head = await dialogue.until("\r\n\r\n", headBytesMax);
    const [, status, reason = ""] = /^HTTP\/1\.[01] (\d{3})(?: ([^\r\n]*))?/.exec(head ?? "") ?? [];
    if (status === undefined) throw channelError("proxy-failed", false);
    if (status.startsWith("2")) return;
    throw channelError(codeOf(status), false, { detail: visibleLine(`HTTP ${status} ${reason}`.trim(), 120) + (status.startsWith("5") ? ", says the proxy" : ""), place: codeOf(status).startsWith("proxy") ? "bank" : options.place });
  });
}

/** Which of its own reasons a proxy has for a 5xx, it tells in words only, and each in others. */
function codeOf(status: string): ChannelErrorCode {
  if (status === "407") return "proxy-login";
  if (status === "504") return "connect-timeout";
  if (status.startsWith("5")) return "unreachable";
  return status === "403" || status === "405" ? "proxy-forbids" : "proxy-failed";
}
