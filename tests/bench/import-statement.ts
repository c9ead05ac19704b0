/** Imports one statement file into a new encrypted store, as the program does, in a process of its own: `node tests/bench/import-statement.ts <file> <folder>`. */
import path from "node:path";
import { openFile } from "../../src/cli/files.ts";
import { importStatementFile } from "../../src/workflows/intake-statements.ts";
import { importContext } from "./support/import-context.ts";

const [file = "", folder = ""] = process.argv.slice(2);
const context = await importContext(folder);
const { statements } = await importStatementFile(context, { name: path.basename(file), open: () => openFile(file) });
await context.store.close();
console.log(JSON.stringify({ entries: statements[0]?.entryCount, balanced: statements[0]?.balanced, maxRssKib: process.resourceUsage().maxRSS }));
