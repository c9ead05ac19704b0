import { connect, type Socket } from "node:net";
import type { ChannelErrorCode, LineEvent } from "../../workflows/ports/channel.ts";
import { channelError, type Place } from "../channel-error.ts";

/**
 * A TCP connection of this machine, by name or address, IPv4 or IPv6, whichever answers.
 * @param place whose computer it is, for the sentences
 * @throws AppError area "channel", with requestMayHaveArrived false
 */
export function connectDirectly(target: { readonly host: string; readonly port: number }, signal: AbortSignal, onEvent?: (event: LineEvent) => void, place: Place = "bank"): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(channelError("cancelled", false));
    onEvent?.({ stage: "connect", kind: "begin", text: `Connecting to ${target.host}, port ${target.port}` });
    const socket = connect({ ...target, noDelay: true });
    const done = (act: () => void): void => {
      signal.removeEventListener("abort", onAbort);
      socket.removeAllListeners("error");
      act();
    };
    const fail = (code: ChannelErrorCode, cause?: unknown, detail?: string): void => {
      done(() => {
        socket.on("error", () => {}); // what it still says after being given up tells nothing new
        socket.destroy();
        reject(channelError(code, false, { cause, detail, place }));
      });
    };
    const onAbort = (): void => fail("cancelled");
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("error", (error: NodeJS.ErrnoException) => fail(connectErrorCode(error), error, error.code));
    socket.once("connect", () => {
      onEvent?.({ stage: "connect", kind: "done", text: `Connected to ${socket.remoteAddress ?? target.host}` });
      done(() => resolve(socket));
    });
  });
}

function connectErrorCode(error: NodeJS.ErrnoException): ChannelErrorCode {
  const code = error.code ?? "";
  if (code === "ENOTFOUND" || code.startsWith("EAI_")) return "name-not-found";
  if (code === "ECONNREFUSED") return "refused";
  if (code === "ETIMEDOUT") return "connect-timeout";
  return "unreachable";
}
