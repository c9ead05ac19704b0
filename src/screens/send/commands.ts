import { resolveUnanswered } from "../../workflows/communication/resolve-unanswered.ts";
import { showFacts } from "../dialogs/facts-dialog.tsx";
import type { CommandOf } from "../routes.ts";
import type { SendContext } from "./hold-sessions.ts";
import { type SendAction, type SendModel, unanswered } from "./model.ts";

export const sendCommands: readonly CommandOf<"send", SendModel, SendAction>[] = [
  {
    id: "send.leave", title: "leave it running", keys: ["b"], description: "Goes back; the session goes on in the background.",
    when: ({ model }) => !model.finished, run: ({ shell }) => shell.pop(),
  },
  {
    id: "send.stop", title: "line down", keys: ["h"], description: "Asks the line down after the running segment. Nothing is lost, and nothing is sent twice.",
    when: ({ model }) => !model.finished,
    disabledReason: ({ model }) => (model.stopping ? "The line goes down after the running segment." : model.stop === undefined ? "The session has not begun yet." : undefined),
    run: askDown,
  },
  {
    id: "send.ask-bank", title: "ask the bank", keys: ["a"], description: "Asks the bank about the orders that were never heard back from.",
    when: ({ model }) => model.finished && unanswered(model).length > 0,
    run: askAboutAll,
  },
  {
    id: "send.orders", title: "orders", keys: ["o"], description: "Shows the customer's orders.",
    when: ({ model, params }) => model.finished && params.customers.length === 1,
    run({ shell, params }) {
      const [only] = params.customers;
      if (only !== undefined) shell.replace("orders", { context: only.context });
    },
  },
  {
    id: "send.why", title: "what went wrong", keys: ["w"], when: ({ model }) => model.runs.some((run) => run.state === "failed"),
    async run({ model, shell }) {
      for (const run of model.runs) if (run.state === "failed") await shell.showError(run.error);
    },
  },
  {
    id: "send.monitor", title: "line monitor", keys: ["m"], description: "Shows what happens on the line as it happens, without content and secrets; again: the steps.",
    run: ({ dispatch }) => dispatch({ type: "monitor" }),
  },
  {
    id: "send.log", title: "session log", keys: ["l"], inFooter: false, description: "Shows the technical lines of the session.",
    disabledReason: ({ model }) => (model.runs.some((run) => run.result !== undefined) ? undefined : "No session has ended yet."),
    async run({ model, shell }) {
      for (const run of model.runs) {
        const id = run.result?.sessionId;
        const session = id === undefined ? undefined : (await run.context.store.sessions.list(20)).find((one) => one.id === id);
        if (session !== undefined) await showFacts(shell, { title: `session ${session.number}`, facts: [["outcome", `${session.outcome}: ${session.summary}`], ...session.log.map((line): readonly [string, string] => ["", line])] });
      }
    },
  },
];

/** The honest sentence, then the line goes down. */
export async function askDown({ shell, dispatch, current }: SendContext): Promise<void> {
  const yes = await shell.confirm({
    title: "Take the line down",
    consequence: "The line goes down after the running segment. Nothing is lost, and nothing is sent twice.",
    details: ["Orders that have not begun stay in the outbox. One whose last byte has left is asked about in the next session.", "b leaves the session running while you work elsewhere."],
    yes: "line down",
    no: "let it run",
    until: current().ended,
  });
  if (!yes) return;
  dispatch({ type: "stopping" });
  current().stop?.();
}

async function askAboutAll({ shell, dispatch, current }: SendContext): Promise<void> {
  const open = unanswered(current());
  const { ended } = shell.startActivity({
    title: `Ask the bank about ${open.length === 1 ? "an order" : `${open.length} orders`}`,
    async run({ signal, progress }) {
      for (const [at, { run, outcome }] of open.entries()) {
        progress({ done: at, total: open.length });
        const answer = await resolveUnanswered(run.context, outcome.orderId, { signal });
        dispatch({ type: "outcome", key: run.key, outcome: answer });
        shell.notice(answer.text, answer.kind === "delivered" ? "good" : "warning");
      }
    },
  });
  shell.notice("Asking the bank …");
  await ended;
}
