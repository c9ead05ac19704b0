import { type AppError, isAppError } from "../domain/errors.ts";
import { channelError, type Place } from "./channel-error.ts";

/** What was going on when it was stopped. */
export type Stage = "name" | "connect" | "proxy" | "login" | "forward" | "tls";
const stageWords: Readonly<Record<Exclude<Stage, "name">, string>> = { connect: "no connection", proxy: "connected, but no answer", login: "connected, but no login", forward: "logged in, but not let through", tls: "connected, but no answer in TLS" };

/** Stopped on request. @param stage so that it can be told where the time went when it was the limit that stopped it */
export function stopped(stage: Stage, place: Place): AppError {
  return channelError("cancelled", false, { place, facts: { stage } });
}

/**
 * Does something that a signal can stop, for so long at most.
 * @param signal whoever wants to stop it from outside
 * @throws AppError channel/`name-timeout` or `connect-timeout` when the time is over, by what was going on; else what `act` throws
 */
export async function within<T>(limitMs: number, signal: AbortSignal | undefined, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  try {
    return await act(AbortSignal.any([limit.signal, ...(signal === undefined ? [] : [signal])]));
  } catch (error) {
    // What was stopped only sees that it was to stop, not which of the two asked for it.
    throw limit.signal.aborted && signal?.aborted !== true && isAppError(error, "channel", "cancelled") ? tooLong(error, limitMs) : error;
  } finally {
    clearTimeout(timer);
  }
}

function tooLong(error: AppError, limitMs: number): AppError {
  const { stage = "connect", place = "bank" } = error.context as { stage?: Stage; place?: Place }; // written by `stopped`
  const time = `within ${limitMs / 1000} s`;
  return stage === "name" ? channelError("name-timeout", false, { cause: error, place, detail: time }) : channelError("connect-timeout", false, { cause: error, place, detail: `${stageWords[stage]} ${time}` });
}
