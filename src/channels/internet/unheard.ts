import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";

/** While everything is acknowledged: so long after the last byte the far end is asked for a sign of life; Node gives it ten seconds for one. */
const keepAliveMs = 10_000;
const lookMs = 2_000;
/** Nothing read for so long: looked at closely. */
const suspiciousMs = 6_000;
/** The system has sent the same bytes so often in vain; each time it waits twice as long. With a round trip below 0.2 s that takes 13 s. */
const vainTriesMin = 6;

/** The code of such an error. */
export const unheard = "nothing that was sent is acknowledged any more";

/**
 * Ends a TCP connection, with an error whose code says so, when the far end acknowledges nothing any more. The system itself would go on for a quarter of an
 * hour, and a bank that is busy with a request cannot be told from one that is gone by its silence alone.
 */
export function endWhenUnheard(socket: Socket): void {
  socket.setKeepAlive(true, keepAliveMs);
  let read = socket.bytesRead;
  let movedAtMs = performance.now();
  const timer = setInterval(() => {
    if (socket.bytesRead !== read) {
      read = socket.bytesRead;
      movedAtMs = performance.now();
    } else if (socket.bytesWritten > 0 && performance.now() - movedAtMs > suspiciousMs) {
      void isUnheard(socket).then((itIs) => itIs && socket.destroy(Object.assign(new Error(unheard), { code: unheard })));
    }
  }, lookMs).unref();
  socket.once("close", () => clearInterval(timer));
}

async function isUnheard({ localPort, remotePort }: Socket): Promise<boolean> {
  if (localPort === undefined || remotePort === undefined) return false;
  const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "latin1").catch(() => ""))); // a system without them: nobody knows
  const tries = tables.flatMap((table) => vainTries(table, localPort, remotePort));
  return tries.length > 0 && tries.every((count) => count >= vainTriesMin);
}

const established = "01";

/**
 * How often the system has repeated itself in vain, per connection between these ports.
 * Source: Linux, Documentation/networking/proc_net_tcp.rst: number, local and remote "address:port", state, "tx_queue:rx_queue", "tr:tm->when", retrnsmt; in hex.
 */
export function vainTries(table: string, localPort: number, remotePort: number): number[] {
  const portIn = (text = ""): number => Number.parseInt(text.slice(text.lastIndexOf(":") + 1), 16);
  return table.split("\n").slice(1).flatMap((line) => {
    const [, local, remote, state, , , repeated = "0"] = line.trim().split(/\s+/);
    return state === established && portIn(local) === localPort && portIn(remote) === remotePort ? [Number.parseInt(repeated, 16)] : [];
  });
}
