import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectDirectly } from "../../../src/channels/internet/connect.ts";
import { internet } from "../../../src/channels/internet/index.ts";
import { within } from "../../../src/channels/within.ts";
import { leasedLine } from "../../../src/channels/leased-line/index.ts";
import { AppError } from "../../../src/domain/errors.ts";
import type { InternetChannelConfig, LineEvent, ProxyConfig } from "../../../src/workflows/ports/channel.ts";
import { haveMicrosocks, haveTinyproxy, startMicrosocks, startTinyproxy } from "../../support/proxies.ts";
import { haveSshd, Sshd } from "../../support/sshd.ts";
import { type Authority, httpAnswer, makeAuthority, onRequests, type RunningServer, startTcpServer, startTlsServer } from "../../support/tls-server.ts";

let authority: Authority;
beforeAll(() => {
  authority = makeAuthority();
});
const running: { close(): Promise<void> }[] = [];
const keep = <T extends { close(): Promise<void> }>(one: T): T => {
  running.push(one);
  return one;
};
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.close();
});

const bank = async (): Promise<RunningServer> => keep(await startTlsServer(authority, (socket) => onRequests(socket, ({ body }) => socket.write(httpAnswer(body)))));
const tryIt = async (config: Partial<InternetChannelConfig> & { readonly url: string }, onEvent?: (event: LineEvent) => void): Promise<string> => {
  try {
    const channel = await internet.open({ kind: "internet", pinnedCaPem: authority.caPem, ...config }, { onEvent });
    try {
      return Buffer.from(await channel.exchange(Buffer.from("hello"))).toString();
    } finally {
      await channel.close();
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.context.requestMayHaveArrived).toBe(false);
    for (const text of [error.message, error.meaning, error.next]) expect(text).toMatch(/^[A-Z].*\.$/);
    expect(JSON.stringify([error.message, error.context])).not.toContain("way-out");
    return error.message;
  }
};
const user = { userName: "kontor", password: "way-out" };

describe.skipIf(!haveTinyproxy)("tinyproxy", () => {
  it("wants a name and password, and takes the right ones only", async () => {
    const server = await bank();
    const proxy = keep(await startTinyproxy(user));
    const url = `https://127.0.0.1:${server.port}/`;
    expect(await tryIt({ url, proxy: proxy.config })).toBe("hello");
    const wrong = "The proxy does not let us out without the right name and password (HTTP 401 Unauthorized).";
    const { userName: _name, password: _password, ...nobody } = proxy.config;
    expect(await tryIt({ url, proxy: nobody })).toMatch(/^The proxy does not let us out without the right name and password \(HTTP 407 /);
    expect(await tryIt({ url, proxy: { ...proxy.config, password: "wrong" } })).toSatisfy((text: string) => text === wrong || text.includes("HTTP 407") || text.includes("HTTP 401"));
  });
  it("forbids a port", async () => {
    const server = await bank();
    const proxy = keep(await startTinyproxy(undefined, ["ConnectPort 1"]));
    expect(await tryIt({ url: `https://127.0.0.1:${server.port}/`, proxy: proxy.config })).toBe("The proxy forbids the way to the bank's computer (HTTP 403 Access violation).");
  });
  it.skipIf(!haveSshd)("leads to the SSH host of a leased line too", async () => {
    const server = await bank();
    const proxy = keep(await startTinyproxy(user));
    const sshd = keep(await Sshd.start());
    const channel = keep(await leasedLine({}).open({ kind: "leased-line", url: `https://127.0.0.1:${server.port}/`, pinnedCaPem: authority.caPem, ssh: sshd.login(), proxy: proxy.config }));
    expect(Buffer.from(await channel.exchange(Buffer.from("hello"))).toString()).toBe("hello");
  });
});

describe.skipIf(!haveMicrosocks)("microsocks", () => {
  it("wants a name and password, and takes the right ones only", async () => {
    const server = await bank();
    const proxy = keep(await startMicrosocks(user));
    const url = `https://127.0.0.1:${server.port}/`;
    expect(await tryIt({ url, proxy: proxy.config })).toBe("hello");
    const { userName: _name, password: _password, ...nobody } = proxy.config;
    expect(await tryIt({ url, proxy: nobody })).toMatch(/^The proxy does not let us out/);
    expect(await tryIt({ url, proxy: { ...proxy.config, password: "wrong" } })).toMatch(/^The proxy does not let us out/);
  });
  it("looks names up itself", async () => {
    const server = await bank();
    const proxy = keep(await startMicrosocks());
    const events: LineEvent[] = [];
    expect(await tryIt({ url: `https://localhost:${server.port}/`, proxy: proxy.config }, (event) => events.push(event))).toBe("hello");
    expect(events.filter((event) => event.kind === "done").map((event) => event.stage)).toEqual(["connect", "proxy", "tls"]);
    expect(await tryIt({ url: "https://no-such-bank.invalid/", proxy: proxy.config })).toMatch(/says the proxy/);
  });
});

describe("a proxy", () => {
  const proxyThat = async (kind: ProxyConfig["kind"], onConnection: (socket: Socket) => void): Promise<ProxyConfig> => ({ kind, host: "127.0.0.1", port: keep(await startTcpServer(onConnection)).port });
  const url = "https://bank.example/";
  const silence = "The bank's computer does not answer";

  it("that is not there, is not known, or says nothing", async () => {
    for (const kind of ["http", "socks5"] as const) {
      const gone = await startTcpServer(() => undefined);
      await gone.close();
      expect(await tryIt({ url, proxy: { kind, host: "127.0.0.1", port: gone.port } })).toBe("The proxy refuses the connection (ECONNREFUSED).");
      expect(await tryIt({ url, proxy: { kind, host: "no-such-proxy.invalid", port: 1 } })).toMatch(/^The name of the proxy is not known|^Nobody on the network tells the address of the proxy/);
      expect(await tryIt({ url, proxy: await proxyThat(kind, () => undefined), connectTimeoutMs: 1_000 })).toBe("The proxy does not answer (connected, but no answer within 1 s).");
      expect(await tryIt({ url, proxy: await proxyThat(kind, (socket) => socket.once("data", () => socket.destroy())) })).toBe("The line was cut (by the proxy).");
    }
  });

  it.each([
    ["HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "The proxy does not let us out without the right name and password (HTTP 407 Proxy Authentication Required)."],
    ["HTTP/1.0 403 Forbidden\r\nX: y\r\n\r\n", "The proxy forbids the way to the bank's computer (HTTP 403 Forbidden)."],
    ["HTTP/1.1 502 \u001b[31mBad\r\n\r\n", "The bank's computer cannot be reached from here (HTTP 502 ·[31mBad, says the proxy)."],
    ["HTTP/1.1 504 Gateway Timeout\r\n\r\n", `${silence} (HTTP 504 Gateway Timeout, says the proxy).`],
    ["HTTP/1.1 302 Found\r\nLocation: x\r\n\r\n", "The proxy does not answer as one (HTTP 302 Found)."],
    ["220 mail.example ESMTP\r\n\r\n", "The proxy does not answer as one."],
    ["x".repeat(40_000), "The proxy does not answer as one."],
  ])("HTTP, answering %j", async (answer, message) => {
    const told = await tryIt({ url, proxy: await proxyThat("http", (socket) => socket.once("data", () => socket.write(answer))) });
    expect(told.replace(/HTTP 502 .*Bad/, "HTTP 502 ·[31mBad")).toBe(message);
    expect(told).not.toContain("\u001b");
  });

  it.each([
    ["noise", [Buffer.from("HTTP/1.1 400\r\n\r\n")], "The proxy does not answer as one."],
    ["no method", [Buffer.from([5, 0xff])], "The proxy does not let us out without the right name and password."],
    ["a method nobody offered", [Buffer.from([5, 2])], "The proxy does not let us out without the right name and password."],
    ["not allowed", [Buffer.from([5, 0]), Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0])], "The proxy forbids the way to the bank's computer (not allowed by its rules, says the proxy)."],
    ["refused", [Buffer.from([5, 0]), Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])], "The bank's computer refuses the connection (connection refused, says the proxy)."],
    ["expired", [Buffer.from([5, 0]), Buffer.from([5, 6, 0, 1, 0, 0, 0, 0, 0, 0])], `${silence} (time to live expired, says the proxy).`],
    ["an unknown reply", [Buffer.from([5, 0]), Buffer.from([5, 0x99, 0, 1, 0, 0, 0, 0, 0, 0])], "The proxy does not answer as one (reply 153, says the proxy)."],
  ])("SOCKS 5, answering %s", async (_name, answers, message) => {
    const waiting = [...answers];
    expect(await tryIt({ url, proxy: await proxyThat("socks5", (socket) => socket.on("data", () => waiting.length > 0 && socket.write(waiting.shift() ?? ""))) })).toBe(message);
  });

  it("that answers byte by byte, with what follows in the same piece", async () => {
    const server = await bank();
    const { connect } = await import("node:net");
    const slowly = async (socket: Socket, bytes: Buffer): Promise<void> => {
      for (const byte of bytes) {
        socket.write(Uint8Array.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const onwards = (socket: Socket): void => {
      const far = connect({ port: server.port, host: "127.0.0.1" });
      far.on("error", () => undefined);
      socket.pipe(far).pipe(socket);
    };
    const http = await proxyThat("http", (socket) => socket.once("data", () => void slowly(socket, Buffer.from("HTTP/1.1 200 OK\r\nProxy-Agent: slow\r\n\r\n")).then(() => onwards(socket))));
    expect(await tryIt({ url: `https://localhost:${server.port}/`, proxy: http })).toBe("hello");
    const asked: Buffer[] = [];
    const socks = await proxyThat("socks5", (socket) => socket.once("data", () => {
      void slowly(socket, Buffer.from([5, 0]));
      socket.once("data", (piece: Buffer) => {
        asked.push(piece);
        void slowly(socket, Buffer.from([5, 0, 0, 3, 4, 1, 2, 3, 4, 0, 80])).then(() => onwards(socket));
      });
    }));
    expect(await tryIt({ url: `https://localhost:${server.port}/`, proxy: socks })).toBe("hello");
    expect(asked[0]?.subarray(3, 14).toString("latin1")).toBe("\u0003\u0009localhost");
  });

  it("is asked for IPv6 addresses in their own form", async () => {
    const heard: Buffer[] = [];
    const socks = await proxyThat("socks5", (socket) => socket.once("data", () => {
      socket.write(Uint8Array.of(5, 0));
      socket.once("data", (piece: Buffer) => {
        heard.push(piece);
        socket.end(Uint8Array.of(5, 3, 0, 1, 0, 0, 0, 0, 0, 0));
      });
    }));
    await tryIt({ url: "https://[2001:db8::7]:8443/", proxy: socks });
    expect(heard[0]?.toString("hex")).toBe(`05010004${"20010db8000000000000000000000007"}20fb`);
    const http = await proxyThat("http", (socket) => socket.once("data", (piece: Buffer) => {
      heard.push(piece);
      socket.end("HTTP/1.1 503 No\r\n\r\n");
    }));
    await tryIt({ url: "https://[2001:db8::7]:8443/", proxy: http });
    expect(heard[1]?.toString("latin1")).toBe("CONNECT [2001:db8::7]:8443 HTTP/1.1\r\nHost: [2001:db8::7]:8443\r\n\r\n");
  });

  it("is shown without its password", () => {
    expect(internet.redact({ kind: "internet", url, proxy: { kind: "socks5", host: "proxy.example", port: 1080, ...user } })).toMatchObject({ proxy: "SOCKS 5 proxy.example:1080 as kontor" });
  });
});

describe("straight", () => {
  it("over IPv6", async ({ skip }) => {
    const six = makeAuthority("DNS:localhost,IP:::1");
    const { createServer: createTls } = await import("node:tls");
    const server = createTls({ key: six.keyPem, cert: six.certificatePem }, (socket) => onRequests(socket, ({ body }) => socket.write(httpAnswer(body))));
    const listening = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(0, "::1", () => resolve(true));
    });
    if (!listening) skip("this machine has no IPv6");
    const { port } = server.address() as AddressInfo; // a TCP server's address is always of this kind
    expect(await tryIt({ url: `https://[::1]:${port}/ebics`, pinnedCaPem: six.caPem })).toBe("hello");
    await new Promise((resolve) => server.close(resolve));
  });

  it("goes on with the next address of a name when the first does not answer", async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const socket = await connectDirectly({ host: "bank.example", port }, { signal: new AbortController().signal, place: "bank", lookUp: async () => [{ address: "::1", family: 6 }, { address: "127.0.0.1", family: 4 }] });
    expect(socket.remoteAddress).toBe("127.0.0.1");
    socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it("tells a name server that does not answer from a computer that does not", async () => {
    const code = async (act: Promise<unknown>): Promise<string> => act.then(() => "up", (error: AppError) => `${error.code}: ${error.message}`);
    const never = () => new Promise<never>(() => undefined);
    expect(await code(within(50, undefined, (signal) => connectDirectly({ host: "bank.example", port: 1 }, { signal, place: "bank", lookUp: never })))).toBe("name-timeout: Nobody on the network tells the address of the bank's computer: the name server does not answer (within 0.05 s).");
    expect(await code(within(50, undefined, (signal) => connectDirectly({ host: "bank.example", port: 1 }, { signal, place: "bank", lookUp: async () => Promise.reject(Object.assign(new Error("x"), { code: "EAI_AGAIN" })) })))).toMatch(/^name-timeout: .*\(EAI_AGAIN\)\.$/);
    expect(await code(within(50, undefined, (signal) => connectDirectly({ host: "bank.example", port: 1 }, { signal, place: "bank", lookUp: async () => Promise.reject(Object.assign(new Error("x"), { code: "ENOTFOUND" })) })))).toMatch(/^name-not-found: /);
    const silent = keep(await startTcpServer(() => undefined));
    expect(await tryIt({ url: `https://127.0.0.1:${silent.port}/`, connectTimeoutMs: 1_000 })).toBe("The bank's computer does not answer (connected, but no answer in TLS within 1 s).");
    expect(await code(connectDirectly({ host: "bank.example", port: 1 }, { signal: AbortSignal.abort(), place: "bank", lookUp: never }))).toMatch(/^cancelled/);
  });
});
