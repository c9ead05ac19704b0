import { connect, type TLSSocket } from "node:tls";
import { connect as connectPlain } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BankFixture, startBankFixture } from "../support/bank-fixture.ts";

const hev = `<?xml version="1.0"?><ebicsHEVRequest xmlns="http://www.ebics.org/H000"><HostID>PRACTICE</HostID></ebicsHEVRequest>`;

describe("whoever misuses the line", () => {
  let fixture: BankFixture;
  let url: URL;
  beforeAll(async () => {
    fixture = await startBankFixture({ http: { headMs: 2_500, bodyBytesPerSecondMin: 1_000, idleMs: 4_000, connectionsMax: 12, requestBytesMax: 100_000, bodiesBytesMax: 150_000 } });
    url = new URL(fixture.bank.url);
  });
  afterAll(() => fixture.close());

  const open = (): Promise<TLSSocket> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: url.hostname, port: Number(url.port), ca: fixture.bank.caPem }, () => resolve(socket));
      socket.once("error", reject);
    });
  /** What came until the bank closed. */
  const said = (socket: TLSSocket): Promise<string> =>
    new Promise((resolve) => {
      let text = "";
      socket.on("data", (chunk) => { text += chunk.toString(); });
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(text));
    });
  const raw = async (text: string): Promise<string> => {
    const socket = await open();
    const answer = said(socket);
    socket.write(text);
    return answer;
  };
  const post = (head: string, body = hev): string => `POST /ebics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n\r\n${body}`;

  it.each([
    ["GET", `GET /ebics HTTP/1.1\r\nHost: x\r\n\r\n`, 405],
    ["TRACE", `TRACE /ebics HTTP/1.1\r\nHost: x\r\n\r\n`, 405],
    ["OPTIONS", `OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n`, 404],
    ["another path", `POST /EBICS/../admin HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`, 404],
    ["an absolute address", `POST http://elsewhere/ebics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`, 404],
    ["no Host", `POST /ebics HTTP/1.1\r\nContent-Length: 0\r\n\r\n`, 400],
    ["two lengths", post("Content-Length: 5\r\nContent-Length: 7"), 400],
    ["length and chunks together", post(`Content-Length: ${hev.length}\r\nTransfer-Encoding: chunked`), 400],
    ["an unknown transfer coding", post("Transfer-Encoding: gzip"), 400],
    ["a negative length", post("Content-Length: -1"), 400],
    ["a head without end", `POST /ebics HTTP/1.1\r\nHost: x\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n`, 431],
    ["a compressed body", post(`Content-Encoding: gzip\r\nContent-Length: ${hev.length}`), 415],
    ["a web form", post(`Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${hev.length}`), 415],
    ["a page's plain text", post(`Content-Type: text/plain\r\nContent-Length: ${hev.length}`), 415],
    ["another charset", post(`Content-Type: text/xml; charset=ISO-8859-1\r\nContent-Length: ${hev.length}`), 415],
    ["more than a request may have, announced", post("Content-Length: 100001", "x"), 413],
    ["more than a request may have, in chunks", post("Transfer-Encoding: chunked", `${(100_001).toString(16)}\r\n${"x".repeat(100_001)}\r\n0\r\n\r\n`), 413],
    ["no HTTP", "hello\r\n\r\n", 400],
    ["HTTP/2 without being asked", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
  ])("%s: refused", async (_title, text, status) => {
    expect(await raw(text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it.each([
    ["a plain request", post(`Content-Type: text/xml; charset=UTF-8\r\nContent-Length: ${hev.length}`)],
    ["application/xml", post(`Content-Type: application/xml\r\nContent-Length: ${hev.length}`)],
    ["no content type", post(`Content-Length: ${hev.length}`)],
    ["chunks", post("Transfer-Encoding: chunked", `10\r\n${hev.slice(0, 16)}\r\n${(hev.length - 16).toString(16)};name=value\r\n${hev.slice(16)}\r\n0\r\n\r\n`)],
    ["Expect: 100-continue", post(`Expect: 100-continue\r\nContent-Length: ${hev.length}`)],
    ["HTTP/1.0", `POST /ebics HTTP/1.0\r\nContent-Length: ${hev.length}\r\n\r\n${hev}`],
  ])("%s: answered", async (_title, text) => {
    expect(await raw(text)).toMatch(/HTTP\/1\.1 200 [\s\S]*<ReturnCode>000000/);
  });

  it("cuts a head and a body that come drop by drop, and a line that says nothing", async () => {
    const drops = async (first: string): Promise<string> => {
      const socket = await open();
      const answer = said(socket);
      socket.write(first);
      const dripping = setInterval(() => socket.write("x"), 100);
      const text = await answer;
      clearInterval(dripping);
      return text;
    };
    const [head, body, silent] = await Promise.all([drops("POST /ebics HTTP/1.1\r\nHost: x\r\nX-A: "), drops(`POST /ebics HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n`), raw("")]);
    expect(head).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(body).toBe("");
    expect(silent).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  it("cuts who speaks no TLS, or begins it and stops", async () => {
    await new Promise<void>((resolve) => {
      const socket = connectPlain({ host: url.hostname, port: Number(url.port) }, () => socket.write("GET / HTTP/1.1\r\n\r\n"));
      socket.on("error", () => undefined);
      socket.on("close", () => resolve());
    });
    await new Promise<void>((resolve) => {
      const socket = connectPlain({ host: url.hostname, port: Number(url.port) }, () => socket.write(Buffer.from([0x16, 0x03, 0x01])));
      socket.on("error", () => undefined);
      socket.on("close", () => resolve());
    });
  });

  it("holds no more bodies than it has room for: 503, and afterwards it answers again", async () => {
    const begin = async (): Promise<{ socket: TLSSocket; answer: Promise<string> }> => {
      const socket = await open();
      const answer = said(socket);
      socket.write(`POST /ebics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 90000\r\n\r\n${" ".repeat(80_000)}`);
      return { socket, answer };
    };
    const all = [await begin(), await begin(), await begin()];
    expect(await Promise.race(all.map(({ answer }) => answer))).toMatch(/^HTTP\/1\.1 503 /);
    for (const { socket } of all) socket.end();
    await Promise.all(all.map(({ answer }) => answer));
    expect(await raw(post(`Content-Length: ${hev.length}`))).toContain("000000");
  });

  it("takes no more lines than it has room for, and frees them", async () => {
    const sockets = await Promise.all(Array.from({ length: 30 }, () => open().catch(() => undefined)));
    await Promise.all(sockets.map((socket) => (socket === undefined ? undefined : said(socket))));
    expect(await raw(post(`Content-Length: ${hev.length}`))).toContain("000000");
  });
});
