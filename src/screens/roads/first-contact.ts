import { isAppError } from "../../domain/errors.ts";
import type { ChannelConfig, HostKeyType } from "../../workflows/ports/channel.ts";
import { withHostKey } from "../../workflows/roads/change-roads.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import type { Asking } from "./ask-road.ts";

/** The line's host and its jump host: nobody else can be unknown. */
const hostsMax = 2;

/**
 * Dials a new road once. Where a host on the way was never met, its key is shown and asked about; only when the operator says that it is the one
 * in the bank's letter it is pinned. Whatever else goes wrong is left to the test of the line.
 * @returns the road as it is to be kept; undefined when a key was not the right one
 */
export async function firstContact({ context, shell }: Asking, road: ChannelConfig): Promise<ChannelConfig | undefined> {
  let config = road;
  for (let hosts = 0; hosts < hostsMax && !knowsHostKeys(config); hosts++) {
    const seen = await unknownKey({ context, shell }, config);
    if (seen === undefined) return config;
    const { place, sha256, type } = seen;
    const same = await shell.confirm({
      title: `First contact with the ${place === "jump-host" ? "jump host" : "SSH host"}`, customer: customerOf(context), yes: "it is the same", no: "it is not",
      consequence: "From now on this line leads to whoever holds this key. Say yes only when you have compared it with the bank's letter.",
      details: [`${type.toUpperCase()} key`, sha256],
    });
    if (!same) return undefined;
    config = withHostKey(config, place, { sha256, type });
  }
  return config;
}

/** Nobody on the way can be met for the first time. */
function knowsHostKeys(road: ChannelConfig): boolean {
  const hosts = [...("ssh" in road ? [road.ssh] : []), ...("jump" in road ? [road.jump] : [])];
  return hosts.every((host) => host === undefined || host.hostKeySha256 !== undefined);
}

async function unknownKey({ context, shell }: Pick<Asking, "context" | "shell">, config: ChannelConfig): Promise<{ readonly place: string; readonly sha256: string; readonly type: HostKeyType } | undefined> {
  shell.notice("Dialling the new road once …");
  try {
    await (await context.tools.channel(config.kind).open(config, {})).close();
    return undefined;
  } catch (error) {
    if (!isAppError(error, "channel")) throw error;
    const { hostKeySha256: sha256, hostKeyType: type, place } = error.context;
    if (error.code !== "ssh-host-key-unknown" || typeof sha256 !== "string" || typeof place !== "string") return undefined;
    return { place, sha256, type: type === "rsa" || type === "ecdsa" ? type : "ed25519" };
  }
}
