/**
 * Imports one order file into a new encrypted store, as the program does, in a process of its own:
 * `node tests/bench/import-one.ts <file> <folder> [--preview | --sheet]`. Prints what came of it as JSON.
 */
import { randomFillSync } from "node:crypto";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { loadCatalogue } from "../../src/cli/catalogue.ts";
import { openFile } from "../../src/cli/files.ts";
import { systemProcesses } from "../../src/cli/processes.ts";
import type { CustomerId, OperatorId } from "../../src/domain/ids.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { planImport } from "../../src/workflows/import-desk/plan-import.ts";
import { importOrderFile } from "../../src/workflows/import-orders.ts";
import { prepareSigningSheet } from "../../src/workflows/sign-orders.ts";
import { StallWatch } from "./support/stall-watch.ts";

const [file = "", folder = "", more] = process.argv.slice(2);
const store = await openCustomerStore({ path: path.join(folder, "store.db"), dataKey: new Uint8Array(32).fill(7), create: true });
const absent = (): never => {
  throw new Error("an import needs neither a line nor a key");
};
const context: WorkflowContext = {
  operator: { id: "01operator" as OperatorId, name: "Réka", language: "en" },
  customer: { id: "01customer" as CustomerId, folder, profile: { name: "Danube Payroll Kft", shortName: "DANUBE", code: "1", colour: "blue", language: "en", confirmAbove: [] } },
  rights: ["see", "prepare", "sign"],
  store,
  tools: {
    clock: { now: () => Date.now() },
    randomness: { bytes: (sizeBytes) => randomFillSync(new Uint8Array(sizeBytes)) },
    banks: await loadCatalogue(path.resolve(import.meta.dirname, "../../profiles")),
    channel: absent, device: absent,
    printer: { orderSheet: absent, statement: absent, initialisationLetter: absent } as never,
    processes: systemProcesses(), bics: absent,
  },
};
await store.profile.update(context.customer.profile);
await store.profile.setRights(context.operator.id, context.operator.name, context.rights);
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
await store.close();
console.log(JSON.stringify({ transactions, seconds, longestStallMs, maxRssKib: process.resourceUsage().maxRSS }));
