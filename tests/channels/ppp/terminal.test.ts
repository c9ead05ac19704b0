import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { withDescriptors } from "../../../src/channels/ppp/descriptors.ts";
import { interfaceWith, proveRoute } from "../../../src/channels/ppp/route.ts";
import { openTerminalPair } from "../../../src/channels/ppp/terminal.ts";
import { programNamed } from "../../support/programs.ts";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
const start = (script: string, ...words: string[]): ChildProcess => {
  const child = withDescriptors(["pipe", "pipe", "ignore"] as const, (stdio) => spawn("/bin/sh", ["-c", script, ...words], { stdio }));
  children.push(child);
  return child;
};

describe("the terminal that pppd is given", () => {
  it("hands every byte on as it is, and sends none back, before pppd has set it as it needs it", async () => {
    const terminal = openTerminalPair();
    const back: Buffer[] = [];
    terminal.stream.on("data", (bytes: Buffer) => back.push(bytes));
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const child = start('exec cat <"$0"', terminal.path); // pppd opens it in the same way
    terminal.stream.write(every);
    const heard: Buffer[] = [];
    child.stdout?.on("data", (bytes: Buffer) => heard.push(bytes));
    await expect.poll(() => Buffer.concat(heard).length).toBe(256);
    expect(Buffer.concat(heard).equals(every)).toBe(true);
    expect(Buffer.concat(back)).toHaveLength(0);
    terminal.close();
  });

  it("that nobody reads holds up whoever writes to it, and nothing else", async () => {
    const terminal = openTerminalPair();
    let taken = false;
    terminal.stream.write(Buffer.alloc(1024 * 1024), () => {
      taken = true;
    });
    await wait(100);
    expect(taken).toBe(false);
    const child = start('exec cat <"$0" >/dev/null', terminal.path);
    await expect.poll(() => taken).toBe(true);
    terminal.stream.write(Buffer.alloc(1024 * 1024));
    child.kill("SIGKILL");
    await once(child, "exit");
    terminal.close();
    await wait(50); // what was still to be written is not written to whatever has that number next
  });

  it("is hung up when it is closed, whatever other children there are", async () => {
    const terminal = openTerminalPair();
    const line = start('exec <"$0" && echo open && exec cat', terminal.path);
    if (line.stdout === null) throw new Error("it has one");
    await once(line.stdout, "data");
    const other = start("echo here; exec cat"); // started while the terminal was open
    if (other.stdout === null) throw new Error("it has one");
    await once(other.stdout, "data");
    terminal.close();
    terminal.close();
    await once(line, "exit");
    expect(other.exitCode).toBeNull();
  });

  it("leaves a child nothing of this process's but what it is given", () => {
    const terminal = openTerminalPair();
    const seen = withDescriptors(["ignore", "pipe", "inherit"] as const, (stdio) => execFileSync("/bin/sh", ["-c", "ls -l /proc/self/fd"], { stdio, encoding: "utf8" }));
    expect(seen).toContain("/dev/null");
    expect(seen).not.toMatch(/ptmx|pts/);
    terminal.close();
  });
});

describe("the way over the line", () => {
  const never = new AbortController().signal;
  const ip = programNamed("ip") ?? "";

  it("is refused when the address that the far end gives is ours already, on another network", async () => {
    await expect(interfaceWith("127.0.0.1", never)).rejects.toMatchObject({ code: "ppp-no-route", message: expect.stringContaining("which is our address on lo") });
  });
  it("is waited for until it is not wanted any more", async () => {
    const stop = new AbortController();
    const waiting = interfaceWith("192.0.2.1", stop.signal);
    await turn();
    stop.abort();
    expect(await waiting).toBeUndefined();
  });
  it.skipIf(programNamed("ip") === undefined)("is what the kernel says, for this destination and from this address", async () => {
    await proveRoute(ip, "127.0.0.2", { name: "lo", local: "127.0.0.1" }, never);
    await expect(proveRoute(ip, "127.0.0.2", { name: "ppp0", local: "127.0.0.1" }, never)).rejects.toMatchObject({ code: "ppp-no-route", message: expect.stringContaining("127.0.0.2 would be reached by lo instead of ppp0") });
    const stopped = AbortSignal.abort();
    await expect(proveRoute(ip, "127.0.0.2", { name: "ppp0", local: "127.0.0.1" }, stopped)).rejects.toMatchObject({ code: "cancelled" });
  });
});
