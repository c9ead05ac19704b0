import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeCamt053File, makeMt940File } from "./make-statements.ts";
import { bundle } from "./support/bundle.ts";
import { lacks, tell } from "./support/figure.ts";
import { launcherFlags } from "./support/launcher-flags.ts";

const run = promisify(execFile);
const rounds = 5;
/** 200 MB and 1.2 GB of camt.053, 100 MB of MT940. */
const smallEntries = 136_000, largeEntries = 1_000_000, mt940Entries = 310_000;
/** Importing takes a while, so fewer rounds. */
const importRounds = 2;

interface Result { readonly entries: number; readonly balanced: boolean | null; readonly findings?: Readonly<Record<string, number>>; readonly maxRssKib: number }

if (lacks("xmllint", "iconv")) process.exit(0);
const folder = await mkdtemp(join(tmpdir(), "kontor-bench-"));
const reader = await bundle(join(import.meta.dirname, "read-statement.ts"));
const importer = await bundle(join(import.meta.dirname, "import-statement.ts"));
try {
  const small = join(folder, "200mb.xml"), large = join(folder, "1200mb.xml"), swift = join(folder, "100mb.sta");
  await makeCamt053File(small, smallEntries);
  await makeMt940File(swift, mt940Entries);
  await child(reader, smallEntries, small); // fills the compile cache, as in an installed program
  let lint = Number.POSITIVE_INFINITY, ours = lint, imported = lint, iconv = lint, mt940 = lint, rssKib = 0, importRssKib = 0;
  for (let round = 0; round < rounds; round++) {
    lint = Math.min(lint, await secondsOf(() => run("xmllint", ["--stream", "--noout", small])));
    ours = Math.min(ours, await secondsOf(async () => { rssKib = Math.max(rssKib, (await child(reader, smallEntries, small)).maxRssKib); }));
    iconv = Math.min(iconv, await secondsOf(() => run("sh", ["-c", 'exec iconv -f cp1252 -t utf-8 "$0" >/dev/null', swift])));
    mt940 = Math.min(mt940, await secondsOf(() => child(reader, mt940Entries, swift)));
    if (round >= importRounds) continue;
    const store = await mkdtemp(join(folder, "store-"));
    imported = Math.min(imported, await secondsOf(async () => { importRssKib = Math.max(importRssKib, (await child(importer, smallEntries, small, store)).maxRssKib); }));
    await rm(store, { recursive: true });
  }
  tell("reading a camt.053 of 200 MB, to xmllint --stream --noout", ours / lint, "x", 1.2);
  tell("import of it into the store with its search index, to xmllint", imported / lint, "x", 4);
  tell("reading an MT940 of 100 MB, to iconv", mt940 / iconv, "x", 10);
  tell("peak memory, camt.053 of 200 MB", rssKib / 1024, "MiB", 300);
  tell("peak memory, import of it", importRssKib / 1024, "MiB", 300);
  await makeCamt053File(large, largeEntries);
  tell("peak memory, camt.053 of 1.2 GB", (await child(reader, largeEntries, large)).maxRssKib / 1024, "MiB", 300);
} finally {
  await rm(folder, { recursive: true, force: true });
  await rm(reader, { force: true });
  await rm(importer, { force: true });
}

async function child(program: string, entries: number, ...args: readonly string[]): Promise<Result> {
  const { stdout } = await run(process.execPath, [...launcherFlags(), program, ...args], { env: { ...process.env, NODE_COMPILE_CACHE: join(folder, "cache") } });
  const result = JSON.parse(stdout) as Result;
  if (result.entries !== entries || result.balanced !== true) throw new Error(`${result.entries} entries, ${result.balanced === true ? "" : "not "}balanced: ${entries} were written, and they add up`);
  const unexpected = Object.keys(result.findings ?? {}).filter((code) => code !== "charset");
  if (unexpected.length > 0) throw new Error(`unexpected findings: ${unexpected.join(", ")}`);
  return result;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
