/** HTTPS through the leased line beside a bare ssh2 client: what its forwards carry, and what HTTPS over one of them does. OpenSSH's sshd between. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import ssh2 from "ssh2";
import { leasedLine } from "../../src/channels/leased-line/index.ts";
import { haveSshd, Sshd } from "../support/sshd.ts";
import { makeAuthority } from "../support/tls-server.ts";
import { lacks, median, tell } from "./support/figure.ts";

const bytes = 32 * 1024 * 1024;
const rounds = 12;
const smallRequests = 300;

if (haveSshd && !lacks("openssl")) await bench();
else console.log("left out: openssh-server not installed");

async function bench(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-bench-line-"));
  const authority = makeAuthority();
  writeFileSync(path.join(folder, "key.pem"), authority.keyPem);
  writeFileSync(path.join(folder, "cert.pem"), authority.certificatePem);
  const bank = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", path.join(import.meta.dirname, "leased-line-bank.ts"), path.join(folder, "key.pem"), path.join(folder, "cert.pem")], { stdio: ["ignore", "pipe", "inherit"] });
  const sshd = await Sshd.start();
  try {
    const [told] = (await once(bank.stdout, "data")) as [Buffer];
    const [httpsPort = 0, plainPort = 0] = told.toString().trim().split(" ").map(Number);
    const bare = await bareClient(sshd);
    const forward = (port: number): Promise<Duplex> => new Promise((resolve, reject) => bare.forwardOut("127.0.0.1", 0, "127.0.0.1", port, (error, stream) => (error === undefined ? resolve(stream) : reject(error))));

    const plain = await forward(plainPort);
    const channelTo = (size: number) => leasedLine({}).open({ kind: "leased-line", url: `https://127.0.0.1:${httpsPort}/${size}`, pinnedCaPem: authority.caPem, ssh: sshd.login() });
    const [small, down] = [await channelTo(200), await channelTo(bytes)];
    const agent = bareAgent(connectTls({ socket: await forward(httpsPort), host: "127.0.0.1", ca: authority.caPem }));
    const limits = { answerBytesMax: bytes + 1 };
    const [body, tiny] = [Buffer.alloc(bytes), Buffer.alloc(200)];

    // In turn, so that whatever else runs on the machine meets all alike.
    const measured = await inTurn(rounds, {
      plainDown: () => rawDown(plain), plainUp: () => rawUp(plain),
      bareDown: () => bareExchange(agent, Buffer.alloc(1), bytes), bareUp: () => bareExchange(agent, body, 200),
      lineDown: () => down.exchange(Buffer.alloc(1), limits), lineUp: () => small.exchange(body),
    });
    const latency = await inTurn(smallRequests, { bare: () => bareExchange(agent, tiny, 200), line: () => small.exchange(tiny) });
    const rate = (ms: number): string => `${(bytes / 1024 / 1024 / (ms / 1000)).toFixed(0)} MiB/s`;
    console.log(`fetching: forward ${rate(measured.plainDown)}, HTTPS over it ${rate(measured.bareDown)}, leased line ${rate(measured.lineDown)}; sending: ${rate(measured.plainUp)}, ${rate(measured.bareUp)}, ${rate(measured.lineUp)}; a small request ${latency.bare.toFixed(2)} and ${latency.line.toFixed(2)} ms`);
    tell("leased line: fetching / HTTPS over a bare ssh2 forward", measured.lineDown / measured.bareDown, "x", 1 / 0.85);
    tell("leased line: sending / HTTPS over a bare ssh2 forward", measured.lineUp / measured.bareUp, "x", 1 / 0.85);
    tell("leased line: fetching / bare ssh2 forward without TLS", measured.lineDown / measured.plainDown, "x");
    tell("leased line: sending / bare ssh2 forward without TLS", measured.lineUp / measured.plainUp, "x");
    tell("leased line: small request / over a bare ssh2 forward", latency.line / latency.bare, "x", 1.3);
    for (const channel of [small, down]) await channel.close();
    agent.destroy();
    bare.end();
  } finally {
    bank.kill();
    await sshd.close();
    rmSync(folder, { recursive: true });
  }
}

/** ssh2 as its manual shows it, with what makes it fast. */
async function bareClient(sshd: Sshd): Promise<InstanceType<typeof ssh2.Client>> {
  const client = new ssh2.Client();
  const { host, userName } = sshd.login();
  client.connect({ host, port: sshd.port, username: userName, privateKey: readFileSync(sshd.keyPath), algorithms: { cipher: ["aes128-gcm@openssh.com"] } });
  client.on("error", () => undefined); // sshd ends first
  await once(client, "ready");
  client.setNoDelay(true);
  return client;
}

/** Node's own HTTP over one TLS line. */
function bareAgent(line: ReturnType<typeof connectTls>): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = () => line;
  return agent;
}

function bareExchange(agent: Agent, body: Uint8Array, answerBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ agent, method: "POST", path: `/${answerBytes}`, headers: { "Content-Length": body.length } }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece)).on("end", () => resolve(Buffer.concat(pieces)));
    });
    request.on("error", reject);
    request.end(body);
  });
}

function rawDown(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    let left = bytes;
    const onData = (piece: Buffer): void => {
      left -= piece.length;
      if (left > 0) return;
      stream.off("data", onData);
      resolve();
    };
    stream.on("data", onData);
    stream.write(`${bytes}\n`);
  });
}

function rawUp(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    stream.once("data", () => resolve());
    stream.write(`up ${bytes}\n`);
    stream.write(Buffer.alloc(bytes));
  });
}

/** @returns the median time of each, in milliseconds */
async function inTurn<Name extends string>(times: number, work: Readonly<Record<Name, () => Promise<unknown>>>): Promise<Record<Name, number>> {
  const names = Object.keys(work) as Name[]; // a record's own keys
  const took = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (const name of names) await work[name](); // warm
  for (let round = 0; round < times; round++) {
    // Each comes first in turn: none pays always for what the one before has left to be cleared away.
    const turn = round % names.length;
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) {
      const began = performance.now();
      await work[name]();
      took.get(name)?.push(performance.now() - began);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(took.get(name) ?? [])])) as Record<Name, number>; // the same names
}
