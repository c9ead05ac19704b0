import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { channelDrivers } from "../../src/channels/all.ts";
import { traced } from "../../src/channels/tracing.ts";
import { SettableClock } from "../../src/domain/clock.ts";
import { AppError } from "../../src/domain/errors.ts";
import type { Channel, ChannelConfig, ChannelDriver, ChannelErrorCode } from "../../src/workflows/ports/channel.ts";
import { faulty } from "../support/faulty-channel.ts";
import { type Limits, type RoadUp, roads } from "./roads.ts";
import { type Authority, httpAnswer, makeAuthority, onRequests, type RunningServer, startTcpServer, startTlsServer } from "../support/tls-server.ts";

let authority: Authority;
beforeAll(() => {
  authority = makeAuthority();
});

function mustBeUp(up: RoadUp | undefined): RoadUp {
  if (up === undefined) throw new Error("the road's counterpart did not start");
  return up;
}

describe("the list of roads under test", () => {
  it("has every channel", () => {
    expect(new Set(roads.map((one) => one.kind))).toEqual(new Set(channelDrivers({}).map((one) => one.kind)));
  });
});

const running: { close(): Promise<void> }[] = [];
const keep = <T extends { close(): Promise<void> }>(one: T): T => {
  running.push(one);
  return one;
};
const hangUp = async (): Promise<void> => {
  for (const one of running.splice(0).reverse()) await one.close();
};
afterEach(hangUp);
afterAll(hangUp);

const clock = new SettableClock(0);
// Wrappers promise the same as what they wrap, so they pass the same suite.
const wrappers: readonly [string, (driver: ChannelDriver) => ChannelDriver][] = [
  ["", (driver) => driver],
  [", traced", (driver) => traced(driver, clock, () => {})],
  [", with a fault that never comes", (driver) => faulty(driver, { exchange: undefined, fault: "mid-read" })],
];
const members = roads.flatMap((road) => (road.name === "internet" ? wrappers : wrappers.slice(0, 1)).map(([name, wrap]) => ({ name: `${road.name}${name}`, road, wrap })));

for (const { name, road, wrap } of members) describe.skipIf(!road.isHere)(`channel: ${name}`, () => {
  let up: RoadUp | undefined;
  let driver: ChannelDriver;
  beforeAll(async () => {
    up = await road.setUp();
    driver = wrap(up.driver);
  });
  afterAll(() => up?.tearDown());

  const config = (server: Pick<RunningServer, "port">, limits: Limits = {}): ChannelConfig => mustBeUp(up).config({ url: `https://127.0.0.1:${server.port}/ebics`, pinnedCaPem: authority.caPem, ...limits });
  const open = async (server: RunningServer, limits: Limits = {}): Promise<Channel> => keep(await driver.open(config(server, limits)));
  const serve = async (...args: Parameters<typeof startTlsServer> extends [unknown, ...infer Rest] ? Rest : never): Promise<RunningServer> => keep(await startTlsServer(authority, ...args));
  const echo = (): Promise<RunningServer> => serve((socket) => onRequests(socket, ({ body }) => socket.write(httpAnswer(body))));

  const failure = async (promise: Promise<unknown>): Promise<[ChannelErrorCode, boolean]> => {
    const error = await promise.then(() => undefined, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(AppError);
    if (!(error instanceof AppError)) throw new Error("not reached");
    expect(error.area).toBe("channel");
    for (const text of [error.message, error.meaning, error.next]) expect(text).toMatch(/^[A-Z].*\.$/);
    expect(error.meaning).toMatch(error.context.requestMayHaveArrived === true ? /may have reached/ : /has not received/);
    return [error.code as ChannelErrorCode, error.context.requestMayHaveArrived as boolean]; // just checked by the sentences
  };

  describe("an exchange", () => {
    it("sends exactly the bytes and gives back exactly the answer", async () => {
      const heads: string[] = [];
      const server = await serve((socket) => onRequests(socket, ({ head, body }) => {
        heads.push(head);
        socket.write(httpAnswer(Buffer.from(body).reverse()));
      }));
      const channel = await open(server);
      const request = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) % 256);
      const progress = { sent: 0, received: 0 };
      const answer = await channel.exchange(request, { onSent: (n) => { progress.sent += n; }, onReceived: (n) => { progress.received += n; } });
      expect(Buffer.compare(answer, Buffer.from(request).reverse())).toBe(0);
      expect(progress).toEqual({ sent: 300_000, received: 300_000 });
      expect(heads[0]).toMatch(/^POST \/ebics HTTP\/1\.1\r\n/);
      expect(heads[0]).toMatch(/content-type: text\/xml; charset=UTF-8/i);
      expect(heads[0]).toMatch(/content-length: 300000/i);
      expect(heads[0]).toMatch(new RegExp(`host: 127\\.0\\.0\\.1:${server.port}`, "i"));
      expect(heads[0]).not.toMatch(/accept-encoding|transfer-encoding|expect:/i);
      expect(channel.describe()).toBe(["TLS 1.3, pinned authority", ...road.protection].join("; "));
    });

    it("keeps one line for the whole session, and queues what comes at once", async () => {
      const server = await echo();
      const channel = await open(server);
      const answers = await Promise.all(["a", "bb", "ccc"].map((text) => channel.exchange(Buffer.from(text))));
      expect(answers.map((one) => Buffer.from(one).toString())).toEqual(["a", "bb", "ccc"]);
      await channel.exchange(Buffer.from("d"));
      expect(server.connections()).toBe(1);
    });

    it("dials again when the bank has closed the line between two requests", async () => {
      const server = await serve((socket) => onRequests(socket, ({ body }) => socket.end(httpAnswer(body, "200 OK", "Connection: close\r\n"))));
      const channel = await open(server);
      for (const text of ["one", "two"]) expect(Buffer.from(await channel.exchange(Buffer.from(text))).toString()).toBe(text);
      expect(server.connections()).toBe(2);
    });

    it("takes an answer in chunks and of no length", async () => {
      const server = await serve((socket) => onRequests(socket, () => socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")));
      expect(Buffer.from(await (await open(server)).exchange(Buffer.from("x"))).toString()).toBe("abcde");
    });

    it("takes a huge answer whole", async () => {
      const isCall = road.kind !== "internet" && road.kind !== "leased-line"; // a call carries less, and what is huge on it is smaller
      const huge = Buffer.alloc((isCall ? 1 : 16) * 1024 * 1024, "0123456789abcdef");
      const channel = await open(await serve((socket) => onRequests(socket, () => socket.write(httpAnswer(huge)))));
      const answer = await channel.exchange(Buffer.from("x"));
      expect(Buffer.compare(answer, huge)).toBe(0);
    });

    it("bears a slow line, as long as something moves", async () => {
      const server = await serve((socket) => onRequests(socket, ({ body }) => {
        const bytes = httpAnswer(body);
        const step = Math.ceil(bytes.length / 20);
        let at = 0;
        const timer = setInterval(() => {
          if (at >= bytes.length) return clearInterval(timer);
          socket.write(bytes.subarray(at, at + step));
          at += step;
        }, 200);
      }));
      const channel = await open(server, { idleTimeoutMs: 3_500 }); // in all it takes over 4,000 ms
      expect(Buffer.from(await channel.exchange(Buffer.from("slow and steady"))).toString()).toBe("slow and steady");
    });
  });

  describe("dialling", () => {
    it("a refused port", async () => {
      const server = await startTcpServer(() => {});
      await server.close();
      expect(await failure(driver.open(config(server)))).toEqual([road.refused, false]);
    });
    it("a listener that never answers", async () => {
      const server = keep(await startTcpServer(() => {}));
      expect(await failure(driver.open(config(server, { connectTimeoutMs: 80 })))).toEqual(["connect-timeout", false]);
    });
    it("cancelled before and while dialling", async () => {
      const server = keep(await startTcpServer(() => {}));
      expect(await failure(driver.open(config(server), { signal: AbortSignal.abort() }))).toEqual(["cancelled", false]);
      const stop = new AbortController();
      const opening = failure(driver.open(config(server), { signal: stop.signal }));
      setTimeout(() => stop.abort(), 20);
      expect(await opening).toEqual(["cancelled", false]);
    });
    it("a line cut in the handshake", async () => {
      const server = keep(await startTcpServer((socket) => socket.once("data", () => socket.destroy())));
      expect(await failure(driver.open(config(server)))).toEqual(["cut", false]);
    });
    it("something that is not TLS", async () => {
      const server = keep(await startTcpServer((socket) => socket.end("220 mail.example ESMTP\r\n")));
      expect(await failure(driver.open(config(server)))).toEqual(["tls-failed", false]);
    });
    it("TLS 1.1 is refused, TLS 1.2 is taken", async () => {
      const old = await serve(() => {}, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
      expect(await failure(driver.open(config(old)))).toEqual(["tls-failed", false]);
      const good = await serve((socket) => onRequests(socket, ({ body }) => socket.write(httpAnswer(body))), { maxVersion: "TLSv1.2" });
      expect((await open(good)).describe()).toMatch(/^TLS 1\.2/);
    });
  });

  describe("cancel and silence", () => {
    it("before anything was sent", async () => {
      const channel = await open(await echo());
      expect(await failure(channel.exchange(Buffer.from("x"), { signal: AbortSignal.abort() }))).toEqual(["cancelled", false]);
    });
    it("while the request leaves, it is certain that the bank has no complete one", async () => {
      const server = await serve((socket) => socket.pause()); // reads nothing, so a large request gets stuck
      const channel = await open(server);
      const stop = new AbortController();
      const result = failure(channel.exchange(new Uint8Array(32 * 1024 * 1024), { signal: stop.signal, onSent: () => setTimeout(() => stop.abort(), 30) }));
      expect(await result).toEqual(["cancelled", false]);
    });
    it("while waiting for the answer, it is not", async () => {
      const stop = new AbortController();
      const server = await serve((socket) => onRequests(socket, () => stop.abort()));
      const channel = await open(server);
      expect(await failure(channel.exchange(Buffer.from("x"), { signal: stop.signal }))).toEqual(["cancelled", true]);
    });
    it("the bank stops reading: silence", async () => {
      const server = await serve((socket) => socket.pause());
      const channel = await open(server, { idleTimeoutMs: 100 });
      expect(await failure(channel.exchange(new Uint8Array(32 * 1024 * 1024)))).toEqual(["idle-timeout", false]);
    });
    it("the bank never answers, or stops in the middle", async () => {
      const mute = await open(await serve((socket) => onRequests(socket, () => {})), { idleTimeoutMs: 400 });
      expect(await failure(mute.exchange(Buffer.from("x")))).toEqual(["idle-timeout", true]);
      const halfway = await open(await serve((socket) => onRequests(socket, () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"))), { idleTimeoutMs: 400 });
      expect(await failure(halfway.exchange(Buffer.from("x")))).toEqual(["idle-timeout", true]);
    });
    it("after a failure the same channel works again", async () => {
      let first = true;
      const server = await serve((socket) => onRequests(socket, ({ body }) => {
        if (first) socket.destroy();
        else socket.write(httpAnswer(body));
        first = false;
      }));
      const channel = await open(server);
      expect(await failure(channel.exchange(Buffer.from("x")))).toEqual(["cut", true]);
      expect(Buffer.from(await channel.exchange(Buffer.from("y"))).toString()).toBe("y");
    });
    it("a closed channel sends nothing any more", async () => {
      const channel = await open(await echo());
      await channel.close();
      await channel.close();
      expect(await failure(channel.exchange(Buffer.from("x")))).toEqual(["cut", false]);
    });
    it("closing ends what is under way", async () => {
      const server = await serve((socket) => onRequests(socket, () => void channel.close()));
      const channel: Channel = await open(server);
      expect(await failure(channel.exchange(Buffer.from("x")))).toEqual(["cut", true]);
    });
  });

  describe("a line cut", () => {
    it.each([1, 60_000, 1_000_000])("after %i bytes of a large request: it cannot have arrived whole", async (bytes) => {
      const server = await serve((socket) => {
        let read = 0;
        socket.on("data", (piece: Buffer) => {
          read += piece.length;
          if (read >= bytes) socket.destroy();
        });
      });
      expect(await failure((await open(server)).exchange(new Uint8Array(32 * 1024 * 1024)))).toEqual(["cut", false]);
    });
    it.each([
      ["right after the request", ""],
      ["in the status line", "HTTP/1.1 20"],
      ["in the head", "HTTP/1.1 200 OK\r\nContent-Le"],
      ["after the head", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"],
      ["in the body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345"],
      ["in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123"],
      ["before the last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"],
    ])("%s, politely or not: the request may have arrived", async (_where, text) => {
      for (const hard of [true, false]) {
        const server = await serve((socket) => onRequests(socket, () => (hard ? socket.write(text, () => socket.destroy()) : socket.end(text))));
        expect(await failure((await open(server)).exchange(Buffer.from("x")))).toEqual(["cut", true]);
      }
    });
  });

  describe("an answer that is none", () => {
    const answered = async (bytes: Buffer | string, options = {}) => failure((await open(await serve((socket) => onRequests(socket, () => socket.write(bytes))))).exchange(Buffer.from("x"), options));
    it.each(["500 Internal Server Error", "503 Service Unavailable", "404 Not Found", "204 No Content"])("HTTP %s", async (status) => {
      expect(await answered(httpAnswer("sorry", status))).toEqual(["http-status", true]);
    });
    it("redirects are not followed", async () => {
      const elsewhere = await echo();
      expect(await answered(httpAnswer("", "302 Found", `Location: https://127.0.0.1:${elsewhere.port}/\r\n`))).toEqual(["http-status", true]);
      expect(elsewhere.connections()).toBe(0);
    });
    it("not HTTP at all", async () => {
      expect(await answered("SSH-2.0-OpenSSH_9.2\r\n")).toEqual(["http-status", true]);
    });
    it("too large, announced", async () => {
      expect(await answered("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nabc")).toEqual(["answer-too-large", true]);
    });
    it("too large, without saying so", async () => {
      const endless = await serve((socket) => onRequests(socket, () => {
        socket.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        const more = (): void => {
          while (!socket.destroyed && socket.write(Buffer.alloc(16_384)));
        };
        socket.on("drain", more);
        more();
      }));
      expect(await failure((await open(endless)).exchange(Buffer.from("x"), { answerBytesMax: 1_000_000 }))).toEqual(["answer-too-large", true]);
    });
    it("exactly as large as allowed is fine", async () => {
      const channel = await open(await echo());
      expect(await channel.exchange(new Uint8Array(1000), { answerBytesMax: 1000 })).toHaveLength(1000);
      expect(await failure(channel.exchange(new Uint8Array(1001), { answerBytesMax: 1000 }))).toEqual(["answer-too-large", true]);
    });
  });

  it("shows its settings without secrets", () => {
    const shown = JSON.stringify(driver.redact(config({ port: 443 })));
    expect(shown).not.toContain("BEGIN");
    expect(shown).toContain("127.0.0.1");
  });
});
