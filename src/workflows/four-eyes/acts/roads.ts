import { createHash } from "node:crypto";
import { z } from "zod";
import { AppError } from "../../../domain/errors.ts";
import type { ConnectionId } from "../../../domain/ids.ts";
import { instantNow, type Tools } from "../../context.ts";
import { mustGetConnection } from "../../must-get.ts";
import type { ChannelConfig } from "../../ports/channel.ts";
import type { Connection } from "../../ports/connections.ts";
import type { Fields } from "../../ports/proposals.ts";
import { roadsOf } from "../../roads/take-road.ts";
import { type ActKind, inStore } from "../act-kind.ts";

const schema = z.strictObject({ kind: z.literal("roads"), connectionId: z.string(), title: z.string(), roads: z.array(z.looseObject({ kind: z.string() })).min(1), mayBeLessProtected: z.boolean(), basedOn: z.string() });

/** By which roads a bank is reached: addresses, logins, what proves the far end. At least one; the first is tried first. */
export interface RoadsAct {
  readonly kind: "roads";
  readonly connectionId: ConnectionId;
  readonly title: string;
  readonly roads: readonly ChannelConfig[];
  readonly mayBeLessProtected: boolean;
  /** `roadsCheckValue` of those that were changed into these: two changes at once do not undo each other. */
  readonly basedOn: string;
}

/** Tells any two sets of roads apart, whatever of them is shown. */
export function roadsCheckValue(roads: readonly ChannelConfig[]): string {
  return createHash("sha256").update(JSON.stringify(roads, (_name, value: unknown) => (typeof value === "bigint" ? `${value}n` : value))).digest("hex").slice(0, 12);
}

export const roadsAct: ActKind<RoadsAct> = {
  schema,
  doing: "change connections",
  title: ({ title }) => `Roads to ${title}`,
  async fields(store, { connectionId, roads, mayBeLessProtected }, tools) {
    const before = await mustGetConnection(store, connectionId);
    return { before: factsOf(tools, roadsOf(before), before.mayBeLessProtected === true), after: factsOf(tools, roads, mayBeLessProtected) };
  },
  async check(store, { connectionId, basedOn }) {
    if (roadsCheckValue(roadsOf(await mustGetConnection(store, connectionId))) === basedOn) return;
    throw new AppError("workflow", "changed-meanwhile", "Somebody else has just changed the roads to this bank.", { meaning: "Nothing was changed.", next: "Look at them again." });
  },
  carryOut: inStore(async (context, store, { connectionId, roads: [channel, ...fallbackChannels], mayBeLessProtected }) => {
    const before = await mustGetConnection(store, connectionId);
    const after: Connection = { ...before, channel: channel ?? before.channel, fallbackChannels, mayBeLessProtected: mayBeLessProtected ? true : undefined };
    await store.connections.put(after);
    await store.journal.append({
      at: instantNow(context), actor: context.operator.name, action: "connection.roads", subject: connectionId,
      summary: `Roads to ${after.title}: ${roadsOf(after).map((one) => context.tools.channel(one.kind).title).join(", then ")}${mayBeLessProtected ? "; also less protected ones" : ""}`,
      detail: { before: shown(context.tools, before), after: shown(context.tools, after) },
    });
  }),
};

function shown(tools: Tools, connection: Connection) {
  return { roads: roadsOf(connection).map((one) => ({ kind: one.kind, ...tools.channel(one.kind).redact(one) })), mayBeLessProtected: connection.mayBeLessProtected === true };
}

/** Without secrets; that one of them is another shows in the check value alone. */
function factsOf(tools: Tools, roads: readonly ChannelConfig[], mayBeLessProtected: boolean): Fields {
  const road = (one: ChannelConfig): string => `${tools.channel(one.kind).title}: ${Object.entries(tools.channel(one.kind).redact(one)).map(([name, value]) => `${name} ${value}`).join(" · ")}`;
  return {
    ...Object.fromEntries(roads.map((one, at) => [`road ${at + 1}`, road(one)])),
    "less protected ones": mayBeLessProtected ? "may be taken" : "are not taken",
    "check value, secrets too": roadsCheckValue(roads),
  };
}
