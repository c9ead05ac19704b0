import type { Duplex } from "node:stream";
import type { OpenOptions, SshLogin } from "../../workflows/ports/channel.ts";
import { channelError } from "../channel-error.ts";
import type { Carrier } from "../https/carrier.ts";
import { type SshCarrier, sshCarrier } from "../ssh/index.ts";
import type { Surroundings } from "../surroundings.ts";
import { within } from "../within.ts";
import type { Call } from "./call.ts";
import { paced } from "./paced.ts";

/** Over 2400 bit/s a login takes half a minute. */
const loginTimeoutMs = 90_000;

export interface CallPlan {
  /** Calls. @throws AppError area "channel" with requestMayHaveArrived false */
  place(signal: AbortSignal | undefined): Promise<Call>;
  /** Undefined: the call itself leads to the bank's EBICS host. */
  readonly ssh: SshLogin | undefined;
}

/**
 * One call at a time. With SSH all streams go through it; without, each stream is a call of its own, the one before is hung up first.
 * A lost call is placed again when the next stream is asked for.
 */
export class CallCarrier implements Carrier {
  readonly #plan: CallPlan;
  readonly #options: OpenOptions;
  readonly #surroundings: Surroundings;
  #call: Call | undefined;
  #ssh: SshCarrier | undefined;
  #isFresh = false;
  #closed = false;
  #hungUp: Promise<void> = Promise.resolve();

  constructor(plan: CallPlan, options: OpenOptions, surroundings: Surroundings) {
    this.#plan = plan;
    this.#options = options;
    this.#surroundings = surroundings;
  }

  async ready(signal: AbortSignal | undefined): Promise<void> {
    if (this.#isReady()) return;
    await this.#hangUp();
    if (this.#closed) throw channelError("cancelled", false);
    const call = await this.#plan.place(signal);
    this.#call = call;
    try {
      const { ssh } = this.#plan;
      if (ssh !== undefined) {
        this.#ssh = await within(loginTimeoutMs, signal, (stop) =>
          sshCarrier(call.stream, ssh, { signal: stop, onEvent: this.#options.onEvent, agentSocket: this.#surroundings.sshAgentSocket, speed: "slow" }));
      }
      this.#isFresh = true;
      if (this.#closed) throw channelError("cancelled", false); // closed meanwhile
    } catch (error) {
      await this.#hangUp();
      throw error;
    }
  }

  async dial(target: { readonly host: string; readonly port: number }, signal: AbortSignal): Promise<Duplex> {
    await this.ready(signal);
    const call = this.#call;
    if (call === undefined) throw channelError("cancelled", false); // closed meanwhile
    this.#isFresh = false;
    return this.#ssh === undefined ? call.stream : paced(await this.#ssh.dial(target, signal), call.stream);
  }

  describe(): string {
    return [this.#call?.describe() ?? "", this.#ssh?.describe() ?? ""].filter((part) => part !== "").join("; ");
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#hangUp();
  }

  #isReady(): boolean {
    if (this.#call === undefined || this.#call.stream.destroyed) return false;
    return this.#ssh === undefined ? this.#isFresh : this.#ssh.isUp();
  }

  /** Whoever asks waits until the line is free again, also when another has asked before. */
  #hangUp(): Promise<void> {
    const ssh = this.#ssh;
    const call = this.#call;
    this.#ssh = undefined;
    this.#call = undefined;
    this.#hungUp = this.#hungUp.then(async () => {
      await ssh?.close();
      await call?.hangUp();
    });
    return this.#hungUp;
  }
}
