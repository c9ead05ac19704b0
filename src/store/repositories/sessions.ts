import type { SessionId } from "../../domain/ids.ts";
import type { CommunicationSession, SessionRepository } from "../../workflows/ports/customer-store.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { storeError } from "../store-error.ts";

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

  finish(id: SessionId, end: Pick<CommunicationSession, "endedAt" | "outcome" | "summary" | "log">): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = await db.selectFrom("sessions").select("body").where("id", "=", id).executeTakeFirst();
      if (row === undefined) throw storeError("not-found", { message: "The communication session is not in the customer's store." });
      await db.updateTable("sessions").set({ outcome: end.outcome, body: toBody({ ...fromBody<SessionBody>(row.body), ...end }) }).where("id", "=", id).execute();
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
