import { readFileSync } from "node:fs";
import os from "node:os";
import type { Processes } from "../workflows/context.ts";

/**
 * Names work by machine, process, the process's start and a counter. Process numbers are used again by the system, so the start counts;
 * where it cannot be read, the number alone must do.
 */
export function systemProcesses(): Processes {
  const host = os.hostname();
  const own = `${host}:${process.pid}:${startOf(process.pid) ?? "?"}`;
  const running = new Set<string>();
  let count = 0;
  return {
    begin() {
      const owner = `${own}:${++count}`;
      running.add(owner);
      return { owner, end: () => void running.delete(owner) };
    },
    isAlive(owner) {
      if (owner.startsWith(`${own}:`)) return running.has(owner);
      const [machine, pid, started] = owner.split(":");
      if (machine !== host) return true; // Nobody here can tell: its own machine settles it.
      return processExists(Number(pid)) && (started === "?" || startOf(Number(pid)) === started);
    },
  };
}

/** Clock ticks since boot at which the process began (Linux /proc/PID/stat, field 22). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined; // No such process, or a system without /proc.
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // Somebody else's process is alive too.
  }
}
