import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { AppError } from "../domain/errors.ts";
import { visibleText } from "../domain/text.ts";
import { Secret } from "../domain/secret.ts";
import { moneyText } from "./shown.ts";
import type { AskCode } from "../workflows/devices.ts";
import type { CommandIo } from "./io.ts";

interface CodeOptions {
  readonly codeFile?: string | undefined;
  readonly codeFd?: string | undefined;
}

const codeBytesMax = 256;

export function codeOptions(command: Command): Command {
  return command
    .option("--code-file <file>", "file or pipe with the one-time password, read after the challenge is shown (default: asked for at the terminal)")
    .option("--code-fd <number>", "open descriptor to read it from");
}

/** Shows the challenge, then takes the code from where the options say, once; or from the terminal, until it is right. */
export function askCodeAt(io: CommandIo, options: object): AskCode {
  const { codeFile, codeFd } = options as CodeOptions; // commander gives what `codeOptions` declared
  return async (challenge, matter, problem) => {
    const facts = [matter.title, ...matter.sums.map(moneyText), ...(matter.accounts.length === 0 ? [] : [`account ${matter.accounts.join(", ")}`]), ...(matter.payee === undefined ? [] : [`to ${matter.payee}`])];
    io.err(`${visibleText(`One-time password for ${facts.join(" · ")}`)}\n${visibleText(`${challenge.instruction} Digest ${challenge.digestHead}, valid until ${challenge.expiresAt}.`)}\n`);
    if (problem !== undefined) io.err(`${visibleText(problem)}\n`);
    if (codeFile !== undefined || codeFd !== undefined) return problem === undefined ? readLine(codeFile, codeFd) : undefined;
    return io.stdinIsTerminal ? askAtTerminal("code") : undefined;
  };
}

/** Two codes of a token, one after the other: from the lines of a file, or from the terminal. @throws AppError input/`no-codes` */
export async function twoCodes(io: CommandIo, file: string | undefined): Promise<readonly [Secret, Secret]> {
  const lines = file === undefined ? undefined : readFileSync(file, "latin1").split(/\r?\n/).filter((line) => line.trim() !== "");
  const [first, second] = lines !== undefined ? lines.map((line) => Secret.fromText(line)) : io.stdinIsTerminal ? [await askAtTerminal("code"), await askAtTerminal("next code")] : [];
  if (first === undefined || second === undefined) throw new AppError("input", "no-codes", "Two codes of the token are needed, one right after the other.", { meaning: "Nothing was changed.", next: "Give a file with one on each line: --codes-file FILE." });
  return [first, second];
}

async function askAtTerminal(what: string): Promise<Secret | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const typed = await terminal.question(`${what}: `);
    return typed.trim() === "" ? undefined : Secret.fromText(typed);
  } finally {
    terminal.close();
  }
}

/** The first line. A pipe is waited for. */
async function readLine(file: string | undefined, fd: string | undefined): Promise<Secret | undefined> {
  const stream = file !== undefined ? createReadStream(file) : createReadStream("", { fd: Number(fd) });
  let text = "";
  for await (const piece of stream.setEncoding("latin1") as AsyncIterable<string>) {
    text += piece;
    if (text.includes("\n") || text.length > codeBytesMax) break;
  }
  const [line = ""] = text.split("\n");
  return line.trim() === "" ? undefined : Secret.fromText(line);
}
