import type { SessionId } from "../../domain/ids.ts";
import type { CommunicationSession, SessionExchange, SessionRepository } from "../../workflows/ports/sessions.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { storeError } from "../store-error.ts";

/** Of so many sessions what was said is kept. */
const sessionsTraced = 20;

type SessionBody = Omit<CommunicationSession, "number">;

export class SqlSessions implements SessionRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  start(session: SessionBody): Promise<CommunicationSession> {
    return this.#access.write(async ({ db }) => {
      const row = await db.insertInto("sessions").values({ id: session.id, outcome: session.outcome, body: toBody(session) }).returning("number").executeTakeFirstOrThrow();
      return { ...session, number: row.number };
    });
  }

  finish(id: SessionId, { exchanges = [], ...end }: Parameters<SessionRepository["finish"]>[1]): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = await db.selectFrom("sessions").select(["number", "body"]).where("id", "=", id).executeTakeFirst();
      if (row === undefined) throw storeError("not-found", { message: "The communication session is not in the customer's store." });
      await db.updateTable("sessions").set({ outcome: end.outcome, body: toBody({ ...fromBody<SessionBody>(row.body), ...end }) }).where("id", "=", id).execute();
      await db.deleteFrom("session_exchanges").where("session_number", "<=", row.number - sessionsTraced).execute();
      for (const [position, exchange] of exchanges.entries()) await db.insertInto("session_exchanges").values({ session_number: row.number, position, body: toBody(exchange) }).execute();
    });
  }

  exchanges(number: number): Promise<readonly SessionExchange[]> {
    return this.#access.read(async ({ db }) => {
      const rows = await db.selectFrom("session_exchanges").select("body").where("session_number", "=", number).orderBy("position").execute();
      return rows.map((row) => fromBody<SessionExchange>(row.body));
    });
  }

  /** Newest first. */
  list(limit = -1): Promise<readonly CommunicationSession[]> {
    return this.#access.read(async ({ db }) => {
      const rows = await db.selectFrom("sessions").select(["number", "body"]).orderBy("number", "desc").limit(limit).execute();
      return rows.map((row) => ({ ...fromBody<SessionBody>(row.body), number: row.number }));
    });
  }

  /** Oldest first. */
  running(): Promise<readonly CommunicationSession[]> {
    return this.#access.read(async ({ db }) => {
      const rows = await db.selectFrom("sessions").select(["number", "body"]).where("outcome", "=", "running").orderBy("number").execute();
      return rows.map((row) => ({ ...fromBody<SessionBody>(row.body), number: row.number }));
    });
  }
}
