import { spawnSync } from "node:child_process";

/** One line of the table. @param limit at most; without one it is said for the record */
export function tell(what: string, measured: number, unit: "x" | "MiB" | "ms" | "s" | "", limit?: number): void {
  const digits = unit === "MiB" || unit === "ms" ? 0 : 2;
  const text = (value: number, precision: number) => `${value.toFixed(precision)} ${unit}`.trimEnd();
  const over = limit !== undefined && measured > limit ? "  OVER" : "";
  console.log(`${what.padEnd(62)}${text(measured, digits).padStart(10)}${(limit === undefined ? "" : text(limit, Number.isInteger(limit) ? 0 : 1)).padStart(10)}${over}`);
}

/** Names the programs to compare with that are not installed. @returns true when one is missing, so the bench is left out */
export function lacks(...programs: readonly string[]): boolean {
  const missing = programs.filter((program) => spawnSync("which", [program]).status !== 0);
  if (missing.length > 0) console.log(`left out: ${missing.join(" and ")} not installed`);
  return missing.length > 0;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
