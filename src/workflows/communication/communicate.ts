import { counted } from "../../domain/counted.ts";
import { AppError, isAppError } from "../../domain/errors.ts";
import type { ConnectionId } from "../../domain/ids.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import type { DateRange } from "../../ebics/index.ts";
import { requireRight, type WorkflowContext } from "../context.ts";
import { fetchListInSession, mayAskForList } from "../eds/fetch-list.ts";
import { settleAttempts } from "../eds/settle.ts";
import { askAboutOpenKeys } from "../keys/ask-about-keys.ts";
import { mustGetConnection } from "../must-get.ts";
import { channelNames } from "../ports/channel.ts";
import type { Order } from "../ports/orders.ts";
import type { CommunicationSession } from "../ports/sessions.ts";
import { fetchFiles } from "./fetch-files.ts";
import { fetchProtocol } from "./fetch-protocol.ts";
import { goOnUnanswered } from "./go-on-unanswered.ts";
import { type Line, sentenceOf } from "./line.ts";
import { type FetchOutcome, type OrderOutcome, ProgressBoard, type SessionProgress, type SessionResult } from "./progress.ts";
import { recoverAfterCrash } from "./recover.ts";
import { askBank } from "./resolve-unanswered.ts";
import { sendOrder, SendingStopped } from "./send-order.ts";
import { forgetStaleTransfers } from "./transfers.ts";
import { withLine } from "./with-line.ts";

export interface Communication {
  readonly connectionId: ConnectionId;
  /** Send what is in the outbox of this connection. */
  readonly send: boolean;
  /** Fetch customer protocol, status reports, statements. */
  readonly fetch: boolean;
  /** Fetches these days once more, all of them, instead of what is new: what is known already is left alone. */
  readonly days?: DateRange | undefined;
  readonly onProgress?: ((progress: SessionProgress) => void) | undefined;
  /** Takes the line down after the running step; nothing is lost and nothing is sent twice. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * One session with the bank: settle what a crash left, ask about orders that were never answered, send the outbox, fetch, hang up.
 * A line that fails in the middle ends the session with what was reached so far; it is told in `problem`, not thrown.
 * @throws AppError when not even the session could begin: a missing right, an unknown connection, no ready signer
 */
export async function communicate(context: WorkflowContext, what: Communication): Promise<SessionResult> {
  if (what.send) requireRight(context, "send", "send orders");
  if (what.fetch) requireRight(context, "fetch", "fetch");
  const connection = await mustGetConnection(context.store, what.connectionId);
  await recoverAfterCrash(context);
  await askAboutOpenKeys(context, connection);
  await forgetStaleTransfers(context);
  const board = new ProgressBoard({ customerShortName: context.customer.profile.shortName, connectionTitle: connection.title }, what.onProgress ?? (() => undefined));
  const orders: OrderOutcome[] = [];
  let fetched: FetchOutcome = { statements: 0, statementsKnown: 0, statusReports: 0, protocolEvents: 0, transactionsBooked: 0 };
  let session: CommunicationSession | undefined;
  let problem: string | undefined;
  let isUp = false;
  try {
    await withLine(
      context, connection, what.signal,
      async (line, started) => {
        session = started;
        isUp = true;
        board.set({ sessionNumber: started.number, line: "up", road: channelNames[line.road.config.kind], notice: line.road.notice, protection: line.channel.describe() });
        await sendAll(context, line, started, what, board, orders);
        if (what.fetch) fetched = await fetchAll(context, line, what, board);
        board.set({ protection: line.channel.describe() });
      },
      () => summaryText(orders, fetched),
      { onEvent: (event) => board.heard({ ...event, atMs: context.tools.clock.now() }, isUp) },
    );
  } catch (error) {
    if (session === undefined) throw error;
    problem = error instanceof SendingStopped ? error.outcome.text : sentenceOf(error);
    if (error instanceof SendingStopped) orders.push(error.outcome);
    if (!isAppError(error) && !(error instanceof SendingStopped)) throw error;
  } finally {
    board.set({ line: "down", finished: true });
  }
  if (session === undefined) throw new AppError("workflow", "no-session", "The session could not begin.", { meaning: "Nothing was sent." });
  return { sessionId: session.id, session, orders: await Promise.all(orders.map((one) => settledMeanwhile(context, one))), fetched, problem };
}

/** What was never answered may have been found in the customer protocol that the same session fetched afterwards. */
async function settledMeanwhile(context: WorkflowContext, outcome: OrderOutcome): Promise<OrderOutcome> {
  if (outcome.kind !== "unanswered") return outcome;
  const order = await context.store.orders.get(outcome.orderId);
  if (order === undefined || order.state === "unanswered" || order.state === "sending") return outcome;
  if (order.state === "refused") return { ...outcome, kind: "refused", text: `No answer came to order ${orderNumberText(order.number)}; the bank's protocol then said that it was refused. It will not be executed.` };
  return { ...outcome, kind: "delivered", bankOrderId: order.bankOrderId, text: `No answer came to order ${orderNumberText(order.number)}; the bank's protocol then said that it has it as ${order.bankOrderId ?? "one of its own"}.` };
}

async function sendAll(context: WorkflowContext, line: Line, session: CommunicationSession, what: Communication, board: ProgressBoard, outcomes: OrderOutcome[]): Promise<void> {
  const mine = async (state: "unanswered" | "queued"): Promise<readonly Order[]> =>
    (await context.store.orders.list({ states: [state] })).filter((order) => order.connectionId === line.connection.id).sort((a, b) => a.number - b.number);

  for (const order of await mine("unanswered")) {
    const key = `ask:${order.id}`;
    board.step(key, { title: `ask about order ${orderNumberText(order.number)}`, state: "running", startedAtMs: context.tools.clock.now() });
    const goneOn = what.send ? await goOnUnanswered(context, line, order.id, ({ done = 0, total }) => board.step(key, { done, total })) : undefined;
    const outcome = goneOn ?? (await askBank(context, line, order.id));
    board.step(key, { state: outcome.kind === "unanswered" ? "unknown" : "done", note: outcome.text });
    outcomes.push(outcome);
  }
  if (!what.send) return;
  const queue = await mine("queued");
  for (const order of queue) board.step(`order:${order.id}`, { title: `order ${orderNumberText(order.number)} ${order.title}` });
  for (const order of queue) {
    throwIfCancelled(what.signal);
    outcomes.push(await sendOrder(context, line, session.id, order.id, board));
    board.set({ protection: line.channel.describe() });
  }
}

async function fetchAll(context: WorkflowContext, line: Line, what: Communication, board: ProgressBoard): Promise<FetchOutcome> {
  throwIfCancelled(what.signal);
  board.step("fetch:protocol", { title: "fetch customer protocol", state: "running", startedAtMs: context.tools.clock.now() });
  const { events, gap } = await fetchProtocol(context, line, what.days);
  board.step("fetch:protocol", { state: gap === undefined ? "done" : "failed", note: gap ?? (events.length === 0 ? "nothing new" : counted(events.length, "event")) });
  throwIfCancelled(what.signal);
  const files = await fetchFiles(context, line, board, what.days);
  if (what.days === undefined) line.statementsAsked = true;
  if (what.days === undefined && (await mayAskForList(context.store, line.subscriber))) {
    throwIfCancelled(what.signal);
    board.step("fetch:eds", { title: "fetch orders to sign", state: "running", startedAtMs: context.tools.clock.now() });
    await settleAttempts(context, line);
    const { note, failed } = await fetchListInSession(context, line);
    board.step("fetch:eds", { state: failed ? "failed" : "done", note });
  }
  return { ...files, protocolEvents: events.length };
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new AppError("channel", "cancelled", "The line was taken down as asked.", { meaning: "What was not sent stays in the outbox.", context: { requestMayHaveArrived: false } });
}

function summaryText(orders: readonly OrderOutcome[], fetched: FetchOutcome): string {
  const delivered = orders.filter((one) => one.kind === "delivered").length;
  const held = orders.filter((one) => one.kind === "held").length;
  const parts = [`${delivered} of ${counted(orders.length, "order")} delivered${held === 0 ? "" : `, ${held} held back`}`, counted(fetched.statements, "statement"), counted(fetched.statusReports, "status report")];
  return orders.length === 0 ? parts.slice(1).join(", ") : parts.join(", ");
}
