/**
 * Holds the direction of imports: which folder of src/ may import from which. Type imports count.
 * (dependency-cruiser would do it, but refuses TypeScript 7.)
 */
import path from "node:path";
import { sources } from "./sources.ts";

/** folder -> what it may import besides itself. Longest name that fits counts. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "src/domain": [],
  "src/formats": ["src/domain"],
  "src/ebics": ["src/domain"],
  "src/bank": ["src/domain", "src/formats", "src/ebics"],
  "src/workflows/ports": ["src/domain"],
  "src/workflows": ["src/domain", "src/formats", "src/ebics", "src/workflows/ports"],
  "src/store": ["src/domain", "src/workflows/ports"],
  "src/serial": ["src/domain"],
  "src/signing": ["src/domain", "src/ebics", "src/serial", "src/workflows/ports"],
  "src/channels": ["src/domain", "src/serial", "src/workflows/ports"],
  "src/practice-lines": ["src/domain"],
  "src/print": ["src/domain", "src/workflows/ports"],
  "src/customers": ["src/domain", "src/workflows/ports", "src/store"],
  "src/screens/terminal": ["src/domain"],
  "src/screens/commands": ["src/domain"],
  "src/screens/widgets": ["src/domain", "src/screens/terminal", "src/screens/commands"],
  "src/screens/shell": ["src/domain", "src/screens/terminal", "src/screens/commands", "src/screens/widgets"],
  "src/screens": ["src/domain", "src/customers", "src/workflows", "src/workflows/ports", "src/screens/terminal", "src/screens/commands", "src/screens/widgets", "src/screens/shell", "src/formats", "src/ebics"],
  "src/cli": ["*"],
};

const folders = Object.keys(mayImport).sort((a, b) => b.length - a.length);
const folderOf = (file: string): string | undefined => folders.find((folder) => file.startsWith(`${folder}/`));

const problems: string[] = [];
for (const { name, text } of sources("src/**/*.ts", "src/**/*.tsx")) {
  const own = folderOf(name);
  if (own === undefined) {
    problems.push(`${name}: stands in no folder that the layer rule knows`);
    continue;
  }
  for (const match of text.matchAll(/(?:from|import\()\s*"(\.{1,2}\/[^"]+)"/g)) {
    const target = path.posix.normalize(path.posix.join(path.posix.dirname(name), match[1] ?? ""));
    if (!target.startsWith("src/")) continue;
    const folder = folderOf(target);
    const allowed = mayImport[own] ?? [];
    if (folder !== own && !allowed.includes("*") && !allowed.includes(folder ?? "")) problems.push(`${name}: must not import ${target}`);
  }
}
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
