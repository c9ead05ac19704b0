import type { Call, CallRepository } from "../../workflows/ports/calls.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";

/** So many are kept. */
const callsMax = 5_000;

export class SqlCalls implements CallRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  put(call: Call): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { connection_id: call.connectionId, body: toBody(call) };
      await db.insertInto("calls").values({ id: call.id, ...row }).onConflict((on) => on.column("id").doUpdateSet(row)).execute();
      const oldest = await db.selectFrom("calls").select("sequence").orderBy("sequence", "desc").offset(callsMax).limit(1).executeTakeFirst();
      if (oldest !== undefined) await db.deleteFrom("calls").where("sequence", "<=", oldest.sequence).execute();
    });
  }

  /** Newest first. */
  list(limit = -1): Promise<readonly Call[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("calls").select("body").orderBy("sequence", "desc").limit(limit).execute()).map((row) => fromBody<Call>(row.body)));
  }
}
