import type { ChannelOptions } from "./channel-options.ts";
import { internetOptions } from "./internet.ts";
import { leasedLineOptions } from "./leased-line.ts";

/** The kinds of channel that can be given on the command line, sorted by kind. */
export const channelOptions: readonly ChannelOptions[] = [internetOptions, leasedLineOptions];
