import { AppError, isAppError } from "../../domain/errors.ts";
import type { ConnectionId } from "../../domain/ids.ts";
import { type BankDataOrder, type BankDataValues, type DateRange, download, type HacEvent, type OrderName, readBankData, readPtk } from "../../ebics/index.ts";
import { once } from "../bytes.ts";
import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import { mustGetConnection } from "../must-get.ts";
import { fetchNamed, type Taken } from "./fetch-files.ts";
import { fetchProtocol } from "./fetch-protocol.ts";
import { converse, orderContext, rejectionText } from "./line.ts";
import { withLine } from "./with-line.ts";

/**
 * Asks the bank about itself (HPD), its customer (HKD, HTD) or what there is to fetch (HAA). What it grants (HTD) is kept for the menu of orders.
 * @returns undefined when the bank has nothing to say
 */
export async function askBankData<Order extends BankDataOrder>(context: WorkflowContext, connectionId: ConnectionId, order: Order, signal?: AbortSignal): Promise<BankDataValues[Order] | undefined> {
  requireRight(context, "fetch", "ask the bank");
  const connection = await mustGetConnection(context.store, connectionId);
  return withLine(context, connection, signal, async (line) => {
    const answer = await converse(line, download(orderContext(context, line), { order }));
    if (answer.kind === "no-data") return undefined;
    if (answer.kind === "rejected") throw refused(order, rejectionText(answer));
    let value: BankDataValues[Order];
    try {
      value = readBankData(connection.protocol, order, answer.value.data);
    } catch (error) {
      if (isAppError(error, "ebics")) await converse(line, answer.value.receipt(false));
      throw error;
    }
    if (order === "HTD") await context.store.connections.putGrants(connectionId, line.subscriber.id, JSON.stringify(value));
    await converse(line, answer.value.receipt(true));
    return value;
  }, () => `asked for ${order}`);
}

/** The customer protocol for programs (HAC), its events taken over as in every session. @throws AppError ebics/`refused` when the bank did not give it */
export async function askProtocol(context: WorkflowContext, connectionId: ConnectionId, dateRange: DateRange | undefined, signal?: AbortSignal): Promise<readonly HacEvent[]> {
  requireRight(context, "fetch", "fetch the customer protocol");
  const connection = await mustGetConnection(context.store, connectionId);
  return withLine(context, connection, signal, async (line) => {
    const { events, gap } = await fetchProtocol(context, line, dateRange);
    if (gap !== undefined) throw new AppError("ebics", "refused", gap, { meaning: "No payment is affected." });
    return events;
  }, (events) => `${events.length} protocol events`);
}

/** The customer protocol for people (PTK): its lines, outside text. It is kept as it came. */
export async function askProtocolText(context: WorkflowContext, connectionId: ConnectionId, dateRange: DateRange | undefined, signal?: AbortSignal): Promise<readonly string[]> {
  requireRight(context, "fetch", "fetch the customer protocol");
  const connection = await mustGetConnection(context.store, connectionId);
  return withLine(context, connection, signal, async (line) => {
    const answer = await converse(line, download(orderContext(context, line), { order: "PTK", dateRange }));
    if (answer.kind === "no-data") return [];
    if (answer.kind === "rejected") throw refused("PTK", rejectionText(answer));
    const at = instantNow(context);
    await context.store.files.add({ kind: "protocol", name: `PTK-${at}.txt`, at, content: once(answer.value.data) });
    await converse(line, answer.value.receipt(true));
    return readPtk(answer.value.data);
  }, (lines) => `${lines.length} lines of protocol`);
}

/**
 * Fetches anything by its name, known to the catalogue or not. Archives are unpacked; what is in a format that is read is taken over like any
 * statement or status report; all else is kept as it came.
 * @returns undefined when the bank has nothing
 */
export async function fetchByName(context: WorkflowContext, connectionId: ConnectionId, name: OrderName, options: { readonly title: string; readonly dateRange?: DateRange | undefined; readonly signal?: AbortSignal | undefined }): Promise<Taken | undefined> {
  requireRight(context, "fetch", "fetch from the bank");
  const connection = await mustGetConnection(context.store, connectionId);
  const zipped = name.service === undefined || name.service.container === "ZIP";
  return withLine(context, connection, options.signal, (line) => fetchNamed(context, line, { name, title: options.title, zipped, dateRange: options.dateRange }), (taken) => `${taken?.files.length ?? 0} files fetched`);
}

function refused(order: string, { code, text, next }: { readonly code: string; readonly text: string; readonly next: string }): AppError {
  return new AppError("ebics", "refused", `The bank refused ${order}: ${code} ${text}`, { meaning: "No payment is affected.", next, context: { code } });
}
