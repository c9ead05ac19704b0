import type { ChannelOptions } from "./channel-options.ts";
import { internetOptions } from "./internet.ts";
import { leasedLineOptions } from "./leased-line.ts";
import { modemOptions } from "./modem.ts";
import { pppOptions } from "./ppp.ts";
import { x25Options } from "./x25.ts";

/** The kinds of channel that can be given on the command line, sorted by kind. */
export const channelOptions: readonly ChannelOptions[] = [internetOptions, leasedLineOptions, modemOptions, pppOptions, x25Options];
