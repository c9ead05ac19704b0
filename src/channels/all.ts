import type { ChannelDriver } from "../workflows/ports/channel.ts";
import { internet } from "./internet/index.ts";

/** Every road to a bank, sorted by kind. */
export const channelDrivers: readonly ChannelDriver[] = [internet];
