import { AppError, isAppError } from "../../domain/errors.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import { type Channel, type ChannelConfig, channelNames, type OpenOptions } from "../ports/channel.ts";
import type { Connection } from "../ports/connections.ts";
import { noted } from "./calls.ts";
import { weaknesses } from "./protection.ts";

/** The road that came up. */
export interface TakenRoad {
  readonly config: ChannelConfig;
  readonly channel: Channel;
  /** Why it is not the one that is tried first, and in what it is weaker; for the operator. */
  readonly notice: string | undefined;
}

/** The connection's roads, in the order in which they are tried. */
export function roadsOf(connection: Pick<Connection, "channel" | "fallbackChannels">): readonly ChannelConfig[] {
  return [connection.channel, ...(connection.fallbackChannels ?? [])];
}

/**
 * Dials by the first road that comes up. The next one is tried only where trying again could have helped, and a less protected one only where
 * the connection allows it; then it is said and journalled. Nothing of a request has left before.
 * @throws AppError area "channel": of the last road tried
 */
export async function takeRoad(context: WorkflowContext, connection: Connection, options: OpenOptions): Promise<TakenRoad> {
  const { up, ...road } = await firstUp(context, connection, roadsOf(connection), (config) => openRoad(context, connection, config, options));
  return { ...road, channel: up };
}

/**
 * Brings up whatever goes over a road by the first that can, as `takeRoad` does.
 * @param roads of the connection, in their order, at least one
 * @throws AppError area "channel": of the last road tried
 */
export async function firstUp<T>(context: WorkflowContext, connection: Connection, roads: readonly ChannelConfig[], bringUp: (config: ChannelConfig) => Promise<T>): Promise<Pick<TakenRoad, "config" | "notice"> & { readonly up: T }> {
  const agreed = protectionOf(context, connection.channel);
  const tried: string[] = [];
  const passedOver: string[] = [];
  let problem: unknown;
  for (const config of roads) {
    const title = channelNames[config.kind];
    const weaker = weaknesses(protectionOf(context, config), agreed);
    if (weaker.length > 0 && connection.mayBeLessProtected !== true) {
      passedOver.push(title);
      continue;
    }
    try {
      const up = await bringUp(config);
      if (tried.length === 0) return { config, up, notice: undefined };
      const notice = `By ${title}, as ${tried.join(", ")} did not come up.${weaker.length === 0 ? "" : ` Less protected than agreed: ${weaker.join("; ")}.`}`;
      await context.store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "connection.fell-back", subject: connection.id, summary: `${connection.title}: ${notice}` });
      return { config, up, notice };
    } catch (error) {
      // An answer of the bank, whatever it says, is one by a road that came up.
      if (!isAppError(error, "channel") || !error.retryable || error.code === "cancelled" || error.code === "http-status") throw error;
      tried.push(`${title} (${error.code})`);
      problem = error;
    }
  }
  throw passedOver.length === 0 || !(problem instanceof AppError) ? problem : withPassedOver(problem, passedOver);
}

/** Dials by one road, the same options each time. @throws AppError area "channel" */
export function openRoad(context: WorkflowContext, connection: Connection, config: ChannelConfig, options: OpenOptions): Promise<Channel> {
  return noted(context, connection, config, () => context.tools.channel(config.kind).open(config, options));
}

function protectionOf(context: WorkflowContext, config: ChannelConfig) {
  return context.tools.channel(config.kind).protection(config);
}

function withPassedOver(error: AppError, titles: readonly string[]): AppError {
  return new AppError(error.area, error.code, error.message, {
    meaning: error.meaning, retryable: error.retryable, cause: error, context: error.context,
    next: `${error.next ?? ""} ${titles.join(" and ")} could be tried, but ${titles.length === 1 ? "is" : "are"} less protected; the connection's settings do not allow that.`.trim(),
  });
}
