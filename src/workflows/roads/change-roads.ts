import { AppError } from "../../domain/errors.ts";
import type { ConnectionId } from "../../domain/ids.ts";
import { requireRight, type WorkflowContext } from "../context.ts";
import { roadsCheckValue } from "../four-eyes/acts/roads.ts";
import { administerNow } from "../four-eyes/administer.ts";
import { mustGetConnection } from "../must-get.ts";
import type { ChannelConfig, HostKeyType } from "../ports/channel.ts";
import type { Connection } from "../ports/connections.ts";
import { roadsOf } from "./take-road.ts";

export interface ChangedRoads {
  /** At least one; the first is tried first. */
  readonly roads: readonly ChannelConfig[];
  readonly mayBeLessProtected?: boolean | undefined;
}

/**
 * Changes by which roads a bank is reached. What stood before stands in the journal, without secrets.
 * @param change gets what stands in the store now, and says what shall
 * @throws AppError rights/`not-allowed`, input/`no-road`; rights/`proposed` where a second administrator has to approve it
 */
export async function changeRoads(context: WorkflowContext, id: ConnectionId, change: (now: ChangedRoads) => ChangedRoads): Promise<Connection> {
  requireRight(context, "administer", "change connections");
  const before = await mustGetConnection(context.store, id);
  const { roads, mayBeLessProtected } = change({ roads: roadsOf(before), mayBeLessProtected: before.mayBeLessProtected });
  if (roads.length === 0) throw new AppError("input", "no-road", "A bank needs a road by which it is reached.", { meaning: "Nothing was changed.", next: "Add another one first." });
  await administerNow(context, { kind: "roads", connectionId: id, title: before.title, roads, mayBeLessProtected: mayBeLessProtected === true, basedOn: roadsCheckValue(roadsOf(before)) });
  return mustGetConnection(context.store, id);
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
