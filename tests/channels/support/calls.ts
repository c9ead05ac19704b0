import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, expect } from "vitest";
import { AppError } from "../../../src/domain/errors.ts";

/** For the file that asks: @returns takes what is to be closed after each test, the last first */
export function closedAfterEach(): (close: () => Promise<void> | void) => void {
  const open: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });
  return (close) => void open.push(close);
}

/** Whoever takes the calls: a server of loopback that does with each what the test says. @returns its port */
export async function farEnd(later: ReturnType<typeof closedAfterEach>, onCall: (socket: Socket) => void): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => undefined); // a call that is cut is the point
    later(() => void socket.destroy());
    onCall(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  later(() => void server.close());
  return (server.address() as AddressInfo).port; // a TCP server's address is always of this kind
}

/** The error of a call that did not come about: nothing can have arrived. */
export async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  expect(error.context.requestMayHaveArrived).toBe(false);
  return error;
}

/** Waits for what must come about sooner or later. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await wait(5);
}

/** The code of the error that ends a stream. */
export function endOf(stream: Duplex): Promise<string> {
  return new Promise((resolve) => stream.once("error", (error: Error & { code?: string }) => resolve(error.code ?? "")));
}

/** All that comes back of what was sent. */
export async function echoed(stream: Duplex, bytes: Buffer): Promise<Buffer> {
  const back: Buffer[] = [];
  let size = 0;
  stream.on("data", (piece: Buffer) => {
    back.push(piece);
    size += piece.length;
  });
  stream.write(bytes);
  await until(() => size >= bytes.length || stream.destroyed);
  return Buffer.concat(back);
}
