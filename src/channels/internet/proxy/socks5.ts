import { isIP, type Socket } from "node:net";
import type { ChannelErrorCode, ProxyConfig } from "../../../workflows/ports/channel.ts";
import { channelError } from "../../channel-error.ts";
import type { Target } from "../connect.ts";
import { type ProxyDialogue, type ProxyOptions, talk } from "./dialogue.ts";

const version = 5;
const methods = { none: 0x00, userAndPassword: 0x02 } as const;

/** Has a SOCKS 5 proxy connect to the target, whose name is looked up there. Source: RFC 1928 and RFC 1929. @throws AppError area "channel" */
export async function askSocks5(socket: Socket, target: Target, proxy: ProxyConfig, options: ProxyOptions): Promise<void> {
  await talk(socket, options, async (dialogue) => {
    const offered = proxy.userName === undefined ? [methods.none] : [methods.none, methods.userAndPassword];
    dialogue.say(Uint8Array.of(version, offered.length, ...offered));
    const [spoken, method] = await dialogue.exactly(2);
    if (spoken !== version) throw channelError("proxy-failed", false);
    if (method === methods.userAndPassword && proxy.userName !== undefined) await logIn(dialogue, proxy.userName, proxy.password ?? "");
    else if (method !== methods.none) throw channelError("proxy-login", false);

    dialogue.say(Buffer.concat([Uint8Array.of(version, 1, 0), addressOf(target.host), Uint8Array.of(target.port >> 8, target.port & 0xff)]));
    const [answering, reply = 1, , addressType] = await dialogue.exactly(4);
    if (answering !== version) throw channelError("proxy-failed", false);
    if (reply !== 0) throw replyError(reply, options);
    const [length = 0] = addressType === 3 ? await dialogue.exactly(1) : [addressType === 4 ? 16 : 4];
    await dialogue.exactly(length + 2); // the proxy's own address and port: nobody's business
  });
}

/** RFC 1929. */
async function logIn(dialogue: ProxyDialogue, userName: string, password: string): Promise<void> {
  const [user, secret] = [Buffer.from(userName), Buffer.from(password)];
  if (user.length > 255 || secret.length > 255) throw channelError("proxy-login", false, { detail: "name or password is too long" });
  dialogue.say(Buffer.concat([Uint8Array.of(1, user.length), user, Uint8Array.of(secret.length), secret]));
  const [, status] = await dialogue.exactly(2);
  if (status !== 0) throw channelError("proxy-login", false);
}

/** Type and bytes: 1 IPv4, 3 name with its length, 4 IPv6. RFC 1928, section 5. */
function addressOf(host: string): Uint8Array {
  const kind = isIP(host);
  if (kind === 4) return Uint8Array.of(1, ...host.split(".").map(Number));
  if (kind === 6) return Uint8Array.of(4, ...ipv6Bytes(host));
  const name = Buffer.from(host);
  if (name.length > 255) throw channelError("name-not-found", false, { detail: "the name is too long" });
  return Uint8Array.of(3, name.length, ...name);
}

/** @param host a valid IPv6 address, maybe with a zone, maybe ending in an IPv4 address */
function ipv6Bytes(host: string): number[] {
  const url = new URL(`http://[${host.replace(/%.*$/, "")}]/`).hostname.slice(1, -1); // in its shortest form, groups only
  const [head = "", tail] = url.split("::");
  const groups = (text: string): number[] => text.split(":").filter((group) => group !== "").map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const all = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
  return all.flatMap((group) => [group >> 8, group & 0xff]);
}

/** RFC 1928, section 6. */
function replyError(reply: number, { place }: ProxyOptions): Error {
  const known: Readonly<Record<number, readonly [ChannelErrorCode, string]>> = {
    1: ["unreachable", "general failure"], 2: ["proxy-forbids", "not allowed by its rules"], 3: ["unreachable", "network unreachable"], 4: ["unreachable", "host unreachable"],
    5: ["refused", "connection refused"], 6: ["connect-timeout", "time to live expired"],
  };
  const [code, words] = known[reply] ?? ["proxy-failed", `reply ${reply}`];
  return channelError(code, false, { detail: `${words}, says the proxy`, place: code.startsWith("proxy") ? "bank" : place });
}
