import { access, constants, open, readFile, stat } from "node:fs/promises";
import type { AppError } from "../../domain/errors.ts";
import { channelError } from "../channel-error.ts";
import { peerFile } from "./preparation.ts";

/** Where PPP is looked for on this machine; tests look elsewhere. */
export interface PppPlaces {
  /** The first that is there is run. */
  readonly pppd: readonly string[];
  readonly ip: readonly string[];
  /** The kernel's PPP. */
  readonly device: string;
  /** The administrator's options. */
  readonly peer: string;
  readonly userId: number;
}

export interface ReadyPpp {
  readonly pppd: string;
  readonly ip: string;
  /** Whether the administrator's options are used: root needs none of them. */
  readonly usesPeer: boolean;
}

export function systemPlaces(): PppPlaces {
  return {
    pppd: ["/usr/sbin/pppd", "/sbin/pppd", "/usr/local/sbin/pppd"], ip: ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip"],
    device: "/dev/ppp", peer: peerFile, userId: process.geteuid?.() ?? 0,
  };
}

/**
 * Whether this machine can do PPP for this user, found out without dialling.
 * @throws AppError channel/`ppp-missing`, `ppp-denied`, `ppp-no-kernel`, `ppp-not-prepared`
 */
export async function readyPpp(places: PppPlaces = systemPlaces()): Promise<ReadyPpp> {
  const pppd = await firstOf(places.pppd);
  if (pppd === undefined) throw channelError("ppp-missing", false, { detail: "there is no pppd" });
  const ip = await firstOf(places.ip);
  if (ip === undefined) throw channelError("ppp-missing", false, { detail: "there is no ip, of the package iproute2" });
  await mayRun(pppd, places.userId);
  await hasKernel(places.device);
  const usesPeer = await isReadable(places.peer);
  if (!usesPeer && places.userId !== 0) throw channelError("ppp-not-prepared", false, { detail: `${places.peer} is not there, or not for this user` });
  return { pppd, ip, usesPeer };
}

/** The same as a sentence. @returns undefined: it can */
export async function pppProblem(places?: PppPlaces): Promise<AppError | undefined> {
  return readyPpp(places).then(() => undefined, (error: AppError) => error);
}

async function firstOf(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if ((await stat(path).catch(() => undefined))?.isFile() === true) return path;
  return undefined;
}

/** pppd wants to be root: by its user, or by its setuid bit, which counts only where the process may get new rights. */
async function mayRun(pppd: string, userId: number): Promise<void> {
  const denied = (why: string) => channelError("ppp-denied", false, { detail: why });
  await access(pppd, constants.X_OK).catch(() => {
    throw denied(`${pppd} may not be started`);
  });
  if (userId === 0) return;
  const { mode, uid } = await stat(pppd);
  if ((mode & 0o4000) === 0 || uid !== 0) throw denied(`${pppd} does not run as root`);
  // proc(5); absent on other systems
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  if (/^NoNewPrivs:\s*1$/m.test(status)) throw denied("this process may not get further rights");
}

/** Only root may open the device; for others it must be there, and pppd tells the rest. */
async function hasKernel(device: string): Promise<void> {
  try {
    await (await open(device, constants.O_RDWR)).close();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM") throw channelError("ppp-no-kernel", false, { cause: error, detail: `${device}: ${code === "ENOENT" ? "not there" : (code ?? "cannot be opened")}` });
  }
}

async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(() => true, () => false);
}
