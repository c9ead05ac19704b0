import { AppError } from "../domain/errors.ts";
import type { ChannelErrorCode } from "../workflows/ports/channel.ts";

interface Words {
  readonly message: string;
  readonly next: string;
  readonly retryable: boolean;
}

/** What an operator reads, per code. */
export const channelErrorWords: Readonly<Record<ChannelErrorCode, Words>> = {
  "name-not-found": { message: "The bank's address is not known on the network.", next: "Check the internet connection, then the address in the connection's settings.", retryable: true },
  refused: { message: "The bank's computer refuses the connection.", next: "Try again later; if it stays so, check the port in the address with the bank.", retryable: true },
  unreachable: { message: "The bank's computer cannot be reached from here.", next: "Check the internet connection and the firewall, then try again.", retryable: true },
  "connect-timeout": { message: "The bank's computer does not answer.", next: "Try again later; check the internet connection and the firewall.", retryable: true },
  "tls-untrusted": { message: "The bank's computer could not prove who it is.", next: "Do not go on. Compare the pinned authority or certificate with what the bank has published.", retryable: false },
  "tls-failed": { message: "No secure line (TLS 1.2 or later) could be agreed on with the bank's computer.", next: "Check the address; ask the bank which TLS versions it offers.", retryable: false },
  "idle-timeout": { message: "The bank's computer has gone silent.", next: "Try again; if it happens often, allow a longer silence in the connection's settings.", retryable: true },
  cut: { message: "The line was cut.", next: "Try again when the line is steady.", retryable: true },
  cancelled: { message: "The communication was cancelled.", next: "Start it again when you are ready.", retryable: true },
  "http-status": { message: "The bank's computer did not answer as an EBICS host does.", next: "Check the address with the bank; if it is right, the bank has a disturbance: try later.", retryable: true },
  "answer-too-large": { message: "The bank's answer is larger than allowed, so it was not read.", next: "Ask for a shorter period, or ask the bank what it sent.", retryable: false },
};

/**
 * An error of area "channel" with its sentences.
 * @param requestMayHaveArrived false only when it is certain that the bank got no complete request
 * @param detail what exactly, appended to the sentence: `HTTP 503`
 */
export function channelError(code: ChannelErrorCode, requestMayHaveArrived: boolean, options: { readonly detail?: string | undefined; readonly cause?: unknown } = {}): AppError {
  const { message, next, retryable } = channelErrorWords[code];
  return new AppError("channel", code, options.detail === undefined ? message : `${message.slice(0, -1)} (${options.detail}).`, {
    meaning: requestMayHaveArrived
      ? "The request may have reached the bank although no answer came. Nothing is sent again before the bank was asked."
      : "The bank has not received the request.",
    next,
    retryable,
    cause: options.cause,
    context: { requestMayHaveArrived },
  });
}
