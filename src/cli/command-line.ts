import { readFileSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError } from "commander";
import { visibleLines } from "../domain/text.ts";
import { nouns } from "./commands/all.ts";
import { type CommandIo, exitCodeOf, exitCodes, tellError } from "./io.ts";
import { programFolder } from "./paths.ts";

/** The command line as this process has it. */
function systemIo(): CommandIo {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", readerHasGone);
  return {
    environment: process.env,
    stdinIsTerminal: process.stdin.isTTY === true,
    stdoutIsTerminal: process.stdout.isTTY === true,
    out: (text) => void process.stdout.write(text),
    taken: () => takenFrom(process.stdout),
    err: (text) => void process.stderr.write(text),
  };
}

/** A pipe whose reader has gone takes everything. */
async function takenFrom(stream: NodeJS.WriteStream): Promise<void> {
  if (!stream.writableNeedDrain || stream.destroyed) return;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      stream.off("drain", go);
      stream.off("close", go);
      resolve();
    };
    stream.on("drain", go);
    stream.on("close", go);
  });
}

/** `| head` has enough: what the command does, it does to its end all the same. */
function readerHasGone(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

/**
 * Runs one command. @param args without node and script @returns the exit code (docs/command-line.md)
 */
export async function runCommandLine(args: readonly string[], given: CommandIo = systemIo()): Promise<number> {
  const io = filtered(given);
  let exitCode: number = exitCodes.ok;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    tellError(io, error, args.includes("--json"));
    return exitCodeOf(error);
  }
}

/** Whatever a command prints may hold text from outside. JSON passes unchanged: `toJson` has escaped it. */
function filtered(io: CommandIo): CommandIo {
  return { ...io, out: (text) => io.out(visibleLines(text)), err: (text) => io.err(visibleLines(text)) };
}

/** All commands; also read by the generated reference. */
export function buildProgram(io: CommandIo, setExitCode: (code: number) => void): Command {
  const program = new Command("kontor")
    .description("A workstation for corporate banking. Without a command, in a terminal: the full-screen workstation.")
    .version(version(), "-V, --version")
    .showHelpAfterError("(kontor --help tells more)")
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  for (const noun of nouns) noun(program, io, setExitCode);
  for (const command of allCommands(program)) command.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err }).showHelpAfterError(`(${nameOf(command)} --help tells more)`);
  return program;
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((one) => [one as Command, ...allCommands(one as Command)]); // commander's list is of its own Command
}

/** `kontor order list`. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function version(): string {
  const { version } = JSON.parse(readFileSync(path.join(programFolder(), "package.json"), "utf8")) as { version: string }; // our own file
  return version;
}
