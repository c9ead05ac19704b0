import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { visibleLine } from "../../domain/text.ts";
import type { ChannelErrorCode, OpenOptions } from "../../workflows/ports/channel.ts";
import { channelError, type Place } from "../channel-error.ts";
import { stopped } from "../within.ts";
import type { Carrier } from "../https/carrier.ts";

/** Time for a polite good-bye. */
const goodbyeMs = 1_000;

/** A login that stands; each stream through it is a forward of the host. */
export class SshSession implements Carrier {
  readonly #client: Client;
  readonly #stream: Duplex;
  readonly #place: Place;
  readonly #onEvent: OpenOptions["onEvent"];
  readonly #ended: Promise<void>;
  #isUp = true;

  constructor(client: Client, stream: Duplex, { place, onEvent, silenceMsMax }: { readonly place: Place; readonly onEvent: OpenOptions["onEvent"]; readonly silenceMsMax: number | undefined }) {
    this.#client = client;
    this.#stream = stream;
    this.#place = place;
    this.#onEvent = onEvent;
    this.#ended = new Promise((resolve) => {
      const end = (): void => {
        this.#isUp = false;
        resolve();
      };
      client.once("close", end);
      // Broken, or no sign of life: whatever hangs on the stream must hear of it at once, also where the far end says nothing more.
      const fell = (): void => {
        end();
        stream.destroy();
      };
      client.on("error", fell);
      client.once("end", fell);
      if (stream.destroyed) end();
    });
    if (silenceMsMax !== undefined) this.#watchSilence(silenceMsMax);
  }

  isUp(): boolean {
    return this.#isUp;
  }

  dial(target: { readonly host: string; readonly port: number }, signal: AbortSignal): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(channelError("cancelled", false));
      if (!this.#isUp) return reject(channelError("cut", false, { place: this.#place }));
      this.#onEvent?.({ stage: "forward", kind: "begin", text: `Asking to be let through to ${target.host}, port ${target.port}` });
      let settled = false;
      const settle = (act: () => void): void => {
        if (settled) return;
        settled = true;
        signal.removeEventListener("abort", onAbort);
        act();
      };
      const onAbort = (): void => settle(() => reject(stopped("forward", "bank")));
      signal.addEventListener("abort", onAbort, { once: true });
      void this.#ended.then(() => settle(() => reject(channelError("cut", false, { place: this.#place }))));
      this.#client.forwardOut("127.0.0.1", 0, target.host, target.port, (error, channel) => {
        if (error !== undefined) return settle(() => reject(this.#forwardError(error)));
        if (settled) return void channel.destroy(); // given up meanwhile
        this.#onEvent?.({ stage: "forward", kind: "done", text: "Let through" });
        settle(() => resolve(channel));
      });
    });
  }

  describe(): string {
    return "SSH, host key pinned";
  }

  async close(): Promise<void> {
    if (!this.#isUp) return;
    this.#client.end();
    const timer = setTimeout(() => this.#stream.destroy(), goodbyeMs);
    await this.#ended;
    clearTimeout(timer);
    this.#stream.destroy();
  }

  /** The host answers a question now and then; when nothing at all comes for so long, the line is dead. */
  #watchSilence(silenceMsMax: number): void {
    const silence = setTimeout(() => this.#stream.destroy(), silenceMsMax).unref();
    this.#stream.on("data", () => void silence.refresh());
    void this.#ended.then(() => clearTimeout(silence));
  }

  /** RFC 4254, section 5.1: a reason as a number, and a text in the host's words. */
  #forwardError(error: Error & { readonly reason?: unknown }): Error {
    if (!this.#isUp) return channelError("cut", false, { place: this.#place, cause: error });
    const text = visibleLine(error.message.replace(/^\(SSH\) Channel open failure: /, ""), 120);
    const code = forwardCode(error.reason, text);
    return channelError(code, false, { cause: error, detail: code === "ssh-forward-refused" ? text : [text, "says the host of the line"].filter((part) => part !== "").join(", "), ...(code === "ssh-forward-refused" ? { place: this.#place } : {}) });
  }
}

/** 1 is "administratively prohibited", 2 "connect failed": the host tried, and tells why in words only. */
function forwardCode(reason: unknown, text: string): ChannelErrorCode {
  if (reason !== 2) return "ssh-forward-refused";
  if (/name|resolv|known/i.test(text)) return "name-not-found";
  if (/timed out/i.test(text)) return "connect-timeout";
  return /refused/i.test(text) ? "refused" : "unreachable";
}
