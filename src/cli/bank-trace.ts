import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import type { BankAdmin, Exchange, ExchangeFilter } from "../bank/index.ts";
import { AppError } from "../domain/errors.ts";
import { visibleText } from "../domain/text.ts";
import { exchangeBlock, prettyXml } from "./exchange-text.ts";
import { jsonText, toJson } from "./io.ts";

interface TraceOptions {
  readonly data: string;
  readonly json?: true;
  readonly last: string;
  readonly number?: string;
  readonly partner?: string;
  readonly user?: string;
  readonly order?: string;
  readonly code?: string;
  readonly since?: string;
  readonly xml?: true;
  readonly follow?: true;
}
type Verb = <Options extends { readonly data: string }>(parent: Command, usage: string, description: string, work: (admin: BankAdmin, args: readonly string[], options: Options) => void | Promise<void>) => Command;

const followEveryMs = 300;

/** `bank trace`: what customers and the bank said to each other, a block each. */
export function traceCommand(bank: Command, verb: Verb, out: (text: string) => void): void {
  verb<TraceOptions>(bank, "trace", "show what customers and the bank said to each other", async (admin, _args, options) => {
    const filter = filterOf(options);
    const seen = admin.trace(filter);
    if (options.follow !== true) {
      if (options.json === true) out(toJson(seen));
      else out(seen.length === 0 ? "PRACTICE bank: no exchanges that fit.\n" : seen.map((one) => exchangeText(one, options.xml === true)).join("\n"));
      return;
    }
    await follow(admin, filter, seen, (one) => out(options.json === true ? `${jsonText(one)}\n` : `${exchangeText(one, options.xml === true)}\n`));
  })
    .option("--last <n>", "only the last n exchanges", "50")
    .option("--number <n>", "only this one")
    .option("--partner <id>", "only of this partner")
    .option("--user <id>", "only of this user")
    .option("--order <text>", "only what was ordered so: BTU, pain.001, N001")
    .option("--code <code>", "only answers with this code")
    .option("--since <moment>", "only from then on: a date and time such as 2026-11-24T10:00:00Z")
    .option("--xml", "with the messages, indented; keys, signatures and encrypted data by their length")
    .option("--follow", "go on with what comes, until Ctrl-C")
    .option("--json", "as JSON; with --follow a line each");
}

/** Tells what was there, then what comes. */
async function follow(admin: BankAdmin, filter: ExchangeFilter, first: readonly Exchange[], tell: (exchange: Exchange) => void): Promise<void> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    let after = admin.trace({ last: 1 }).at(-1)?.number ?? 0;
    for (const one of first) tell(one);
    while (!abort.signal.aborted) {
      await sleep(followEveryMs, undefined, { signal: abort.signal }).catch(() => undefined); // the signal only ends the wait
      for (const one of admin.trace({ ...filter, last: 1_000, after })) {
        tell(one);
        after = one.number;
      }
    }
  } finally {
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
  }
}

function exchangeText(one: Exchange, withMessages: boolean): string {
  const place = one.phase === undefined ? undefined : `${one.phase}${one.segment === undefined ? "" : `, segment ${one.segment}${one.segments === undefined ? "" : ` of ${one.segments}`}`}`;
  const block = exchangeBlock({
    title: `PRACTICE bank, exchange ${one.number}, ${one.at}${one.protocol === undefined ? "" : `, ${one.protocol}`}`,
    about: [
      one.partnerId === undefined ? undefined : `${one.partnerId} ${one.userId ?? ""}`.trim(), one.order ?? one.summary, place,
      one.orderId === undefined ? undefined : `order ${one.orderId}`, one.transactionId === undefined ? undefined : `transaction ${one.transactionId}`,
    ],
    requestBytes: one.requestBytes, answerBytes: one.answerBytes, technical: one.technical, business: one.business, reason: one.reason,
  });
  if (!withMessages) return block;
  return `${block}  >>> customer\n${indented(one.request)}\n  <<< bank\n${indented(one.answer)}\n`;
}

function indented(xml: string): string {
  return prettyXml(xml).replace(/^/gm, "  ");
}

function filterOf(options: TraceOptions): ExchangeFilter {
  const since = options.since === undefined ? undefined : Date.parse(options.since);
  if (since !== undefined && Number.isNaN(since)) throw typedWrong(`${visibleText(options.since ?? "")} is no date and time.`);
  return { last: countOf(options.last), number: options.number === undefined ? undefined : countOf(options.number), partnerId: options.partner, userId: options.user, order: options.order, code: options.code, sinceMs: since };
}

function countOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw typedWrong(`${visibleText(text)} is not a whole number.`);
  return Number(text);
}

function typedWrong(message: string): AppError {
  return new AppError("input", "wrong-argument", message, { meaning: "Nothing was changed." });
}
