/** Everything that can be said of the source without running it. `npm run check` */
import { run } from "./run.ts";

const checks: readonly (readonly [title: string, command: string, args: readonly string[]])[] = [
  ["types", "tsc", ["--noEmit"]],
  ["lint", "biome", ["lint", "--diagnostic-level=warn", "--error-on-warnings", "--max-diagnostics=40"]],
  ["layers", "node", ["scripts/layers.ts"]],
  ["tidy", "node", ["scripts/tidy.ts"]],
  ["reference", "node", ["scripts/reference.ts", "--check"]],
  ["dead code", "knip", ["--no-progress", "--no-config-hints"]],
];

const started = performance.now();
const results = await Promise.all(checks.map(async ([title, command, args]) => ({ title, ...(await run(command, args)) })));
for (const { title, code, output, seconds } of results) {
  console.log(`${code === 0 ? "ok  " : "FAIL"} ${title.padEnd(10)} ${seconds.toFixed(1)} s`);
  if (code !== 0) console.log(output.trimEnd().replace(/^/gm, "     "));
}
console.log(`${((performance.now() - started) / 1000).toFixed(1)} s in all`);
process.exitCode = results.every((one) => one.code === 0) ? 0 : 1;
