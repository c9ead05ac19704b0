/**
 * What sending does to 100 MiB before they leave, in memory: digest, compression, encryption and base64 of every segment, by the same steps
 * in a pipe of `gzip -6`, `openssl enc` and `openssl base64`, with `openssl dgst` over the whole and its signature. `npm run bench -- encrypting`
 */
import { execFile, execFileSync } from "node:child_process";
import { createCipheriv, generateKeyPairSync, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { createKeyWithCertificate, newTransactionKey, OrderDataDigest, signOrderDataDigest } from "../../src/ebics/index.ts";
import { lacks, tell } from "./support/figure.ts";

const run = promisify(execFile);
const mebibyte = 1024 * 1024;
const rounds = 5;

if (lacks("gzip", "openssl", "bash")) process.exit(0);
const folder = await mkdtemp(path.join(os.tmpdir(), "kontor-bench-"));
try {
  const file = path.join(folder, "order.txt");
  await writeFile(file, content(100));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await writeFile(path.join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  const bank = await createKeyWithCertificate("encryption", { commonName: "Bank", organisation: "Bench", country: "HU", validFrom: new Date("2026-01-01"), validYears: 1, keyBits: 2048 });
  execFileSync("cat", [file], { maxBuffer: 200 * mebibyte }); // both read it from the page cache
  let pipe = Number.POSITIVE_INFINITY, ours = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    pipe = Math.min(pipe, await secondsOf(() => run("bash", ["-o", "pipefail", "-c", `
      tr -d '\\r\\n\\032' < order.txt | openssl dgst -sha256 -sign key.pem -out signature &
      gzip -6 < order.txt | openssl enc -aes-128-cbc -K 000102030405060708090a0b0c0d0e0f -iv 00000000000000000000000000000000 | openssl base64 -A > /dev/null; wait`], { cwd: folder })));
    ours = Math.min(ours, await secondsOf(async () => {
      const digest = new OrderDataDigest();
      using key = newTransactionKey({ certificateDer: bank.certificateDer }, { bytes: (size) => randomBytes(size) });
      let characters = 0;
      for await (const segment of key.segments(passingBy(file, digest))) characters += Buffer.from(segment.buffer).toString("base64").length;
      signOrderDataDigest("A006", digest.value(), privateKey);
      if (characters < 40 * mebibyte) throw new Error("something is missing");
    }));
  }
  tell("sign, compress, encrypt, base64 of 100 MiB, to gzip -6 and openssl", ours / pipe, "x", 1.5);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function* passingBy(file: string, digest: OrderDataDigest): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(file, { highWaterMark: mebibyte })) {
    digest.update(chunk as Uint8Array); // a stream without encoding gives Buffers
    yield chunk as Uint8Array;
  }
}

/** Half random, half text. */
function content(mebibytes: number): Uint8Array {
  const bytes = Buffer.alloc(mebibytes * mebibyte, "<Ntry><NtryRef>payment of the day, remitted as agreed, thank you</NtryRef></Ntry>\n");
  const noise = createCipheriv("aes-128-ctr", Buffer.alloc(16, 7), Buffer.alloc(16));
  for (let at = 0; at < bytes.length; at += 256) noise.update(Buffer.alloc(128)).copy(bytes, at);
  return bytes;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
