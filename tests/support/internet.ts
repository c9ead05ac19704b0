import { internet as road } from "../../src/channels/internet/index.ts";
import type { ChannelDriver } from "../../src/workflows/ports/channel.ts";

/** The internet as any of the roads, for tests that put something of theirs in its place. */
export const internet: ChannelDriver = road;
