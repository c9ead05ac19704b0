import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { buildAddon } from "./addon.ts";
import { addonError } from "./errors.ts";
import { FrameReader, frameOf } from "./frames.ts";
import type { AnswerMessage, CallMessage } from "./protocol.ts";

/** Why a module's process is no more: it was ended by us, or by itself (signal or exit code). */
export type ModuleEnd = { readonly kind: "killed" } | { readonly kind: "crashed"; readonly detail: string } | { readonly kind: "not-started"; readonly detail: string };

/** After the end of the process, for an answer that it had given before. */
const lastAnswerMsMax = 500;

/**
 * A module in a process of its own, so that one that crashes takes nothing along, and one that hangs can be ended. The module's path alone is on its
 * command line; PINs go through a pipe, and are wiped on both ends of it. The process is in a session of its own: Ctrl-C at a terminal ends nothing
 * in the middle of a signature. What the module prints is dropped: it would be on the screen.
 */
export class ModuleProcess {
  readonly #child: ChildProcess;
  readonly #pipe: Socket;
  #killed = false;

  private constructor(modulePath: string, on: { answer(message: AnswerMessage): void; end(how: ModuleEnd): void }) {
    const file = import.meta.url.endsWith(".ts") ? "./module-main.ts" : "./pkcs11-module.js"; // in the bundle it is an entry of its own
    const command = [process.execPath, "--disable-warning=ExperimentalWarning", fileURLToPath(new URL(file, import.meta.url)), modulePath];
    // Without a limit of 0 a crash could leave the PIN in a core file.
    this.#child = spawn("/bin/sh", ["-c", 'ulimit -c 0; exec "$0" "$@"', ...command], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"], detached: true });
    this.#pipe = this.#child.stdio[3] as Socket; // "pipe" makes sockets of both
    const watched = this.#child.stdio[4] as Socket;
    const reader = new FrameReader();
    this.#pipe.on("data", (piece: Buffer) => {
      for (const message of reader.push(piece)) on.answer(message as AnswerMessage); // what module-main.ts writes
    });
    for (const socket of [this.#pipe, watched]) socket.on("error", () => undefined); // the end of the process tells more
    watched.resume();
    watched.unref();
    this.#whenEnded((how) => on.end(how));
    this.unref();
  }

  /** @throws AppError signer/`module-unavailable` when what speaks to modules is not built */
  static async start(modulePath: string, on: { answer(message: AnswerMessage): void; end(how: ModuleEnd): void }): Promise<ModuleProcess> {
    const addon = await buildAddon();
    if (addon.kind !== "built") throw addonError(addon);
    return new ModuleProcess(modulePath, on);
  }

  send(call: CallMessage): void {
    const frame = frameOf(call);
    this.#pipe.write(frame, () => frame.fill(0));
  }

  kill(): void {
    this.#killed = true;
    this.#child.kill("SIGKILL");
  }

  /** While an answer is waited for, it keeps this process alive. */
  ref(): void {
    this.#child.ref();
    this.#pipe.ref();
  }
  unref(): void {
    this.#child.unref();
    this.#pipe.unref();
  }

  #whenEnded(tell: (how: ModuleEnd) => void): void {
    let told = false;
    const once = (how: ModuleEnd): void => {
      if (!told) tell(how);
      told = true;
    };
    const howOf = (code: number | null, signal: string | null): ModuleEnd => (this.#killed ? { kind: "killed" } : { kind: "crashed", detail: signal ?? `exit code ${code ?? "unknown"}` });
    this.#child.once("error", (error) => once({ kind: "not-started", detail: error.message }));
    this.#child.once("close", (code, signal) => once(howOf(code, signal)));
    // What the module itself has started may hold the pipes open: then they do not close.
    this.#child.once("exit", (code, signal) => void setTimeout(() => once(howOf(code, signal)), lastAnswerMsMax).unref());
  }
}
