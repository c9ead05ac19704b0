import { setTimeout as wait } from "node:timers/promises";
import { AppError, assert, isAppError } from "../../domain/errors.ts";
import { type Answer, bankWords, type EbicsRequest, type Exchange, type OrderContext, type Rejected, type SubscriberContext } from "../../ebics/index.ts";
import type { WorkflowContext } from "../context.ts";
import type { Channel, LineEvent, OpenOptions } from "../ports/channel.ts";
import type { Connection } from "../ports/connections.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import { openRoad, takeRoad, type TakenRoad } from "../roads/take-road.ts";
import { openTransportKeys, type TransportKeys } from "../transport-keys.ts";
import { LineTrace } from "./line-trace.ts";

/** The line to one bank for one session: a channel, and who speaks over it. */
export interface Line {
  readonly connection: Connection;
  readonly subscriber: Subscriber;
  /** The subscriber's; undefined on a line for what is said without keys (INI, HIA). */
  readonly keys: TransportKeys | undefined;
  /** The one that is up; another one after a cut. */
  readonly channel: Channel;
  /** How it came up. */
  readonly road: TakenRoad;
  /** Hangs up and dials again by the same road. @throws AppError area "channel" */
  redial(): Promise<void>;
  /** Hangs up, and lets go of the keys. */
  close(): Promise<void>;
  /** How long to wait before each try to go on after a cut, in milliseconds; so many tries there are. */
  readonly redialPausesMs: readonly number[];
  readonly signal: AbortSignal | undefined;
  /** Ends dialling anew after a cut: `signal`, or whoever lets what is being said be said to its end. */
  readonly dialSignal: AbortSignal | undefined;
  /** Told what happens while it comes up, and of each request and answer. */
  readonly onEvent: OpenOptions["onEvent"];
  /** Technical lines for the session's log: no secrets, no payment content. */
  readonly log: string[];
  /** What is said, for a support case. */
  readonly trace: LineTrace;
  /** Set when the bank says that it has other keys than those we use. */
  bankKeysChanged?: true | undefined;
  /** Set when the bank has given all statements that it had. */
  statementsAsked?: true | undefined;
}

const productName = "Kontor";
const logLinesMax = 5000;
/** A cut that lasts longer than these ends the session; the next one goes on where this one was. */
const redialPausesMsDefault: readonly number[] = [1_000, 3_000, 9_000];

/**
 * Runs a conversation over the line. `before` is awaited before each request leaves, also before it leaves again after a cut: what is sent is
 * written down first.
 * @throws what the channel or the protocol throws, and what `before` throws (then the request did not leave)
 */
export async function converse<T>(line: Line, exchange: Exchange<T>, before?: (request: EbicsRequest) => Promise<void>): Promise<T> {
  let next = await exchange.next();
  while (!next.done) {
    const request = next.value;
    try {
      next = await exchange.next(await askFor(line, request, before));
    } catch (error) {
      if (isAppError(error, "ebics", "bank-keys-changed")) line.bankKeysChanged = true;
      recordError(line, request, error);
      throw error;
    }
  }
  if (saysOtherBankKeys(next.value)) line.bankKeysChanged = true;
  return next.value;
}

/** 091008, in an answer that is signed with the keys we know. */
function saysOtherBankKeys(result: unknown): boolean {
  return typeof result === "object" && result !== null && "kind" in result && result.kind === "rejected" && "decisive" in result && (result as Rejected).decisive.code === "091008";
}

/** One request to its answer. Where a repeat is harmless, a cut line is dialled again and the request sent again, a few times. */
async function askFor(line: Line, request: EbicsRequest, before: ((request: EbicsRequest) => Promise<void>) | undefined): Promise<Uint8Array> {
  let { bytes } = request;
  let mayHaveArrived: AppError | undefined; // the first try of which nobody knows
  for (let tries = 0; ; tries++) {
    try {
      if (tries > 0) await line.redial();
      await before?.(request);
      const answer = await exchangeTraced(line, request, bytes);
      record(line, `${describeStep(request)}: ${bytes.length} bytes out, ${answer.length} in`);
      return answer;
    } catch (error) {
      if (!isAppError(error, "channel")) throw error;
      if (error.context.requestMayHaveArrived !== false) mayHaveArrived ??= error;
      const pauseMs = line.redialPausesMs[tries];
      if (request.repeat === undefined || pauseMs === undefined || !error.retryable || line.dialSignal?.aborted === true) throw mayHaveArrived ?? error;
      recordError(line, request, error);
      await wait(pauseMs, undefined, { signal: line.dialSignal }).catch(() => undefined); // taken down meanwhile: the next dial tells
      bytes = await request.repeat(mayHaveArrived !== undefined);
    }
  }
}

async function exchangeTraced(line: Line, request: EbicsRequest, bytes: Uint8Array): Promise<Uint8Array> {
  const step = describeStep(request);
  const said = line.trace.begin(step, bytes);
  const tell = (kind: LineEvent["kind"], text: string): void => line.onEvent?.({ stage: "ebics", kind, text: `${step}: ${text}` });
  tell("sent", `${bytes.length} bytes`);
  try {
    const answer = await line.channel.exchange(bytes, { signal: line.signal });
    said.answered(answer);
    tell("received", `${answer.length} bytes`);
    return answer;
  } catch (error) {
    said.failed(error);
    tell("failed", error instanceof AppError ? error.message : "failed");
    throw error;
  }
}

function recordError(line: Line, request: EbicsRequest, error: unknown): void {
  record(line, `${describeStep(request)}: ${error instanceof AppError ? `${error.area}/${error.code}` : "failed"}`);
}

function record(line: Line, text: string): void {
  if (line.log.length < logLinesMax) line.log.push(text);
}

function describeStep({ step }: EbicsRequest): string {
  const segment = step.segment === undefined ? "" : ` segment ${step.segment} of ${step.segments ?? "?"}`;
  return `${step.order} ${step.phase}${segment}${step.bankOrderId === undefined ? "" : ` (${step.bankOrderId})`}`;
}

/** Who speaks with whom, and with which keys. */
export type Speaking = Pick<Line, "connection" | "subscriber" | "keys">;

/** Who we are, for HPB. */
export function subscriberContext(context: WorkflowContext, { connection, subscriber, keys }: Speaking): SubscriberContext {
  assert(keys !== undefined, "this line was dialled with keys");
  return {
    protocol: connection.protocol,
    ids: { hostId: connection.hostId, partnerId: connection.partnerId, userId: subscriber.userId },
    product: { name: productName, language: context.operator.language },
    authentication: keys.authentication,
    encryption: keys.encryption,
    clock: context.tools.clock,
    randomness: context.tools.randomness,
  };
}

/** Who we are and whom we trust, for orders. @throws AppError workflow/`bank-keys-unconfirmed` */
export function orderContext(context: WorkflowContext, speaking: Speaking): OrderContext {
  const { connection } = speaking;
  if (connection.bankKeys?.confirmedAt === undefined) {
    throw new AppError("workflow", "bank-keys-unconfirmed", `The keys of ${connection.title} were not confirmed yet.`, {
      meaning: "Nothing was sent.", next: "Fetch the bank's keys and compare their hashes with the bank's letter, under Settings.",
    });
  }
  return { ...subscriberContext(context, speaking), bank: connection.bankKeys };
}

/**
 * Which of our users speaks: the operator's own when ready, else one whose keys need nobody, else any ready one.
 * @throws AppError workflow/`no-ready-subscriber`
 */
export async function speakingSubscriber(context: WorkflowContext, connection: Connection): Promise<Subscriber> {
  const ready = (await context.store.connections.subscribers(connection.id)).filter((one) => one.state === "ready" && one.keyChange?.phase !== "leaving");
  const mine = new Set((await context.store.signers.all()).filter((signer) => signer.operatorId === context.operator.id).map((signer) => signer.id));
  const chosen = ready.find((one) => mine.has(one.signerId)) ?? ready.find((one) => one.transportCard === undefined) ?? ready[0];
  const open = chosen === undefined ? (await context.store.connections.subscribers(connection.id)).find((one) => one.keyChange?.phase === "leaving") : undefined;
  if (open !== undefined) {
    throw new AppError("workflow", "key-change-open", `A change of ${open.userId}'s own keys at ${connection.title} was never answered, and it is not known yet which keys the bank has.`, {
      meaning: "Nothing was sent; orders stay in the outbox.", next: "Ask again later, or call the bank.",
    });
  }
  if (chosen === undefined) {
    throw new AppError("workflow", "no-ready-subscriber", `No signer is ready at ${connection.title}.`, {
      meaning: "Nothing was sent.", next: "Finish the set-up under Settings: send the keys, post the letters, confirm the bank's keys.",
    });
  }
  return chosen;
}

export interface DialOptions extends OpenOptions {
  readonly withoutKeys?: true | undefined;
  /** Ends dialling, also anew after a cut, and nothing else: what is said over a line that is up is said to its end. */
  readonly stopDialling?: AbortSignal | undefined;
}

/**
 * Dials by the connection's first road that comes up; after a cut, by the same one. A card that speaks with the bank is asked for its PIN before:
 * people are slow, and lines cost money. The caller closes the line.
 * @throws AppError areas "channel", "signer"
 */
export async function dial(context: WorkflowContext, connection: Connection, subscriber: Subscriber, log: string[], options: DialOptions = {}): Promise<Line> {
  const { signal, onEvent, stopDialling } = options;
  const keys = options.withoutKeys === true ? undefined : await openTransportKeys(context, subscriber);
  const road = await dialling(options, (how) => takeRoad(context, connection, how)).catch(async (error: unknown) => {
    await keys?.close();
    throw error;
  });
  let { channel } = road;
  return {
    connection, subscriber, keys, signal, dialSignal: eitherOf(signal, stopDialling), onEvent, log, road, trace: new LineTrace(context.tools.clock),
    redialPausesMs: context.tools.redialPausesMs ?? redialPausesMsDefault,
    get channel() {
      return channel;
    },
    async redial() {
      await channel.close();
      channel = await dialling(options, (how) => openRoad(context, connection, road.config, how));
    },
    async close() {
      try {
        await channel.close(); // it notes the call, which a full disk may not take
      } finally {
        await keys?.close();
      }
    },
  };
}

/** The channel may listen to its signal as long as it lives: so `stopDialling` is heard until the line is up, and then no more. */
async function dialling<T>({ signal, stopDialling, onEvent }: DialOptions, open: (how: OpenOptions) => Promise<T>): Promise<T> {
  const untilUp = new AbortController();
  const stop = (): void => untilUp.abort();
  stopDialling?.addEventListener("abort", stop, { once: true });
  if (stopDialling?.aborted === true) stop();
  try {
    return await open({ signal: eitherOf(signal, stopDialling && untilUp.signal), onEvent });
  } finally {
    stopDialling?.removeEventListener("abort", stop);
  }
}

function eitherOf(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  return one === undefined || other === undefined ? (one ?? other) : AbortSignal.any([one, other]);
}

/** What an error means to the operator, in one or two sentences. */
export function sentenceOf(error: unknown): string {
  if (!isAppError(error)) return "Something unexpected went wrong; the technical part is in the session's log.";
  return [error.message, error.meaning, error.next].filter((part) => part !== undefined && part !== "").join(" ");
}

/** The bank's no: its code, what that means with the bank's own words beside it, and what to do next. */
export function rejectionText(answer: Exclude<Answer<unknown>, { kind: "ok" }>): { readonly code: string; readonly text: string; readonly next: string } {
  const code = answer.kind === "no-data" ? answer.business : answer.decisive;
  const own = bankWords(answer.reportText);
  return { code: code.code, text: own === "" || own === code.sentence ? code.sentence : `${code.sentence} The bank: "${own}"`, next: code.next };
}
