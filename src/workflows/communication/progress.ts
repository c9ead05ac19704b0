import type { OrderId, SessionId } from "../../domain/ids.ts";
import type { LineEvent } from "../ports/channel.ts";
import type { CommunicationSession } from "../ports/sessions.ts";

/** A whole picture of a running session, handed out again at each change; the screen draws the last one. */
export interface SessionProgress {
  readonly customerShortName: string;
  readonly connectionTitle: string;
  /** Counts per customer; undefined before it is written down. */
  readonly sessionNumber: number | undefined;
  readonly line: "dialling" | "up" | "down";
  /** "TLS 1.3, pinned authority"; known once the line was used. */
  readonly protection: string | undefined;
  /** "Leased line"; known once the line is up. */
  readonly road: string | undefined;
  /** Why it is another road than the first of the connection, and in what it is weaker. */
  readonly notice: string | undefined;
  /** A request is under way since then. */
  readonly waitingSinceMs: number | undefined;
  /** What happened on the line, the last of it. */
  readonly monitor: readonly MonitorLine[];
  readonly steps: readonly ProgressStep[];
  readonly finished: boolean;
}

/** Its text holds no secret and is not filtered. */
export interface MonitorLine extends LineEvent {
  readonly atMs: number;
}
/** So many are kept. */
const monitorLinesMax = 500;

export interface ProgressStep {
  /** `order:<id>`, `fetch:statements`. */
  readonly key: string;
  /** "order 0047 Payroll November". */
  readonly title: string;
  readonly state: "waiting" | "running" | "done" | "failed" | "unknown";
  /** Segments or files, where counted. */
  readonly done: number;
  readonly total: number | undefined;
  readonly startedAtMs: number | undefined;
  /** "order id N01X", "AC04 …", "nothing new". */
  readonly note: string | undefined;
}

/** How one order came out of the session. */
export interface OrderOutcome {
  readonly orderId: OrderId;
  readonly number: number;
  /** `held`: a mandate that it collects under was changed since it was signed. */
  readonly kind: "delivered" | "refused" | "unanswered" | "not-sent" | "stopped" | "held";
  readonly bankOrderId: string | undefined;
  /** One or two sentences: what happened, what it means for the money, what to do. */
  readonly text: string;
}

export interface FetchOutcome {
  readonly statements: number;
  readonly statementsKnown: number;
  readonly statusReports: number;
  readonly protocolEvents: number;
  readonly transactionsBooked: number;
}

export interface SessionResult {
  readonly sessionId: SessionId;
  readonly session: CommunicationSession;
  readonly orders: readonly OrderOutcome[];
  readonly fetched: FetchOutcome;
  /** Why it ended early, in the operator's words. */
  readonly problem: string | undefined;
}

/** Keeps the picture and tells whoever watches. Owned by one session. */
export class ProgressBoard {
  #picture: SessionProgress;
  readonly #watch: (progress: SessionProgress) => void;

  constructor(start: Pick<SessionProgress, "customerShortName" | "connectionTitle">, watch: (progress: SessionProgress) => void) {
    this.#picture = { ...start, sessionNumber: undefined, line: "dialling", protection: undefined, road: undefined, notice: undefined, waitingSinceMs: undefined, monitor: [], steps: [], finished: false };
    this.#watch = watch;
    this.#watch(this.#picture);
  }

  set(change: Partial<Omit<SessionProgress, "steps">>): void {
    this.#picture = { ...this.#picture, ...change };
    this.#watch(this.#picture);
  }

  /** @param wasUp false while the session's first line comes up */
  heard(line: MonitorLine, wasUp: boolean): void {
    const monitor = [...this.#picture.monitor.slice(1 - monitorLinesMax), line];
    if (!wasUp) this.set({ monitor });
    // A line that was cut is dialled again.
    else if (line.stage !== "ebics") this.set({ monitor, line: "dialling" });
    else this.set({ monitor, line: line.kind === "failed" ? "down" : "up", waitingSinceMs: line.kind === "sent" ? line.atMs : undefined });
  }

  /** Adds the step, or changes the one with this key. */
  step(key: string, change: Partial<Omit<ProgressStep, "key">>): void {
    const known = this.#picture.steps.find((step) => step.key === key);
    const fresh: ProgressStep = known ?? { key, title: key, state: "waiting", done: 0, total: undefined, startedAtMs: undefined, note: undefined };
    const changed = { ...fresh, ...change };
    const steps = known === undefined ? [...this.#picture.steps, changed] : this.#picture.steps.map((step) => (step === known ? changed : step));
    this.#picture = { ...this.#picture, steps };
    this.#watch(this.#picture);
  }
}
