import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { Duplex } from "node:stream";
import type { TlsCertificates } from "./tls-certificates.ts";

/** Where a test may cut the line. */
export type FaultMoment = "before-reading" | "before-handling" | "before-answering" | "within-answer";
/** Called at each moment of each exchange, counted from 1; `drop` cuts the connection there. */
export type Faults = (moment: FaultMoment, exchange: number) => "drop" | "go-on" | Promise<"drop" | "go-on">;

export interface ServerOptions {
  readonly tls: TlsCertificates;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly faults?: Faults | undefined;
  /** One complete request to its answer; never rejects. */
  readonly answer: (request: Uint8Array) => Promise<Uint8Array>;
  /** A request that wants to become a WebSocket; answers it or hangs up. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
}

/** A segment of 1 MiB, its envelope and signatures fit well; everything else is a mistake or an attack. */
const requestBytesMax = 4 * 1024 * 1024;
const path = "/ebics";

/**
 * The HTTPS side: POST only, HTTP/1.0 and 1.1, always a Content-Length, never a redirect, bounded sizes and times.
 * EBICS errors are answered with 200; HTTP's own codes are for what is not EBICS.
 */
export async function startHttpsServer(options: ServerOptions): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  let exchanges = 0;
  const server = createServer({ key: options.tls.privateKeyPem, cert: options.tls.certificatePem, minVersion: "TLSv1.2" }, (request, response) => {
    exchanges++;
    serve(options, exchanges, request, response).catch(() => request.socket.destroy());
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    options.upgrade(request, socket, head).catch(() => socket.destroy());
  });
  server.requestTimeout = 120_000;
  server.headersTimeout = 20_000;
  server.keepAliveTimeout = 30_000;
  server.maxConnections = 200;
  const port = await listen(server, options.port, options.host);
  const shown = options.host.includes(":") ? `[${options.host}]` : options.host;
  return { url: `https://${shown}:${port}${path}`, close: () => close(server) };
}

async function serve(options: ServerOptions, exchange: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const isCut = async (moment: FaultMoment): Promise<boolean> => {
    if (options.faults === undefined || (await options.faults(moment, exchange)) === "go-on") return false;
    request.socket.destroy();
    return true;
  };
  if (await isCut("before-reading")) return;
  if (request.url?.split("?")[0] !== path) return refuse(response, 404, "Not the EBICS address of this practice bank.");
  if (request.method !== "POST") return refuse(response, 405, "EBICS is spoken by POST.", { Allow: "POST" });
  if (request.headers["content-encoding"] !== undefined) return refuse(response, 415, "Encoded requests are not taken.");
  const body = await read(request);
  if (body === undefined) return refuse(response, 413, "The request is too large.", { Connection: "close" });
  if (await isCut("before-handling")) return;
  const answer = await options.answer(body);
  if (await isCut("before-answering")) return;
  response.writeHead(200, { "Content-Type": "text/xml; charset=UTF-8", "Content-Length": answer.length });
  if (options.faults === undefined) {
    response.end(answer);
    return;
  }
  const middle = answer.length >> 1;
  await new Promise<void>((resolve) => response.write(answer.subarray(0, middle), () => resolve()));
  if (await isCut("within-answer")) return;
  response.end(answer.subarray(middle));
}

/** @returns undefined when it is longer than allowed; the rest is not read then */
async function read(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers["content-length"] ?? "0") > requestBytesMax) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) return undefined;
    length += chunk.length;
    if (length > requestBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuse(response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
  const body = Buffer.from(`${text} PRACTICE bank.\n`);
  response.writeHead(status, { ...headers, "Content-Type": "text/plain; charset=UTF-8", "Content-Length": body.length });
  response.end(body);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // Whoever is still in the middle of an exchange gets a moment to hear the answer.
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}
