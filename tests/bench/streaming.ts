/**
 * Order files of 100 MiB and 1 GiB sent to the practice bank and fetched back, client and bank each a process of its own, over HTTPS: how much
 * memory the client takes above what it takes when it sends nothing. `npm run bench -- streaming`
 */
import { execFile, spawn } from "node:child_process";
import { createCipheriv } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { tell } from "./support/figure.ts";
import { launcherFlags } from "./support/launcher-flags.ts";

const run = promisify(execFile);
const mebibyte = 1024 * 1024;
const here = path.join(import.meta.dirname, "stream");

interface Ran {
  readonly sha256: string | undefined;
  readonly seconds: number;
  readonly maxRssKib: number;
}

const folder = await mkdtemp(path.join(os.tmpdir(), "kontor-bench-"));
try {
  await run(process.execPath, [...launcherFlags(), path.join(here, "prepare.ts"), folder]);
  const bank = await startBank();
  const idle = Math.max((await client(bank.url, "idle")).maxRssKib, (await client(bank.url, "idle")).maxRssKib);
  tell("client that sends nothing: peak memory", idle / 1024, "MiB");
  for (const [size, name] of [[100, "100 MiB"], [1024, "1 GiB"]] as const) {
    const file = path.join(folder, "order.txt");
    await pipeline(Readable.from(content(size)), createWriteStream(file));
    const sent = await client(bank.url, "send", file);
    await rm(file);
    const fetched = await client(bank.url, "fetch");
    if (sent.sha256 === undefined || fetched.sha256 !== sent.sha256) throw new Error("what came back is not what was sent");
    for (const [what, { seconds, maxRssKib }] of [["sent", sent], ["fetched back", fetched]] as const) {
      tell(`${name} ${what}: client's memory above idle`, (maxRssKib - idle) / 1024, "MiB", 300);
      tell(`${name} ${what}: time, bank and line included`, seconds, "s");
    }
  }
  tell("practice bank: peak memory", (await bank.end()) / 1024, "MiB");
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Half of each line is random, half text: it compresses to about a half, as statements of strangers' references do at best. */
async function* content(mebibytes: number): AsyncGenerator<Uint8Array> {
  const noise = createCipheriv("aes-128-ctr", Buffer.alloc(16, 7), Buffer.alloc(16));
  const lineBytes = 256;
  for (let i = 0; i < mebibytes; i++) {
    const piece = Buffer.alloc(mebibyte, `<Ntry><NtryRef>payment ${i} of the day, remitted as agreed, thank you</NtryRef></Ntry>\n`);
    for (let at = 0; at < mebibyte; at += lineBytes) noise.update(Buffer.alloc(lineBytes / 2)).copy(piece, at);
    yield piece;
  }
}

async function client(url: string, ...args: readonly string[]): Promise<Ran> {
  const { stdout } = await run(process.execPath, [...launcherFlags(), path.join(here, "client.ts"), folder, url, ...args], { maxBuffer: mebibyte });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Ran;
}

async function startBank(): Promise<{ readonly url: string; end(): Promise<number> }> {
  const child = spawn(process.execPath, [...launcherFlags(), path.join(here, "bank.ts"), folder], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const url = String((await lines.next()).value);
  return {
    url,
    async end() {
      child.stdin.end();
      return Number((await lines.next()).value);
    },
  };
}
