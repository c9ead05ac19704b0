import { setTimeout as realWait } from "node:timers/promises";
import { AppError, assert, isAppError } from "../../domain/errors.ts";
import type { ConnectionId } from "../../domain/ids.ts";
import { type CatalogueOrder, catalogueOrderNamed, download, nameIn, type OrderName, orderNameText, sameName } from "../../ebics/index.ts";
import { profileOf } from "../bank-profile.ts";
import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import { mustGetConnection } from "../must-get.ts";
import { type Notification, type NotificationAccess, readNotification, readNotificationAccess } from "../notification.ts";
import { downloadOf } from "../order-names.ts";
import type { ChannelConfig } from "../ports/channel.ts";
import type { Connection } from "../ports/connections.ts";
import { firstUp, roadsOf } from "../roads/take-road.ts";
import { fetchNamed } from "./fetch-files.ts";
import { fetchProtocol } from "./fetch-protocol.ts";
import { converse, orderContext, rejectionText, sentenceOf } from "./line.ts";
import { withLine } from "./with-line.ts";

/** What happens while somebody listens; texts are for the operator. */
export type ListenEvent =
  /** @property notice why it is not the first road of the connection */
  | { readonly kind: "listening"; readonly notice: string | undefined }
  | { readonly kind: "information"; readonly text: string }
  /** The bank has something; it is fetched next. */
  | { readonly kind: "available"; readonly orders: readonly string[] }
  | { readonly kind: "fetched"; readonly text: string }
  /** The line is gone, or the bank does not let us; tried again after so long. */
  | { readonly kind: "lost"; readonly text: string; readonly againInMs: number };

export interface Listening {
  readonly connectionId: ConnectionId;
  readonly onEvent: (event: ListenEvent) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** For tests. Default: the real time. */
  readonly wait?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** A line that stood so long was a good one; the next loss counts as the first. */
const steadyMs = 60_000;
const backoffMs = { first: 1_000, longest: 300_000 } as const;

/**
 * Listens to what the bank says by itself, fetches what it names, and dials again when the line is lost, ever later; until `signal` ends it.
 * A token is used again while the bank said it may be; else another one is asked for.
 * @throws AppError when it cannot work at all: a missing right, no notifications at this bank, no road that carries them
 */
export async function listenToBank(context: WorkflowContext, { connectionId, onEvent, signal, wait = waitFor }: Listening): Promise<void> {
  requireRight(context, "fetch", "listen to the bank");
  const connection = await mustGetConnection(context.store, connectionId);
  const roads = standingRoads(context, connection);
  let access: NotificationAccess | undefined;
  let failures = 0;
  let upSinceMs = context.tools.clock.now();
  while (!signal.aborted) {
    try {
      access = isGood(context, access) ? access : await askForAccess(context, connection, signal);
      const address = access;
      const { up: line, notice } = await firstUp(context, connection, roads, async (road) => {
        const listening = await context.tools.channel(road.kind).listen?.(road, address, { signal });
        assert(listening !== undefined, "only roads that carry notifications are tried");
        return listening;
      });
      upSinceMs = context.tools.clock.now();
      try {
        onEvent({ kind: "listening", notice });
        // What came before anybody listened is not told any more.
        await fetchNamedByBank(context, connection, [], onEvent, signal);
        for await (const text of line.messages()) {
          const notification = readNotification(text);
          if (notification !== undefined) await take(context, connection, notification, onEvent, signal);
        }
      } finally {
        line.close();
      }
      throw new AppError("channel", "cut", "The bank ended the line.", { retryable: true });
    } catch (error) {
      if (signal.aborted) return;
      if (!isAppError(error) || isHopeless(error)) throw error;
      if (isAppError(error, "channel", "http-status")) access = undefined; // the token is not good any more
      if (context.tools.clock.now() - upSinceMs > steadyMs) failures = 0;
      const againInMs = Math.min(backoffMs.longest, backoffMs.first * 2 ** failures) + jitter(context);
      failures++;
      onEvent({ kind: "lost", text: sentenceOf(error), againInMs });
      await wait(againInMs, signal);
    }
  }
}

/**
 * The roads that carry notifications: a call that is dialled for a session would be held, and paid for, all day.
 * @throws AppError workflow/`no-notifications`
 */
function standingRoads(context: WorkflowContext, connection: Connection): readonly ChannelConfig[] {
  const roads = roadsOf(connection).filter(({ kind }) => context.tools.channel(kind).listen !== undefined);
  if (roads.length > 0) return roads;
  throw new AppError("workflow", "no-notifications", `${connection.title} is reached by no road that carries notifications.`, { meaning: "Fetching works as ever.", next: "Fetch by hand or by schedule, or add a road by internet or leased line." });
}

/** Nothing gets better by waiting. Somebody who is not who they say they are, is never dialled again without a person. */
function isHopeless(error: AppError): boolean {
  return (error.area !== "channel" && error.area !== "ebics") || (error.area === "channel" && !error.retryable) || hopeless.has(error.code);
}
const hopeless: ReadonlySet<string> = new Set(["no-notifications", "bank-keys-changed", "bad-response-signature"]);

function isGood(context: WorkflowContext, access: NotificationAccess | undefined): access is NotificationAccess {
  return access?.reusableToMs !== undefined && access.reusableToMs > context.tools.clock.now();
}

/** BTD of wssparam, in older versions WSS. @throws AppError workflow/`no-notifications` */
async function askForAccess(context: WorkflowContext, connection: Connection, signal: AbortSignal): Promise<NotificationAccess> {
  const order = [...context.tools.banks.orders.values()].find((one) => one.kind === "notification-access");
  const name = order && nameIn(connection.protocol, order);
  if (name === undefined) throw new AppError("workflow", "no-notifications", `${connection.title} has no order for real-time notifications in its version of EBICS.`, { meaning: "Fetching works as ever.", next: "Fetch by hand or by schedule." });
  return withLine(context, connection, signal, async (line) => {
    const answer = await converse(line, download(orderContext(context, line), downloadOf(name)));
    if (answer.kind !== "ok") {
      const { code, text, next } = rejectionText(answer);
      throw new AppError("ebics", "no-notifications", `${connection.title} does not offer real-time notifications to this user: ${code} ${text}`, { meaning: "Fetching works as ever.", next, context: { code } });
    }
    const access = readNotificationAccess(answer.value.data);
    await converse(line, answer.value.receipt(true));
    return access;
  }, () => "asked how to listen");
}

async function take(context: WorkflowContext, connection: Connection, { orders, texts }: Notification, onEvent: Listening["onEvent"], signal: AbortSignal): Promise<void> {
  for (const text of texts) {
    onEvent({ kind: "information", text });
    await context.store.journal.append({ at: instantNow(context), actor: "bank", action: "bank.information", subject: connection.id, summary: text });
  }
  if (orders.length === 0) return;
  onEvent({ kind: "available", orders: [...new Set(orders.map((name) => titleOf(context, name)))] });
  await fetchNamedByBank(context, connection, orders, onEvent, signal);
}

/**
 * One session for what the bank named and we know: of several names for the same files (one per scope) the profile's counts. The customer
 * protocol comes with it. A failure is told and left to the next notification.
 */
async function fetchNamedByBank(context: WorkflowContext, connection: Connection, named: readonly OrderName[], onEvent: Listening["onEvent"], signal: AbortSignal): Promise<void> {
  const profile = profileOf(context.tools.banks, connection.bankProfile);
  const wanted = [...profile.statusReports, ...profile.statements].filter(({ order }) => {
    const name = nameIn(connection.protocol, order);
    return name !== undefined && (named.length === 0 || named.some((one) => sameName(one, name) || sameKind(context, one, order)));
  });
  try {
    const text = await withLine(context, connection, signal, async (line) => {
      const { events } = await fetchProtocol(context, line);
      let files = 0;
      for (const { order, title } of wanted) {
        const name = nameIn(connection.protocol, order);
        if (name !== undefined) files += (await fetchNamed(context, line, { name, title, zipped: order.container === "ZIP" }))?.files.length ?? 0;
      }
      return `${files} files, ${events.length} protocol events`;
    }, (summary) => summary);
    onEvent({ kind: "fetched", text });
  } catch (error) {
    if (signal.aborted || !isAppError(error)) throw error;
    onEvent({ kind: "fetched", text: `Not fetched: ${sentenceOf(error)}` });
  }
}

/** The bank may name it by another scope than the profile. */
function sameKind(context: WorkflowContext, name: OrderName, order: CatalogueOrder): boolean {
  return catalogueOrderNamed(context.tools.banks.orders.values(), name)?.kind === order.kind;
}

function titleOf(context: WorkflowContext, name: OrderName): string {
  return catalogueOrderNamed(context.tools.banks.orders.values(), name)?.title ?? orderNameText(name);
}

/** Many workstations lose a bank at the same moment: they shall not all come back at the same one. */
function jitter(context: WorkflowContext): number {
  const [byte = 0] = context.tools.randomness.bytes(1);
  return byte * 2;
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await realWait(ms, undefined, { signal }).catch(() => undefined); // ended while waiting: seen by whoever waits
}
