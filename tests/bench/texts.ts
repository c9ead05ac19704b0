import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundle } from "./support/bundle.ts";
import { lacks, tell } from "./support/figure.ts";
import { launcherFlags } from "./support/launcher-flags.ts";

const run = promisify(execFile);

/** As many as one message can count. */
const items = 999_999;

/** An UGIRO ATUTAL of so many items, in CP852: names, addresses and texts with accents, some 250 bytes each. */
async function makeUgiroFile(path: string): Promise<void> {
  const file = createWriteStream(path);
  const accounts = ["109000288000000012345674", "1200100800123455        ", "104000233495654856991026", "1160000660000006        "];
  const names = ["Kov\u00a0cs J\u00a0nos", "\u008ary \u00ebrsula \u00b5gnes", "Nagy \u0090va", "Max \u0099sszeg Zrt.", "Szab\u00a2 Bal\u00a0zs"];
  const end = "\r\n";
  file.write(Buffer.from(`01ATUTAL0${"A12345678".padEnd(13)}202611200001${"1177301611111018".padEnd(24)}20261123MUN${"Minta Kft.".padEnd(35)}${" ".repeat(70)}${end}`, "latin1"));
  let sum = 0;
  let lines: string[] = [];
  for (let item = 1; item <= items; item++) {
    const amount = (item * 7919) % 1_000_000 + 1;
    sum += amount;
    const name = (names[item % names.length] ?? "").padEnd(35);
    lines.push(`02${String(item).padStart(6, "0")}        ${String(amount).padStart(10, "0")}${accounts[item % accounts.length] ?? ""}${`EMP-${item}`.padEnd(24)}${name}${"1051 Budapest, F\u008b u. 1.".padEnd(35)}${name}${"Munkab\u0082r 2026/11".padEnd(70)}${end}`);
    if (lines.length === 4000) {
      if (!file.write(Buffer.from(lines.join(""), "latin1"))) await new Promise<void>((resolve) => file.once("drain", () => resolve()));
      lines = [];
    }
  }
  lines.push(`03${String(items).padStart(6, "0")}${String(sum).padStart(16, "0")}${end}`);
  file.end(Buffer.from(lines.join(""), "latin1"));
  await new Promise<void>((resolve) => file.once("close", () => resolve()));
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

if (process.argv[1] === import.meta.filename && !lacks("iconv")) {
  const folder = await mkdtemp(join(tmpdir(), "kontor-bench-"));
  const reader = await bundle(join(import.meta.dirname, "read-one.ts"));
  try {
    const path = join(folder, "csat.121");
    await makeUgiroFile(path);
    let iconv = Number.POSITIVE_INFINITY, ours = Number.POSITIVE_INFINITY, rssMib = 0;
    for (let round = 0; round < 3; round++) {
      iconv = Math.min(iconv, await secondsOf(() => run("sh", ["-c", 'iconv -f cp1252 -t utf-8 -c "$1" > /dev/null || true', "sh", path])));
      ours = Math.min(ours, await secondsOf(async () => {
        const { stdout } = await run(process.execPath, [...launcherFlags(), reader, path]);
        const result = JSON.parse(stdout) as { transactions: number; findings: Record<string, number>; maxRssKib: number };
        if (result.transactions !== items || Object.keys(result.findings).length > 0) throw new Error(`read ${result.transactions} items, with ${JSON.stringify(result.findings)}`);
        rssMib = Math.max(rssMib, result.maxRssKib / 1024);
      }));
    }
    tell("UGIRO of 1,000,000 items, to iconv -f cp1252 -t utf-8", ours / iconv, "x", 10);
    tell("peak memory, UGIRO of 1,000,000 items", rssMib, "MiB", 300);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(reader, { force: true });
  }
}
