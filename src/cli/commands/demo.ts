import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { systemClock } from "../compose.ts";
import { toJson } from "../io.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor demo`: the workstation with the practice bank, or a scripted day where there is no terminal. */
export const demo: Noun = (program, io) => {
  program
    .command("demo")
    .description("practice bank and three customers: the workstation, or without a terminal a whole day in plain text")
    .option("--day", "play the day even in a terminal")
    .option("--out <folder>", "where the day's order files and PDFs go (default: a new temporary folder)")
    .option("--json", "report the day as JSON")
    .action(async (options: JsonOption & { readonly day?: boolean; readonly out?: string }) => {
      if (options.day !== true && options.json !== true && io.stdinIsTerminal && io.stdoutIsTerminal) {
        const { startWorkstationHere } = await import("../workstation.ts");
        await startWorkstationHere({ demo: true });
        return;
      }
      const { playDay } = await import("../demo/day.ts");
      const { reportText } = await import("../demo/report.ts");
      const root = await mkdtemp(path.join(os.tmpdir(), "kontor-day-"));
      const out = options.out === undefined ? await mkdtemp(path.join(os.tmpdir(), "kontor-day-out-")) : path.resolve(options.out);
      try {
        const report = await playDay({ root, out, nowMs: systemClock.now(), say: (text) => (options.json === true ? undefined : io.out(`${text}\n`)) });
        io.out(options.json === true ? toJson({ ...report, out }) : `\n${reportText(report)}Order files and PDFs: ${out}\n`);
      } finally {
        await rm(root, { recursive: true, force: true });
      }
    });
};
