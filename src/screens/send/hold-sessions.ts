import { communicate } from "../../workflows/communication/communicate.ts";
import type { ContextOf } from "../routes.ts";
import type { Progress } from "../shell/activities.ts";
import type { SessionProgress } from "../../workflows/communication/progress.ts";
import { channelNames } from "../../workflows/ports/channel.ts";
import type { SendAction, SendModel, SendRun } from "./model.ts";
import { summaryOf } from "./result-lines.ts";

export type SendContext = ContextOf<"send", SendModel, SendAction>;

/** One session per connection, one after the other, as one activity: it goes on when the screen is left. */
export async function holdSessions(screen: SendContext): Promise<void> {
  const { params, shell, dispatch } = screen;
  const runs = await runsOf(params.customers);
  dispatch({ type: "runs", runs });
  const [only] = runs;
  const title = `${params.send ? "Send" : "Fetch"} · ${runs.length === 1 && only !== undefined ? `${only.context.customer.profile.shortName} · ${only.bankTitle}` : `${runs.length} sessions`}`;
  const handle = shell.startActivity({
    title,
    async run({ progress, signal }) {
      const held: SendRun[] = [];
      for (const [at, run] of runs.entries()) {
        if (signal.aborted) break;
        held.push(await hold(screen, run, signal, (picture) => progress(progressOf(picture, at, runs.length))));
      }
      dispatch({ type: "finished" });
      const summary = summaryOf(held);
      shell.notice(summary.text, summary.tone);
    },
  });
  dispatch({ type: "begun", stop: handle.cancel, ended: handle.ended });
}

/** @returns the run as it came out, for the summary: the screen may be gone by then */
async function hold({ params, dispatch }: SendContext, run: SendRun, signal: AbortSignal, tell: (picture: SessionProgress) => void): Promise<SendRun> {
  dispatch({ type: "run", key: run.key, change: { state: "running" } });
  try {
    const result = await communicate(run.context, {
      connectionId: run.connectionId,
      send: params.send && run.context.rights.includes("send"),
      fetch: params.fetch && run.context.rights.includes("fetch"),
      days: params.days,
      signal,
      onProgress(progress) {
        dispatch({ type: "run", key: run.key, change: { progress } });
        tell(progress);
      },
    });
    dispatch({ type: "run", key: run.key, change: { state: "done", result } });
    return { ...run, state: "done", result };
  } catch (error) {
    // Told in its place; the other customers' sessions are held all the same.
    dispatch({ type: "run", key: run.key, change: { state: "failed", error } });
    return { ...run, state: "failed", error };
  }
}

async function runsOf(customers: SendContext["params"]["customers"]): Promise<SendRun[]> {
  const runs: SendRun[] = [];
  for (const { context, connectionIds } of customers) {
    for (const connectionId of connectionIds) {
      const connection = await context.store.connections.get(connectionId);
      if (connection === undefined) continue;
      runs.push({
        key: `${context.customer.id} ${connectionId}`, context, connectionId, bankTitle: connection.title, channel: channelNames[connection.channel.kind], practice: connection.practice,
        state: "waiting", progress: undefined, result: undefined, error: undefined,
      });
    }
  }
  return runs;
}

/** For the header: sessions done, and what the running one does. */
function progressOf(picture: SessionProgress, at: number, count: number): Progress {
  const running = picture.steps.find((step) => step.state === "running");
  const steps = Math.max(1, picture.steps.length);
  const done = picture.steps.filter((step) => step.state !== "waiting" && step.state !== "running").length;
  return { done: Math.floor(((at + Math.min(1, done / steps)) / count) * 100), total: 100, text: running?.title };
}
