import { isAppError } from "../../domain/errors.ts";
import type { SessionId } from "../../domain/ids.ts";
import { instantNow, newId, type WorkflowContext } from "../context.ts";
import { noteChangedBankKeys } from "../keys/bank-keys.ts";
import { channelNames } from "../ports/channel.ts";
import type { Connection } from "../ports/connections.ts";
import type { CommunicationSession } from "../ports/sessions.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import { dial, type DialOptions, type Line, sentenceOf, speakingSubscriber } from "./line.ts";

/** A session of the given work over a line that is dialled for it and hung up afterwards; written to the session list however it ends. */
export async function withLine<T>(
  context: WorkflowContext,
  connection: Connection,
  signal: AbortSignal | undefined,
  work: (line: Line, session: CommunicationSession) => Promise<T>,
  summaryOf: (result: T) => string = () => "",
  options: Pick<DialOptions, "onEvent" | "stopDialling"> & { /** Who speaks; default: whoever is ready. */ readonly subscriber?: Subscriber | undefined } = {},
): Promise<T> {
  const lease = context.tools.processes.begin();
  let line: Line | undefined;
  let session: CommunicationSession | undefined;
  const log: string[] = [];
  const finish = async (outcome: CommunicationSession["outcome"], summary: string): Promise<void> => {
    if (session !== undefined) await context.store.sessions.finish(session.id, { endedAt: instantNow(context), outcome, summary, log, statementsAsked: line?.statementsAsked, exchanges: line?.trace.all() });
  };
  try {
    const subscriber = options.subscriber ?? (await speakingSubscriber(context, connection));
    session = await context.store.sessions.start({
      id: newId<"SessionId">(context) as SessionId, connectionId: connection.id, startedAt: instantNow(context), endedAt: undefined,
      outcome: "running", owner: lease.owner, summary: "", log: [],
    });
    line = await dial(context, connection, subscriber, log, { signal, onEvent: options.onEvent, stopDialling: options.stopDialling });
    log.push(line.road.notice ?? `by ${channelNames[line.road.config.kind]}`);
    const result = await work(line, session);
    await finish("ok", summaryOf(result));
    return result;
  } catch (error) {
    await finish(isAppError(error, "channel", "cancelled") ? "cancelled" : "failed", sentenceOf(error));
    throw error;
  } finally {
    if (line?.bankKeysChanged === true) await noteChangedBankKeys(context, line).catch((error: unknown) => log.push(`the bank's new keys could not be fetched: ${sentenceOf(error)}`));
    try {
      await line?.close();
    } finally {
      lease.end(); // whatever happens: while it lives nobody settles what this session has left
    }
  }
}
