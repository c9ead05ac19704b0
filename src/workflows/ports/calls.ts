import type { CallId, ConnectionId, IsoInstant } from "../../domain/ids.ts";
import type { Money } from "../../domain/money.ts";
import type { ChannelConfig, ChannelErrorCode } from "./channel.ts";

/** One call to a bank: a road that was taken, or that did not come up. */
export interface Call {
  readonly id: CallId;
  readonly connectionId: ConnectionId;
  readonly kind: ChannelConfig["kind"];
  readonly startedAt: IsoInstant;
  /** Undefined: still up, or nobody was left to note its end. */
  readonly endedAt?: IsoInstant | undefined;
  /** Of messages, without what the road adds. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Code of the channel's error that it ended with. */
  readonly result: "running" | "ok" | ChannelErrorCode | "failed";
  /** By the channel's tariff, where it has one. */
  readonly cost?: Money | undefined;
}
export interface CallRepository {
  /** New, or the same one at its end. */
  put(call: Call): Promise<void>;
  /** Newest first. */
  list(limit?: number): Promise<readonly Call[]>;
}
