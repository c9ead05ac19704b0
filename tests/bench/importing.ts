/**
 * Importing 100,000 payments into an encrypted store as a whole process, by `xmllint --stream --noout` on the same file; memory
 * for ten times as many; and whether the screen stays alive meanwhile. `npm run bench -- importing`
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { makePain001File } from "./make-pain001.ts";
import { bundle } from "./support/bundle.ts";
import { lacks, tell } from "./support/figure.ts";
import { launcherFlags } from "./support/launcher-flags.ts";

const run = promisify(execFile);
const rounds = 4;

interface Imported {
  readonly transactions: number;
  readonly seconds: number;
  readonly longestStallMs: number;
  readonly maxRssKib: number;
}

if (lacks("xmllint")) process.exit(0);
const folder = await mkdtemp(path.join(os.tmpdir(), "kontor-bench-"));
const program = await bundle(path.join(import.meta.dirname, "import-one.ts"));
try {
  const small = path.join(folder, "100k.xml"), large = path.join(folder, "1m.xml");
  await makePain001File(small, { transactions: 100_000 });
  await importOne(small, 100_000); // fills the compile cache, as in an installed program
  let ours = Number.POSITIVE_INFINITY, lint = Number.POSITIVE_INFINITY, smallRssKib = 0;
  const stalls: number[] = [];
  for (let round = 0; round < rounds; round++) {
    lint = Math.min(lint, await secondsOf(() => run("xmllint", ["--stream", "--noout", small])));
    ours = Math.min(ours, await secondsOf(async () => {
      const { maxRssKib, longestStallMs } = await importOne(small, 100_000);
      smallRssKib = Math.max(smallRssKib, maxRssKib);
      stalls.push(longestStallMs);
    }));
  }
  tell("import of 100,000 payments into the store, to xmllint --stream", ours / lint, "x", 8);
  tell("longest time a screen stands still meanwhile", Math.min(...stalls), "ms");
  for (const [what, option] of [["dry run", "--preview"], ["signing sheet", "--sheet"]] as const) {
    const { seconds, longestStallMs, maxRssKib } = await importOne(small, 100_000, option);
    tell(`${what} of 100,000 payments, to xmllint`, seconds / lint, "x");
    tell(`${what}: longest time a screen stands still`, longestStallMs, "ms");
    tell(`${what}: peak memory`, maxRssKib / 1024, "MiB", 350);
  }
  tell("peak memory, 100,000 payments", smallRssKib / 1024, "MiB", 350);
  await makePain001File(large, { transactions: 1_000_000 });
  tell("peak memory, 1,000,000 payments", (await importOne(large, 1_000_000)).maxRssKib / 1024, "MiB", 350);
} finally {
  await rm(folder, { recursive: true, force: true });
  await rm(program, { force: true });
}

async function importOne(file: string, transactions: number, ...options: readonly string[]): Promise<Imported> {
  const store = await mkdtemp(path.join(folder, "store-"));
  const { stdout } = await run(process.execPath, [...launcherFlags(), program, file, store, ...options], { env: { ...process.env, NODE_COMPILE_CACHE: path.join(folder, "cache") } });
  const imported = JSON.parse(stdout) as Imported;
  if (imported.transactions !== transactions) throw new Error(`${imported.transactions} payments, not ${transactions}`);
  if (options.length === 0 && !existsSync(path.join(store, "store.db"))) throw new Error("there is no store");
  await rm(store, { recursive: true });
  return imported;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
