import { readSync, openSync, closeSync } from "node:fs";
import { openFile } from "../../src/cli/files.ts";
import { detectFormat } from "../../src/formats/detect.ts";

/** Reads one order file in a process of its own and prints what it found as JSON: `node tests/bench/read-one.ts <file>`. */
const path = process.argv[2] ?? "";
const head = Buffer.alloc(4096);
const descriptor = openSync(path, "r");
const headBytes = readSync(descriptor, head);
closeSync(descriptor);
const format = detectFormat(head.subarray(0, headBytes));
if (format?.kind !== "orders") throw new Error("not an order file");

let transactions = 0;
let minor = 0n;
const findings: Record<string, number> = {};
await format.read(openFile(path), {
  header: () => {},
  batch: () => {},
  transaction: (transaction) => {
    transactions++;
    minor += transaction.amount.minor;
  },
  finding: (finding) => {
    findings[finding.code] = (findings[finding.code] ?? 0) + 1;
  },
});
console.log(JSON.stringify({ transactions, minor: minor.toString(), findings, maxRssKib: process.resourceUsage().maxRSS }));
