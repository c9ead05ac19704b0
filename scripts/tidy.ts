/** The repository checks itself: calls that have a better way here, leftovers, files too long to read. */
import { sources } from "./sources.ts";

const linesMax = 600;

/** Where the outside world is allowed in: the composition root and the adapters at the edge. */
const edge = /^src\/(cli|channels|signing|store|print|customers|screens\/(terminal|start)|bank\/(host|storage|practice-bank))/;

const banned: readonly (readonly [pattern: RegExp, instead: string, except: RegExp])[] = [
  [/\bDate\.now\(|\bnew Date\(\)/, "take a Clock", edge],
  [/\bMath\.random\(/, "take a Randomness", /^$/],
  [/\bprocess\.env\b/, "take it as an argument from src/cli", /^src\/cli\//],
  [/\bconsole\./, "write through the io of src/cli", /^$/],
  [/\b(TODO|FIXME|XXX|HACK)\b/, "do it, or open an issue", /^$/],
  [/catch\s*(\(\w*\))?\s*\{\s*\}/, "say why nothing is done", /^$/],
];

const problems: string[] = [];
for (const { name, text } of sources("src/**/*.ts", "src/**/*.tsx")) {
  const lines = text.split("\n");
  if (lines.length > linesMax) problems.push(`${name}: ${lines.length} lines; split it`);
  for (const [index, line] of lines.entries()) {
    if (/^\s*(\*|\/\/|\/\*)/.test(line)) continue;
    for (const [pattern, instead, except] of banned) {
      if (pattern.test(line) && !except.test(name)) problems.push(`${name}:${index + 1}: ${pattern.source} — ${instead}`);
    }
  }
}
for (const { name, text } of sources("tests/**/*.ts", "tests/**/*.tsx")) {
  for (const match of text.matchAll(/\b(it|test|describe)\.(only|todo|skip)\(/g)) problems.push(`${name}: ${match[0]} switches a test off`);
}
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
