import { execFile, spawn } from "node:child_process";
import os from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { channelError } from "../channel-error.ts";
import { stopped } from "../within.ts";
import { withDescriptors } from "./descriptors.ts";
import { routeScript } from "./preparation.ts";

/** The interface of a line that is up. */
export interface PppInterface {
  readonly name: string;
  /** IPv4 address of our end. */
  readonly local: string;
}

const pppName = /^ppp\d+$/;
const environment = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };
const lookMs = 50;
/** pppd's scripts run beside it: so long they may take. */
const routeMs = 5_000;

/**
 * The interface that pppd has made for the address, once it is there.
 * @returns undefined when stopped
 * @throws AppError channel/`ppp-no-route` when this machine has that address already, on another network: its traffic is not to go over the call
 */
export async function interfaceWith(local: string, signal: AbortSignal): Promise<PppInterface | undefined> {
  for (; !signal.aborted; await wait(lookMs)) {
    const names = Object.entries(os.networkInterfaces()).filter(([, addresses]) => addresses?.some(({ address }) => address === local) === true).map(([name]) => name);
    const taken = names.find((name) => !pppName.test(name));
    if (taken !== undefined) throw channelError("ppp-no-route", false, { detail: `the far end gives us ${local}, which is our address on ${taken}` });
    if (names[0] !== undefined) return { name: names[0], local };
  }
  return undefined;
}

/**
 * What pppd has the administrator's script do for users, as root. Never throws: the proof of the route tells what is missing.
 * @returns undoes it; so does the end of this process, also when it is killed
 */
export function routeAsRoot({ name, local }: PppInterface): () => void {
  const undo = `while ip rule del from "$4" table "$table" 2>/dev/null; do :; done`;
  const words = ["-c", `${routeScript}cat >/dev/null\n${undo}`, "kontor-route", name, "", "", local];
  const keeper = withDescriptors(["pipe", "ignore", "ignore"] as const, (stdio) => spawn("/bin/sh", words, { stdio, detached: true, env: environment }));
  keeper.on("error", () => undefined);
  keeper.stdin?.on("error", () => undefined);
  keeper.unref();
  return () => void keeper.stdin?.end();
}

/**
 * Makes sure that what is sent from the line's own address to a destination leaves by the line, and by nothing else.
 * @param ip the program
 * @throws AppError channel/`ppp-no-route`, `cancelled`
 */
export async function proveRoute(ip: string, destination: string, line: PppInterface, signal: AbortSignal): Promise<void> {
  let seen = "";
  for (const until = performance.now() + routeMs; ; await wait(lookMs)) {
    seen = await run(ip, ["-4", "route", "get", destination, "from", line.local]);
    const [, way] = /\bdev (\S+)/.exec(seen) ?? [];
    if (way === line.name) return;
    if (signal.aborted) throw stopped("connect", "bank");
    if (performance.now() >= until) throw channelError("ppp-no-route", false, { detail: way === undefined ? `no way to ${destination} from ${line.local}` : `${destination} would be reached by ${way} instead of ${line.name}` });
  }
}

/** @returns what it said; empty when it failed */
function run(program: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve) => execFile(program, words, { timeout: routeMs, env: environment }, (error, stdout) => resolve(error === null ? stdout : "")));
}
