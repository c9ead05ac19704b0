import { isAppError } from "../domain/errors.ts";
import { channelError, type Place } from "./channel-error.ts";

/**
 * Does something that a signal can stop, for so long at most.
 * @param signal whoever wants to stop it from outside
 * @throws AppError channel/`connect-timeout` when the time is over; else what `act` throws
 */
export async function within<T>(limitMs: number, signal: AbortSignal | undefined, place: Place, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  try {
    return await act(AbortSignal.any([limit.signal, ...(signal === undefined ? [] : [signal])]));
  } catch (error) {
    // What was stopped only sees that it was to stop, not which of the two asked for it.
    const tooLong = limit.signal.aborted && signal?.aborted !== true && isAppError(error, "channel", "cancelled");
    throw tooLong ? channelError("connect-timeout", false, { cause: error, place }) : error;
  } finally {
    clearTimeout(timer);
  }
}
