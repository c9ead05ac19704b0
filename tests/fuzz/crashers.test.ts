import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Crasher } from "./support/fuzz-run.ts";
import { fuzzTargets } from "./targets.ts";

/** What once broke something is kept for ever. */
describe.each(Object.entries(fuzzTargets))("%s", (target, open) => {
  const folder = join(import.meta.dirname, target, "crashers");
  const crashers = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Crasher) : [];

  it(`stands every kept crasher (${crashers.length})`, async () => {
    if (crashers.length === 0) return;
    const opened = await open({});
    try {
      for (const crasher of crashers) expect({ seed: crasher.seed, case: crasher.case, problem: (await opened.replay(crasher)).problem }).toEqual({ seed: crasher.seed, case: crasher.case, problem: undefined });
    } finally {
      await opened.close();
    }
  });
});
