import { readFile, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { SerialFault } from "./serial-fault.ts";

/** Where programs that use serial ports (pppd, minicom, uucp) tell each other so. */
const lockFolder = "/var/lock";

/**
 * Takes the lock file of a port as the others do: `LCK..ttyS0` with the process number in ten columns (Filesystem Hierarchy Standard 3.0, section 5.9).
 * The lock that the port itself carries (flock) is taken when it is opened; not every program looks at that one.
 * @returns gives it back
 * @throws SerialFault `busy`
 */
export async function takePortLock(port: string, folder = lockFolder): Promise<() => Promise<void>> {
  const file = path.join(folder, `LCK..${port.replace(/^\/dev\//, "").replaceAll("/", "_")}`);
  for (let tries = 0; tries < 2; tries++) {
    try {
      await writeFile(file, `${String(process.pid).padStart(10)}\n`, { flag: "wx", mode: 0o644 });
      return () => unlink(file).catch(() => undefined); // somebody tidied up
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") break; // no such folder here, or not ours to write: the port's own lock must do
    }
    const holder = await holderOf(file);
    if (holder !== undefined && holder !== process.pid && isAlive(holder)) throw new SerialFault("busy", `process ${holder} uses ${port}`);
    await unlink(file).catch(() => undefined); // left by a program that died; where it cannot be removed the second try ends as well
  }
  return async () => undefined;
}

async function holderOf(file: string): Promise<number | undefined> {
  const text = await readFile(file, "latin1").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // there, but another user's
  }
}
