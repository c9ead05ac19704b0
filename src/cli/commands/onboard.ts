import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Install, OperatorSession } from "../../customers/index.ts";
import { AppError } from "../../domain/errors.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Tools, WorkflowContext } from "../../workflows/context.ts";
import { onboardingColumns } from "../../workflows/onboarding/columns.ts";
import type { CustomerDesk, PinSource } from "../../workflows/onboarding/desk.ts";
import { markLetters, printLetterQueue } from "../../workflows/onboarding/letters.ts";
import { planOnboarding } from "../../workflows/onboarding/plan.ts";
import { pollAll } from "../../workflows/onboarding/poll.ts";
import { countStages, letterQueue, type QueueEntry, type Stage, stages, stageWords } from "../../workflows/onboarding/queue.ts";
import { readOnboardingFile } from "../../workflows/onboarding/read-file.ts";
import { type RowResult, runOnboarding } from "../../workflows/onboarding/run.ts";
import { operatorOptions, toolsAt, withAllCustomers, withOperator } from "../access.ts";
import { contextOf, systemRandomness } from "../compose.ts";
import { writeFileWhole } from "../files.ts";
import { exitCodes, table, toJson } from "../io.ts";
import { pinFile, samePin } from "../pins.ts";
import { readSecret } from "../secrets.ts";
import type { JsonOption, Noun } from "./noun.ts";

interface RunOptions extends JsonOption {
  readonly check?: true;
  readonly pins?: string;
  readonly pinFile?: string;
  readonly pinFd?: string;
  readonly name?: string;
  readonly atOnce: string;
}
interface Selection extends JsonOption {
  readonly run?: string;
  readonly stage?: string;
}

/** `kontor onboard …`: many users at many banks in one run, and the queue of their letters. */
export const onboard: Noun = (program, io, setExitCode) => {
  const noun = program.command("onboard").description("many users at banks in one run, and the queue of their letters: run, status, letters, posted, poll");

  operatorOptions(noun.command("run <file>").description("bring every row of a CSV file to its bank: customer, connection, keys, INI, HIA; run again after a stop, it goes on"))
    .option("--check", "only say what is wrong and what is there already")
    .option("--pins <file>", "file with one PIN per user; those that are missing are made and written there")
    .option("--pin-file <file>", "file with one passphrase for all key files of this run")
    .option("--pin-fd <number>", "open descriptor to read that one from")
    .option("--name <text>", "how the run is called in the queue (default: the file's name)")
    .option("--at-once <n>", "users worked on at the same time", "4")
    .option("--json", "as JSON")
    .addHelpText("after", `\nColumns (the first line names them, in any order; those with * are needed):\n${onboardingColumns.map((one) => `  ${one.needed ? "*" : " "} ${one.title.padEnd(19)} ${one.about}`).join("\n")}`)
    .action(async (file: string, options: RunOptions) => {
      await withOperator(io, options, async (session, install) => {
        const { rows, findings } = readOnboardingFile(await readWhole(file));
        const desk = await deskOf(session, install, path.dirname(file), await toolsAt(io, "no other user is begun then, and what was done counts; the same command goes on later"));
        const plan = findings.length > 0 ? { rows: [], findings } : await planOnboarding(desk, rows);
        if (plan.findings.length > 0) {
          io.out(options.json === true ? toJson({ findings: plan.findings }) : `${findingsText(plan.findings)}Nothing was done.\n`);
          setExitCode(exitCodes.usage);
          return;
        }
        if (options.check === true) {
          io.out(options.json === true ? toJson(plan.rows.map(({ row, stands }) => ({ line: row.line, customer: row.customer, userId: row.userId, stands }))) : table(["line", "customer", "host", "user", "stands"], plan.rows.map(({ row, stands }) => [String(row.line), row.customer, row.hostId, row.userId, stands])));
          return;
        }
        const stop = new AbortController();
        const onInterrupt = (): void => stop.abort();
        process.once("SIGINT", onInterrupt);
        try {
          const results = await runOnboarding(desk, plan, {
            name: options.name ?? path.basename(file), pins: pinsOf(options), atOnce: atOnceOf(options.atOnce), signal: stop.signal,
            onRow: (result, done, of) => io.err(`${done} of ${of}: ${result.row.customer} ${result.row.userId} ${result.kind}${result.kind === "failed" ? `: ${result.text}` : ""}\n`),
          });
          tellResults(results, options, io);
          if (results.some((one) => one.kind === "failed" || one.kind === "stopped")) setExitCode(exitCodes.needsAttention);
        } finally {
          process.removeListener("SIGINT", onInterrupt);
        }
      });
    });

  selection(noun.command("status").description("every user at every bank, how far, since when, by whom")).action(async (options: Selection) => {
    await withAllCustomers(io, options, async (contexts) => {
      const entries = await chosen(contexts, options);
      io.out(options.json === true ? toJson({ counts: countStages(entries), users: entries.map(entryJson) }) : statusText(entries));
    });
  });

  selection(noun.command("letters").description("all letters of the chosen users in one PDF; those not printed yet, unless --stage says otherwise"))
    .requiredOption("--out <pdf>", "where to write them")
    .action(async (options: Selection & { readonly out: string }) => {
      await withAllCustomers(io, options, async (contexts) => {
        const entries = await chosen(contexts, { ...options, stage: options.stage ?? "made" });
        const document = await printLetterQueue(entries, options.run ?? "all");
        if (document === undefined) return io.out("No letter waits to be printed.\n");
        await writeFileWhole(options.out, document.bytes);
        await markLetters(entries, "printed");
        io.out(`Letters of ${entries.length} users written to ${options.out}. Sign, post; then: kontor onboard posted\n`);
      });
    });

  selection(noun.command("posted").description("note that the letters of the chosen users were posted; those printed, unless --stage says otherwise")).action(async (options: Selection) => {
    await withAllCustomers(io, options, async (contexts) => {
      const count = await markLetters(await chosen(contexts, { ...options, stage: options.stage ?? "printed" }), "posted");
      io.out(`${count} users' letters noted as posted. When the banks have them: kontor onboard poll\n`);
    });
  });

  operatorOptions(noun.command("poll").description("ask the banks which users they have activated (HPB); fetch what they grant")).option("--json", "as JSON").action(async (options: JsonOption) => {
    await withAllCustomers(io, options, async (contexts) => {
      const result = await pollAll(contexts);
      if (options.json === true) io.out(toJson(result));
      else io.out(`${result.ready} ready, ${result.activated} activated with bank keys to compare, ${result.waiting} not activated yet; ${result.granted} banks' grants fetched.\n${result.problems.map((one) => `${one.customer}, ${one.bank}: ${one.text}\n`).join("")}${result.activated > 0 ? "Then: kontor bank-key list\n" : ""}`);
      if (result.waiting > 0 || result.activated > 0 || result.problems.length > 0) setExitCode(exitCodes.needsAttention);
    });
  });
};

function selection(command: Parameters<typeof operatorOptions>[0]): ReturnType<typeof operatorOptions> {
  return operatorOptions(command).option("--run <name>", "only users of this run").option("--stage <stage>", `only users at this stage: ${stages.join(", ")}, all`).option("--json", "as JSON");
}

async function chosen(contexts: readonly WorkflowContext[], { run, stage }: Selection): Promise<readonly QueueEntry[]> {
  const wanted: Stage | undefined = stages.find((one) => one === stage);
  if (stage !== undefined && stage !== "all" && wanted === undefined) throw new AppError("input", "unknown-stage", `"${stage}" is no stage.`, { next: `Stages: ${stages.join(", ")}, all.` });
  return (await letterQueue(contexts)).filter((one) => (run === undefined || one.subscriber.run === run) && (wanted === undefined || one.stage === wanted));
}

async function deskOf(session: OperatorSession, install: Install, folder: string, tools: Tools): Promise<CustomerDesk> {
  return {
    async open(shortName) {
      const customer = (await session.customers()).find((one) => one.shortName.toUpperCase() === shortName.toUpperCase());
      return customer === undefined ? undefined : contextOf(session, await session.openCustomer(customer.id), tools);
    },
    create: async (profile) => contextOf(session, await session.createCustomer(profile), tools),
    operatorNamed: (name) => install.operators().find((one) => one.name === name)?.id,
    readText: async (file) => (await readWhole(path.resolve(folder, file))).toString("utf8"),
  };
}

function pinsOf(options: RunOptions): PinSource {
  if (options.pins !== undefined) return pinFile(options.pins, systemRandomness);
  if (options.pinFile === undefined && options.pinFd === undefined) throw new AppError("input", "no-pins", "The PINs of the key files are needed.", { meaning: "Nothing was done.", next: "Give --pins FILE (missing ones are made and written there), or one for all with --pin-file FILE." });
  return samePin(readSecret("pin", { file: options.pinFile, fd: options.pinFd }));
}

function atOnceOf(text: string): number {
  if (!/^([1-9]|[1-5]\d|6[0-4])$/.test(text)) throw new AppError("input", "wrong-argument", `--at-once is between 1 and 64, not ${text}.`, { meaning: "Nothing was done." });
  return Number(text);
}

function tellResults(results: readonly RowResult[], options: RunOptions, io: Parameters<Noun>[1]): void {
  if (options.json === true) {
    io.out(toJson(results.map(({ row, ...result }) => ({ line: row.line, customer: row.customer, hostId: row.hostId, partnerId: row.partnerId, userId: row.userId, ...result }))));
    return;
  }
  const count = (kind: RowResult["kind"]): number => results.filter((one) => one.kind === kind).length;
  const failed = results.filter((one) => one.kind === "failed");
  if (failed.length > 0) io.out(table(["line", "customer", "user", "why not"], failed.map((one) => [String(one.row.line), one.row.customer, one.row.userId, one.text])));
  io.out(`${count("sent")} sent, ${count("there")} were there already, ${count("failed")} failed, ${count("stopped")} not begun.\nNext: kontor onboard letters --out letters.pdf\n`);
}

function findingsText(findings: readonly Finding[]): string {
  return table(["line", "column", "what is wrong"], findings.map((one) => [String(one.line ?? ""), one.field ?? "", one.message]));
}

function statusText(entries: readonly QueueEntry[]): string {
  if (entries.length === 0) return "No user is set up at any bank. kontor onboard run FILE begins.\n";
  const rows = entries.map((one) => [one.context.customer.profile.shortName, one.connection.title, one.subscriber.userId, one.signerName, stageWords[one.stage], one.mark?.at ?? "", one.mark?.by ?? ""]);
  const counts = Object.entries(countStages(entries)).map(([stage, count]) => `${count} ${stageWords[stage as Stage]}`); // its keys are stages
  return `${table(["customer", "bank", "user", "signer", "stands", "since", "by"], rows)}${counts.join(", ")}.\n`;
}

function entryJson({ context, connection, subscriber, signerName, stage, mark }: QueueEntry): Readonly<Record<string, unknown>> {
  const { userId, state, run, made, letters, unanswered } = subscriber;
  return { customer: context.customer.profile.shortName, bank: connection.title, hostId: connection.hostId, partnerId: connection.partnerId, userId, signer: signerName, stage, since: mark?.at ?? null, by: mark?.by ?? null, state, run: run ?? null, made: made ?? null, letters: letters ?? null, unanswered: unanswered ?? [] };
}

async function readWhole(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new AppError("input", "unreadable-file", `${file} cannot be read.`, { meaning: "Nothing was done.", cause });
  }
}
