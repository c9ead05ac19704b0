import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { connectDirectly } from "../../../src/channels/internet/connect.ts";
import { internet } from "../../../src/channels/internet/index.ts";
import { isAppError } from "../../../src/domain/errors.ts";
import { httpAnswer, makeAuthority, onRequests, startTlsServer } from "../../support/tls-server.ts";

/** Run in a network of its own (`unshare --user --map-root-user --net`), where packets can be made to vanish; tells as JSON what became of each try. */

export interface Outcome {
  /** "up", or the error's code. */
  readonly code: string;
  readonly message: string;
  readonly requestMayHaveArrived: boolean | undefined;
  readonly tookMs: number;
}
export type Tries = "an address" | "the first of two addresses" | "a request" | "a bank that thinks" | "a bank that does not read";

const authority = makeAuthority("DNS:localhost,IP:127.0.0.1");
const thinksMs = 9_000;

function vanish(to: string, port: number): void {
  for (const side of [`ip daddr ${to} tcp dport ${port}`, `ip saddr ${to} tcp sport ${port}`]) execFileSync("nft", ["add", "rule", "inet", "hole", "in", ...side.split(" "), "drop"]);
}

async function outcome(act: () => Promise<unknown>): Promise<Outcome> {
  const begin = performance.now();
  const error = await act().then(() => undefined, (reason: unknown) => reason);
  if (error !== undefined && !isAppError(error)) throw error;
  return { code: error?.code ?? "up", message: error?.message ?? "", requestMayHaveArrived: error?.context.requestMayHaveArrived as boolean | undefined, tookMs: performance.now() - begin };
}

/** A bank that answers after so long; a channel to it that has been used once. */
async function usedChannel(answersAfterMs: number) {
  let requests = 0;
  const server = await startTlsServer(authority, (socket) => onRequests(socket, ({ body }) => setTimeout(() => socket.write(httpAnswer(body)), requests++ === 0 ? 0 : answersAfterMs)));
  const channel = await internet.open({ kind: "internet", url: `https://127.0.0.1:${server.port}/`, pinnedCaPem: authority.caPem });
  await channel.exchange(Buffer.from("before"));
  return { channel, port: server.port };
}

/** More than the buffers on the way hold. */
const large = Buffer.alloc(16 * 1024 * 1024, 7);

const tries: Readonly<Record<Tries, () => Promise<Outcome>>> = {
  async "an address"() {
    vanish("127.0.0.3", 443);
    return outcome(() => internet.open({ kind: "internet", url: "https://127.0.0.3/", pinnedCaPem: authority.caPem }));
  },
  async "the first of two addresses"() {
    const server = createServer().listen(4443, "127.0.0.5");
    vanish("127.0.0.4", 4443);
    const lookUp = async () => ["127.0.0.4", "127.0.0.5"].map((address) => ({ address, family: 4 }));
    return outcome(async () => {
      const socket = await connectDirectly({ host: "bank.example", port: 4443 }, { signal: new AbortController().signal, place: "bank", lookUp });
      socket.destroy();
      server.close();
    });
  },
  async "a request"() {
    const { channel, port } = await usedChannel(0);
    vanish("127.0.0.1", port);
    return outcome(() => channel.exchange(Buffer.from("into the hole")));
  },
  async "a bank that thinks"() {
    const { channel } = await usedChannel(thinksMs);
    return outcome(() => channel.exchange(Buffer.from("think")));
  },
  async "a bank that does not read"() {
    const server = await startTlsServer(authority, (socket) => {
      onRequests(socket, () => socket.write(httpAnswer(Buffer.from("read at last"))));
      socket.pause();
      setTimeout(() => socket.resume(), thinksMs);
    });
    const channel = await internet.open({ kind: "internet", url: `https://127.0.0.1:${server.port}/`, pinnedCaPem: authority.caPem });
    return outcome(() => channel.exchange(large));
  },
};

execFileSync("ip", ["link", "set", "lo", "up"]);
execFileSync("nft", ["add", "table", "inet", "hole"]);
execFileSync("nft", ["add", "chain", "inet", "hole", "in", "{ type filter hook input priority 0; }"]);
const outcomes = await Promise.all(Object.entries(tries).map(async ([name, act]) => [name, await act()]));
console.log(JSON.stringify(Object.fromEntries(outcomes)));
process.exit(0);
