import type { PppSettings } from "../../workflows/ports/channel.ts";
import { privilegedOptions } from "./preparation.ts";

/**
 * A dead line is told of after as many echoes, one interval before and one behind them, and the 3 s of a farewell: within 30 s. An echo is asked for only when
 * nothing has come meanwhile, so that on a slow line none has to wait behind data.
 */
const echo = { seconds: 4, unanswered: 3 } as const;

/**
 * Options of one line as pppd's file has them (pppd(8)), the password among them: never on a command line.
 * @param asRoot with those that it takes from root and administrators only
 */
export function lineOptions({ login }: PppSettings, asRoot: boolean): string {
  const lines = [
    "local", "nocrtscts", "noipdefault", "noipv6", "noccp", "asyncmap 0", "nopersist", "hide-password", "refuse-eap",
    `lcp-echo-interval ${echo.seconds}`, `lcp-echo-failure ${echo.unanswered}`, "lcp-echo-adaptive", "lcp-max-terminate 1",
    ...(login === undefined ? ["refuse-pap", "refuse-chap", "refuse-mschap", "refuse-mschap-v2"] : [`user ${wordOf(login.userName)}`, `password ${wordOf(login.password)}`, ...(login.mayBeInClear === true ? [] : ["refuse-pap"])]),
  ];
  return `${asRoot ? privilegedOptions("/bin/true") : ""}${lines.join("\n")}\n`;
}

/** A word of pppd's files: every byte that could mean something there as \ooo (pppd(8), "OPTIONS FILES"). */
function wordOf(text: string): string {
  return [...Buffer.from(text)].map((byte) => (/[A-Za-z0-9@._-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`)).join("");
}
