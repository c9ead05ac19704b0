/**
 * Runs the benches, each in a process of its own, and prints what they measured beside their limits. Not a test: it fails only
 * where a bench itself breaks. `npm run bench`, or one alone: `npm run bench -- reading`
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { root, run } from "./run.ts";

/** In the order in which they run; each stands in tests/bench/. */
const benches = ["reading", "texts", "statements", "importing", "store", "scrolling", "startup", "office", "onboarding", "encrypting", "signing", "signing-day", "leased-line", "streaming"] as const;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.some((bench) => bench === name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}. There are: ${benches.join(", ")}.`);
  process.exit(2);
}
console.log(`${"".padEnd(64)}${"measured".padStart(10)}${"limit".padStart(10)}`);
let broken = 0;
for (const name of wanted.length > 0 ? wanted : benches) {
  const file = path.join(root, "tests/bench", `${name}.ts`);
  if (!existsSync(file)) continue;
  const { code, output, seconds } = await run("node", ["--disable-warning=ExperimentalWarning", file]);
  console.log(`${name} (${seconds.toFixed(0)} s)\n${output.trimEnd().replace(/^/gm, "  ")}`);
  if (code !== 0) {
    broken++;
    console.log(`  the bench ended with ${code}`);
  }
}
process.exitCode = broken === 0 ? 0 : 1;
