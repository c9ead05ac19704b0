import type { Socket } from "node:net";
import type { AppError } from "../../../domain/errors.ts";
import { channelError, type Place } from "../../channel-error.ts";
import { stopped } from "../../within.ts";

export interface ProxyOptions {
  readonly signal: AbortSignal;
  /** Whose computer is asked for. */
  readonly place: Place;
}

/**
 * Talks with a proxy over its fresh socket. When it goes wrong the socket is destroyed.
 * @throws AppError area "channel", with requestMayHaveArrived false; `cut` when the proxy hangs up in the middle
 */
export async function talk(socket: Socket, { signal }: ProxyOptions, act: (dialogue: ProxyDialogue) => Promise<void>): Promise<void> {
  const dialogue = new ProxyDialogue(socket);
  const onAbort = (): void => dialogue.end(stopped("proxy", "proxy"));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    await act(dialogue);
    dialogue.leave();
  } catch (error) {
    dialogue.leave();
    socket.on("error", () => undefined); // given up: what it still says tells nothing new
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** Reads exactly as much as is asked for; what comes behind it stays in the socket. */
export class ProxyDialogue {
  readonly #socket: Socket;
  #problem: AppError | undefined;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("readable", this.#onMove);
    socket.on("end", this.#onCut);
    socket.on("error", this.#onCut);
    socket.on("close", this.#onCut);
  }

  say(bytes: Uint8Array | string): void {
    this.#socket.write(bytes);
  }

  async exactly(size: number): Promise<Buffer> {
    for (;;) {
      const bytes = this.#socket.read(size) as Buffer | null;
      if (bytes !== null && bytes.length === size) return bytes;
      await this.#move();
    }
  }

  /** Up to the marker and without it. @returns undefined when it does not come within so many bytes */
  async until(marker: string, bytesMax: number): Promise<string | undefined> {
    let read = Buffer.alloc(0);
    for (;;) {
      const piece = this.#socket.read() as Buffer | null;
      if (piece === null) {
        await this.#move();
        continue;
      }
      read = Buffer.concat([read, piece]);
      const at = read.indexOf(marker);
      if (at < 0 && read.length > bytesMax) return undefined;
      if (at < 0) continue;
      const rest = read.subarray(at + marker.length);
      if (rest.length > 0) this.#socket.unshift(rest);
      return read.subarray(0, at).toString("latin1");
    }
  }

  end(problem: AppError): void {
    this.#problem ??= problem;
    this.#wake();
  }

  /** The socket is somebody else's from now on. */
  leave(): void {
    this.#socket.off("readable", this.#onMove).off("end", this.#onCut).off("error", this.#onCut).off("close", this.#onCut);
  }

  readonly #onMove = (): void => this.#wake();
  readonly #onCut = (): void => this.end(channelError("cut", false, { place: "proxy", detail: "by the proxy" }));

  async #move(): Promise<void> {
    if (this.#problem === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#problem !== undefined) throw this.#problem;
  }
}
