import type { OrderId } from "../../domain/ids.ts";
import type { Transmission, TransmissionRepository } from "../../workflows/ports/transmissions.ts";
import type { Access } from "../access.ts";
import { fromBody, toBody } from "../body.ts";
import { orderNumber } from "./order-number.ts";

export class SqlTransmissions implements TransmissionRepository {
  readonly #access: Access;
  constructor(access: Access) {
    this.#access = access;
  }

  put(transmission: Transmission): Promise<void> {
    return this.#access.write(async (handle) => {
      const row = { phase: transmission.phase, body: toBody(transmission) };
      await handle.db
        .insertInto("transmissions")
        .values({ order_number: orderNumber(handle, transmission.orderId), attempt: transmission.attempt, ...row })
        .onConflict((on) => on.columns(["order_number", "attempt"]).doUpdateSet(row))
        .execute();
    });
  }

  ofOrder(orderId: OrderId): Promise<readonly Transmission[]> {
    return this.#access.read(async ({ db }) => {
      const rows = await db
        .selectFrom("transmissions")
        .innerJoin("orders", "orders.number", "transmissions.order_number")
        .select("transmissions.body")
        .where("orders.id", "=", orderId)
        .orderBy("attempt")
        .execute();
      return rows.map((row) => fromBody<Transmission>(row.body));
    });
  }

  unfinished(): Promise<readonly Transmission[]> {
    return this.#access.read(async ({ db }) => {
      const phases = ["initialising", "transferring", "last-segment-leaving"] satisfies Transmission["phase"][];
      const rows = await db.selectFrom("transmissions").select("body").where("phase", "in", phases).orderBy("order_number").orderBy("attempt").execute();
      return rows.map((row) => fromBody<Transmission>(row.body));
    });
  }
}
