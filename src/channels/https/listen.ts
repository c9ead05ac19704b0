import { WebSocket } from "ws";
import type { AppError } from "../../domain/errors.ts";
import type { BankAddress, ListenAddress, NotificationLine } from "../../workflows/ports/channel.ts";
import { channelError } from "../channel-error.ts";
import type { Carrier } from "./carrier.ts";
import { dial } from "./tls.ts";

/** A notification names kinds of orders; more than this is none. */
const messageBytesMax = 64 * 1024;
const handshakeTimeoutMs = 20_000;
/** Unread messages beyond this: the bank floods us. */
const waitingMax = 100;
/** The bank pings at least so often, or the line is taken for dead. */
const silenceMs = 120_000;

/**
 * Opens a WebSocket over a line that was dialled and proved as for EBICS: same minimum of TLS, same pinned certificate or authority.
 * @throws AppError area "channel"
 */
export async function listenTo(carrier: Carrier, bank: BankAddress, address: ListenAddress, signal: AbortSignal | undefined): Promise<NotificationLine> {
  if (!URL.canParse(address.url) || new URL(address.url).protocol !== "wss:") throw channelError("tls-failed", false, { detail: "the address for notifications is not a wss one" });
  const url = new URL(address.url);
  url.username = "";
  url.password = "";
  let socket: WebSocket;
  try {
    const line = await dial(carrier, { ...bank, url: url.href.replace(/^wss:/, "https:") }, { signal });
    line.on("error", () => undefined); // told by the socket above it
    socket = new WebSocket(url, {
      createConnection: () => line,
      auth: `${address.userName}:${address.token}`,
      followRedirects: false, handshakeTimeout: handshakeTimeoutMs, maxPayload: messageBytesMax, perMessageDeflate: false,
    });
  } catch (error) {
    await carrier.close();
    throw error;
  }
  socket.once("close", () => void carrier.close());
  const notifications = new Notifications(socket, signal);
  await notifications.opened;
  return notifications;
}

class Notifications implements NotificationLine {
  readonly opened: Promise<void>;
  readonly #socket: WebSocket;
  readonly #waiting: string[] = [];
  #end: { readonly error: AppError | undefined } | undefined;
  #wake: () => void = () => undefined;
  #silence: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, signal: AbortSignal | undefined) {
    this.#socket = socket;
    this.opened = new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("unexpected-response", (_request, response) => {
        this.#finish(channelError("http-status", false, { detail: String(response.statusCode ?? "") }));
        process.nextTick(() => socket.terminate()); // not within Node's reading of the answer, see exchange.ts
      });
      this.#wake = () => reject(this.#end?.error ?? channelError("cut", false));
    });
    socket.on("message", (data, isBinary) => this.#take(isBinary ? undefined : data.toString()));
    socket.on("ping", () => this.#heard());
    socket.on("error", (cause) => this.#finish(channelError("cut", false, { cause })));
    socket.on("close", (code) => this.#finish(code === 1000 || code === 1001 ? undefined : channelError("cut", false, { detail: `closed with ${code}` })));
    signal?.addEventListener("abort", () => this.close(), { once: true });
    if (signal?.aborted === true) this.close();
    this.#heard();
  }

  async *messages(): AsyncGenerator<string, void, undefined> {
    for (;;) {
      const message = this.#waiting.shift();
      if (message !== undefined) {
        yield message;
        continue;
      }
      if (this.#end !== undefined) {
        if (this.#end.error !== undefined) throw this.#end.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.#finish(channelError("cancelled", false));
    this.#socket.close();
    setTimeout(() => this.#socket.terminate(), 1_000).unref();
  }

  #take(message: string | undefined): void {
    this.#heard();
    if (message === undefined || this.#waiting.length >= waitingMax) {
      this.#finish(channelError("cut", false, { detail: message === undefined ? "the bank sent no text" : "the bank sends more than can be read" }));
      this.#socket.terminate();
      return;
    }
    this.#waiting.push(message);
    this.#wake();
  }

  /** The first end counts. */
  #finish(error: AppError | undefined): void {
    clearTimeout(this.#silence);
    this.#end ??= { error };
    this.#wake();
  }

  #heard(): void {
    clearTimeout(this.#silence);
    if (this.#end !== undefined) return;
    this.#silence = setTimeout(() => {
      this.#finish(channelError("idle-timeout", false));
      this.#socket.terminate();
    }, silenceMs).unref();
  }
}
