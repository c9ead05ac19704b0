import { type Finding, isDamage } from "../domain/finding.ts";
import type { StatementId, StoredFileId } from "../domain/ids.ts";
import { type Balance, type StatementEntry, type StatementHeader, statementKind } from "../domain/statement.ts";
import { AppError } from "../domain/errors.ts";
import { visibleLine } from "../domain/text.ts";
import type { StatementFormat, StatementSink } from "../formats/format.ts";
import { headOf } from "./bytes.ts";
import { instantNow, newId, requireRight, type WorkflowContext } from "./context.ts";
import { candidateFormats } from "./import-desk/own-formats.ts";
import type { OrderFileSource } from "./import-orders.ts";
import { EntryMatching } from "./match-entries.ts";
import { findingsMax } from "./order-survey.ts";
import { bothOrThrow, tee } from "./tee.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { EntryWriter, Statement } from "./ports/statements.ts";

export interface StatementIntake {
  /** New ones, in file order. */
  readonly statements: readonly Statement[];
  /** Received before: left alone. */
  readonly known: number;
  readonly transactionsBooked: number;
  readonly findings: readonly Finding[];
}

/** Takes in a statement file that came by another road than the bank's line. @throws AppError format/`not-a-statement` */
export async function importStatementFile(context: WorkflowContext, source: OrderFileSource): Promise<StatementIntake> {
  requireRight(context, "fetch", "import statements");
  const candidates = await candidateFormats(context.store, await headOf(source.open()));
  const format = candidates.find((one) => one.kind === "statements");
  if (format === undefined) {
    throw new AppError("format", "not-a-statement", `"${visibleLine(source.name, 60)}" is ${candidates[0] === undefined ? "in no format that Kontor reads" : `a ${candidates[0].title}, not a statement`}.`, { meaning: "Nothing was imported." });
  }
  return context.store.transaction((store) => takeInStatements({ ...context, store }, store, format, source));
}

/** Within a transaction: keeps the bytes as received, their statements and entries, and matches entries to orders. */
export async function takeInStatements(context: WorkflowContext, store: CustomerStore, format: StatementFormat, source: OrderFileSource): Promise<StatementIntake> {
  const at = instantNow(context);
  const fileId = newId<"StoredFileId">(context) as StoredFileId;
  const taker = new StatementTaker(context, store, format.id, fileId);
  // The very same pieces are kept and read.
  const [kept, read] = tee(source.open());
  const [file] = await bothOrThrow(store.files.add({ kind: "statement", name: source.name, at, content: kept, id: fileId }), readAll(format, read, taker));
  const { taken, known, findings } = taker;
  // Half a statement would make the whole one look known when it comes.
  if (taker.isDamaged) throw damaged(source.name);
  if (taken.length === 0 && known > 0) await store.files.remove(file.id);
  let transactionsBooked = 0;
  for (const [index, statement] of taken.entries()) {
    const matching = taker.matchings[index];
    await matching?.finish();
    const booked = matching?.booked ?? 0;
    transactionsBooked += booked;
    await store.journal.append({
      at, actor: context.operator.name, action: "statement.received", subject: statement.id,
      summary: summaryOf(statement, booked),
      detail: { sha256: file.sha256, format: format.id },
    });
  }
  return { statements: taken, known, transactionsBooked, findings };
}

async function readAll(format: StatementFormat, content: AsyncIterable<Uint8Array>, taker: StatementTaker): Promise<void> {
  await format.read(content, taker);
  await taker.finish();
}

function damaged(name: string): AppError {
  return new AppError("format", "statement-damaged", `The statement file "${visibleLine(name, 60)}" is damaged or breaks off in the middle.`, {
    meaning: "Nothing of it was taken in, and no payment was booked by it.", next: "Get the whole file again; if it stays so, tell the bank.",
  });
}

const nouns = { statement: "Statement", report: "Intraday report", notification: "Notification" } as const;

function summaryOf({ header, entryCount, balanced }: Statement, booked: number): string {
  const kind = statementKind(header);
  const what = `${nouns[kind]} ${visibleLine(header.sequenceNumber ?? header.statementId, 40)}: ${entryCount} entries`;
  if (kind !== "statement") return `${what}, to look at; the statement will book them`;
  return `${what}, ${balanced === true ? "adds up" : balanced === false ? "does NOT add up" : "without balances"}, ${booked} payments found`;
}

type Pending = { readonly kind: "begin"; readonly header: StatementHeader } | { readonly kind: "entry"; readonly entry: StatementEntry } | { readonly kind: "end"; readonly balances: readonly Balance[]; readonly balanced: boolean | null };

/** Entries written at once: the reader pauses after far fewer, and many rows in one statement cost less each. */
const eventsAtOnce = 500;

/** Receives a file's content synchronously and stores it between chunks, so that memory stays flat. */
class StatementTaker implements StatementSink {
  readonly taken: Statement[] = [];
  /** Beside `taken`: what the statement's entries booked; undefined where it books nothing. */
  readonly matchings: (EntryMatching | undefined)[] = [];
  readonly findings: Finding[] = [];
  known = 0;
  /** It breaks off, or is no well-formed XML up to its end. */
  isDamaged = false;
  readonly #context: WorkflowContext;
  readonly #store: CustomerStore;
  readonly #format: string;
  readonly #fileId: Statement["fileId"];
  #pending: Pending[] = [];
  #balances: Balance[] = [];
  #current: { statement: Statement; writer: EntryWriter; count: number; matching: EntryMatching | undefined } | undefined;

  constructor(context: WorkflowContext, store: CustomerStore, format: string, fileId: Statement["fileId"]) {
    this.#context = context;
    this.#store = store;
    this.#format = format;
    this.#fileId = fileId;
  }

  statement(header: StatementHeader): void {
    this.#balances = [];
    this.#pending.push({ kind: "begin", header });
  }
  balance(balance: Balance): void {
    this.#balances.push(balance);
  }
  entry(entry: StatementEntry): void {
    this.#pending.push({ kind: "entry", entry });
  }
  statementEnd(balanced: boolean | null): void {
    this.#pending.push({ kind: "end", balances: this.#balances, balanced });
  }
  finding(finding: Finding): void {
    this.isDamaged ||= isDamage(finding);
    if (this.findings.length < findingsMax) this.findings.push(finding);
  }

  async flush(): Promise<void> {
    if (this.#pending.length >= eventsAtOnce) await this.finish();
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    let entries: StatementEntry[] = [];
    for (const event of pending) {
      if (event.kind === "entry") {
        this.#current?.writer.addEntry(event.entry);
        entries.push(event.entry);
        continue;
      }
      await this.#write(entries);
      entries = [];
      if (event.kind === "begin") await this.#begin(event.header);
      else await this.#end(event);
    }
    await this.#write(entries);
  }

  /** Stores the entries, and then looks for the payments that they booked. */
  async #write(entries: readonly StatementEntry[]): Promise<void> {
    const current = this.#current;
    if (current === undefined || entries.length === 0) return;
    await current.writer.flush();
    for (const [index, entry] of entries.entries()) await current.matching?.entry(entry, current.count + index);
    current.count += entries.length;
  }

  async #begin(header: StatementHeader): Promise<void> {
    this.#current = undefined;
    if ((await this.#store.statements.findSame(header)) !== undefined) {
      this.known++;
      return;
    }
    const statement: Statement = {
      id: newId<"StatementId">(this.#context) as StatementId, fileId: this.#fileId, format: this.#format, header, balances: [], entryCount: 0,
      balanced: null, findings: [], receivedAt: instantNow(this.#context),
    };
    await this.#store.statements.create(statement);
    // A report or notification tells earlier of entries that the statement repeats: only that books payments.
    const matching = statementKind(header) === "statement" ? new EntryMatching(this.#context, this.#store, statement) : undefined;
    this.#current = { statement, writer: this.#store.statements.writer(statement.id), count: 0, matching };
  }

  async #end(end: { balances: readonly Balance[]; balanced: boolean | null }): Promise<void> {
    if (this.#current === undefined) return;
    const { statement, count, matching } = this.#current;
    const set = { balances: end.balances, entryCount: count, balanced: end.balanced, findings: this.findings };
    await this.#store.statements.update(statement.id, set);
    this.taken.push({ ...statement, ...set });
    this.matchings.push(matching);
    this.#current = undefined;
  }
}
