import type { ConnectionId } from "../../domain/ids.ts";
import type { EdsOrder, EdsRepository, EdsSignature } from "../../workflows/ports/eds-orders.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";

export class SqlEdsOrders implements EdsRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  list(filter: Parameters<EdsRepository["list"]>[0] = {}): Promise<readonly EdsOrder[]> {
    return this.#access.read(async ({ db }) => {
      let query = db.selectFrom("eds_orders").select("body").orderBy("since").orderBy("bank_order_id").limit(filter.limit ?? 1000);
      if (filter.waiting !== undefined) query = query.where("waiting", "=", filter.waiting ? 1 : 0);
      if (filter.connectionId !== undefined) query = query.where("connection_id", "=", filter.connectionId);
      return (await query.execute()).map((row) => fromBody<EdsOrder>(row.body));
    });
  }

  get(connectionId: ConnectionId, bankOrderId: string): Promise<EdsOrder | undefined> {
    return this.#access.read(async ({ db }) => {
      const row = await db.selectFrom("eds_orders").select("body").where("connection_id", "=", connectionId).where("bank_order_id", "=", bankOrderId).executeTakeFirst();
      return row === undefined ? undefined : fromBody<EdsOrder>(row.body);
    });
  }

  put(order: EdsOrder): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const row = { waiting: order.outcome === undefined ? 1 : 0, since: order.originator.at, body: toBody(order) };
      await db
        .insertInto("eds_orders")
        .values({ connection_id: order.connectionId, bank_order_id: order.bankOrderId, ...row })
        .onConflict((on) => on.columns(["connection_id", "bank_order_id"]).doUpdateSet(row))
        .execute();
    });
  }

  addSignature(signature: EdsSignature): Promise<void> {
    return this.#access.write(async ({ db }) => {
      const { connectionId, bankOrderId, signerId, at } = signature;
      await db.insertInto("eds_signatures").values({ connection_id: connectionId, bank_order_id: bankOrderId, signer_id: signerId, at, body: toBody(signature) }).execute();
    });
  }

  signatures(connectionId: ConnectionId, bankOrderId: string): Promise<readonly EdsSignature[]> {
    return this.#access.read(async ({ db }) =>
      (await db.selectFrom("eds_signatures").select("body").where("connection_id", "=", connectionId).where("bank_order_id", "=", bankOrderId).orderBy("sequence").execute()).map((row) => fromBody<EdsSignature>(row.body)),
    );
  }
}
