import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sendByHttps } from "../../../../src/signing/one-time-password/sms/https.ts";
import type { SmsGatewayConfig } from "../../../../src/workflows/ports/one-time-password.ts";

let folder: string;
let server: Server;
let port: number;
let certificate: string;
let got: { url: string | undefined; authorization: string | undefined; type: string | undefined; body: string }[];
let handle: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kontor-sms-"));
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem"), "-days", "2", "-subj", "/CN=gateway", "-addext", "subjectAltName=DNS:localhost"], { stdio: "pipe" });
  certificate = readFileSync(join(folder, "cert.pem"), "utf8");
  server = createServer({ key: readFileSync(join(folder, "key.pem")), cert: certificate }, (request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  got = [];
  handle = (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (piece: string) => (body += piece)).on("end", () => {
      got.push({ url: request.url, authorization: request.headers.authorization, type: request.headers["content-type"], body });
      response.writeHead(202).end('{"id":"1"}');
    });
  };
});

const gateway = (more: Partial<Extract<SmsGatewayConfig, { kind: "https" }>> = {}) => ({ kind: "https", url: `https://localhost:${port}/v1/send?from=Kontor`, body: '{"to":["{number}"],"message":"{text}"}', pinnedCaPem: certificate, ...more }) as const;
const keyHash = (): string => createHash("sha256").update(new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" })).digest("hex");
const text = 'Kód: 123 "idézet" \\ {number} ő\n';
const send = (to: Parameters<typeof sendByHttps>[0], timeoutMs?: number) => sendByHttps(to, { number: "+36301234567", text }, timeoutMs).then(() => "sent", (error: { code: string; message: string }) => `${error.code}: ${error.message}`);

describe("a gateway by HTTPS", () => {
  it("gets number and text inside its JSON, whatever the text holds", async () => {
    expect(await send(gateway({ authorization: "Bearer s3cret" }))).toBe("sent");
    expect(got).toMatchObject([{ url: "/v1/send?from=Kontor", authorization: "Bearer s3cret", type: "application/json; charset=utf-8" }]);
    expect(JSON.parse(got[0]!.body)).toEqual({ to: ["+36301234567"], message: text });
  });

  it("is known by its authority or by its key; a stranger gets nothing", async () => {
    expect(await send(gateway({ pinnedCaPem: undefined, pinnedKeySha256: keyHash() }))).toBe("sent");
    expect(await send(gateway({ pinnedCaPem: undefined, pinnedKeySha256: keyHash().toUpperCase().replace(/(..)(?=.)/g, "$1:") }))).toBe("sent");
    got = [];
    expect(await send(gateway({ pinnedCaPem: undefined, pinnedKeySha256: "00".repeat(32) }))).toContain("not the gateway whose key was pinned");
    expect(await send(gateway({ pinnedCaPem: undefined }))).toMatch(/^code-not-sent: The gateway localhost cannot be reached \((DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)\)/);
    expect(await send(gateway({ url: `https://127.0.0.1:${port}/` }))).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(await send(gateway({ url: `http://localhost:${port}/` }))).toContain("does not begin with https://");
    expect(got).toEqual([]);
  });

  it("that refuses is told with its words, and one that is silent or gone within its time", async () => {
    handle = (_request, response) => void response.writeHead(402).end("no credit left");
    expect(await send(gateway())).toBe("code-not-sent: The gateway localhost refused the text: 402 no credit left");
    handle = () => undefined;
    expect(await send(gateway(), 300)).toBe("code-not-sent: The gateway localhost did not answer within 0.3 s.");
    handle = (request) => void request.socket.destroy();
    expect(await send(gateway())).toContain("cannot be reached (ECONNRESET)");
    expect(await send(gateway({ url: "https://localhost:1/" }))).toContain("cannot be reached (ECONNREFUSED)");
  });

  it("that talks without end is not listened to without end", async () => {
    handle = (_request, response) => void response.writeHead(500).end("x".repeat(3_000_000));
    expect((await send(gateway())).length).toBeLessThan(300);
  });
});
