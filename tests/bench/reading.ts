import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { makePain001File } from "./make-pain001.ts";
import { bundle } from "./support/bundle.ts";
import { lacks, tell } from "./support/figure.ts";
import { launcherFlags } from "./support/launcher-flags.ts";

const run = promisify(execFile);

/** What was measured; ratios, since seconds say nothing about another machine. */
export interface ReadingFigures {
  /** Reading 100,000 transactions as a whole process, by `xmllint --stream --noout` on the same file. At most 2. */
  readonly ratio: number;
  /** Peak memory of the process, 100,000 transactions, in MiB. */
  readonly smallRssMib: number;
  /** The same for 1,000,000. At most 350, and about as much as for a tenth of it. */
  readonly largeRssMib: number;
}

/**
 * Makes the files in a temporary folder, reads each in a process of its own, and removes them.
 * @param rounds how often xmllint and the reader take turns; the fastest of each counts, since only noise makes slower
 */
export async function benchReading(rounds = 5): Promise<ReadingFigures> {
  const folder = await mkdtemp(join(tmpdir(), "kontor-bench-"));
  const reader = await bundle(join(import.meta.dirname, "read-one.ts"));
  const readFile = (path: string, transactions: number): Promise<number> => readOne(reader, path, transactions);
  try {
    const small = join(folder, "100k.xml"), large = join(folder, "1m.xml");
    await makePain001File(small, { transactions: 100_000 });
    let lint = Number.POSITIVE_INFINITY, ours = Number.POSITIVE_INFINITY, smallRssMib = 0;
    for (let round = 0; round < rounds; round++) {
      lint = Math.min(lint, await secondsOf(() => run("xmllint", ["--stream", "--noout", small])));
      ours = Math.min(ours, await secondsOf(async () => {
        smallRssMib = Math.max(smallRssMib, await readFile(small, 100_000));
      }));
    }
    await makePain001File(large, { transactions: 1_000_000 });
    return { ratio: ours / lint, smallRssMib, largeRssMib: await readFile(large, 1_000_000) };
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(reader, { force: true });
  }
}

/** @returns the reader's peak memory in MiB */
async function readOne(reader: string, path: string, transactions: number): Promise<number> {
  const { stdout } = await run(process.execPath, [...launcherFlags(), reader, path]);
  const result = JSON.parse(stdout) as { transactions: number; findings: Record<string, number>; maxRssKib: number };
  if (result.transactions !== transactions) throw new Error(`${result.transactions} transactions were read, not ${transactions}`);
  // Accents and the & of the generated texts are all there may be to say.
  const unexpected = Object.keys(result.findings).filter((code) => code !== "not-basic-characters");
  if (unexpected.length > 0) throw new Error(`unexpected findings: ${unexpected.join(", ")}`);
  return result.maxRssKib / 1024;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

if (process.argv[1] === import.meta.filename && !lacks("xmllint")) {
  const { ratio, smallRssMib, largeRssMib } = await benchReading();
  tell("reading 100,000 payments, to xmllint --stream --noout", ratio, "x", 2);
  tell("peak memory, 100,000 payments", smallRssMib, "MiB", 350);
  tell("peak memory, 1,000,000 payments", largeRssMib, "MiB", 350);
}
