import type { Socket } from "node:net";
import type { OpenOptions, ProxyConfig } from "../../workflows/ports/channel.ts";
import type { Place } from "../channel-error.ts";
import { connectDirectly, type Target } from "./connect.ts";
import { askHttpProxy } from "./proxy/http-connect.ts";
import { askSocks5 } from "./proxy/socks5.ts";

/**
 * A TCP connection to the target, straight or by a proxy.
 * @param place whose computer the target is, for the sentences
 * @throws AppError area "channel", with requestMayHaveArrived false
 */
export async function connectTo(target: Target, proxy: ProxyConfig | undefined, options: { readonly signal: AbortSignal; readonly onEvent?: OpenOptions["onEvent"]; readonly place: Place }): Promise<Socket> {
  const { onEvent } = options;
  if (proxy === undefined) return connectDirectly(target, options);
  const socket = await connectDirectly(proxy, { ...options, place: "proxy" });
  onEvent?.({ stage: "proxy", kind: "begin", text: `Asking the proxy for ${target.host}, port ${target.port}` });
  await (proxy.kind === "http" ? askHttpProxy : askSocks5)(socket, target, proxy, options);
  onEvent?.({ stage: "proxy", kind: "done", text: "The proxy has connected" });
  return socket;
}

/** Without the password. */
export function proxyTitle(proxy: ProxyConfig | undefined): Readonly<Record<string, string>> {
  if (proxy === undefined) return {};
  return { proxy: `${proxy.kind === "http" ? "HTTP" : "SOCKS 5"} ${proxy.host}:${proxy.port}${proxy.userName === undefined ? "" : ` as ${proxy.userName}`}` };
}
