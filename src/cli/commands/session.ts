import { Readable } from "node:stream";
import { counted } from "../../domain/counted.ts";
import { AppError } from "../../domain/errors.ts";
import { visibleText } from "../../domain/text.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import { communicate } from "../../workflows/communication/communicate.ts";
import { type ListenEvent, listenToBank } from "../../workflows/communication/listen.ts";
import type { SessionResult } from "../../workflows/communication/progress.ts";
import type { Connection } from "../../workflows/ports/connections.ts";
import { sessionTraces } from "../../workflows/session-trace.ts";
import { daysOf, statementGaps } from "../../workflows/statement-gaps.ts";
import type { DateRange } from "../../ebics/index.ts";
import { customerOptions, withCustomer } from "../access.ts";
import { writeFileWhole } from "../files.ts";
import { sessionTraceText } from "../session-trace-text.ts";
import { type CommandIo, exitCodes, jsonText, table, toJson } from "../io.ts";
import { type RangeOptions, rangeOf } from "./bank-data.ts";
import { connectionNamed } from "./connection.ts";
import type { JsonOption, Noun } from "./noun.ts";

/** `kontor session …`: the line to the bank. */
export const session: Noun = (program, io, setExitCode) => {
  const noun = program.command("session").description("communication with the bank");

  const lineVerb = (name: string, description: string, what: { readonly send: boolean; readonly fetch: boolean }): void => {
    customerOptions(noun.command(name).description(description))
      .option("--connection <title>", "only this one (default: all)")
      .option("--json", "as JSON")
      .action(async (options: JsonOption & { readonly connection?: string }) => {
        await withCustomer(io, options, async (context) => setExitCode(await runSessions(io, context, options, what)));
      });
  };
  lineVerb("run", "send the outbox, then fetch everything", { send: true, fetch: true });
  lineVerb("send", "send the outbox only", { send: true, fetch: false });

  customerOptions(noun.command("fetch").description("fetch customer protocol, status reports and statements only"))
    .option("--connection <title>", "only this one (default: all)")
    .option("--from <YYYY-MM-DD>", "these days once more, instead of what is new; with --to").option("--to <YYYY-MM-DD>", "last day")
    .option("--missing", "the days whose statements are missing once more: where one does not open with what the one before closed with")
    .option("--json", "as JSON")
    .action(async (options: JsonOption & RangeOptions & { readonly connection?: string; readonly missing?: true }) => {
      await withCustomer(io, options, async (context) => {
        const days = options.missing === true ? daysOf(await statementGaps(context.store)) : rangeOf(options);
        if (options.missing === true && days === undefined) return io.out("Nothing is missing.\n");
        setExitCode(await runSessions(io, context, options, { send: false, fetch: true, days }));
      });
    });

  customerOptions(noun.command("listen").description("be told by the bank what there is to fetch, and fetch it at once; until Ctrl-C"))
    .requiredOption("--connection <title>", "which bank")
    .option("--json", "one line of JSON per event")
    .action(async (options: JsonOption & { readonly connection: string }) => {
      await withCustomer(io, options, async (context) => {
        const connection = await connectionNamed(context, options.connection);
        const abort = new AbortController();
        const onInterrupt = (): void => abort.abort();
        process.once("SIGINT", onInterrupt);
        process.once("SIGTERM", onInterrupt);
        try {
          await listenToBank(context, { connectionId: connection.id, signal: abort.signal, onEvent: (event) => io.out(options.json === true ? `${jsonText(event)}\n` : `${eventText(event)}\n`) });
        } finally {
          process.removeListener("SIGINT", onInterrupt);
          process.removeListener("SIGTERM", onInterrupt);
        }
      });
    });

  customerOptions(noun.command("trace").description("what was said on the line, for a support case: keys, signatures and payload are replaced by their length"))
    .option("--number <n>", "only this session")
    .option("--last <n>", "the last n sessions", "1")
    .option("--xml", "with the messages, indented")
    .option("--output <file>", "into this file, messages included, to hand on")
    .option("--json", "as JSON")
    .action(async (options: JsonOption & { readonly number?: string; readonly last: string; readonly xml?: true; readonly output?: string }) => {
      await withCustomer(io, options, async (context) => {
        const traces = await sessionTraces(context, options.number === undefined ? { last: countOf(options.last) } : { number: countOf(options.number) });
        const text = options.json === true ? toJson(traces) : sessionTraceText(traces, options.xml === true || options.output !== undefined);
        if (options.output === undefined) return io.out(text);
        await writeFileWhole(options.output, Readable.from([Buffer.from(text)]));
        io.out(`${traces.length} sessions written to ${options.output}. Names and amounts are not in it; host, customer and user ids are.\n`);
      });
    });

  customerOptions(noun.command("list").description("past sessions, newest first")).option("--json", "as JSON").option("--limit <n>", "at most so many", "20").action(async (options: JsonOption & { readonly limit: string }) => {
    await withCustomer(io, options, async (context) => {
      const sessions = await context.store.sessions.list(Number(options.limit));
      io.out(options.json === true ? toJson(sessions) : table(["session", "began", "ended", "outcome", "what"], sessions.map((one) => [String(one.number), one.startedAt, one.endedAt ?? "", one.outcome, one.summary])));
    });
  });
};

function countOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new AppError("input", "wrong-argument", `${visibleText(text)} is not a whole number.`, { meaning: "Nothing was shown." });
}

function eventText(event: ListenEvent): string {
  switch (event.kind) {
    case "listening":
      return `Listening. Ctrl-C ends it.${event.notice === undefined ? "" : ` ${event.notice}`}`;
    case "information":
      return `The bank: ${event.text}`;
    case "available":
      return `The bank has: ${event.orders.join(", ")}`;
    case "fetched":
      return event.text;
    case "lost":
      return `${event.text} Dialled again in ${Math.ceil(event.againInMs / 1000)} s.`;
  }
}

/** One after the other over all connections; Ctrl-C takes the line down after the running step. @returns the exit code */
async function runSessions(io: CommandIo, context: WorkflowContext, options: JsonOption & { readonly connection?: string }, what: { readonly send: boolean; readonly fetch: boolean; readonly days?: DateRange | undefined }): Promise<number> {
  const abort = new AbortController();
  const onInterrupt = (): void => abort.abort();
  process.once("SIGINT", onInterrupt);
  const results: SessionResult[] = [];
  try {
    const connections = (await context.store.connections.all()).filter((one) => fits(one, options.connection));
    for (const connection of connections) results.push(await communicate(context, { connectionId: connection.id, ...what, signal: abort.signal }));
    if (options.json === true) io.out(toJson(results));
    else if (results.length === 0) io.out("There is no connection to a bank: kontor connection create …\n");
    for (const result of options.json === true ? [] : results) tell(io, result);
  } finally {
    process.removeListener("SIGINT", onInterrupt);
  }
  if (results.some((one) => one.orders.some((outcome) => outcome.kind === "unanswered"))) return exitCodes.needsAttention;
  if (results.some((one) => one.orders.some((outcome) => outcome.kind === "stopped"))) return exitCodes.duplicate;
  if (results.some((one) => one.problem !== undefined)) return exitCodes.line;
  return results.some((one) => one.orders.some((outcome) => outcome.kind === "refused" || outcome.kind === "held")) ? exitCodes.needsAttention : exitCodes.ok;
}

function tell(io: CommandIo, result: SessionResult): void {
  for (const order of result.orders) io.out(`${order.text}\n`);
  const { statements, statusReports, protocolEvents, transactionsBooked } = result.fetched;
  io.out(`session ${result.session.number}: ${counted(statements, "statement")}, ${counted(statusReports, "status report")}, ${counted(protocolEvents, "protocol event")}, ${counted(transactionsBooked, "payment")} booked\n`);
  if (result.problem !== undefined) io.err(`${result.problem}\n`);
}

function fits(connection: Connection, title: string | undefined): boolean {
  return title === undefined || connection.title.toLowerCase() === title.toLowerCase();
}
