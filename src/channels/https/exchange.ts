import { type Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { AppError } from "../../domain/errors.ts";
import type { BankAddress, ChannelErrorCode, ExchangeOptions } from "../../workflows/ports/channel.ts";
import { channelError } from "../channel-error.ts";

const idleTimeoutMsDefault = 120_000;
const answerBytesMaxDefault = 64 * 1024 * 1024;
/** The first pieces are small enough that a slow line shows progress; where they leave at once, larger ones follow, which costs less. */
const pieceBytes = { first: 16 * 1024, largest: 256 * 1024, atOnceMs: 20 } as const;

/**
 * One POST and its answer over the agent's line.
 * The body is announced by length and handed over in pieces: until the last piece is handed over the bank cannot have a complete request.
 */
export function exchangeOver(agent: Agent, address: BankAddress, body: Uint8Array, options: ExchangeOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted === true) return reject(channelError("cancelled", false));
    const url = new URL(address.url);
    let mayHaveArrived = false;
    const request = httpRequest({
      agent, method: "POST", host: url.hostname, path: `${url.pathname}${url.search}`,
      headers: { Host: url.host, "Content-Type": "text/xml; charset=UTF-8", "Content-Length": body.length },
    });
    const settle = (act: () => void): void => {
      clearTimeout(silence);
      request.socket?.off("data", onMove);
      options.signal?.removeEventListener("abort", onAbort);
      act();
    };
    const fail = (code: ChannelErrorCode, cause?: unknown, detail?: string): void => {
      settle(() => {
        request.on("error", () => {}); // given up: what the socket still says tells nothing new
        // Not at once: we may be within Node's own handling of the socket's end or of a piece of the answer. Over a stream that is no socket
        // (SSH, a call) closing is immediate there, and Node would give the request's parser back to its pool twice, so that two lines share it.
        process.nextTick(() => request.destroy());
        reject(cause instanceof AppError ? cause : channelError(code, mayHaveArrived, { cause, detail }));
      });
    };
    const onAbort = (): void => fail("cancelled");
    const onMove = (): void => void silence.refresh();
    const silenceMs = address.idleTimeoutMs ?? idleTimeoutMsDefault;
    let waitsFor = "nothing of the request was taken";
    const silence = setTimeout(() => fail("idle-timeout", undefined, `${waitsFor} for ${silenceMs / 1000} s`), silenceMs);
    options.signal?.addEventListener("abort", onAbort, { once: true });

    request.once("error", (error: NodeJS.ErrnoException) => fail(brokenCode(error), error, error.code));
    request.once("response", (response) => {
      waitsFor = "its answer stands still";
      if (response.statusCode !== 200) return fail("http-status", undefined, `HTTP ${response.statusCode}`);
      collect(response, options, {
        fail,
        done: (answer) => settle(() => resolve(answer)),
      });
    });
    // A new line is dialled with its own time limit; silence counts from when it is up.
    request.once("socket", (socket) => {
      onMove();
      socket.on("data", onMove); // also the pieces of a head that comes slowly
      send(request, body, {
        lastPieceLeaves: () => {
          mayHaveArrived = true;
          waitsFor = "no answer";
        },
        progress: (bytes) => {
          onMove();
          options.onSent?.(bytes);
        },
      });
    });
  });
}

/** Hands the body over piece by piece, each when the one before has left this process. */
function send(request: ClientRequest, body: Uint8Array, on: { lastPieceLeaves(): void; progress(bytes: number): void }): void {
  const next = (at: number, size: number): void => {
    if (request.destroyed) return;
    const began = performance.now();
    const end = Math.min(at + size, body.length);
    if (end === body.length) on.lastPieceLeaves();
    request.write(body.subarray(at, end), (error) => {
      if (error !== null && error !== undefined) return; // the request's own error event tells it
      on.progress(end - at);
      if (end < body.length) next(end, performance.now() - began < pieceBytes.atOnceMs ? Math.min(size * 2, pieceBytes.largest) : pieceBytes.first);
      else request.end();
    });
  };
  next(0, pieceBytes.first);
}

function collect(
  response: IncomingMessage, options: ExchangeOptions,
  on: { fail(code: ChannelErrorCode, cause?: unknown, detail?: string): void; done(answer: Uint8Array): void },
): void {
  const bytesMax = options.answerBytesMax ?? answerBytesMaxDefault;
  if (Number(response.headers["content-length"] ?? 0) > bytesMax) {
    on.fail("answer-too-large");
    return;
  }
  const pieces: Buffer[] = [];
  let size = 0;
  response.on("data", (piece: Buffer) => {
    size += piece.length;
    if (size > bytesMax) return on.fail("answer-too-large");
    pieces.push(piece);
    options.onReceived?.(piece.length);
  });
  response.once("error", (error: NodeJS.ErrnoException) => on.fail("cut", error, error.code));
  response.once("end", () => (response.complete ? on.done(Buffer.concat(pieces)) : on.fail("cut")));
}

/** An answer that is no HTTP is not a cut line. */
function brokenCode(error: NodeJS.ErrnoException): ChannelErrorCode {
  return error.code?.startsWith("HPE_") === true ? "http-status" : "cut";
}
