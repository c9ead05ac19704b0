import { AppError } from "../../domain/errors.ts";
import type { ConnectionId } from "../../domain/ids.ts";
import { instantNow, requireRight, requireRightNow, type WorkflowContext } from "../context.ts";
import { mustGetConnection } from "../must-get.ts";
import type { ChannelConfig, HostKeyType } from "../ports/channel.ts";
import type { Connection } from "../ports/customer-store.ts";
import { roadsOf } from "./take-road.ts";

export interface ChangedRoads {
  /** At least one; the first is tried first. */
  readonly roads: readonly ChannelConfig[];
  readonly mayBeLessProtected?: boolean | undefined;
}

/**
 * Changes by which roads a bank is reached. What stood before stands in the journal, without secrets.
 * @param change gets what stands in the store now, and says what shall
 * @throws AppError rights/`not-allowed`, input/`no-road`
 */
export async function changeRoads(context: WorkflowContext, id: ConnectionId, change: (now: ChangedRoads) => ChangedRoads): Promise<Connection> {
  requireRight(context, "administer", "change connections");
  return context.store.transaction(async (store) => {
    await requireRightNow(context, store, "administer", "change connections");
    const before = await mustGetConnection(store, id);
    const { roads, mayBeLessProtected } = change({ roads: roadsOf(before), mayBeLessProtected: before.mayBeLessProtected });
    const [channel, ...fallbackChannels] = roads;
    if (channel === undefined) throw new AppError("input", "no-road", "A bank needs a road by which it is reached.", { meaning: "Nothing was changed.", next: "Add another one first." });
    const after: Connection = { ...before, channel, fallbackChannels, mayBeLessProtected: mayBeLessProtected === true ? true : undefined };
    await store.connections.put(after);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: "connection.roads", subject: id,
      summary: `Roads to ${after.title}: ${roads.map((one) => context.tools.channel(one.kind).title).join(", then ")}${after.mayBeLessProtected === true ? "; also less protected ones" : ""}`,
      detail: { before: shown(context, before), after: shown(context, after) },
    });
    return after;
  });
}

/**
 * The road with the key that its SSH host, or its jump host, has shown and somebody has compared.
 * @param place as the error tells it that brought the key
 */
export function withHostKey(config: ChannelConfig, place: string, key: { readonly sha256: string; readonly type: HostKeyType }): ChannelConfig {
  const pin = { hostKeySha256: key.sha256, hostKeyType: key.type };
  if (config.kind === "leased-line" && place === "jump-host" && config.jump !== undefined) return { ...config, jump: { ...config.jump, ...pin } };
  if (config.kind === "leased-line") return { ...config, ssh: { ...config.ssh, ...pin } };
  return "ssh" in config && config.ssh !== undefined ? { ...config, ssh: { ...config.ssh, ...pin } } : config;
}

function shown(context: WorkflowContext, connection: Connection) {
  return { roads: roadsOf(connection).map((one) => ({ kind: one.kind, ...context.tools.channel(one.kind).redact(one) })), mayBeLessProtected: connection.mayBeLessProtected === true };
}
