import { counted } from "../../domain/counted.ts";
import { AppError, isAppError } from "../../domain/errors.ts";
import type { DateRange, OrderName } from "../../ebics/index.ts";
import type { ConnectionId, StoredFileId } from "../../domain/ids.ts";
import { detectFormat } from "../../formats/detect.ts";
import { profileOf } from "../bank-profile.ts";
import { headOf } from "../bytes.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import { takeInStatements } from "../intake-statements.ts";
import { takeInStatus } from "../intake-status.ts";
import { downloadOf, orderNameOn } from "../order-names.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import { type Fetched, fetchDownload } from "./fetch-download.ts";
import { type Line, rejectionText } from "./line.ts";
import type { FetchOutcome, ProgressBoard } from "./progress.ts";
import { unpack } from "./unpack.ts";
import { whatIsThere } from "./what-is-there.ts";

/** Fetches everything the bank's profile lists, and of that only what the bank says is there, or all of these days: status reports first, so that statements find payments already judged. */
export async function fetchFiles(context: WorkflowContext, line: Line, board: ProgressBoard, dateRange?: DateRange): Promise<Omit<FetchOutcome, "protocolEvents">> {
  const profile = profileOf(context.tools.banks, line.connection.bankProfile);
  const total = { statements: 0, statementsKnown: 0, statusReports: 0, transactionsBooked: 0 };
  let unreadable: AppError | undefined;
  const there = dateRange === undefined ? await whatIsThere(context, line) : undefined; // what was given once is not announced again
  const answers = dateRange !== undefined || (await isRecallOpen(context, line.connection.id)) ? (profile.recalls?.answers ?? []) : [];
  for (const { title, order } of [...profile.statusReports, ...answers, ...profile.statements]) {
    const key = `fetch:${title}`;
    if (there?.isEmpty(order) === true) {
      board.step(key, { title: `fetch ${title}`, state: "done", note: "nothing new" });
      continue;
    }
    board.step(key, { title: `fetch ${title}`, state: "running", startedAtMs: context.tools.clock.now() });
    try {
      const taken = await fetchNamed(context, line, { name: orderNameOn(line.connection, order), title, zipped: order.container === "ZIP", dateRange });
      if (taken === undefined) board.step(key, { state: "done", note: "nothing new" });
      else {
        total.statements += taken.statements;
        total.statementsKnown += taken.statementsKnown;
        total.statusReports += taken.statusReports;
        total.transactionsBooked += taken.transactionsBooked;
        board.step(key, { state: "done", note: noteOf(taken) });
      }
    } catch (error) {
      board.step(key, { state: "failed", note: error instanceof AppError ? error.message : "failed" });
      if (!isAppError(error, "format")) throw error;
      unreadable ??= error; // one bad file must not keep back everything behind it, day after day
    }
  }
  if (unreadable !== undefined) throw unreadable;
  return total;
}

/** Answers to recalls are asked for while one is awaited. */
async function isRecallOpen({ store }: WorkflowContext, connectionId: ConnectionId): Promise<boolean> {
  const open = await store.orders.list({ states: ["unanswered", "delivered"], limit: ordersLooked });
  return open.some((order) => order.connectionId === connectionId && order.recall !== undefined);
}
const ordersLooked = 1000;

/** What one download brought. */
export interface Taken {
  statements: number;
  statementsKnown: number;
  statusReports: number;
  transactionsBooked: number;
  /** In no format that is read: kept as they came. */
  others: number;
  /** All of them, in the order of the download. */
  readonly files: TakenFile[];
}
export interface TakenFile {
  /** Outside text. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Title of the format in which it was read; undefined: kept as it came. */
  readonly readAs: string | undefined;
  readonly fileId: StoredFileId | undefined;
}

/** What to fetch, by the name that the bank's version of EBICS has for it. */
export interface NamedDownload {
  readonly name: OrderName;
  /** For the operator. */
  readonly title: string;
  /** The files come in an archive. */
  readonly zipped: boolean;
  readonly dateRange?: DateRange | undefined;
}

/** One service: down, stored durably in one transaction, and only then acknowledged. @returns undefined when there was nothing */
export async function fetchNamed(context: WorkflowContext, line: Line, { name, title, zipped, dateRange }: NamedDownload): Promise<Taken | undefined> {
  const answer = await fetchDownload(context, line, downloadOf(name, dateRange));
  if (answer.kind === "no-data") return undefined;
  if (answer.kind === "rejected") {
    const { code, text, next } = rejectionText(answer);
    throw new AppError("ebics", "fetch-refused", `The bank does not give ${title}: ${code} ${text}`, { meaning: "Nothing was lost; orders are not affected.", next, context: { code } });
  }
  return takeInFetched(context, line, answer.value, zipped);
}

async function takeInFetched(context: WorkflowContext, line: Line, fetched: Fetched, zipped: boolean): Promise<Taken> {
  const { taken, keepFile } = await context.store
    .transaction(async (store) => {
      const done = await takeIn(context, store, line, fetched, zipped);
      if (fetched.transfer !== undefined) await store.transfers.put({ ...fetched.transfer, takenIn: true, fileIsContent: done.keepFile });
      return done;
    })
    .catch(async (error: unknown) => {
      if (isAppError(error, "format")) await fetched.end(false); // the bank shall keep what could not be read
      throw error;
    });
  await fetched.end(true, keepFile);
  return taken;
}

/** @returns also whether the file that came is itself what was taken in */
async function takeIn(context: WorkflowContext, store: CustomerStore, line: Line, { file, transfer }: Fetched, zipped: boolean): Promise<{ readonly taken: Taken; readonly keepFile: boolean }> {
  const taken: Taken = { statements: 0, statementsKnown: 0, statusReports: 0, transactionsBooked: 0, others: 0, files: [] };
  let keepFile = false;
  for (const member of await unpack(file, zipped, `download-${instantNow(context)}`)) {
    const source = { name: member.name, open: member.open };
    const format = detectFormat(await headOf(member.open()));
    const told = { name: member.name, sizeBytes: member.sizeBytes };
    if (format?.kind === "statements") {
      const intake = await takeInStatements(context, store, format, source);
      taken.statements += intake.statements.length;
      taken.statementsKnown += intake.known;
      taken.transactionsBooked += intake.transactionsBooked;
      taken.files.push({ ...told, readAs: format.title, fileId: undefined });
    } else if (format?.kind === "status") {
      await takeInStatus(context, store, format, source, line.connection.id);
      taken.statusReports++;
      taken.files.push({ ...told, readAs: format.title, fileId: undefined });
    } else {
      keepFile = transfer !== undefined && file.isStored && member.isWhole;
      const fileId = keepFile && transfer !== undefined ? transfer.fileId : (await store.files.add({ kind: "other", name: member.name, at: instantNow(context), content: member.open() })).id;
      taken.others++;
      taken.files.push({ ...told, readAs: undefined, fileId });
    }
  }
  return { taken, keepFile };
}

function noteOf(taken: Taken): string {
  const parts = [
    taken.statements === 0 ? "" : counted(taken.statements, "statement"),
    taken.statementsKnown === 0 ? "" : `${taken.statementsKnown} known already`,
    taken.statusReports === 0 ? "" : counted(taken.statusReports, "status report"),
    taken.transactionsBooked === 0 ? "" : `${counted(taken.transactionsBooked, "payment")} booked`,
    taken.others === 0 ? "" : `${counted(taken.others, "other file")} kept`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}
