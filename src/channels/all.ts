import type { ChannelDriver } from "../workflows/ports/channel.ts";
import { internet } from "./internet/index.ts";
import { leasedLine } from "./leased-line/index.ts";
import { modem } from "./modem/index.ts";
import { ppp } from "./ppp/index.ts";
import type { Surroundings } from "./surroundings.ts";
import { x25 } from "./x25/index.ts";

/** Every road to a bank, sorted by kind. */
export function channelDrivers(surroundings: Surroundings): readonly ChannelDriver[] {
  return [internet, leasedLine(surroundings), modem(surroundings), ppp(surroundings), x25(surroundings)];
}
