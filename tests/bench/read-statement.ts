import { openFile } from "../../src/cli/files.ts";
import { detectFormat } from "../../src/formats/detect.ts";
import { headOf } from "../../src/workflows/bytes.ts";

/** Reads one statement file in a process of its own and prints what it found as JSON: `node tests/bench/read-statement.ts <file>`. */
const path = process.argv[2] ?? "";
const format = detectFormat(await headOf(openFile(path)));
if (format?.kind !== "statements") throw new Error("not a statement file");

let entries = 0, details = 0;
let minor = 0n;
let balanced: boolean | null = null;
const findings: Record<string, number> = {};
await format.read(openFile(path), {
  statement: () => {},
  balance: () => {},
  entry: (entry) => {
    entries++;
    details += entry.details.length;
    minor += entry.amount.minor;
  },
  statementEnd: (result) => { balanced = result; },
  finding: (finding) => {
    findings[finding.code] = (findings[finding.code] ?? 0) + 1;
  },
});
console.log(JSON.stringify({ entries, details, minor: minor.toString(), balanced, findings, maxRssKib: process.resourceUsage().maxRSS }));
