import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run.ts";

export interface SourceFile {
  /** Relative to the repository: `src/domain/money.ts`. */
  readonly name: string;
  readonly text: string;
}

export function sources(...patterns: string[]): SourceFile[] {
  return globSync(patterns, { cwd: root })
    .sort()
    .map((name) => ({ name, text: readFileSync(path.join(root, name), "utf8") }));
}
