import type { ConnectionId } from "../../domain/ids.ts";
import type { OrderOutcome, SessionProgress, SessionResult } from "../../workflows/communication/progress.ts";
import type { WorkflowContext } from "../../workflows/context.ts";

/** One session to be held, or held. */
export interface SendRun {
  readonly key: string;
  readonly context: WorkflowContext;
  readonly connectionId: ConnectionId;
  readonly bankTitle: string;
  readonly channel: string;
  readonly practice: boolean;
  readonly state: "waiting" | "running" | "done" | "failed" | "left-out";
  readonly progress: SessionProgress | undefined;
  readonly result: SessionResult | undefined;
  /** Why it did not even begin. */
  readonly error: unknown;
}

export interface SendModel {
  readonly runs: readonly SendRun[];
  /** The operator has asked to take the line down. */
  readonly stopping: boolean;
  readonly finished: boolean;
  readonly top: number;
  /** The line monitor stands in the place of the steps. */
  readonly monitor: boolean;
  /** Ends the sessions at the next safe point; known once they have begun. */
  readonly stop: (() => void) | undefined;
  /** Settles when the last of them has ended. */
  readonly ended: Promise<unknown> | undefined;
}

export type SendAction =
  | { readonly type: "runs"; readonly runs: readonly SendRun[] }
  | { readonly type: "begun"; readonly stop: () => void; readonly ended: Promise<unknown> }
  | { readonly type: "run"; readonly key: string; readonly change: Partial<Pick<SendRun, "state" | "progress" | "result" | "error">> }
  | { readonly type: "outcome"; readonly key: string; readonly outcome: OrderOutcome }
  | { readonly type: "monitor" }
  | { readonly type: "stopping" }
  | { readonly type: "finished" }
  | { readonly type: "scroll"; readonly by: number; readonly lines: number; readonly height: number };

export const initialSend: SendModel = { runs: [], stopping: false, finished: false, top: 0, monitor: false, stop: undefined, ended: undefined };

export function updateSend(model: SendModel, action: SendAction): SendModel {
  switch (action.type) {
    case "runs":
      return { ...model, runs: action.runs };
    case "begun":
      return { ...model, stop: action.stop, ended: action.ended };
    case "run":
      return changeRun(model, action.key, (run) => ({ ...run, ...action.change }));
    case "outcome":
      return changeRun(model, action.key, (run) => ({ ...run, result: run.result === undefined ? undefined : withOutcome(run.result, action.outcome) }));
    case "monitor":
      // The newest lines of the monitor, the first of the steps.
      return { ...model, monitor: !model.monitor, top: model.monitor ? 0 : Number.MAX_SAFE_INTEGER };
    case "stopping":
      return { ...model, stopping: true };
    case "finished":
      return { ...model, finished: true, runs: model.runs.map((run) => (run.state === "waiting" ? { ...run, state: "left-out" } : run)) };
    case "scroll":
      return { ...model, top: Math.max(0, Math.min(action.lines - action.height, Math.min(model.top, action.lines - action.height) + action.by)) };
  }
}

function changeRun(model: SendModel, key: string, change: (run: SendRun) => SendRun): SendModel {
  return { ...model, runs: model.runs.map((run) => (run.key === key ? change(run) : run)) };
}

function withOutcome(result: SessionResult, outcome: OrderOutcome): SessionResult {
  return { ...result, orders: result.orders.map((one) => (one.orderId === outcome.orderId ? outcome : one)) };
}

/** The run whose picture matters now: the running one, else the last that ran. */
export function currentRun(model: SendModel): SendRun | undefined {
  return model.runs.find((run) => run.state === "running") ?? model.runs.findLast((run) => run.state === "done" || run.state === "failed") ?? model.runs[0];
}

/** Orders of these sessions that were never heard back from. */
export function unanswered(model: SendModel): { readonly run: SendRun; readonly outcome: OrderOutcome }[] {
  return model.runs.flatMap((run) => (run.result?.orders ?? []).filter((outcome) => outcome.kind === "unanswered").map((outcome) => ({ run, outcome })));
}
