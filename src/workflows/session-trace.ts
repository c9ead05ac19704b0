import { AppError } from "../domain/errors.ts";
import type { WorkflowContext } from "./context.ts";
import type { CommunicationSession, SessionExchange } from "./ports/sessions.ts";

/** A session and what was said in it. */
export interface SessionTrace {
  readonly session: CommunicationSession;
  /** Title of the connection. */
  readonly connection: string;
  readonly exchanges: readonly SessionExchange[];
}

/**
 * What was said in the last sessions, newest first, without keys and payload.
 * @param which a session's number, or how many of the last ones
 * @throws AppError workflow/`no-such-session`
 */
export async function sessionTraces(context: WorkflowContext, which: { readonly number: number } | { readonly last: number }): Promise<readonly SessionTrace[]> {
  const sessions = "last" in which ? await context.store.sessions.list(which.last) : (await context.store.sessions.list()).filter((one) => one.number === which.number);
  if ("number" in which && sessions.length === 0) {
    throw new AppError("workflow", "no-such-session", `There is no session ${which.number}.`, { meaning: "Nothing was shown.", next: "List them: kontor session list." });
  }
  const titles = new Map((await context.store.connections.all()).map((one) => [one.id, one.title]));
  return Promise.all(sessions.map(async (session) => ({ session, connection: titles.get(session.connectionId) ?? "", exchanges: await context.store.sessions.exchanges(session.number) })));
}
