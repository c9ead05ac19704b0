/**
 * Imports one order file into a new encrypted store, as the program does, in a process of its own:
 * `node tests/bench/import-one.ts <file> <folder> [--preview | --sheet]`. Prints what came of it as JSON.
 */
import path from "node:path";
import { performance } from "node:perf_hooks";
import { openFile } from "../../src/cli/files.ts";
import { planImport } from "../../src/workflows/import-desk/plan-import.ts";
import { importOrderFile } from "../../src/workflows/import-orders.ts";
import { prepareSigningSheet } from "../../src/workflows/sign-orders.ts";
import { importContext } from "./support/import-context.ts";
import { StallWatch } from "./support/stall-watch.ts";

const [file = "", folder = "", more] = process.argv.slice(2);
const context = await importContext(folder);
const source = { name: path.basename(file), open: () => openFile(file) };
const watch = new StallWatch();
let started = performance.now();
let transactions = 0;
if (more === "--preview") {
  transactions = (await planImport(context, source)).facts?.transactionCount ?? 0;
} else {
  const order = await importOrderFile(context, source);
  transactions = order.transactionCount;
  if (more === "--sheet") {
    watch.reset();
    started = performance.now();
    transactions = (await prepareSigningSheet(context, [order.id])).orders[0]?.facts.transactionCount ?? 0;
  }
}
const seconds = (performance.now() - started) / 1000;
const longestStallMs = watch.stop();
await context.store.close();
console.log(JSON.stringify({ transactions, seconds, longestStallMs, maxRssKib: process.resourceUsage().maxRSS }));
