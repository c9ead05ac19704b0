import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ProxyConfig } from "../../src/workflows/ports/channel.ts";
import { freePort } from "./ports.ts";
import { programNamed } from "./programs.ts";

const tinyproxy = programNamed("tinyproxy");
const microsocks = programNamed("microsocks");
export const haveTinyproxy = tinyproxy !== undefined;
export const haveMicrosocks = microsocks !== undefined;

export interface RunningProxy {
  readonly config: ProxyConfig;
  close(): Promise<void>;
}

export interface ProxyUser {
  readonly userName: string;
  readonly password: string;
}

/** Debian's tinyproxy on loopback. @param settings lines for its configuration */
export async function startTinyproxy(user?: ProxyUser, settings: readonly string[] = []): Promise<RunningProxy> {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-tinyproxy-"));
  const file = path.join(folder, "tinyproxy.conf");
  const proxy = await started("http", user, (port) => {
    writeFileSync(file, [`Port ${port}`, "Listen 127.0.0.1", "Timeout 60", "MaxClients 100", "LogLevel Critical", ...(user === undefined ? [] : [`BasicAuth ${user.userName} ${user.password}`]), ...settings, ""].join("\n"));
    return spawn(tinyproxy ?? "tinyproxy", ["-d", "-c", file], { stdio: "ignore" });
  });
  return {
    config: proxy.config,
    async close() {
      await proxy.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian's microsocks on loopback. */
export function startMicrosocks(user?: ProxyUser): Promise<RunningProxy> {
  return started("socks5", user, (port) => spawn(microsocks ?? "microsocks", ["-i", "127.0.0.1", "-p", String(port), ...(user === undefined ? [] : ["-u", user.userName, "-P", user.password])], { stdio: "ignore" }));
}

async function started(kind: ProxyConfig["kind"], user: ProxyUser | undefined, start: (port: number) => ChildProcess): Promise<RunningProxy> {
  for (let tries = 0; tries < 5; tries++) {
    const port = await freePort();
    const child = start(port);
    const ended = new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      child.once("error", () => resolve());
    });
    if (await listens(port, child)) {
      return {
        config: { kind, host: "127.0.0.1", port, ...user },
        async close() {
          child.kill("SIGKILL");
          await ended;
        },
      };
    }
    child.kill("SIGKILL");
  }
  throw new Error(`the ${kind} proxy does not start`);
}

async function listens(port: number, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const up = await new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: "127.0.0.1" });
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (up) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
