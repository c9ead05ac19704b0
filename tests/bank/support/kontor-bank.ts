/** `bin/kontor bank …` alone, run as a process of its own by tests: real clock, real randomness. */
import { randomBytes } from "node:crypto";
import { Command } from "commander";
import { bankCommands } from "../../../src/cli/bank.ts";
import { exitCodeOf, tellError } from "../../../src/cli/io.ts";

const out = (text: string): void => { process.stdout.write(text); };
const err = (text: string): void => { process.stderr.write(text); };
const program = new Command().exitOverride();
bankCommands(program, { out, err, clock: { now: () => Date.now() }, randomness: { bytes: (size) => randomBytes(size) }, defaultFolder: "unused" });
try {
  await program.parseAsync(process.argv);
} catch (error) {
  tellError({ environment: {}, stdinIsTerminal: false, stdoutIsTerminal: false, out, err }, error, false);
  process.exitCode = exitCodeOf(error);
}
