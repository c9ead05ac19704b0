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
  readonly limits: HttpLimits;
  /** One complete request to its answer; never rejects. */
  readonly answer: (request: Uint8Array) => Promise<Uint8Array>;
  /** A request that wants to become a WebSocket; answers it or hangs up. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
}

/** What the line may cost: bytes, times, connections. */
export interface HttpLimits {
  readonly connectionsMax: number;
  /** Bytes of one request's body; beyond it HTTP 413. */
  readonly requestBytesMax: number;
  /** Bytes of all bodies that are held at once; beyond it HTTP 503. */
  readonly bodiesBytesMax: number;
  /** TLS must stand, and a request's head be here, within this; beyond it the line is cut, or HTTP 408. */
  readonly headMs: number;
  /** A body comes at this speed at least, counted after `headMs`; a slower one is cut. */
  readonly bodyBytesPerSecondMin: number;
  /** A line that is up and says nothing. */
  readonly idleMs: number;
}

/** A segment of 1 MiB, its envelope and signatures fit well; everything else is a mistake or an attack. */
export const practiceHttpLimits: HttpLimits = {
  connectionsMax: 200, requestBytesMax: 4 * 1024 * 1024, bodiesBytesMax: 128 * 1024 * 1024, headMs: 20_000, bodyBytesPerSecondMin: 1_000, idleMs: 30_000,
};
/** Head lines in all; beyond it HTTP 431. */
const headBytesMax = 16 * 1024;
const path = "/ebics";

/**
 * The HTTPS side: POST only, HTTP/1.0 and 1.1, always a Content-Length, never a redirect, bounded sizes and times.
 * EBICS errors are answered with 200; HTTP's own codes are for what is not EBICS.
 */
export async function startHttpsServer(options: ServerOptions): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  let exchanges = 0;
  const { limits } = options;
  const bodies: Bodies = { bytes: 0 };
  const server = createServer({
    key: options.tls.privateKeyPem, cert: options.tls.certificatePem, minVersion: "TLSv1.2", handshakeTimeout: limits.headMs, maxHeaderSize: headBytesMax,
    connectionsCheckingInterval: Math.max(100, limits.headMs / 4),
  }, (request, response) => {
    exchanges++;
    serve(options, bodies, exchanges, request, response).catch(() => request.socket.destroy());
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    options.upgrade(request, socket, head).catch(() => socket.destroy());
  });
  server.requestTimeout = 0; // a body has a least speed instead: a large one over a slow line may take its time
  server.headersTimeout = limits.headMs;
  server.keepAliveTimeout = limits.idleMs;
  server.maxConnections = limits.connectionsMax;
  const port = await listen(server, options.port, options.host);
  const shown = options.host.includes(":") ? `[${options.host}]` : options.host;
  return { url: `https://${shown}:${port}${path}`, close: () => close(server) };
}

/** What all requests hold together. */
interface Bodies {
  bytes: number;
}

async function serve(options: ServerOptions, bodies: Bodies, exchange: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const isCut = async (moment: FaultMoment): Promise<boolean> => {
    if (options.faults === undefined || (await options.faults(moment, exchange)) === "go-on") return false;
    request.socket.destroy();
    return true;
  };
  if (await isCut("before-reading")) return;
  const no = headRefusal(request);
  if (no !== undefined) return refuse(response, no.status, no.text, no.headers);
  const held = { bytes: 0 };
  try {
    const body = await read(request, options.limits, bodies, held);
    if (!(body instanceof Uint8Array)) return refuse(response, body.status, body.text);
    if (await isCut("before-handling")) return;
    await give(options, response, isCut, await options.answer(body));
  } finally {
    bodies.bytes -= held.bytes;
  }
}

async function give(options: ServerOptions, response: ServerResponse, isCut: (moment: FaultMoment) => Promise<boolean>, answer: Uint8Array): Promise<void> {
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

interface HttpRefusal {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is wrong before a byte of the body was read. */
function headRefusal(request: IncomingMessage): HttpRefusal | undefined {
  if (request.url?.split("?")[0] !== path) return { status: 404, text: "Not the EBICS address of this practice bank." };
  if (request.method !== "POST") return { status: 405, text: "EBICS is spoken by POST.", headers: { Allow: "POST" } };
  if (request.headers["content-encoding"] !== undefined) return { status: 415, text: "Encoded requests are not taken." };
  if (!isXmlType(request.headers["content-type"])) return { status: 415, text: "EBICS is text/xml in UTF-8." };
  return undefined;
}

/** None at all, XML, or plain bytes, as clients send it; a form of a web page is no EBICS. */
function isXmlType(contentType: string | undefined): boolean {
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";").map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length).replaceAll('"', "");
  return (type === "" || type === "application/octet-stream" || /^(text|application)\/(xml|[\w.+-]+\+xml)$/.test(type)) && (charset === undefined || charset === "utf-8" || charset === "us-ascii");
}

/** @param held grows with what is read, in step with `bodies` @returns the body, or why not; the rest is not read then */
async function read(request: IncomingMessage, limits: HttpLimits, bodies: Bodies, held: Bodies): Promise<Uint8Array | HttpRefusal> {
  const tooLarge = { status: 413, text: "The request is too large." };
  if (Number(request.headers["content-length"] ?? "0") > limits.requestBytesMax) return tooLarge;
  const chunks: Uint8Array[] = [];
  const started = performance.now();
  const watch = setInterval(() => {
    const seconds = (performance.now() - started - limits.headMs) / 1000;
    if (held.bytes < seconds * limits.bodyBytesPerSecondMin) request.destroy();
  }, Math.max(50, limits.headMs / 4));
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (!(chunk instanceof Uint8Array)) return tooLarge;
      held.bytes += chunk.length;
      bodies.bytes += chunk.length;
      if (held.bytes > limits.requestBytesMax) return tooLarge;
      if (bodies.bytes > limits.bodiesBytesMax) return { status: 503, text: "Too much at once; try again in a moment." };
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    clearInterval(watch);
  }
}

/** Whoever is refused here has not sent all, or is not to go on: the line is closed. */
function refuse(response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
  const body = Buffer.from(`${text} PRACTICE bank.\n`);
  response.writeHead(status, { ...headers, Connection: "close", "Content-Type": "text/plain; charset=UTF-8", "Content-Length": body.length });
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
