import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer, type SecureVersion, type TLSSocket } from "node:tls";

/** A certificate authority and a certificate for localhost and 127.0.0.1 that it issued. */
export interface Authority {
  readonly caPem: string;
  readonly certificatePem: string;
  readonly keyPem: string;
  /** SHA-256 of the server's certificate, 64 hex digits. */
  readonly certificateSha256: string;
}

/** Makes an authority with OpenSSL. @param names subjectAltName of the server's certificate */
export function makeAuthority(names = "DNS:localhost,IP:127.0.0.1"): Authority {
  const folder = mkdtempSync(join(tmpdir(), "kontor-ca-"));
  const openssl = (...options: string[]): void => {
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", ...options], { cwd: folder, stdio: "pipe" });
  };
  try {
    openssl("-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority", "-addext", "keyUsage=critical,keyCertSign");
    openssl("-CA", "ca.pem", "-CAkey", "ca.key", "-keyout", "server.key", "-out", "server.pem", "-subj", "/CN=Test bank", "-addext", `subjectAltName=${names}`, "-addext", "basicConstraints=critical,CA:FALSE");
    const read = (name: string): string => readFileSync(join(folder, name), "utf8");
    const certificatePem = read("server.pem");
    return { caPem: read("ca.pem"), certificatePem, keyPem: read("server.key"), certificateSha256: new X509Certificate(certificatePem).fingerprint256.replaceAll(":", "") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface RunningServer {
  readonly port: number;
  /** Connections accepted so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A server that does what the test says with every TLS connection, on any free port of loopback or the one given. */
export function startTlsServer(authority: Authority, onConnection: (socket: TLSSocket) => void, options: { minVersion?: SecureVersion; maxVersion?: SecureVersion; ciphers?: string; port?: number } = {}): Promise<RunningServer> {
  return listening(createTlsServer({ key: authority.keyPem, cert: authority.certificatePem, ...options }, (socket) => {
    socket.on("error", () => {}); // clients that hang up in the middle are the point of these tests
    onConnection(socket);
  }).on("tlsClientError", () => {}), options.port);
}

/** A server without TLS: one that accepts and says nothing, or hangs up at once. */
export function startTcpServer(onConnection: (socket: Socket) => void): Promise<RunningServer> {
  return listening(createTcpServer((socket) => {
    socket.on("error", () => {});
    onConnection(socket);
  }));
}

async function listening(server: Server, port = 0): Promise<RunningServer> {
  const open = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections++;
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port, // a TCP server's address is always of this kind
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** An HTTP request as it came, once it is whole. */
export interface RawRequest {
  readonly head: string;
  readonly body: Buffer;
}

/** Calls back for every complete request on the connection; keeps none of node's HTTP niceties, so that tests see every byte. */
export function onRequests(socket: TLSSocket, handle: (request: RawRequest) => void): void {
  let received = Buffer.alloc(0);
  socket.on("data", (piece: Buffer) => {
    received = Buffer.concat([received, piece]);
    for (;;) {
      const headEnd = received.indexOf("\r\n\r\n");
      if (headEnd < 0) return;
      const head = received.subarray(0, headEnd).toString("latin1");
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (received.length < headEnd + 4 + length) return;
      handle({ head, body: received.subarray(headEnd + 4, headEnd + 4 + length) });
      received = received.subarray(headEnd + 4 + length);
    }
  });
}

export function httpAnswer(body: Uint8Array | string, status = "200 OK", headers = ""): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\nContent-Length: ${bytes.length}\r\n${headers}\r\n`), bytes]);
}
