import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Comparison } from "./answers.ts";
import type { FileResult } from "./survey.ts";

/** One thing that is not as an answer or a standard has it, and why. `file` may name several, with `*`. */
export interface Deviation { readonly file: string; readonly what: string; readonly why: string }

export interface FolderRun { readonly folder: string; readonly files: readonly FileResult[]; readonly comparisons: readonly Comparison[]; readonly deviations: readonly Deviation[] }

export function deviationsOf(folder: string): readonly Deviation[] {
  const file = path.join(import.meta.dirname, `${folder}.deviations.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as readonly Deviation[]) : [];
}

/** True where a deviation names the file. */
export function names(deviation: Deviation, file: string): boolean {
  return deviation.file.split(", ").some((pattern) => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(file));
}

/** docs/format-conformance.md. */
export function reportOf(runs: readonly FolderRun[]): string {
  const rows = runs.map(({ folder, files, comparisons, deviations }) => {
    const refused = files.filter((file) => file.refused !== undefined);
    const withErrors = files.filter((file) => file.refused === undefined && file.errors.length > 0);
    const agree = comparisons.filter((each) => each.theirs.join("\n") === each.ours.join("\n")).length;
    return `| ${[folder, files.length, files.length - refused.length - withErrors.length, withErrors.length, refused.length, files.reduce((sum, file) => sum + file.parts, 0), comparisons.length === 0 ? "" : `${agree} of ${comparisons.length}`, deviations.length].join(" | ")} |`;
  });
  return [
    "# Formats against real files", "",
    "Made by `npm test -- tests/formats/conformance` out of the sample files, which lie beside the repository; `npm run golden` writes it anew. No file crashes the readers, and an entry that cannot be read is told by its line.", "",
    "*with errors*: something of it was read, and what is wrong was told. *answers*: files whose entries were compared, one by one with date, amount and sign, with what another program says of them (entries of the others are counted and added up in the tests of each format).", "",
    "| folder | files | read | with errors | refused | entries, payments, statuses | answers that agree | deviations |",
    "|---|---:|---:|---:|---:|---:|---:|---:|",
    ...rows, "",
    ...runs.flatMap(folderText),
  ].join("\n").concat("\n");
}

function folderText({ folder, files, deviations }: FolderRun): string[] {
  const refused = grouped(files.filter((file) => file.refused !== undefined), (file) => file.refused ?? "");
  const errors = grouped(files.filter((file) => file.refused === undefined && file.errors.length > 0), (file) => file.errors.join(", "));
  if (refused.length + errors.length + deviations.length === 0) return [];
  return [
    `## ${folder}`, "",
    ...refused.map(([reason, list]) => `- refused, ${reason}: ${list.join(", ")}`),
    ...errors.map(([reason, list]) => `- read with errors, ${reason}: ${list.join(", ")}`),
    ...deviations.map(({ file, what, why }) => `- *${file.replaceAll("*", "\\*")}*: ${what} ${why}`), "",
  ];
}

function grouped(files: readonly FileResult[], key: (file: FileResult) => string): (readonly [string, readonly string[]])[] {
  const groups = new Map<string, string[]>();
  for (const file of files) groups.set(key(file), [...(groups.get(key(file)) ?? []), `\`${file.file}\``]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
