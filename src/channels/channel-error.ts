import { AppError } from "../domain/errors.ts";
import type { ChannelErrorCode } from "../workflows/ports/channel.ts";

interface Words {
  readonly message: string;
  readonly next: string;
  readonly retryable: boolean;
}

/** What an operator reads, per code. */
export const channelErrorWords: Readonly<Record<ChannelErrorCode, Words>> = {
  "name-not-found": { message: "The name of the bank's computer is not known on the network.", next: "Check the internet connection, then the address in the connection's settings.", retryable: true },
  "name-timeout": { message: "Nobody on the network tells the address of the bank's computer: the name server does not answer.", next: "Check the internet connection and this machine's name server, then try again.", retryable: true },
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
  "proxy-login": { message: "The proxy does not let us out without the right name and password.", next: "Check name and password of the proxy in the connection's settings; ask your network's administrator.", retryable: false },
  "proxy-forbids": { message: "The proxy forbids the way to the bank's computer.", next: "Ask your network's administrator to open the bank's address and port.", retryable: false },
  "proxy-failed": { message: "The proxy does not answer as one.", next: "Check kind, host and port of the proxy in the connection's settings.", retryable: false },
  "ssh-host-key-unknown": { message: "The bank's computer was never met before: its key is not known yet.", next: "Compare the key it shows with what the bank has sent; only when they are the same, enter it in the connection's settings.", retryable: false },
  "ssh-host-key-changed": { message: "The bank's computer has another key than the pinned one: somebody else may be answering.", next: "Do not go on. Ask the bank, by a number you know, whether it has changed the key of its line.", retryable: false },
  "ssh-key-refused": { message: "The bank's computer does not accept this key for this user.", next: "Check user and key in the connection's settings; ask the bank whether it has entered your public key.", retryable: false },
  "ssh-key-unusable": { message: "The key for the line could not be used.", next: "Check the path and passphrase of the key in the connection's settings.", retryable: false },
  "ssh-agent-unavailable": { message: "No ssh-agent answers on this machine, or it cannot sign with its key.", next: "Is the card in its reader? Else start ssh-agent, add the key or card to it (ssh-add, ssh-add -s), start Kontor from there; or use a key file.", retryable: false },
  "ssh-forward-refused": { message: "The bank's computer does not let this user through to the address of the EBICS host.", next: "Check the address in the connection's settings; ask the bank which one is open to you on this line.", retryable: false },
  "ssh-failed": { message: "No secure line (SSH) could be agreed on with the bank's computer.", next: "Check host and port of the line; ask the bank what it offers there.", retryable: false },
  "port-missing": { message: "The modem's port is not there.", next: "Check the cable and the name of the port in the connection's settings.", retryable: true },
  "port-denied": { message: "The modem's port may not be used by this user.", next: "Ask the administrator of this machine to let you use serial ports (group dialout).", retryable: false },
  "port-busy": { message: "Another program uses the modem's port.", next: "End the other program, or wait until it has hung up, and try again.", retryable: true },
  "port-unusable": { message: "The modem's port cannot be used.", next: "Check the name of the port and the speed in the connection's settings.", retryable: false },
  "modem-silent": { message: "The modem does not answer.", next: "Switch it off and on again; check the cable and the speed of the port.", retryable: true },
  "modem-error": { message: "The modem does not take a command.", next: "Check the dial script in the connection's settings against the modem's manual.", retryable: false },
  busy: { message: "The bank's number is busy.", next: "Try again in some minutes, or enter a second number.", retryable: true },
  "no-carrier": { message: "The far end took the call, but no modem answered there.", next: "Check the number with the bank; on a bad line, let the modem use a lower speed.", retryable: true },
  "no-dial-tone": { message: "There is no dial tone.", next: "Check the telephone cable, and the prefix for an outside line in the dial script.", retryable: true },
  "no-answer": { message: "Nobody answers the bank's number.", next: "Check the number with the bank; try again later.", retryable: true },
  "dial-delayed": { message: "The modem refuses to dial this number again so soon.", next: "Wait some minutes; the modem's manual says how long.", retryable: true },
  "incoming-call": { message: "Somebody was calling in, so the modem could not dial.", next: "Try again when the telephone has stopped ringing.", retryable: true },
  "call-cleared": { message: "The packet network did not put the call through.", next: "Check the address and the network user identification in the connection's settings; if they are right, ask the bank or the network's operator.", retryable: true },
  "x25-broken": { message: "The far end of the packet network did not keep to the rules of X.25.", next: "Try again; if it happens again, ask the operator of the router or of the network.", retryable: true },
  "pad-silent": { message: "The PAD does not answer.", next: "Check the port or number, and the speed, in the connection's settings.", retryable: true },
  "pad-error": { message: "The PAD does not take a command.", next: "Check address and network user identification; the PAD's profile may forbid what is asked.", retryable: false },
  "ppp-missing": { message: "This machine cannot do PPP: a program is missing.", next: "Ask the administrator of this machine to install the packages ppp and iproute2.", retryable: false },
  "ppp-denied": { message: "This user may not use PPP on this machine.", next: "Ask the administrator of this machine to put you into the group dip (adduser NAME dip), then log in anew; or start Kontor as root.", retryable: false },
  "ppp-no-kernel": { message: "The kernel of this machine has no PPP.", next: "Use another road, or a machine whose kernel has it (modprobe ppp_async shows it); a container needs the host's /dev/ppp.", retryable: false },
  "ppp-not-prepared": { message: "PPP is not prepared on this machine for users who are not root.", next: "Ask the administrator of this machine to lay down the two files that `kontor connection channel ppp` prints.", retryable: false },
  "ppp-silent": { message: "The far end took the call, but does not speak PPP.", next: "Check the number with the bank, and which kind of line it has there: PPP, SSH or its EBICS host itself.", retryable: true },
  "ppp-login": { message: "The far end does not let us in with this name and password.", next: "Check name and password of the line in the connection's settings; ask the bank.", retryable: false },
  "ppp-no-address": { message: "The far end gives the line no IP address.", next: "Try again later; if it stays so, ask the bank whether this line is for IP.", retryable: true },
  "ppp-no-route": { message: "The way to the bank's computer does not lead over the call, so nothing was sent.", next: "Ask the administrator of this machine to compare the files with what `kontor connection channel ppp` prints; as root, look at `ip rule` and `ip route`.", retryable: false },
  "ppp-failed": { message: "The line could not be brought up by PPP.", next: "Test the line: it shows how far it comes; the system's log has pppd's own words.", retryable: true },
};

/** Whose computer it is about. */
export type Place = "bank" | "ssh-host" | "jump-host" | "proxy" | "router";
const placeTitles: Readonly<Record<Place, string>> = { bank: "bank's computer", "ssh-host": "SSH host of the line", "jump-host": "jump host of the line", proxy: "proxy", router: "router to the packet network" };

export interface ChannelErrorOptions {
  /** What exactly, appended to the sentence: `HTTP 503`. */
  readonly detail?: string | undefined;
  readonly cause?: unknown;
  /** Default "bank". */
  readonly place?: Place | undefined;
  /** Further facts for the support case and the screens. */
  readonly facts?: Readonly<Record<string, string>> | undefined;
}

/**
 * An error of area "channel" with its sentences.
 * @param requestMayHaveArrived false only when it is certain that the bank got no complete request
 */
export function channelError(code: ChannelErrorCode, requestMayHaveArrived: boolean, options: ChannelErrorOptions = {}): AppError {
  const { place = "bank", detail } = options;
  const words = channelErrorWords[code];
  const message = words.message.replaceAll(placeTitles.bank, placeTitles[place]);
  return new AppError("channel", code, detail === undefined ? message : `${message.slice(0, -1)} (${detail}).`, {
    meaning: requestMayHaveArrived
      ? "The request may have reached the bank although no answer came. Nothing is sent again before the bank was asked."
      : "The bank has not received the request.",
    next: words.next,
    retryable: words.retryable,
    cause: options.cause,
    context: { requestMayHaveArrived, place, ...options.facts },
  });
}
