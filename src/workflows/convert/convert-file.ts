import type { AppError } from "../../domain/errors.ts";
import type { Finding } from "../../domain/finding.ts";
import { hasErrors } from "../../domain/finding.ts";
import type { OrderHeader } from "../../domain/order.ts";
import type { Balance, StatementEntry, StatementHeader } from "../../domain/statement.ts";
import { isIsoDateTime } from "../../formats/dates.ts";
import type { Format, OrderFormat, StatementDocument, StatementFormat } from "../../formats/format.ts";
import { pullOrder } from "../../formats/pull-order.ts";
import { schemaFindings } from "../../formats/grammar/bundled.ts";
import { pullStatements } from "../../formats/pull-statements.ts";
import { rewriteOrder } from "../import-desk/rewrite-order.ts";
import { findingsMax, type OrderFacts, OrderSurvey } from "../order-survey.ts";
import { Losses } from "./losses.ts";
import { covers, firstDifference, orderParts, statementParts } from "./same-content.ts";

export interface ConversionRequest {
  readonly from: Format;
  readonly to: Format;
  /** The source's bytes, from the start each time. */
  open(): AsyncIterable<Uint8Array>;
  /** ISO date and time, for formats that say when they were made. */
  readonly at: string;
  /** What the other format has no place for is left out. */
  readonly acceptLoss: boolean;
  /** A source with errors is converted as far as it can be read. */
  readonly acceptErrors: boolean;
}

/** What a conversion found. Without `content` nothing can be written. */
export interface Conversion {
  readonly findings: readonly Finding[];
  readonly content: AsyncIterable<Uint8Array> | undefined;
  /** Reads what was written and compares it with the source, part by part. @returns the first difference */
  readonly verify: ((written: () => AsyncIterable<Uint8Array>) => Promise<Finding | undefined>) | undefined;
}

/**
 * Writes a file's content in another format of the same kind. Reads the source twice: once to find what would be lost, once to write.
 * Memory is flat for any size.
 * @throws AppError format/… from the content where a value does not fit the other format
 */
export async function convertFile(request: ConversionRequest): Promise<Conversion> {
  const { from, to } = request;
  if (!to.writes) return refused({ severity: "error", code: "only-read", message: `Kontor reads ${to.id}, but does not make files of it.` });
  if (from.kind === "orders" && to.kind === "orders") return convertOrder(request, from, to);
  if (from.kind === "statements" && to.kind === "statements") return convertStatements(request, from, to);
  if (from.kind === "status" && to.kind === "status") return convertStatus(request, from, to);
  return refused({ severity: "error", code: "other-kind", message: `This file is a ${from.title}, and ${to.id} is a ${to.title}: one does not become the other.` });
}

async function convertOrder(request: ConversionRequest, from: OrderFormat, to: OrderFormat): Promise<Conversion> {
  const losses = new Losses(to.carries);
  const survey = new OrderSurvey();
  await from.read(request.open(), {
    header: (header) => survey.header(header),
    batch: (batch) => survey.batch(losses.batch(batch)),
    transaction: (transaction, line) => survey.transaction(losses.transaction(transaction, line)),
    finding: (finding) => survey.finding(finding),
    flush: () => survey.flush(),
  });
  const facts: OrderFacts = survey.facts();
  const findings = judged(request, facts.findings, losses, facts.transactionCount);
  if (facts.header === undefined || hasErrors(findings)) return { findings, content: undefined, verify: undefined };
  const header: OrderHeader = { ...facts.header, createdAt: isIsoDateTime(facts.header.createdAt) ? facts.header.createdAt : request.at };
  const changes = () => new Losses(to.carries);
  return {
    findings,
    content: rewriteOrder({ from, to, open: request.open, changes, facts, header }),
    verify: to.reads === false ? undefined : async (written) =>
      (await schemaFindings(to.id, written()))[0] ?? (await firstDifference(orderParts(pullOrder(from, request.open()), changes()), orderParts(pullOrder(to, written()), unchanged))),
  };
}

const unchanged = { batch: <T>(batch: T): T => batch, transaction: <T>(transaction: T): T => transaction };

interface StatementFacts {
  readonly header: StatementHeader;
  readonly balances: Balance[];
}

async function convertStatements(request: ConversionRequest, from: StatementFormat, to: StatementFormat): Promise<Conversion> {
  const losses = new Losses(to.carries);
  const facts: StatementFacts[] = [];
  const found: Finding[] = [];
  let parts = 0;
  await from.read(request.open(), {
    statement: (header) => {
      const kept = losses.statement(header);
      // National formats name no statement and only one of its days; others must.
      const statementId = (kept.statementId ?? "") === "" ? `${request.at.replace(/\D/g, "").slice(0, 14)}-${facts.length + 1}` : kept.statementId;
      facts.push({ header: { ...kept, statementId, fromDate: kept.fromDate ?? kept.toDate, toDate: kept.toDate ?? kept.fromDate }, balances: [] });
    },
    balance: (balance) => { parts++; facts.at(-1)?.balances.push(balance); },
    entry: (entry, line) => { parts++; losses.entry(entry, line); },
    statementEnd: () => undefined,
    finding: (finding) => { if (found.length < findingsMax) found.push(finding); },
  });
  const findings = judged(request, found, losses, parts);
  if (hasErrors(findings)) return { findings, content: undefined, verify: undefined };
  const reduce = new Losses(to.carries);
  return {
    findings,
    content: writeStatements(request, from, to, facts),
    verify: to.differs !== undefined ? (written) => tableDifference(request, from, to, facts, written()) : (written) =>
      firstDifference(statementParts(pullStatements(from, request.open()), (entry) => reduce.entry(entry), to.carries?.oneBalanceDate), statementParts(pullStatements(to, written()), (entry) => entry)),
  };
}

async function* writeStatements(request: ConversionRequest, from: StatementFormat, to: StatementFormat, facts: readonly StatementFacts[]): AsyncGenerator<Uint8Array, void, undefined> {
  const { documents, end } = documentsOf(request, from, to, facts);
  try {
    yield* to.write(documents, { messageId: messageIdOf(facts, request.at), createdAt: request.at });
  } finally {
    await end();
  }
}

/** A table says less than a statement: it is compared with the rows that it was to have. */
async function tableDifference(request: ConversionRequest, from: StatementFormat, to: StatementFormat, facts: readonly StatementFacts[], written: AsyncIterable<Uint8Array>): Promise<Finding | undefined> {
  const { documents, end } = documentsOf(request, from, to, facts);
  try {
    const message = await to.differs?.(written, documents);
    return message === undefined ? undefined : { severity: "error", code: "round-trip-differs", message: `${message} The file was not kept.` };
  } finally {
    await end();
  }
}

/** The source read once more, as what is to be written: entries come as they are taken. */
function documentsOf(request: ConversionRequest, from: StatementFormat, to: StatementFormat, facts: readonly StatementFacts[]): { readonly documents: readonly StatementDocument[]; end(): Promise<unknown> } {
  const events = pullStatements(from, request.open());
  const losses = new Losses(to.carries);
  async function* entriesOfNext(): AsyncGenerator<StatementEntry, void, undefined> {
    for (;;) {
      const { value: event, done } = await events.next();
      if (done === true || event.kind === "end") return;
      if (event.kind === "entry") yield losses.entry(event.entry);
    }
  }
  return { documents: facts.map(({ header, balances }) => ({ header, balances, entries: entriesOfNext() })), end: () => events.return() };
}

function messageIdOf(facts: readonly StatementFacts[], at: string): string {
  return (facts[0]?.header.statementId || at.replace(/\D/g, "")).slice(0, 35);
}

async function convertStatus(request: ConversionRequest, from: Extract<Format, { kind: "status" }>, to: Extract<Format, { kind: "status" }>): Promise<Conversion> {
  const { readStatus } = await import("../../formats/collect.ts");
  const { header, batches, transactions, findings: found } = await readStatus(from, request.open());
  const findings = judged(request, found, new Losses(undefined), header === undefined ? 0 : 1);
  if (header === undefined || hasErrors(findings)) return { findings, content: undefined, verify: undefined };
  const told = { header: { ...header, createdAt: header.createdAt ?? request.at }, batches, transactions };
  return {
    findings,
    content: to.write(told.header, batches, transactions),
    async verify(written) {
      const back = await readStatus(to, written());
      return covers(back, told) ? undefined : { severity: "error", code: "round-trip-differs", message: "The status report is not read back as it was written. The file was not kept." };
    },
  };
}

/** What the source's reader said, then what would be lost. Errors of the source stop it unless they are accepted. */
function judged(request: ConversionRequest, found: readonly Finding[], losses: Losses, parts: number): Finding[] {
  const source = request.acceptErrors && parts > 0 ? found.map((finding): Finding => (finding.severity === "error" ? { ...finding, severity: "warning" } : finding)) : [...found];
  if (parts === 0 && !hasErrors(source)) source.push({ severity: "error", code: "nothing-to-convert", message: "There is nothing in this file to be written anew." });
  return [...source, ...losses.findings(request.to.id, request.acceptLoss)];
}

function refused(finding: Finding): Conversion {
  return { findings: [finding], content: undefined, verify: undefined };
}

/** Where a writer refuses a value: the same as a finding. */
export function findingOf(error: AppError): Finding {
  return { severity: "error", code: error.code, message: error.message, field: typeof error.context["field"] === "string" ? error.context["field"] : undefined };
}
