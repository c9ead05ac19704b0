import type { ConnectionId, SubscriberId } from "../../domain/ids.ts";
import type { Connection, ConnectionRepository } from "../../workflows/ports/connections.ts";
import type { Subscriber } from "../../workflows/ports/subscribers.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { byMaking } from "../by-making.ts";

export class SqlConnections implements ConnectionRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  all(): Promise<readonly Connection[]> {
    return this.#access.read(async ({ db }) => (await db.selectFrom("connections").select("body").orderBy(byMaking).execute()).map((row) => fromBody<Connection>(row.body)));
  }

  get(id: ConnectionId): Promise<Connection | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("connections").select("body").where("id", "=", id).executeTakeFirst();
      return row === undefined ? undefined : fromBody<Connection>(row.body);
    });
  }

  put(connection: Connection): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const body = toBody(connection);
      await db.insertInto("connections").values({ id: connection.id, body }).onConflict((on) => on.column("id").doUpdateSet({ body })).execute();
    });
  }

  subscribers(connectionId?: ConnectionId): Promise<readonly Subscriber[]> {
    return this.#access.read(async ({ db }) => {
      let query = db.selectFrom("subscribers").select("body").orderBy(byMaking);
      if (connectionId !== undefined) query = query.where("connection_id", "=", connectionId);
      return (await query.execute()).map((row) => fromBody<Subscriber>(row.body));
    });
  }

  putSubscriber(subscriber: Subscriber): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { connection_id: subscriber.connectionId, body: toBody(subscriber) };
      await db.insertInto("subscribers").values({ id: subscriber.id, ...row }).onConflict((on) => on.column("id").doUpdateSet(row)).execute();
    });
  }

  putGrants(connectionId: ConnectionId, subscriberId: SubscriberId, json: string): Promise<void> {
    return this.#access.write(async ({ db }) => {
      await db
        .insertInto("bank_grants")
        .values({ connection_id: connectionId, subscriber_id: subscriberId, json })
        .onConflict((on) => on.columns(["connection_id", "subscriber_id"]).doUpdateSet({ json }))
        .execute();
    });
  }

  grants(connectionId: ConnectionId): Promise<readonly { subscriberId: SubscriberId; json: string }[]> {
    return this.#access.read(async ({ db }) => {
      const rows = await db.selectFrom("bank_grants").select(["subscriber_id", "json"]).where("connection_id", "=", connectionId).orderBy("subscriber_id").execute();
      return rows.map((row) => ({ subscriberId: row.subscriber_id as SubscriberId, json: row.json }));
    });
  }
}
