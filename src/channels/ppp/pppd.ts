import { type ChildProcess, spawn } from "node:child_process";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { visibleLine } from "../../domain/text.ts";
import { withDescriptors } from "./descriptors.ts";
import type { ReadyPpp } from "./readiness.ts";

/** How pppd ended: its exit status (pppd(8), "EXIT STATUS"; undefined: by a signal), and what it said last. */
export interface PppdEnd {
  readonly status: number | undefined;
  readonly said: string;
}

/** One farewell and its answer take 3 s. */
const farewellMs = 6_000;
const hangUpMs = 2_000;
const saidCharsMax = 2_000;

/** The system's pppd at work on a terminal. Without anybody at the terminal's other end it ends by itself, also when this process was killed. */
export class Pppd {
  readonly #child: ChildProcess;
  #said = "";
  /** Never rejects. */
  readonly ended: Promise<PppdEnd>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.setEncoding("latin1").on("data", (text: string) => {
      this.#said = (this.#said + text).slice(-saidCharsMax);
    });
    this.ended = new Promise((resolve) => {
      child.once("error", (error: NodeJS.ErrnoException) => resolve({ status: error.code === "EACCES" ? statusNotRoot : undefined, said: error.code ?? "" })); // not even started
      child.once("close", (status) => resolve({ status: status ?? undefined, said: lastLine(this.#said) }));
    });
  }

  /**
   * @param options of the line, with the password: in a file that has no name any more when pppd starts
   * @throws Error where no file can be written
   */
  static async start({ pppd, usesPeer }: ReadyPpp, device: string, options: string): Promise<Pppd> {
    const file = await namelessFile(options);
    try {
      const words = [...(usesPeer ? ["call", "kontor"] : []), "file", "/proc/self/fd/3", device, "nodetach", "logfd", "2"];
      return new Pppd(withDescriptors(["ignore", "ignore", "pipe", file.fd] as const, (stdio) => spawn(pppd, words, { stdio, cwd: "/", env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" } })));
    } finally {
      await file.close();
    }
  }

  /** Says farewell to the far end. @param hangUp leaves the terminal: for a pppd that does not come to an end */
  async end(hangUp: () => void): Promise<void> {
    const gone = (limitMs: number): Promise<boolean> => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => resolve(false), limitMs);
      void this.ended.then(() => resolve(true));
      return promise.finally(() => clearTimeout(timer));
    };
    this.#child.kill("SIGTERM");
    if (await gone(farewellMs)) return;
    hangUp();
    if (await gone(hangUpMs)) return;
    this.#child.kill("SIGKILL");
    await this.ended;
  }
}

/** pppd(8): it was started by somebody else than root and is not setuid-root. */
export const statusNotRoot = 3;

/** In memory where there is a place for that. */
async function namelessFile(text: string): Promise<FileHandle> {
  const folder = await mkdtemp("/dev/shm/kontor-").catch(() => mkdtemp(path.join(os.tmpdir(), "kontor-")));
  try {
    const file = await open(path.join(folder, "options"), "wx+", 0o600);
    await file.write(text);
    return file;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function lastLine(text: string): string {
  return visibleLine(text.split("\n").map((line) => line.trim()).filter((line) => line !== "" && line !== "Exit.").at(-1) ?? "", 120);
}
