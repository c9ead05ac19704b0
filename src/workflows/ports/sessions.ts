import type { ConnectionId, IsoInstant, SessionId } from "../../domain/ids.ts";

/** One communication with the bank: dial, send the outbox, fetch, hang up. */
export interface CommunicationSession {
  readonly id: SessionId;
  /** Counts from 1 per customer. */
  readonly number: number;
  readonly connectionId: ConnectionId;
  readonly startedAt: IsoInstant;
  readonly endedAt: IsoInstant | undefined;
  readonly outcome: "running" | "ok" | "failed" | "cancelled";
  /** The process that runs it, as `Tools.processes` names it: after a crash another one sees that it is gone. */
  readonly owner: string;
  readonly summary: string;
  /** The bank gave all statements that it had and had not given before. */
  readonly statementsAsked?: true | undefined;
  /** Technical lines, without secrets and without payment content. */
  readonly log: readonly string[];
}

/** One request and its answer on the line, without keys and payload. */
export interface SessionExchange {
  readonly at: IsoInstant;
  /** `BTU transfer segment 2 of 3 (N001)`. */
  readonly step: string;
  readonly requestBytes: number;
  /** Undefined: no answer came. */
  readonly answerBytes: number | undefined;
  readonly tookMs: number;
  /** XML with keys, signatures and order data replaced by their length. Outside text, not filtered. */
  readonly request: string;
  readonly answer: string | undefined;
  /** Area and code of the error that ended it. */
  readonly problem: string | undefined;
}

export interface SessionRepository {
  start(session: Omit<CommunicationSession, "number">): Promise<CommunicationSession>;
  /** Keeps what was said, too; of sessions long before it what was said is forgotten. */
  finish(id: SessionId, end: Pick<CommunicationSession, "endedAt" | "outcome" | "summary" | "log" | "statementsAsked"> & { readonly exchanges?: readonly SessionExchange[] | undefined }): Promise<void>;
  /** In the order in which they were said. @param number of the session */
  exchanges(number: number): Promise<readonly SessionExchange[]>;
  list(limit?: number): Promise<readonly CommunicationSession[]>;
  /** Those begun and not finished, here or in another process. */
  running(): Promise<readonly CommunicationSession[]>;
}
