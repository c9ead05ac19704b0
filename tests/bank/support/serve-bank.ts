/** `kontor bank serve …` alone, as a process of its own that tests may kill: real clock, real randomness. */
import { randomBytes } from "node:crypto";
import { Command } from "commander";
import { bankCommands } from "../../../src/cli/bank.ts";

const program = new Command();
bankCommands(program, {
  out: (text) => { process.stdout.write(text); }, err: (text) => { process.stderr.write(text); },
  clock: { now: () => Date.now() }, randomness: { bytes: (size) => randomBytes(size) }, defaultFolder: "unused",
});
await program.parseAsync(process.argv);
