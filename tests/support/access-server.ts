import { type ChildProcessByStdio, execFileSync, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";

/** What it needs and this machine has not; undefined: it can be started. */
export const whyNoAccessServer: string | undefined = missing();

function missing(): string | undefined {
  if (process.getuid?.() !== 0) return "not root";
  const program = ["/usr/sbin/pppd", "/usr/sbin/ip", "/usr/sbin/iptables-legacy", "/usr/bin/unshare"].find((one) => !existsSync(one));
  if (program !== undefined) return `no ${program}`;
  try {
    closeSync(openSync("/dev/ppp", "r+"));
  } catch (error) {
    return `/dev/ppp: ${(error as NodeJS.ErrnoException).code}`;
  }
  return spawnSync("unshare", ["--net", "--mount", "true"]).status === 0 ? undefined : "no rights for a network of its own";
}

export interface AccessServerSettings {
  /** How it has callers prove who they are. Default: CHAP. */
  readonly login?: "chap" | "pap" | "none" | undefined;
  /** Answers the call and says nothing. */
  readonly mute?: boolean | undefined;
  /** Further options of pppd. */
  readonly options?: readonly string[] | undefined;
}

/** Makes the network of the first number that nobody has. @returns 0 to 249 */
function freeNumber(): number {
  for (let number = 0; number < 250; number++) if (spawnSync("ip", ["netns", "add", `kontor-${number}`]).status === 0) return number;
  throw new Error("all numbers of access servers are taken: ip netns list");
}

/**
 * The far end of a telephone line: Debian's pppd in a network of its own, whose only way on leads back to the ports of this machine's loopback.
 * So what reaches them has gone over the line. Each TCP connection to `port` is a call.
 */
export class AccessServer {
  static readonly login = { userName: "kunde", password: 'ge"heim\\ #1' };

  /** Tells it from those of other test files. */
  readonly #number = freeNumber();
  readonly #name = `kontor-${this.#number}`;
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), "kontor-access-"));
  readonly #settings: AccessServerSettings;
  readonly #calls = new Map<ChildProcessByStdio<Writable, Readable, Readable>, Socket>();
  readonly #network: string;
  readonly #wire: string;
  /** Of this machine's loopback: who asks the far end's name server comes here. */
  readonly nameServerPort: number;
  readonly #server: Server;
  readonly #undo: [program: string, words: readonly string[]][] = [];
  #callers = 1;
  /** What its pppd said, for a test that fails. */
  said = "";

  private constructor(settings: AccessServerSettings) {
    this.#settings = settings;
    this.#network = `10.99.${this.#number}`;
    this.#wire = `172.31.${this.#number}`;
    this.nameServerPort = 20_000 + this.#number; // below those that the system gives out
    this.#server = createServer((socket) => this.#answer(socket));
  }

  static async start(settings: AccessServerSettings = {}): Promise<AccessServer> {
    const server = new AccessServer(settings);
    server.#build();
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // a TCP server's address is always of this kind
  }

  /** Of the far end on every line; the ports of this machine's loopback are behind it. */
  get address(): string {
    return `${this.#network}.1`;
  }

  /** From where those ports are reached: nobody else comes from there. */
  get cameFrom(): string {
    return `${this.#wire}.2`;
  }

  /** Bytes that came from callers and went to them so far, on the calls that stand. */
  get carried(): { readonly up: number; readonly down: number } {
    const sockets = [...this.#calls.values()];
    return { up: sockets.reduce((sum, one) => sum + one.bytesRead, 0), down: sockets.reduce((sum, one) => sum + one.bytesWritten, 0) };
  }

  /** Nothing more comes through on any line, in neither direction; the calls stand. */
  fallSilent(): void {
    for (const [call, socket] of this.#calls) {
      socket.unpipe().resume();
      call.stdout.unpipe().resume();
    }
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const call of this.#calls.keys()) call.kill("SIGKILL");
    for (const [program, words] of this.#undo) spawnSync(program, words);
    spawnSync("ip", ["netns", "delete", this.#name]);
    rmSync(this.#folder, { recursive: true });
  }

  #build(): void {
    const near = `kontor-near-${this.#number}`;
    const far = `kontor-far-${this.#number}`;
    const run = (...words: string[]): void => void execFileSync(words[0] ?? "", words.slice(1), { stdio: "pipe" });
    const inside = (...words: string[]): void => run("ip", "netns", "exec", this.#name, ...words);
    writeFileSync(path.join(this.#folder, "chap-secrets"), `"${AccessServer.login.userName}" * "${AccessServer.login.password.replace(/["\\]/g, "\\$&")}" *\n`, { mode: 0o600 });
    writeFileSync(path.join(this.#folder, "pap-secrets"), `"${AccessServer.login.userName}" * "${AccessServer.login.password.replace(/["\\]/g, "\\$&")}" *\n`, { mode: 0o600 });
    run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", this.#name);
    run("ip", "addr", "add", `${this.#wire}.1/30`, "dev", near);
    run("ip", "link", "set", near, "up");
    inside("ip", "addr", "add", `${this.#wire}.2/30`, "dev", far);
    inside("ip", "link", "set", far, "up");
    inside("sysctl", "-qw", "net.ipv4.ip_forward=1");
    writeFileSync(`/proc/sys/net/ipv4/conf/${near}/route_localnet`, "1");
    const nat = ["iptables-legacy", "--wait", "--table", "nat", "--append"]; // nftables are not in every kernel (user-mode Linux)
    inside(...nat, "PREROUTING", "--in-interface", "ppp+", "--jump", "DNAT", "--to-destination", `${this.#wire}.1`);
    inside(...nat, "POSTROUTING", "--out-interface", far, "--jump", "MASQUERADE");
    for (const [protocol, more, port] of [["udp", ["--dport", "53"], `:${this.nameServerPort}`], ["all", [], ""]] as const) {
      const rule = ["PREROUTING", "--in-interface", near, "--protocol", protocol, ...more, "--jump", "DNAT", "--to-destination", `127.0.0.1${port}`];
      run(...nat, ...rule);
      this.#undo.push(["iptables-legacy", ["--wait", "--table", "nat", "--delete", ...rule]]);
    }
  }

  #answer(socket: Socket): void {
    socket.on("error", () => undefined); // a call that breaks is the caller's trouble
    if (this.#settings.mute === true) return void socket.resume();
    this.#callers = (this.#callers % 250) + 1;
    const { login = "chap", options = [] } = this.#settings;
    const words = [
      "notty", "nodetach", "local", "logfd", "2", "name", "access", "noproxyarp", "noccp", "noipv6", "lcp-echo-interval", "0", "lcp-restart", "1", "ms-dns", this.address, "ip-up-script", "/bin/true", "ip-down-script", "/bin/true",
      ...(login === "none" ? ["noauth"] : [`require-${login}`]), ...(options.includes("noip") ? [] : [`${this.address}:${this.#network}.${this.#callers}`]), ...options,
    ];
    // Its secrets are its own: not those of this machine.
    const call = spawn("ip", ["netns", "exec", this.#name, "unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/ppp && exec /usr/sbin/pppd "$@"', this.#folder, ...words], { stdio: ["pipe", "pipe", "pipe"] });
    this.#calls.set(call, socket);
    call.once("close", () => {
      this.#calls.delete(call);
      socket.destroy();
    });
    call.stderr.on("data", (text: Buffer) => {
      this.said += text.toString("latin1");
    });
    call.stdin.on("error", () => undefined); // it ends when the caller hangs up
    socket.pipe(call.stdin);
    call.stdout.pipe(socket);
    socket.once("close", () => call.kill());
  }
}
