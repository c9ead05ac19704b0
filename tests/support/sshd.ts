import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import type { HostKeyType, SshHost } from "../../src/workflows/ports/channel.ts";
import { freePort } from "./ports.ts";
import { programNamed } from "./programs.ts";

const sshd = programNamed("sshd");
/** Debian's openssh-server with ssh-keygen. */
export const haveSshd = sshd !== undefined && programNamed("ssh-keygen") !== undefined;

export interface SshdOptions {
  /** Lines for its configuration: `PermitOpen 127.0.0.1:443`. */
  readonly settings?: readonly string[];
  /** Default: ed25519 alone. */
  readonly hostKeys?: readonly HostKeyType[];
  readonly port?: number;
}

/** OpenSSH's server on loopback, with a folder, host keys and one user's key of its own. */
export class Sshd {
  readonly folder = mkdtempSync(path.join(tmpdir(), "kontor-sshd-"));
  readonly userName = userInfo().username;
  readonly keyPath = path.join(this.folder, "user");
  readonly #hostKeys: readonly HostKeyType[];
  readonly #settings: readonly string[];
  #process: ChildProcess | undefined;
  #log = "";
  #port = 0;

  private constructor(options: SshdOptions) {
    this.#hostKeys = options.hostKeys ?? ["ed25519"];
    this.#settings = options.settings ?? [];
    for (const type of this.#hostKeys) makeKey(path.join(this.folder, `host-${type}`), type);
    makeKey(this.keyPath, "ed25519");
    this.admit(this.keyPath);
  }

  static async start(options: SshdOptions = {}): Promise<Sshd> {
    const server = new Sshd(options);
    await server.start(options.port);
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** What it wrote to its log so far. */
  get log(): string {
    return this.#log;
  }

  /** How to log in. */
  login(change: Partial<SshHost> = {}): SshHost {
    return { host: "127.0.0.1", port: this.#port, userName: this.userName, hostKeySha256: this.hostKeySha256(), key: { kind: "file", path: this.keyPath }, ...change };
  }

  /** As ssh-keygen tells it. */
  hostKeySha256(type: HostKeyType = this.#hostKeys[0] ?? "ed25519"): string {
    return fingerprintOf(path.join(this.folder, `host-${type}.pub`));
  }

  /** Lets the holder of a key in, by its public half beside it. */
  admit(keyPath: string): void {
    writeFileSync(path.join(this.folder, "admitted"), readFileSync(`${keyPath}.pub`), { flag: "a" });
  }

  /** Starts, or starts again after `kill`, on the same port. */
  async start(port?: number): Promise<void> {
    if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 }); // made at boot; it refuses to start without
    for (let tries = 0; tries < 5; tries++) {
      this.#port = port ?? (this.#port === 0 ? await freePort() : this.#port);
      if (await this.#listens()) return;
      if (port === undefined) this.#port = 0;
    }
    throw new Error(`sshd does not start: ${this.#log}`);
  }

  /** Ends it and every line through it at once, as a crash would. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    for (const pid of [child.pid, ...descendantsOf(child.pid)]) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        continue; // gone meanwhile
      }
    }
    await ended;
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #listens(): Promise<boolean> {
    const config = path.join(this.folder, "sshd_config");
    // The first line that names a setting counts, so the test's come first.
    writeFileSync(config, [
      ...this.#settings, `Port ${this.#port}`, "ListenAddress 127.0.0.1", "PidFile none", "UsePAM no", "StrictModes no", "LogLevel VERBOSE", "PermitRootLogin prohibit-password",
      "PasswordAuthentication no", "KbdInteractiveAuthentication no", `AuthorizedKeysFile ${path.join(this.folder, "admitted")}`, "AllowTcpForwarding local", "MaxStartups 100",
      ...this.#hostKeys.map((type) => `HostKey ${path.join(this.folder, `host-${type}`)}`),
    ].join("\n"));
    const child = spawn(sshd ?? "sshd", ["-D", "-e", "-f", config], { stdio: ["ignore", "ignore", "pipe"] });
    this.#process = child;
    return new Promise((resolve) => {
      child.once("exit", () => resolve(false));
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        this.#log += text;
        if (/Server listening/.test(text)) resolve(true);
      });
    });
  }
}

/** The processes of the logins: each has a group of its own. */
function descendantsOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter((text) => text !== "").map(Number);
    return children.flatMap((child) => [child, ...descendantsOf(child)]);
  } catch {
    return []; // gone meanwhile
  }
}

/** Makes a key pair with ssh-keygen, the public half in a file beside it. */
export function makeKey(file: string, type: HostKeyType, options: { readonly passphrase?: string; readonly form?: "PEM" | "PKCS8" } = {}): void {
  execFileSync("ssh-keygen", ["-q", "-t", type, "-N", options.passphrase ?? "", "-C", "test", ...(options.form === undefined ? [] : ["-m", options.form]), "-f", file]);
}

/** "SHA256:…" of a key file, as ssh-keygen tells it. */
export function fingerprintOf(file: string): string {
  return /SHA256:\S+/.exec(execFileSync("ssh-keygen", ["-lf", file], { encoding: "utf8" }))?.[0] ?? "";
}
